"""Faults: foreseen ones keep their words, others become a place in the code without the value that they quote."""

import errno
from pathlib import Path
from unittest.mock import Mock

import duckdb
import pytest

from orchestration.faults import told_plainly
from warehouse.faults import Fault

CANARY = "999900006"


def quote_a_row() -> None:
    """A fault as libraries raise them: with the value in its message, and in that of its cause."""
    try:
        int(f"bsn {CANARY}")
    except ValueError as cause:
        raise RuntimeError(f"row of {CANARY}") from cause


class Told(Exception):
    """What a stage's faults become here."""


def test_a_foreseen_fault_keeps_its_own_words(tmp_path: Path):
    with pytest.raises(Told, match=r"^The landing area is gone\.$"), told_plainly("looking", tmp_path, Told):
        raise Fault("The landing area is gone.")
    assert not list(tmp_path.iterdir())


def test_an_unforeseen_fault_names_its_place_and_never_its_message(tmp_path: Path):
    with pytest.raises(Told) as told, told_plainly("taking", tmp_path, Told):
        quote_a_row()
    (log,) = tmp_path.iterdir()
    assert CANARY not in str(told.value) + log.read_text()
    assert "RuntimeError" in str(told.value)
    assert "ValueError" in log.read_text()
    assert "test_faults.py" in log.read_text()
    assert told.value.__suppress_context__


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        duckdb.IOException(f'Could not write file "{CANARY}": No space left on device'),
        duckdb.TransactionException("Failed to commit: Could not write file: No space left on device"),
        duckdb.OutOfMemoryException("This limit was set by the 'max_temp_directory_size' setting."),
    ],
)
def test_a_full_disk_is_told_as_such_with_its_place(fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    free = {tmp_path: 5 * 2**20}
    monkeypatch.setattr("shutil.disk_usage", lambda folder: Mock(free=free.get(folder, 2**40)))
    with pytest.raises(Told, match="disk is full") as told, told_plainly("publishing", tmp_path, Told):
        raise fault
    assert f"5 MB are free at {tmp_path}. Free some space there" in str(told.value)
    assert CANARY not in str(told.value)
    assert not list(tmp_path.iterdir())


def test_what_was_told_already_is_told_once(tmp_path: Path):
    with pytest.raises(Told, match=r"^once$"), told_plainly("outer", tmp_path, Told):
        raise Told("once")
