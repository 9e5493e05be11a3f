"""The schedule: when it runs, where it is on, and when a night is skipped."""

import fcntl
from dataclasses import dataclass

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from orchestration.automation.jobs import DAY_TAG
from orchestration.automation.schedules import build_schedule, schedule_status
from orchestration.instance.home import open_instance
from orchestration.night import Work
from orchestration.settings import load_settings
from warehouse.disk.places import Places
from warehouse.faults import Fault

ON, OFF = dg.DefaultScheduleStatus.RUNNING, dg.DefaultScheduleStatus.STOPPED
PRODUCTION = {
    "environment": "production", "landing_url": "/srv/landing", "warehouse_dir": "/srv/warehouse",
    "pseudonym_key": "k" * 32,
}  # fmt: skip


@dataclass
class NightWith:
    """A night that finds work, none, or a fault."""

    places: Places
    found: Work = Work.EVERYTHING
    fault: Fault | None = None

    @property
    def work(self) -> Work:
        if self.fault:
            raise self.fault
        return self.found


@dg.asset(tags={DAY_TAG: ""})
def of_the_day() -> None:
    """A model that asks what day it is."""


@dg.asset(deps=[of_the_day])
def after_it() -> None:
    """What follows from it."""


@dg.asset
def other() -> None:
    """What neither does."""


ASSETS = [of_the_day, after_it, other]


def tick(night: NightWith) -> dg.RunRequest | dg.SkipReason:
    schedule = build_schedule(lambda: night, OFF, ASSETS)
    with open_instance(night.places.warehouse_dir / "dagster") as instance:
        return schedule(dg.build_schedule_context(instance))


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, OFF), (PRODUCTION, ON), ({"schedule": "on"}, ON), (PRODUCTION | {"schedule": "off"}, OFF)],
)
def test_on_in_production_off_in_the_demo_unless_switched(given: dict[str, str], status: dg.DefaultScheduleStatus):
    assert schedule_status(load_settings(**given)) is status


def test_runs_once_a_night_outside_the_hours_in_which_clocks_change():
    schedule = build_schedule(NightWith, OFF, ASSETS)
    minute, hour, *every_day = str(schedule.cron_schedule).split()
    assert schedule.execution_timezone == "Europe/Amsterdam"
    assert int(hour) not in {1, 2, 3}
    assert minute.isdigit()
    assert every_day == ["*"] * 3


def test_a_night_with_nothing_new_is_skipped_with_a_reason(places: Places):
    skipped = tick(NightWith(places, Work.NOTHING))
    assert isinstance(skipped, dg.SkipReason)
    assert "Nothing new" in (skipped.skip_message or "")


def test_a_run_whose_process_is_gone_is_ended_before_tonights_would_wait_for_it(places: Places):
    with open_instance(places.warehouse_dir / "dagster") as instance:
        dead = create_run_for_test(instance, status=dg.DagsterRunStatus.STARTED)
        tick(NightWith(places, Work.NOTHING))
        assert instance.get_run_ids(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE])) == [dead.run_id]


def test_a_night_with_work_is_run(places: Places):
    asked = tick(NightWith(places))
    assert isinstance(asked, dg.RunRequest)
    assert asked.asset_selection is None


def test_a_new_day_without_deliveries_makes_what_follows_from_the_day(places: Places):
    asked = tick(NightWith(places, Work.THE_DAY))
    assert isinstance(asked, dg.RunRequest)
    assert set(asked.asset_selection or []) == {of_the_day.key, after_it.key}


def test_a_fault_while_looking_is_left_to_the_run_where_everybody_sees_it(places: Places):
    assert isinstance(tick(NightWith(places, fault=Fault("There is no landing folder."))), dg.RunRequest)


def test_a_night_that_meets_another_one_is_skipped_with_its_reason(places: Places):
    with places.lock.open("w") as of_another:
        fcntl.flock(of_another, fcntl.LOCK_EX)
        skipped = tick(NightWith(places, Work.EVERYTHING))
    assert isinstance(skipped, dg.SkipReason)
    assert "Another night is running" in (skipped.skip_message or "")
