"""The other spelling of abfs://; both are read over TLS."""

from warehouse.landing.protocols.abfs import place_of

__all__ = ["place_of"]
