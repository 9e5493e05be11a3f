"""The lock that keeps two nights apart. It is the kernel's (flock), so a killed process leaves none behind.

What a night does while it holds the lock does not belong here.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.faults import Fault

_held: set[Path] = set()


class AnotherNightIsRunning(Fault):
    """The lock is held by another process."""


@contextmanager
def hold(lock_file: Path) -> Iterator[None]:
    """Hold the lock; a second `hold` in the same process joins the first."""
    lock_file = lock_file.resolve()
    if lock_file in _held:
        yield
        return
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, lock_file)
        _held.add(lock_file)
        try:
            yield
        finally:
            _held.remove(lock_file)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, lock_file: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = f"Another night is running on this warehouse ({lock_file.parent.parent}). Wait until it is done."
        raise AnotherNightIsRunning(message) from None
