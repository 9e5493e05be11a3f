"""A landing area that is a folder on this machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from warehouse.landing.area import FileChanged, LandedFile, LandingAreaMissing


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
