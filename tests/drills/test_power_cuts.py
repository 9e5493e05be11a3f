"""The power cut at every stage of a scheduled night, from its tick to its publication, and once while it is cancelled:
the long form of the test of that name in tests/nights.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from orchestration.instance.home import open_instance
from tests.integration.publication.standing import what_readers_see
from tests.nights.power_cuts import Ui, begun_steps, copied, ended, let_a_night_be_due, statuses
from warehouse.disk.places import Places
from warehouse.publication.builds import current_manifest

# Of the run, by the home of Dagster and its id.
Moment = Callable[[Path, str], bool]


def with_status(*wanted: str) -> Moment:
    return lambda home, run_id: statuses(home)[run_id] in wanted


def at_step(step: str) -> Moment:
    return lambda home, run_id: step in begun_steps(home, run_id)


def cancelled(home: Path, run_id: str) -> bool:
    """As somebody does in the UI: a run is cancelled, and has not ended yet."""
    if statuses(home)[run_id] != "STARTED":
        return False
    with open_instance(home) as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        instance.report_run_canceling(run)
    return True


MOMENTS: dict[str, Moment] = {
    "the run is made": lambda *_: True,
    "in the queue or later": with_status("QUEUED", "STARTING", "STARTED"),
    "starting or later": with_status("STARTING", "STARTED"),
    "started": with_status("STARTED"),
    "cancelled": cancelled,
    "dbt": at_step("dbt_models"),
    "release": at_step("release__dashboard"),
    "publication": at_step("published__warehouse"),
    "just ended": with_status("SUCCESS"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_a_power_cut_the_next_scheduled_night_runs_by_itself(
    report_landing: Path, report_warehouse: Path, tmp_path: Path, moment: str
) -> None:
    is_so = MOMENTS[moment]
    warehouse, home = copied(report_warehouse, tmp_path)
    before = statuses(home).keys()
    let_a_night_be_due(home)

    def is_the_moment() -> bool:
        return any(is_so(home, run_id) for run_id in statuses(home).keys() - before)

    with Ui(report_landing, warehouse, "2025-04-16") as ui:
        ui.wait_until(is_the_moment)
    what_readers_see(Places(warehouse))
    let_a_night_be_due(home)
    with Ui(report_landing, warehouse, "2025-04-17") as ui:
        ui.wait_until(lambda: is_published(warehouse, "2025-04-17") and len(ended(home)) == len(statuses(home)))
    assert what_readers_see(Places(warehouse)).inputs.as_of.isoformat() == "2025-04-17"


def test_after_a_power_cut_while_the_schedule_looks_it_looks_again(
    report_landing: Path, report_warehouse: Path, tmp_path: Path
) -> None:
    """Once: the night is not run twice."""
    warehouse, home = copied(report_warehouse, tmp_path)
    before = statuses(home).keys()
    let_a_night_be_due(home)
    with Ui(report_landing, warehouse, "2025-04-16") as ui:
        ui.wait_until(lambda: has_begun_a_tick(home))
    with Ui(report_landing, warehouse, "2025-04-16") as ui:
        ui.wait_until(lambda: len(ended(home)) == len(before) + 1)
    (run_id,) = statuses(home).keys() - before
    assert statuses(home)[run_id] == "SUCCESS"


def is_published(warehouse: Path, as_of: str) -> bool:
    published = current_manifest(Places(warehouse))
    return published is not None and published.inputs.as_of.isoformat() == as_of


def has_begun_a_tick(home: Path) -> bool:
    with closing(sqlite3.connect(home / "schedules" / "schedules.db")) as schedules:
        return schedules.execute("SELECT count(*) FROM job_ticks").fetchone() != (0,)
