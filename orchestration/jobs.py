"""The one job: a night, over all assets, in one process. When it runs is a schedule's or a command's matter."""

import dagster as dg

NIGHT = dg.define_asset_job(
    "night",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="One night: deliveries in, tables built and checked, and, if all is well, published.",
)
