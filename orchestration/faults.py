"""How a fault is told: foreseen ones in their own plain words, others as a place in the code. Never a value of a row.

Which faults there are does not belong here.
"""

import contextlib
import errno
import os
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import duckdb

from schemas.mapping import MappingFault
from warehouse.faults import Fault

FORESEEN = (Fault, MappingFault)
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SQLITE_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


class told_plainly(AbstractContextManager[None]):  # noqa: N801
    """Around a stage of the night: what goes wrong in it becomes one plain sentence of type `told_as`."""

    def __init__(self, stage: str, log_folder: Path, told_as: type[Exception]) -> None:
        self._stage, self._log_folder, self._told_as = stage, log_folder, told_as

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(fault, Exception) and not isinstance(fault, self._told_as):
            raise self._told_as(in_plain_words(fault, self._stage, self._log_folder)) from None


def in_plain_words(fault: BaseException, stage: str, log_folder: Path) -> str:
    if isinstance(fault, FORESEEN):
        return str(fault)
    if any(map(_is_disk_full, _chain(fault))):
        return disk_is_full(stage, log_folder)
    try:
        where = f"Where it happened stands in {write_fault_log(fault, stage, log_folder)}."
    except OSError as no_log:
        where = f"Where it happened could not be written down ({os.strerror(no_log.errno or 0)})."
    return f"An unforeseen fault, {type(fault).__name__}, stopped this ({stage}). {where}"


def disk_is_full(stage: str, log_folder: Path) -> str:
    """The sentence for it. Which disk is seldom told by what fails: it is the fuller one of those that a night uses."""
    there = next(folder for folder in (log_folder, *log_folder.absolute().parents) if folder.exists())
    folders = [there]
    # Where no temporary file can be written, Python names no folder for them.
    with contextlib.suppress(FileNotFoundError):
        folders.append(Path(tempfile.gettempdir()))
    disks = {folder: shutil.disk_usage(folder).free for folder in folders}
    fullest = min(disks, key=lambda folder: disks[folder])
    return (
        f"The disk is full or cannot be written ({stage}): {disks[fullest] // 2**20} MB are free at {fullest}."
        " Free some space there and run this again."
    )


def says_disk_full(message: str) -> bool:
    """DuckDB gives the system's words, not its number. What it may spill is what is free on the disk."""
    return "max_temp_directory_size" in message or any(os.strerror(number) in message for number in DISK_FULL)


def write_fault_log(fault: BaseException, stage: str, log_folder: Path) -> Path:
    """The fault's types and places in the code. Not its message: that may quote a delivered value."""
    now = datetime.now(UTC)
    lines = [f"{now:%Y-%m-%d %H:%M:%S} UTC, {stage}"]
    for link in _chain(fault):
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(link.__traceback__)
        ]
    log_folder.mkdir(parents=True, exist_ok=True)
    log = log_folder / f"fault-{now:%Y%m%dT%H%M%S%f}Z.log"
    log.write_text("\n".join(lines) + "\n", "utf-8")
    return log


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """A fault, and those that it came from."""
    link: BaseException | None = fault
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _is_disk_full(fault: BaseException) -> bool:
    if isinstance(fault, OSError):
        return fault.errno in DISK_FULL
    if isinstance(fault, sqlite3.Error):
        # The low byte tells the kind.
        return fault.sqlite_errorcode & 0xFF in SQLITE_FULL
    return isinstance(fault, duckdb.Error) and says_disk_full(str(fault))
