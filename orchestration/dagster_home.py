"""Dagster's own home: its configuration and the instance that keeps runs, so that the UI shows what a command ran.

What runs does not belong here. See https://docs.dagster.io/deployment/oss/oss-instance-configuration.
"""

from pathlib import Path

import dagster as dg

from warehouse.places import CLOSED

# No telemetry; one run at a time; what steps print is not kept, since dbt's output may quote rows.
CONFIGURATION = """\
telemetry:
  enabled: false
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
concurrency:
  runs:
    max_concurrent_runs: 1
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: 90
"""


def prepare_home(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(CLOSED)
    (home / "dagster.yaml").write_text(CONFIGURATION, "utf-8")


def open_instance(home: Path) -> dg.DagsterInstance:
    prepare_home(home)
    return dg.DagsterInstance.from_config(str(home))


def end_dead_runs(instance: dg.DagsterInstance) -> None:
    """Whoever holds the warehouse's lock is alone: a run that still says it is busy was killed."""
    busy = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
    for run in instance.get_runs(busy):
        instance.report_run_failed(run, "The process of this run was killed.")
