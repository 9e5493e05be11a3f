"""Whether what is sent to an address could be read on the way."""

import ipaddress
from urllib.parse import urlsplit


def travels_readably(url: str) -> bool:
    """Whether the address is without TLS and on another machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return False
    try:
        return not ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return True
