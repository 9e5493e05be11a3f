"""The landing area: what lies there tonight, and how its files are opened. Read only; nothing is moved or deleted.

File names are data here, never paths for another engine. What a file's content means does not belong here.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from warehouse.faults import Fault


class LandingAreaMissing(Fault):
    """The landing area is not there or cannot be listed."""


class FileChanged(Exception):
    """The file is no longer what it was when the night looked at it."""


@dataclass(frozen=True)
class LandedFile:
    """A name in the landing area. `path` is relative to it, as the operating system spells it; `folder` is its
    first part ('' at the top). `modified_ns` is the modification time in nanoseconds since 1970.
    """

    path: str
    size: int
    modified_ns: int
    is_regular: bool

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def shown(self) -> str:
        """The path as people and tables read it: with backslash escapes where it is not plain text."""
        return shown_name(self.path)


class LandingArea(Protocol):
    """Where deliveries come from."""

    def look(self, folders: frozenset[str]) -> list[LandedFile]:
        """Everything at the top and in the named folders, in order of path; no deeper."""

    def is_unchanged(self, file: LandedFile) -> bool:
        """Whether size and time are still what they were at the look."""

    def open(self, file: LandedFile) -> BinaryIO:
        """The file's content from its beginning. Raises FileChanged when it is gone or no regular file any more."""


def shown_name(path: str) -> str:
    """A name with backslash escapes for what is not printable text (control, direction, undecodable bytes)."""
    raw = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in raw
    )


class LocalLandingArea:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def look(self, folders: frozenset[str]) -> list[LandedFile]:
        if not self._folder.is_dir():
            raise LandingAreaMissing(
                f"There is no landing folder {self._folder}: create it, or let LANDING_URL name the right one."
            )
        try:
            return sorted(self._entries("", folders), key=lambda file: file.path)
        except OSError as fault:
            raise LandingAreaMissing(
                f"The landing folder {self._folder} cannot be listed ({fault.strerror}): give the nightly read access."
            ) from None

    def _entries(self, below: str, folders: frozenset[str]) -> Iterator[LandedFile]:
        with os.scandir(self._folder / below) as entries:
            for entry in entries:
                if not below and entry.name in folders and entry.is_dir(follow_symlinks=False):
                    yield from self._entries(entry.name, folders)
                    continue
                status = entry.stat(follow_symlinks=False)
                path = f"{below}/{entry.name}" if below else entry.name
                yield LandedFile(path, status.st_size, status.st_mtime_ns, stat.S_ISREG(status.st_mode))

    def is_unchanged(self, file: LandedFile) -> bool:
        try:
            status = (self._folder / file.path).lstat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (file.size, file.modified_ns)

    def open(self, file: LandedFile) -> BinaryIO:
        try:
            # A FIFO put in the file's place must not block, and a link in its place must not be followed.
            descriptor = os.open(self._folder / file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            raise FileChanged(file.shown) from None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileChanged(file.shown)
        return os.fdopen(descriptor, "rb")


def open_landing_area(url: str) -> LandingArea:
    """The landing area behind LANDING_URL: a local folder (a path or file://)."""
    if "://" in url and not url.startswith("file://"):
        scheme = url.partition("://")[0]
        raise LandingAreaMissing(f"LANDING_URL begins with {scheme}://, which is not supported: name a local folder.")
    return LocalLandingArea(Path(url.removeprefix("file://")))
