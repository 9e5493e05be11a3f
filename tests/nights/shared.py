"""What all workers of a test run share: made once, by whichever worker needs it first, and never changed afterwards.

A worker that comes meanwhile waits. What a test goes on from, it copies.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.dbt.project import parsed
from warehouse.disk.places import Places


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of the whole run, in which each worker has one of its own."""
    of_worker = factory.getbasetemp()
    return of_worker.parent if "PYTEST_XDIST_WORKER" in os.environ else of_worker


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, which `make` fills in where nobody has yet. One that was begun and not finished is begun again."""
    finished = folder / "finished"
    with (folder.with_name(f"{folder.name}.lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            finished.touch()
    return folder


def warehouse_with(dbt_read: Path, warehouse: Path) -> Path:
    """A new warehouse for which dbt has read its project already."""
    places = Places(warehouse)
    places.prepare()
    shutil.copytree(parsed(Places(dbt_read)), parsed(places))
    return warehouse
