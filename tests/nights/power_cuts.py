"""`make ui` as an operator leaves it running, and the power cut that ends all its processes at one moment.

What a night gives belongs in the tests.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import dagster as dg
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import (
    GrpcServerCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, ScheduleInstigatorData

from orchestration.instance.home import open_instance
from tests.nights.command import KEY
from tests.nights.processes import LONGEST_NIGHT_SECONDS, REPOSITORY

_SECONDS_BETWEEN_LOOKS = 0.02
# Longer than from one night to the next, on the day that clocks are put back too.
_A_DAY_SECONDS = 26 * 3600
_SCHEDULE = RemoteInstigatorOrigin(
    RemoteRepositoryOrigin(
        GrpcServerCodeLocationOrigin("localhost", port=1, location_name="orchestration.definitions"), "__repository__"
    ),
    "every_night",
)
# The command itself, but for the .env of whoever runs the tests.
_COMMAND = """
import orchestration.settings
orchestration.settings.ENV_FILE = None
from orchestration.__main__ import main
main(["ui"])
"""


class Ui:
    """The UI and its daemon on a warehouse, in a process group of their own."""

    def __init__(self, landing: Path, warehouse: Path, as_of: str) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        settings = {
            "LANDING_URL": str(landing), "WAREHOUSE_DIR": str(warehouse), "PSEUDONYM_KEY": KEY, "AS_OF": as_of,
            "UI_PORT": str(port), "PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"),
        }  # fmt: skip
        self._lock = warehouse / "build" / "night.lock"
        self._printed = tempfile.NamedTemporaryFile("r", encoding="utf-8")  # noqa: SIM115
        with Path(self._printed.name).open("w") as printed:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _COMMAND], cwd=REPOSITORY, env=settings, start_new_session=True,
                stdout=printed, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def __enter__(self) -> "Ui":
        return self

    def __exit__(self, *_: object) -> None:
        self.cut_the_power()
        self._printed.close()

    def cut_the_power(self) -> None:
        """kill -9 of all its processes; returns when none of them is left that holds the warehouse."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        with self._lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)

    def printed(self) -> str:
        self._printed.seek(0)
        return self._printed.read()

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Look until it is so: of what another program does, nothing tells but its files."""
        end = time.monotonic() + LONGEST_NIGHT_SECONDS
        while not is_so():
            assert time.monotonic() < end, self.printed()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS_BETWEEN_LOOKS)
                raise AssertionError(f"The UI ended before it was so. {self.printed()}")


def copied(published: Path, folder: Path) -> tuple[Path, Path]:
    """A copy of a warehouse to cut the power of, and its home of Dagster."""
    warehouse = folder / "warehouse"
    shutil.copytree(published, warehouse, symlinks=True)
    return warehouse, warehouse / "dagster"


def let_a_night_be_due(home: Path) -> None:
    """As if a day had passed since the schedule was last looked at: while the UI is down."""
    looked_at = time.time() - _A_DAY_SECONDS
    state = InstigatorState(
        _SCHEDULE, InstigatorType.SCHEDULE, InstigatorStatus.DECLARED_IN_CODE,
        ScheduleInstigatorData("30 4 * * *", looked_at, looked_at),
    )  # fmt: skip
    with open_instance(home) as instance:
        is_known = instance.get_instigator_state(state.instigator_origin_id, state.selector_id)
        (instance.update_instigator_state if is_known else instance.add_instigator_state)(state)
        instance.purge_ticks(state.instigator_origin_id, state.selector_id, before=time.time())
    # The runs of the day before are of another time of the schedule.
    with closing(sqlite3.connect(home / "history" / "runs.db", isolation_level=None)) as runs:
        runs.execute("DELETE FROM run_tags WHERE key = '.dagster/scheduled_execution_time'")


def statuses(home: Path) -> dict[str, str]:
    """Of each run, the first one first. Read as it stands: the runs are another process's."""
    with closing(sqlite3.connect(home / "history" / "runs.db")) as runs:
        return dict(runs.execute("SELECT run_id, status FROM runs ORDER BY id").fetchall())


def ended(home: Path) -> list[str]:
    """The runs that say how they ended."""
    return [run_id for run_id, status in statuses(home).items() if status in {"SUCCESS", "FAILURE", "CANCELED"}]


def begun_steps(home: Path, run_id: str) -> Sequence[str]:
    events = home / "history" / "runs" / f"{run_id}.db"
    if not events.exists():
        return []
    with closing(sqlite3.connect(events)) as opened:
        if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'event_logs'").fetchone():
            return []
        begun = opened.execute("SELECT step_key FROM event_logs WHERE dagster_event_type = 'STEP_START'").fetchall()
        return [step for (step,) in begun]


def why_failed(home: Path, run_id: str) -> list[str]:
    """What the UI says of a run's end."""
    with open_instance(home) as instance:
        failures = instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_FAILURE)
        return [str(event.dagster_event.message) for event in failures if event.dagster_event]
