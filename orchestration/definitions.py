"""The code location that webserver, daemon and runs load. Everything is built in `build`."""

import os

import dagster as dg

from orchestration.automation.schedules import schedule_status
from orchestration.build import build_defs
from orchestration.dbt.project import prepared_manifest
from orchestration.night import Night
from orchestration.settings import PRIVATE_UMASK, load_settings
from warehouse.disk.places import Places

os.umask(PRIVATE_UMASK)
_settings = load_settings()
_places = Places(_settings.warehouse_dir)
defs: dg.Definitions = build_defs(
    make_night=lambda: Night(load_settings()),
    manifest=prepared_manifest(_places),
    published_folder=_places.published,
    schedule_status=schedule_status(_settings),
)
