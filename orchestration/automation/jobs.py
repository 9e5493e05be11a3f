"""The one job: a night, in one process, over all assets or some; and where Dagster finds it.

When it runs is a schedule's or a command's matter.
"""

from collections.abc import Sequence, Set

import dagster as dg
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import ManagedGrpcPythonEnvCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from orchestration.automation import Warehouse
from orchestration.night import Work
from orchestration.settings import REPOSITORY

NIGHT = dg.define_asset_job(
    "night",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="One night: deliveries in, tables built and checked, and, if all is well, published.",
)
# The module that webserver and daemon load.
DEFINITIONS = "orchestration.definitions"
# What a run has to tell of where its job is found: the UI shows others neither in the Timeline nor under the job.
ORIGIN = RemoteJobOrigin(
    RemoteRepositoryOrigin(
        ManagedGrpcPythonEnvCodeLocationOrigin(
            LoadableTargetOrigin(module_name=DEFINITIONS, working_directory=str(REPOSITORY))
        ),
        SINGLETON_REPOSITORY_NAME,
    ),
    NIGHT.name,
)
# All that the job makes where nothing but the serving copy is behind.
SERVING_KEY = dg.AssetKey(["serving", "postgres"])
# On models whose SQL asks what day it is.
DAY_TAG = "depends_on_as_of"


def definitions(_: Warehouse) -> dg.Definitions:
    return dg.Definitions(jobs=[NIGHT])


def of_the_day(assets: Sequence[dg.AssetsDefinition]) -> Set[dg.AssetKey]:
    """The models whose SQL asks what day it is, and all that follows from them."""
    asking = [spec.key for asset in assets for spec in asset.specs if DAY_TAG in spec.tags]
    return dg.AssetSelection.assets(*asking).downstream().resolve(assets)


def assets_of(work: Work, assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetKey] | None:
    """What the job makes, None for everything: on a new day without deliveries, what follows from the day."""
    if work is Work.THE_COPY:
        return [SERVING_KEY]
    return sorted(of_the_day(assets)) if work is Work.THE_DAY else None
