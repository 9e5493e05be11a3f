"""A landing area on another machine, read through fsspec. What is transferred is never written to this disk.

How a kind of server is entered, and its faults in plain words, belong in `protocols`.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property, partial
from importlib import import_module
from importlib.metadata import requires
from typing import Any, BinaryIO, NoReturn, Protocol

from fsspec import AbstractFileSystem

from warehouse.landing.area import (
    FileChanged,
    FileWithheld,
    LandedFile,
    LandingArea,
    LandingAreaMissing,
    LandingOptions,
)

PROJECT = "collectief-werken-warehouse"
KEPT_BYTES = 64 * 2**20
_STREAM_BLOCK = 8 * 2**20
_MODIFIED = ("mtime", "LastModified", "last_modified")


class Place(Protocol):
    """A folder on a server of one kind, and how it is entered. `foreseen` and `gone` are what its library raises."""

    root: str
    foreseen: tuple[type[Exception], ...]
    gone: tuple[type[Exception], ...]

    def connect(self) -> AbstractFileSystem:
        """Enter; raises LandingAreaMissing or something foreseen."""

    def in_words(self, fault: Exception) -> str:
        """What a foreseen fault means, and what to do. No credential, no value."""


class RemoteLandingArea:
    """A folder on another machine. Small contents are kept in memory, so that what is read twice is sent once."""

    def __init__(self, place: Place, kept_bytes: int = KEPT_BYTES) -> None:
        self._place = place
        self._kept_bytes = kept_bytes
        self._kept: dict[LandedFile, bytes] = {}

    def look(self, folders: frozenset[str]) -> list[LandedFile]:
        with _in_plain_words(self._place):
            return sorted(self._entries("", folders), key=lambda file: file.path)

    def _entries(self, below: str, folders: frozenset[str]) -> Iterator[LandedFile]:
        folder = self._path(below)
        for entry in self._files.ls(folder, detail=True):
            name = entry["name"].rpartition("/")[2]
            if entry["name"] == folder:  # Object storage lists a file as if it were a folder of one.
                raise FileNotFoundError
            if not name:
                continue  # The marker by which object storage says that a folder exists.
            if not below and name in folders and entry["type"] == "directory":
                yield from self._entries(name, folders)
                continue
            path = f"{below}/{name}" if below else name
            yield LandedFile(path, entry["size"], _modified_ns(entry), entry["type"] == "file")

    def is_unchanged(self, file: LandedFile) -> bool:
        with _in_plain_words(self._place, file):
            try:
                entry = self._files.info(self._path(file.path))
            except self._place.gone:
                return False
        now = LandedFile(file.path, entry["size"], _modified_ns(entry), entry["type"] == "file")
        return now == file

    def open(self, file: LandedFile) -> BinaryIO:
        if file in self._kept:
            return io.BytesIO(self._kept[file])
        if not self.is_unchanged(file):  # A link or a FIFO in its place is not opened either.
            raise FileChanged(file.shown)
        return self._stream(file) if file.size > self._kept_bytes else io.BytesIO(self._read(file))

    def _read(self, file: LandedFile) -> bytes:
        """The whole file. It is kept, and what was kept longest is let go of when that becomes too much."""
        with _in_plain_words(self._place, file):
            content = self._files.cat_file(self._path(file.path))
        if len(content) != file.size:
            self._refuse_cut_short(file)
        while self._kept and sum(map(len, self._kept.values())) + len(content) > self._kept_bytes:
            del self._kept[next(iter(self._kept))]
        self._kept[file] = content
        return content

    def _stream(self, file: LandedFile) -> BinaryIO:
        with _in_plain_words(self._place, file):
            content = self._files.open(self._path(file.path), "rb", block_size=_STREAM_BLOCK)
        stream = _PlainlyFailing(content, self._place, file, partial(self._refuse_cut_short, file))
        return io.BufferedReader(stream, _STREAM_BLOCK)

    def _refuse_cut_short(self, file: LandedFile) -> NoReturn:
        """Fewer bytes came than the look saw. Paramiko ends a file so too when the connection is lost."""
        self.is_unchanged(file)  # Asks the server, and raises where there is none any more.
        raise FileChanged(file.shown)

    def _path(self, relative: str) -> str:
        return f"{self._place.root.rstrip('/')}/{relative}" if relative else self._place.root

    @cached_property
    def _files(self) -> AbstractFileSystem:
        return self._place.connect()


class _PlainlyFailing(io.RawIOBase):
    """A remote file as a stream whose faults are foreseen ones."""

    def __init__(
        self, content: BinaryIO, place: Place, file: LandedFile, refuse_cut_short: Callable[[], NoReturn]
    ) -> None:
        self._content, self._place, self._file = content, place, file
        self._refuse_cut_short = refuse_cut_short
        self._n_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _in_plain_words(self._place, self._file):
            block = self._content.read(len(buffer))
        self._n_read += len(block)
        if not block and self._n_read < self._file.size:
            self._refuse_cut_short()
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        if not self.closed:
            super().close()
            with _in_plain_words(self._place, self._file):
                self._content.close()


def open_remote_landing_area(scheme: str, rest: str, options: LandingOptions) -> LandingArea:
    """The landing area behind a URL of a scheme that a module of `protocols` reads. `rest`: what follows the scheme."""
    try:
        module = import_module(f"warehouse.landing.protocols.{scheme}")
    except ModuleNotFoundError as fault:
        raise LandingAreaMissing(
            f"LANDING_URL begins with {scheme}://, and the package {fault.name} that reads it is not installed:"
            f" install this project with its extra `{_extra_with(str(fault.name))}`."
        ) from None
    place: Place = module.place_of(rest, options)
    return RemoteLandingArea(place)


def _extra_with(package: str) -> str:
    """The extra of this project that installs a package; the package itself where none does."""
    declared = (re.match(rf"{package}\b.*\bextra == .(\w+)", one) for one in requires(PROJECT) or ())
    return next((found[1] for found in declared if found), package)


@contextmanager
def _in_plain_words(place: Place, file: LandedFile | None = None) -> Iterator[None]:
    """Around what the server is asked. Of a file, `gone` means that it is no longer what the look saw, and that one
    file may not be read says nothing of the others.
    """
    try:
        yield
    except place.foreseen as fault:
        if file and isinstance(fault, place.gone):
            raise FileChanged(file.shown) from None
        if file and isinstance(fault, PermissionError):
            raise FileWithheld("the nightly's user may not read this file: give it read access") from None
        raise LandingAreaMissing(place.in_words(fault)) from None


def _modified_ns(entry: dict[str, Any]) -> int:
    """Whole seconds, as a listing may tell more of them than the file's own answer does."""
    moment = next((entry[name] for name in _MODIFIED if isinstance(entry.get(name), datetime)), None)
    return int(moment.timestamp()) * 10**9 if moment else 0
