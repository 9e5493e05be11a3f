"""The landing area: what lies there tonight, and how its files are opened. Read only; nothing is moved or deleted.

File names are data here, never paths for another engine. What a file's content means does not belong here.
"""

import ipaddress
import pkgutil
import re
from pathlib import Path
from urllib.parse import urlsplit

from warehouse.landing import protocols
from warehouse.landing.area import LandingArea, LandingAreaMissing, LandingOptions
from warehouse.landing.local import LocalLandingArea

# Of other machines.
SCHEMES = frozenset(module.name for module in pkgutil.iter_modules(protocols.__path__))
_URL = re.compile(r"(?P<scheme>[A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)


def local_folder(url: str) -> Path | None:
    """The folder that LANDING_URL names by its path or as file://, None where it names another machine."""
    found = _URL.match(url)
    if found is None:
        return Path(url)
    return Path(found["rest"]) if found["scheme"] == "file" else None


def refuse_url(url: str) -> None:
    """Raises ValueError, in plain words, for a LANDING_URL that nothing can open or that holds a password."""
    found = _URL.match(url)
    if found is None:
        return
    scheme, authority = found["scheme"], found["rest"].partition("/")[0]
    if scheme == "file" and authority:
        raise ValueError("LANDING_URL: a folder on this machine has three slashes: file:///srv/landing")
    if scheme != "file" and scheme not in SCHEMES:
        raise ValueError(
            f"LANDING_URL begins with {scheme}://, which is not supported: name a local folder, sftp:// or s3://"
        )
    if ":" in authority.rpartition("@")[0]:
        raise ValueError("LANDING_URL holds a password: leave it out, and set LANDING_PASSWORD")


def travels_readably(url: str) -> bool:
    """Whether what is sent to an address could be read on the way: it is without TLS and on another machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return False
    try:
        return not ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return True


def open_landing_area(url: str, options: LandingOptions | None = None) -> LandingArea:
    """The landing area behind LANDING_URL: a local folder (a path or file://), or what a module of `protocols` reads.

    A remote one is not connected to before the first look.
    """
    try:
        refuse_url(url)
    except ValueError as fault:
        raise LandingAreaMissing(f"{fault}.") from None
    folder = local_folder(url)
    if folder is not None:
        return LocalLandingArea(folder)
    # What a remote area needs is slow to import, and most warehouses have a local one.
    from warehouse.landing.remote import open_remote_landing_area

    scheme, _, rest = url.partition("://")
    return open_remote_landing_area(scheme, rest, options or LandingOptions())
