"""The one job: a night, in one process, over all assets or some. When it runs is a schedule's or a command's matter."""

from collections.abc import Iterable

import dagster as dg

from orchestration.night import Work

NIGHT = dg.define_asset_job(
    "night",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="One night: deliveries in, tables built and checked, and, if all is well, published.",
)
# On models whose SQL asks what day it is.
DAY_TAG = "depends_on_as_of"


def assets_of(work: Work, assets: Iterable[dg.AssetsDefinition]) -> list[dg.AssetKey] | None:
    """What the job makes of all assets. On a new day without deliveries it is what follows from the day, up to the
    publication; None means everything.
    """
    if work is not Work.THE_DAY:
        return None
    return sorted(dg.AssetSelection.tag(DAY_TAG, "").downstream().resolve(assets))
