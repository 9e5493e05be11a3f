"""The schedule of the serving copy: when it asks for a run, and when it is skipped with what reason."""

import fcntl
from dataclasses import dataclass

import dagster as dg
import pytest

from orchestration.automation.jobs import SERVING_KEY
from orchestration.automation.serving_copy import build_schedule
from orchestration.serving import Lag
from warehouse.disk.places import Places

BEHIND = Lag("PostgreSQL has build 1, and build 2 is published.", may_be_made_up=True)
UNREACHED = Lag("PostgreSQL could not be reached.", may_be_made_up=False)


@dataclass
class NightWith:
    """A night that finds the copy behind, or not."""

    places: Places
    serving_lag: Lag | None


def tick(night: NightWith) -> dg.RunRequest | dg.SkipReason:
    schedule = build_schedule(lambda: night, dg.DefaultScheduleStatus.STOPPED)
    return schedule(dg.build_schedule_context())


def test_a_copy_that_is_behind_is_made_and_nothing_else(places: Places):
    asked = tick(NightWith(places, BEHIND))
    assert isinstance(asked, dg.RunRequest)
    assert asked.asset_selection == [SERVING_KEY]


@pytest.mark.parametrize(("lag", "told"), [(None, "PostgreSQL has the published build"), (UNREACHED, "not be reached")])
def test_it_is_skipped_with_its_reason_where_nothing_can_be_done(places: Places, lag: Lag | None, told: str):
    skipped = tick(NightWith(places, lag))
    assert isinstance(skipped, dg.SkipReason)
    assert told in (skipped.skip_message or "")


def test_a_night_that_runs_copies_by_itself(places: Places):
    with places.lock.open("w") as of_another:
        fcntl.flock(of_another, fcntl.LOCK_EX)
        skipped = tick(NightWith(places, BEHIND))
    assert isinstance(skipped, dg.SkipReason)
    assert "Another night is running" in (skipped.skip_message or "")
