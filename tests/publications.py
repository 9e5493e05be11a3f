"""What is published of made-up worlds: the file for dashboards of each, and folders in which builds of them lie beside
one another, to be switched as a night does it.

How a night makes and publishes it is for tests of nights; here it is made of the tables and their release alone.
"""

import shutil
from datetime import date
from pathlib import Path

import duckdb

from tests.disclosed import disclosure
from tests.nights.building import build_tables
from tests.nights.command import make_demo
from tests.nights.releasing import release_of
from tests.nights.shared import warehouse_with
from warehouse.disk.places import Places
from warehouse.publication.builds import builds_folder
from warehouse.publication.outputs import DASHBOARD

CITY_AS_OF = date(2026, 7, 1)


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


def put_beside(places: Places, dashboard: Path) -> str:
    """Put a build with this file among those that are published, and give its id. Readers see it after the switch."""
    with duckdb.connect(dashboard, read_only=True) as opened:
        ((build_id,),) = opened.execute("SELECT build_id FROM audit.build").fetchall()
    build = builds_folder(places) / str(build_id)
    build.mkdir(parents=True)
    shutil.copy(dashboard, build / DASHBOARD)
    return str(build_id)
