"""Names that stay: Superset knows what it imports by its uuid, which is made of a fixed name here."""

from uuid import NAMESPACE_URL, uuid5

_OURS = uuid5(NAMESPACE_URL, "collectief-werken/bi/superset")


def uuid_of(kind: str, name: str) -> str:
    """The uuid of a database, dataset, chart or dashboard."""
    return str(uuid5(_OURS, f"{kind}/{name}"))
