"""Runs that are too old go, with all that Dagster keeps of them, and its databases give the room back to the disk.

Dagster deletes a run with its events and tags, and ticks by itself, but has no call for the results of a run's asset
checks: this is the one place that names its tables. A change of them is an error here, not a table that grows again.
"""

import sqlite3
from collections.abc import Set
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.instance.utils import RUNLESS_RUN_ID
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log import SqlEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from sqlalchemy import Connection, func, select

from orchestration.instance.home import events_folder

# A database is written anew where this share of it is empty: what a night deletes, the next one fills.
_MOST_EMPTY = 0.25
_IN_USE_OR_NO_ROOM = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL}
_CHECK = AssetCheckExecutionsTable.c


def delete_old_runs(instance: dg.DagsterInstance, keep_days: int, checks: Set[dg.AssetCheckKey]) -> None:
    """Delete runs that are so many days old, and what is left of runs that are gone, under the warehouse's lock.

    checks: those that there are. The last result of each stays, as the UI shows it.
    """
    too_old = dg.RunsFilter(created_before=datetime.now(UTC) - timedelta(days=keep_days))
    for run in instance.get_runs(too_old):
        instance.delete_run(run.run_id)
    home = Path(instance.root_directory)
    _delete_events_of_no_run(instance, events_folder(home))
    _delete_checks_of_no_run(instance, checks)
    for database in ("history/runs.db", "history/runs/index.db", "schedules/schedules.db"):
        shrink(home / database)


def _delete_events_of_no_run(instance: dg.DagsterInstance, events: Path) -> None:
    """Each run has a file of its own, which stays where a run is deleted: here, or by somebody in the UI."""
    # Listed before the runs are: a run that is made meanwhile, elsewhere, is one of them.
    files = [file for file in events.iterdir() if not file.name.startswith("index.db")]
    kept = _run_ids(instance)
    for file in files:
        if file.name.partition(".db")[0] not in kept:
            file.unlink(missing_ok=True)


def _delete_checks_of_no_run(instance: dg.DagsterInstance, checks: Set[dg.AssetCheckKey]) -> None:
    event_log = instance.event_log_storage
    assert isinstance(event_log, SqlEventLogStorage)
    with event_log.index_connection() as connection:
        newest = connection.execute(select(func.max(_CHECK.id))).scalar() or 0
        kept = _run_ids(instance)
        of_no_run = _CHECK.run_id.not_in(kept) & (_CHECK.id <= newest)
        is_shown = _CHECK.id.in_(_shown(connection, checks))
        connection.execute(AssetCheckExecutionsTable.delete().where(of_no_run & ~is_shown))


def _shown(connection: Connection, checks: Set[dg.AssetCheckKey]) -> list[object]:
    """The row of each check's last result."""
    ended = [AssetCheckExecutionRecordStatus.SUCCEEDED.value, AssetCheckExecutionRecordStatus.FAILED.value]
    last = (
        select(func.max(_CHECK.id), _CHECK.asset_key, _CHECK.check_name)
        .where(_CHECK.execution_status.in_(ended))
        .group_by(_CHECK.asset_key, _CHECK.check_name)
    )
    there_are = {(check.asset_key.to_string(), check.name) for check in checks}
    return [row for row, asset, name in connection.execute(last) if (asset, name) in there_are]


def _run_ids(instance: dg.DagsterInstance) -> list[str]:
    """Of all runs that there are, and of what somebody reports in the UI without a run."""
    return [*instance.get_run_ids(), RUNLESS_RUN_ID]


def shrink(database: Path) -> None:
    """Write a database anew where much of it is empty; another night, where it is in use or the disk has no room."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as opened:
        (n_empty,), (n_pages,) = (
            opened.execute(f"PRAGMA {count}").fetchone() for count in ("freelist_count", "page_count")
        )
        if n_empty <= n_pages * _MOST_EMPTY:
            return
        try:
            opened.execute("VACUUM")
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode not in _IN_USE_OR_NO_ROOM:
                raise
