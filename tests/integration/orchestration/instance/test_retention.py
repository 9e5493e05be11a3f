"""Runs that are too old go with all that Dagster kept of them: events, files, results of checks, room on the disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy

from orchestration.instance.home import events_folder, open_instance
from orchestration.instance.retention import delete_old_runs, shrink

LONG = "what a night tells of a check " * 1_000
TABLE = dg.AssetKey("table")
# A check that stands, one that only the first night made, and one that is no longer in the code.
STANDS, RARE, GONE = (dg.AssetCheckKey(TABLE, name) for name in ("stands", "rare", "gone"))


def run(instance: dg.DagsterInstance, *checks: dg.AssetCheckKey) -> str:
    """A night of one asset and some of its checks."""

    @dg.multi_asset_check(specs=[dg.AssetCheckSpec(check.name, asset=TABLE) for check in checks])
    def checked() -> Iterator[dg.AssetCheckResult]:
        for check in checks:
            yield dg.AssetCheckResult(
                asset_key=TABLE, check_name=check.name, passed=True, metadata={"told": dg.MetadataValue.text(LONG)}
            )

    result = dg.materialize(
        [dg.AssetSpec(TABLE), checked], instance=instance, selection=dg.AssetSelection.all_asset_checks()
    )
    assert result.success
    return result.run_id


def make_older(home: Path, run_ids: list[str], days: int) -> None:
    with sqlite3.connect(home / "history" / "runs.db") as runs:
        for run_id in run_ids:
            older = "UPDATE runs SET create_timestamp = datetime(create_timestamp, ?) WHERE run_id = ?"
            runs.execute(older, (f"-{days} days", run_id))
    runs.close()


def rows(home: Path, columns: str, table: str = "asset_check_executions") -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(events_folder(home) / "index.db")) as index:
        return index.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()


def size(database: Path) -> int:
    """On the disk, with what waits in the log beside it."""
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))


def last_results(instance: dg.DagsterInstance) -> dict[dg.AssetCheckKey, str]:
    """What the UI shows of each check, and of which run."""
    last = instance.event_log_storage.get_latest_asset_check_execution_by_key([STANDS, RARE, GONE])
    return {key: record.run_id for key, record in last.items()}


def test_old_runs_go_with_the_results_of_their_checks_but_for_the_last_of_each_and_the_files_shrink(
    tmp_path: Path,
) -> None:
    index = events_folder(tmp_path) / "index.db"
    with open_instance(tmp_path) as instance:
        first = run(instance, STANDS, RARE, GONE)
        old = [first, *(run(instance, STANDS) for _ in range(8))]
        make_older(tmp_path, old, days=3)
        young = run(instance, STANDS)
        before, shown = size(index), last_results(instance)
        delete_old_runs(instance, keep_days=2, checks={STANDS, RARE})
        assert instance.get_run_ids() == [young]
        assert rows(tmp_path, "check_name, run_id") == [("rare", first), ("stands", young)]
        assert {key: shown[key] for key in (STANDS, RARE)} == last_results(instance)
        assert {run_id for (run_id, _) in rows(tmp_path, "DISTINCT run_id, 1", "event_logs")} == {young}
        assert size(index) < before / 2
        assert {file.name.partition(".")[0] for file in events_folder(tmp_path).iterdir()} == {"index", young}
        # A night goes on with what is left.
        again = run(instance, STANDS)
        assert last_results(instance) == {STANDS: again, RARE: first}


def test_nothing_goes_of_runs_that_are_not_too_old(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        runs = [run(instance, STANDS, GONE), run(instance, STANDS)]
        before = rows(tmp_path, "id, check_name")
        delete_old_runs(instance, keep_days=1, checks={STANDS})
        assert set(instance.get_run_ids()) == set(runs)
        assert rows(tmp_path, "id, check_name") == before


def test_what_a_run_left_that_somebody_deleted_in_the_ui_goes_too(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        deleted, kept = run(instance, STANDS, GONE), run(instance, STANDS)
        instance.delete_run(deleted)
        assert list(events_folder(tmp_path).glob(f"{deleted}.db"))
        delete_old_runs(instance, keep_days=1, checks={STANDS})
        assert not list(events_folder(tmp_path).glob(f"{deleted}*"))
        assert rows(tmp_path, "check_name, run_id") == [("stands", kept)]


def test_what_is_reported_without_a_run_stays(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization(TABLE))
        instance.report_runless_asset_event(dg.AssetCheckEvaluation(asset_key=TABLE, check_name="gone", passed=True))
        delete_old_runs(instance, keep_days=1, checks={STANDS})
        assert instance.get_latest_materialization_event(TABLE) is not None
        assert [name for (name, _) in rows(tmp_path, "check_name, 1")] == ["gone"]


def test_a_database_that_somebody_writes_in_waits_for_the_next_night(tmp_path: Path) -> None:
    database = tmp_path / "some.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("CREATE TABLE told (words)")
        opened.execute(
            "INSERT INTO told WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
            " SELECT ? FROM n",
            (LONG,),
        )
        opened.execute("DELETE FROM told")
        opened.execute("BEGIN IMMEDIATE")
        before = size(database)
        shrink(database)
        assert size(database) == before
        opened.execute("COMMIT")
        shrink(database)
        assert size(database) < before / 10


def test_another_schema_of_dagster_is_an_error(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        run(instance, STANDS)
        with sqlite3.connect(events_folder(tmp_path) / "index.db") as index:
            index.execute("ALTER TABLE asset_check_executions RENAME COLUMN execution_status TO status")
        index.close()
        with pytest.raises(sqlalchemy.exc.OperationalError, match="execution_status"):
            delete_old_runs(instance, keep_days=1, checks={STANDS})
