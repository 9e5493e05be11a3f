"""The landing area: what lies there tonight, and how its files are opened. Read only; nothing is moved or deleted.

File names are data here, never paths for another engine. What a file's content means does not belong here.
"""

from pathlib import Path

from warehouse.landing.area import (
    FileChanged,
    FileWithheld,
    LandedFile,
    LandingArea,
    LandingAreaMissing,
    LandingOptions,
    shown_name,
    spelled_name,
)
from warehouse.landing.local import LocalLandingArea

__all__ = [
    "FileChanged",
    "FileWithheld",
    "LandedFile",
    "LandingArea",
    "LandingAreaMissing",
    "LandingOptions",
    "LocalLandingArea",
    "open_landing_area",
    "shown_name",
    "spelled_name",
]


def open_landing_area(url: str, options: LandingOptions | None = None) -> LandingArea:
    """The landing area behind LANDING_URL: a local folder (a path or file://), sftp://, s3:// or abfs://.

    A remote one is not connected to before the first look.
    """
    if url.startswith("file://") or "://" not in url:
        return LocalLandingArea(Path(url.removeprefix("file://")))
    # What a remote area needs is slow to import, and most warehouses have a local one.
    from warehouse.landing.remote import open_remote_landing_area

    return open_remote_landing_area(url, options or LandingOptions())
