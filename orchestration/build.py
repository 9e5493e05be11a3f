"""Builds the Dagster definitions from settings, anew at every call. Nothing is wired at import.

What an asset, a check or a schedule is does not belong here.
"""

from collections.abc import Callable
from pathlib import Path

import dagster as dg

from orchestration.assets.audit import build_audit
from orchestration.assets.dbt import build_dbt_assets
from orchestration.assets.deliveries import deliveries
from orchestration.assets.publication import published
from orchestration.assets.raw import RAW_ASSETS, RAW_CHECKS
from orchestration.assets.release import build_release
from orchestration.automation.jobs import NIGHT
from orchestration.automation.schedules import build_schedule
from orchestration.night import Night
from orchestration.resources import night_resource


def build_defs(
    make_night: Callable[[], Night], manifest: Path, schedule_status: dg.DefaultScheduleStatus
) -> dg.Definitions:
    """All assets, checks, the job and the schedule of one warehouse. Every run and every tick makes its own night."""
    dbt_models = build_dbt_assets(manifest)
    assets = [deliveries, *RAW_ASSETS, dbt_models, build_release(dbt_models), build_audit(dbt_models), published]
    checks = {check.key for asset in assets for check in asset.check_specs}
    return dg.Definitions(
        assets=assets,
        asset_checks=RAW_CHECKS,
        jobs=[NIGHT],
        schedules=[build_schedule(make_night, schedule_status, assets)],
        resources={"night": night_resource(make_night, checks)},
        executor=dg.in_process_executor,
    )
