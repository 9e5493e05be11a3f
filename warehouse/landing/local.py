"""A landing area that is a folder on this machine."""

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from warehouse.landing.area import FileChanged, FileWithheld, LandedFile, LandingAreaMissing

# Nothing, a link, or a socket stands in the file's place.
_ANOTHER_THING_BY_NOW = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO}


class LocalLandingArea:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def look(self, folders: frozenset[str]) -> list[LandedFile]:
        if not os.path.isdir(self._folder):  # noqa: PTH112 - Path.is_dir raises where the name is too long
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
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # Taken away since the folder was opened.
                path = f"{below}/{entry.name}" if below else entry.name
                yield LandedFile(path, status.st_size, status.st_mtime_ns, stat.S_ISREG(status.st_mode))

    def is_unchanged(self, file: LandedFile) -> bool:
        try:
            status = (self._folder / file.path).lstat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (file.size, file.modified_ns)

    def open(self, file: LandedFile) -> BinaryIO:
        with _in_plain_words(file):
            # A FIFO put in the file's place must not block, and a link in its place must not be followed.
            descriptor = os.open(self._folder / file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileChanged(file.shown)
        return io.BufferedReader(_PlainlyFailing(descriptor, file))


class _PlainlyFailing(io.FileIO):
    """A file whose faults are foreseen ones: a disk or a share may fail halfway."""

    def __init__(self, descriptor: int, file: LandedFile) -> None:
        super().__init__(descriptor, "rb")
        self._file = file

    def readinto(self, buffer: Any) -> int | None:
        with _in_plain_words(self._file):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        with _in_plain_words(self._file):
            return super().readall()


@contextmanager
def _in_plain_words(file: LandedFile) -> Iterator[None]:
    """Around what the operating system is asked of one file."""
    try:
        yield
    except PermissionError:
        raise FileWithheld("the nightly may not read this file: give it read access") from None
    except OSError as fault:
        if fault.errno in _ANOTHER_THING_BY_NOW:
            raise FileChanged(file.shown) from None
        raise FileWithheld(
            f"the machine fails to read this file ({fault.strerror}): look at its disk or share, or deliver it again"
        ) from None
