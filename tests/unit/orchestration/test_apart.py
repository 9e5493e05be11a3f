"""Work in a process of its own: what comes of it, how its faults are told, and that it ends."""

import os
import select
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from orchestration.apart import TookTooLong, apart
from tests.unit.orchestration.worked_at import fails, fails_as_foreseen, is_killed, prints, waits
from warehouse.faults import Fault


def test_it_gives_what_the_work_gives_and_shows_nothing_that_it_prints(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    assert apart(prints, {"n": 1}, seconds=60, doing="testing", logs=tmp_path) == [{"n": 1}]
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_foreseen_fault_is_told_in_its_own_words(tmp_path: Path):
    with pytest.raises(Fault, match=r"^In plain words$"):
        apart(fails_as_foreseen, seconds=60, doing="testing", logs=tmp_path)


def test_an_unforeseen_one_is_told_as_a_place_in_a_log_without_its_words(tmp_path: Path):
    with pytest.raises(Fault, match="An unforeseen fault, ZeroDivisionError") as fault:
        apart(fails, "999900006", seconds=60, doing="testing", logs=tmp_path)
    (log,) = tmp_path.iterdir()
    assert str(log) in str(fault.value)
    assert "worked_at.py" in log.read_text("utf-8")
    assert "999900006" not in str(fault.value) + log.read_text("utf-8")


def test_one_that_waits_is_ended(tmp_path: Path):
    with pytest.raises(TookTooLong, match="testing in 1 seconds"):
        apart(waits, tmp_path / "pid", seconds=1, doing="testing", logs=tmp_path)


def test_one_that_is_killed_is_told(tmp_path: Path):
    with pytest.raises(Fault, match=f"status {-signal.SIGKILL}"):
        apart(is_killed, seconds=60, doing="testing", logs=tmp_path)


def test_ctrl_c_ends_it_too(tmp_path: Path):
    """Though a call that waits in it would take no notice."""
    pid = tmp_path / "pid"

    def interrupt(*_: object) -> None:
        if pid.exists():
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt

    former = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            apart(waits, pid, seconds=600, doing="testing", logs=tmp_path)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
    with suppress(ProcessLookupError):
        ended = os.pidfd_open(int(pid.read_text("utf-8")))
        assert select.select([ended], [], [], 60)[0]
