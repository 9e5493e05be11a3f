"""The worlds whose monitor the tests read, and the monitor of each: the pages, and the figures that they are made of.

How a night makes and publishes it is for tests of nights; here it is made of a dashboard file alone.
"""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from schemas.reference import load_reference
from tests.disclosed import disclosure
from tests.nights.building import build_tables
from tests.nights.command import make_demo
from tests.nights.releasing import THRESHOLDS, release_of
from tests.nights.shared import warehouse_with
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages import PAGES
from warehouse.monitor.write import Reading, figures_of, write_monitor

REPORT, CITY, EMPTY = "report", "city", "empty"
CITY_AS_OF = date(2026, 7, 1)
# By the name of its module: what a page is called and where it stands, a world decides.
MODULES = [page.__module__.rpartition(".")[2] for page in PAGES]


@dataclass(frozen=True)
class Monitor:
    """The monitor of a world. files: by the module of the page."""

    world: str
    folder: Path
    dashboard: Path
    files: dict[str, Path]


def figures_in(dashboard: Path) -> Figures:
    reading = Reading(disclosure(), THRESHOLDS, load_reference(), is_made_up=True)
    return figures_of(dashboard, None, reading, dashboard.parent / "spill", "1GB")


def monitor_of(world: str, dashboard: Path, folder: Path) -> Monitor:
    figures = figures_in(dashboard)
    write_monitor(figures, folder)
    files = {module: folder / f"{page(figures).slug}.html" for module, page in zip(MODULES, PAGES, strict=True)}
    return Monitor(world, folder, dashboard, files)


def make_city(dbt_read: Path, folder: Path) -> None:
    """The figures of DEMO=stad: its tables and their release, without the checks of a night."""
    make_demo("stad", folder / "landing")
    warehouse = warehouse_with(dbt_read, folder / "warehouse")
    build_tables([(folder / "landing", CITY_AS_OF)], warehouse)
    releasing = release_of(folder / "landing", warehouse, CITY_AS_OF)
    releasing.release()
    shutil.copy(releasing.dashboard, folder / "dashboard.duckdb")
    with duckdb.connect(folder / "dashboard.duckdb") as released:
        released.execute("CREATE SCHEMA audit")
        released.execute(
            "CREATE TABLE audit.build AS SELECT '20260701T030000.000000Z-12345678' AS build_id,"
            " TIMESTAMP '2026-07-01 03:00:00' AS built_at, ?::DATE AS as_of, 'tests' AS code_version,"
            " DATE '2026-06-30' AS deliveries_until",
            [CITY_AS_OF],
        )
    shutil.rmtree(folder / "landing")
    shutil.rmtree(warehouse)


def make_empty(dashboard: Path, file: Path) -> Path:
    """A dashboard file in which no mart has a row."""
    shutil.copy(dashboard, file)
    with duckdb.connect(file) as emptied:
        for mart in disclosure().marts.values():
            emptied.execute(f"DELETE FROM {mart.table}")
    return file
