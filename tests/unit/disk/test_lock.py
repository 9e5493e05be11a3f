"""The lock: one night at a time, joined within a process, and gone with a killed one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.disk.places import Places

HOLDER = """
import sys
from pathlib import Path
from warehouse.disk.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(places: Places):
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(places.lock)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_process_is_refused_in_plain_words(places: Places, holder: subprocess.Popen):
    with pytest.raises(AnotherNightIsRunning, match="Another night is running"), hold(places.lock):
        pass


def test_a_killed_process_leaves_no_lock(places: Places, holder: subprocess.Popen):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with hold(places.lock):
        pass


def test_the_same_process_joins_its_own_lock_and_keeps_it_until_the_outer_end(places: Places):
    with hold(places.lock):
        with hold(places.lock):
            pass
        assert not can_be_taken(places.lock)
    assert can_be_taken(places.lock)


def can_be_taken(lock: Path) -> bool:
    code = (
        "import sys; from pathlib import Path; from warehouse.disk.lock import hold\nwith hold(Path(sys.argv[1])): pass"
    )
    return subprocess.run([sys.executable, "-c", code, str(lock)], capture_output=True, check=False).returncode == 0
