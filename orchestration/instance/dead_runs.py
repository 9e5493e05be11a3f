"""Runs that a kill or a power cut left as if they were busy: they are ended, so that the queue goes on.

Which run has a process belongs in `run_launcher`. Most nights find no such run, and then Dagster is not imported.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.values import AMSTERDAM

if TYPE_CHECKING:
    import dagster as dg

_BEING_LAUNCHED = ("NOT_STARTED", "STARTING")
_MAY_BE_DEAD = (*_BEING_LAUNCHED, "STARTED", "CANCELING")
# To make a run and name the code server that is to start it, Dagster takes milliseconds.
_LONGEST_LAUNCH = timedelta(minutes=3)


def end_dead_runs_in(home: Path) -> list[str]:
    """End the dead runs of a home of Dagster, under the warehouse's lock. Returns a sentence about each."""
    if not _may_have_dead_runs(home / "history" / "runs.db"):
        return []
    from orchestration.instance.home import open_instance

    with open_instance(home) as instance:
        return end_dead_runs(instance)


def end_dead_runs(instance: "dg.DagsterInstance", spared_run: str | None = None) -> list[str]:
    """End the dead runs, under the warehouse's lock, but the run that asks. Returns a sentence about each.

    A run works under that lock: whoever holds it knows that no other run is at work. What may still be alive is a run
    that has not come to the lock yet: it has a process at its code server, or is being launched this minute. A run in
    the queue is nobody's: the daemon launches it.
    """
    import dagster as dg

    from orchestration.instance.run_launcher import CUT_OFF

    told = []
    statuses = [dg.DagsterRunStatus(status) for status in _MAY_BE_DEAD]
    for record in instance.get_run_records(dg.RunsFilter(statuses=statuses)):
        run = record.dagster_run
        if run.run_id == spared_run or not _is_dead(instance, record):
            continue
        if run.status is dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, CUT_OFF)
        else:
            instance.report_run_failed(run, CUT_OFF)
        began = record.create_timestamp.astimezone(AMSTERDAM)
        told.append(f"The night of {began:%Y-%m-%d %H:%M} was cut off (run {run.run_id[:8]}). {CUT_OFF}")
    return told


def _may_have_dead_runs(runs: Path) -> bool:
    """Asks the database itself. Where it does not answer, Dagster, which makes and mends it, is to be asked."""
    if not runs.exists():
        return False
    marks = ", ".join("?" * len(_MAY_BE_DEAD))
    try:
        with closing(sqlite3.connect(runs)) as opened:
            found = opened.execute(f"SELECT 1 FROM runs WHERE status IN ({marks}) LIMIT 1", _MAY_BE_DEAD).fetchone()
    except sqlite3.Error:
        return True
    return found is not None


def _is_dead(instance: "dg.DagsterInstance", record: "dg.RunRecord") -> bool:
    from dagster._core.storage.tags import GRPC_INFO_TAG

    from orchestration.instance.run_launcher import RunLauncher

    run = record.dagster_run
    launcher = instance.run_launcher
    assert isinstance(launcher, RunLauncher)
    if GRPC_INFO_TAG not in run.tags and run.status.value in _BEING_LAUNCHED:
        return _is_left_by_its_launcher(record)
    if launcher.has_worker(run):
        return False
    # It may have come to its end while it was asked for.
    now = instance.get_run_by_id(run.run_id)
    return now is not None and not now.is_finished


def _is_left_by_its_launcher(record: "dg.RunRecord") -> bool:
    """A run on its way into or out of the queue; not one of a schedule's tick, which the scheduler queues after all."""
    from dagster._core.storage.tags import SCHEDULE_NAME_TAG

    run = record.dagster_run
    is_of_a_tick = run.status.value == "NOT_STARTED" and SCHEDULE_NAME_TAG in run.tags
    return not is_of_a_tick and datetime.now(UTC) - record.update_timestamp > _LONGEST_LAUNCH
