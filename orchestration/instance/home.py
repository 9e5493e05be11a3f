"""Dagster's own home: its configuration and the instance that keeps runs, so that the UI shows what a command ran.

What runs, is dead or is too old does not belong here. See https://docs.dagster.io/deployment/oss/oss-instance-configuration.
"""

import contextlib
import json
import sqlite3
from pathlib import Path

import dagster as dg

from warehouse.disk.places import CLOSED, NoPlace, unusable

# No telemetry, no window that asks for an e-mail address; one run at a time, so a run whose process is gone is looked
# for; what steps print is not kept, since dbt's output may quote rows; of a run's events, a terminal shows what went
# wrong.
CONFIGURATION = """\
telemetry:
  enabled: false
nux:
  enabled: false
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
python_logs:
  python_log_level: INFO
concurrency:
  runs:
    max_concurrent_runs: 1
run_launcher:
  module: orchestration.instance.run_launcher
  class: RunLauncher
run_monitoring:
  enabled: true
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: 90
event_log_storage:
  module: orchestration.instance.event_log
  class: EventLog
  config:
    base_dir: {events}
"""
# What Dagster needs of its databases beside runs, events and ticks: versions, and whether a schedule is on.
KEPT_TABLES = {"alembic_version", "secondary_indexes", "instance_info", "instigators", "jobs", "kvs"}


def prepare_home(home: Path) -> None:
    # YAML does not know JSON's escapes of characters such as emoji.
    events = json.dumps(str(events_folder(home.absolute())), ensure_ascii=False)
    try:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(CLOSED)
        (home / "dagster.yaml").write_text(CONFIGURATION.format(events=events), "utf-8")
    except OSError as error:
        raise NoPlace(unusable("DAGSTER_HOME", home, error)) from None


def open_instance(home: Path) -> dg.DagsterInstance:
    prepare_home(home)
    return dg.DagsterInstance.from_config(str(home))


def clear_storage(home: Path, spared_run: str | None = None) -> None:
    """Delete all runs, events and ticks but those of one run, in the files themselves too. An open UI goes on."""
    for database in home.rglob("*.db"):
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as opened:
            names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in names:
                if name not in KEPT_TABLES and not name.startswith("sqlite_"):
                    _delete_rows(opened, name, spared_run)
            opened.execute("VACUUM")
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for database in events_folder(home).glob("*"):
        if not database.name.startswith(("index.db", f"{spared_run}.db")):
            database.unlink()


def _delete_rows(opened: sqlite3.Connection, table: str, spared_run: str | None) -> None:
    columns = {name for _, name, *_ in opened.execute(f'PRAGMA table_info("{table}")')}
    of_a_run = columns & {"run_id", "last_run_id"}
    where = "".join(f" WHERE {column} IS NOT ?" for column in of_a_run)
    opened.execute(f'DELETE FROM "{table}"{where}', [spared_run] * len(of_a_run))


def events_folder(home: Path) -> Path:
    """Where Dagster keeps the events of each run in a file of its own, beside an index of all."""
    return home / "history" / "runs"
