"""When a serving copy that is behind is made again: every quarter of an hour the server is asked.

The night itself copies what it publishes; how is `warehouse.serving`'s.
"""

from collections.abc import Callable

import dagster as dg

from orchestration.automation import Warehouse
from orchestration.automation.jobs import NIGHT, SERVING_KEY
from orchestration.night import Night
from schemas.values import AMSTERDAM
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.faults import Fault


def definitions(warehouse: Warehouse) -> dg.Definitions:
    return dg.Definitions(schedules=[build_schedule(warehouse.make_night, warehouse.schedule_status)])


def build_schedule(make_night: Callable[[], Night], status: dg.DefaultScheduleStatus) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="serving_copy",
        job=NIGHT,
        cron_schedule="*/15 * * * *",
        execution_timezone=AMSTERDAM.key,
        default_status=status,
        description="Every quarter of an hour; skipped where PostgreSQL has the published build, cannot be asked, or is"
        " not used, and while a night runs, which copies what it publishes.",
    )
    def serving_copy() -> dg.RunRequest | dg.SkipReason:
        try:
            night = make_night()
            night.places.prepare()
            # Not held while the server is asked: a night would have to wait.
            with hold(night.places.lock):
                pass
            lag = night.serving_lag
        except (AnotherNightIsRunning, Fault) as fault:
            return dg.SkipReason(str(fault))
        if lag is None:
            return dg.SkipReason("PostgreSQL has the published build, or is not used.")
        return dg.RunRequest(asset_selection=[SERVING_KEY]) if lag.may_be_made_up else dg.SkipReason(lag.reason)

    return serving_copy
