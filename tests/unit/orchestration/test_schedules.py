"""The schedule: when it runs, where it is on, and when a night is skipped."""

from dataclasses import dataclass

import dagster as dg
import pytest

from orchestration.schedules import build_schedule, schedule_status
from orchestration.settings import load_settings
from warehouse.faults import Fault

ON, OFF = dg.DefaultScheduleStatus.RUNNING, dg.DefaultScheduleStatus.STOPPED
PRODUCTION = {"environment": "production", "landing_url": "/srv/landing", "pseudonym_key": "k" * 32}


@dataclass
class NightWith:
    """A night that finds work, none, or a fault."""

    nothing_to_do: bool = False
    fault: Fault | None = None

    def has_nothing_to_do(self) -> bool:
        if self.fault:
            raise self.fault
        return self.nothing_to_do


def tick(night: NightWith) -> dg.RunRequest | dg.SkipReason:
    schedule = build_schedule(lambda: night, OFF)
    return schedule(dg.build_schedule_context())


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, OFF), (PRODUCTION, ON), ({"schedule": "on"}, ON), (PRODUCTION | {"schedule": "off"}, OFF)],
)
def test_on_in_production_off_in_the_demo_unless_switched(given: dict[str, str], status: dg.DefaultScheduleStatus):
    assert schedule_status(load_settings(**given)) is status


def test_runs_once_a_night_outside_the_hours_in_which_clocks_change():
    schedule = build_schedule(NightWith, OFF)
    minute, hour, *every_day = str(schedule.cron_schedule).split()
    assert schedule.execution_timezone == "Europe/Amsterdam"
    assert int(hour) not in {1, 2, 3}
    assert minute.isdigit()
    assert every_day == ["*"] * 3


def test_a_night_with_nothing_new_is_skipped_with_a_reason():
    skipped = tick(NightWith(nothing_to_do=True))
    assert isinstance(skipped, dg.SkipReason)
    assert "Nothing new" in (skipped.skip_message or "")


def test_a_night_with_work_is_run():
    assert isinstance(tick(NightWith()), dg.RunRequest)


def test_a_fault_while_looking_is_left_to_the_run_where_everybody_sees_it():
    assert isinstance(tick(NightWith(fault=Fault("There is no landing folder."))), dg.RunRequest)
