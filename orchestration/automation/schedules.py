"""When nights run by themselves: every day at 04:30 in Amsterdam, outside the hours in which clocks change.

What a night does belongs in the assets. See https://docs.dagster.io/guides/automate/schedules.
"""

from collections.abc import Callable, Sequence

import dagster as dg

from orchestration.automation import Warehouse
from orchestration.automation.jobs import NIGHT, assets_of
from orchestration.instance.dead_runs import end_dead_runs
from orchestration.night import Night, Work
from orchestration.settings import Environment, Settings, Switch
from schemas.values import AMSTERDAM
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.faults import Fault

# In the demo the schedule waits for somebody to switch it on, as `make ui` does.
SWITCH = {Environment.PRODUCTION: Switch.ON, Environment.DEMO: Switch.OFF}
STATUS = {Switch.ON: dg.DefaultScheduleStatus.RUNNING, Switch.OFF: dg.DefaultScheduleStatus.STOPPED}


def schedule_status(settings: Settings) -> dg.DefaultScheduleStatus:
    return STATUS[settings.schedule or SWITCH[settings.environment]]


def definitions(warehouse: Warehouse) -> dg.Definitions:
    schedule = build_schedule(warehouse.make_night, warehouse.schedule_status, warehouse.assets)
    return dg.Definitions(schedules=[schedule])


def build_schedule(
    make_night: Callable[[], Night], status: dg.DefaultScheduleStatus, assets: Sequence[dg.AssetsDefinition]
) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="every_night",
        job=NIGHT,
        cron_schedule="30 4 * * *",
        execution_timezone=AMSTERDAM.key,
        default_status=status,
        description="Every night at 04:30; skipped while another night runs, or when nothing new was delivered, the"
        " day is the same and no release is due. When only the day is new, only what depends on it is made.",
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            work = _work(make_night, context.instance)
        except AnotherNightIsRunning as busy:
            return dg.SkipReason(str(busy))
        if work is Work.NOTHING:
            return dg.SkipReason("Nothing new was delivered.")
        return dg.RunRequest(asset_selection=assets_of(work, assets))

    return every_night


def _work(make_night: Callable[[], Night], instance: dg.DagsterInstance) -> Work:
    """What the night has to do: all of it where looking fails, so that the run fails on it, seen by everybody.

    Runs whose process is gone are ended first: tonight's would wait for them in the queue.
    """
    try:
        night = make_night()
        night.places.prepare()
        with hold(night.places.lock):
            end_dead_runs(instance)
            return night.work
    except AnotherNightIsRunning:
        raise
    except Fault:
        return Work.EVERYTHING
