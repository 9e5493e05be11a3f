"""Builds the Dagster definitions from settings, anew at every call. Nothing is wired at import.

What an asset, a check or a schedule is does not belong here.
"""

from collections.abc import Callable
from pathlib import Path

import dagster as dg

from orchestration import automation
from orchestration.assets.audit import build_audit
from orchestration.assets.dbt import Project, build_dbt_assets
from orchestration.assets.deliveries import deliveries
from orchestration.assets.exposures import with_exposures
from orchestration.assets.monitor import monitor
from orchestration.assets.publication import published
from orchestration.assets.raw import RAW_ASSETS, RAW_CHECKS
from orchestration.assets.release import build_release
from orchestration.assets.serving import serving_copy
from orchestration.night import Night
from orchestration.resources import night_resource


def build_defs(
    make_night: Callable[[], Night], manifest: Path, published_folder: Path, schedule_status: dg.DefaultScheduleStatus
) -> dg.Definitions:
    """All assets and checks of one warehouse, and what each module of `automation` runs by itself. Every run and every
    tick makes its own night.
    """
    project = Project(manifest)
    dbt_models = build_dbt_assets(project)
    made = [
        deliveries,
        *RAW_ASSETS,
        dbt_models,
        build_release(dbt_models),
        build_audit(dbt_models),
        monitor,
        published,
        serving_copy,
    ]
    assets, exposures = with_exposures(made, project, published_folder)
    checks = {check.key for asset in assets for check in asset.check_specs}
    defs = dg.Definitions(
        assets=[*assets, *exposures],
        asset_checks=RAW_CHECKS,
        resources={"night": night_resource(make_night, checks)},
        executor=dg.in_process_executor,
    )
    warehouse = automation.Warehouse(make_night, assets, schedule_status)
    return dg.Definitions.merge(defs, *automation.definitions(warehouse))
