"""When a serving copy that is behind is made again: every quarter of an hour the server is asked.

The night itself copies what it publishes; how is `warehouse.serving`'s.
"""

from collections.abc import Callable

import dagster as dg

from orchestration.automation import Warehouse
from orchestration.automation.jobs import NIGHT, SERVING_KEY
from orchestration.night import Night
from schemas.values import AMSTERDAM
from warehouse.disk.lock import hold
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
            lag = night.serving_lag
            if lag is None:
                return dg.SkipReason("PostgreSQL has the published build, or is not used.")
            if not lag.may_be_made_up:
                return dg.SkipReason(lag.reason)
            # Only looked at: a night that begins while the server is asked would find it held.
            night.places.prepare()
            with hold(night.places.lock):
                return dg.RunRequest(asset_selection=[SERVING_KEY])
        except Fault as fault:
            return dg.SkipReason(str(fault))

    return serving_copy
