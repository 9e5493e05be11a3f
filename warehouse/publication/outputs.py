"""What a build holds for readers: a row an output, with who may open it and how it is written.

An output is written from two attached databases: `build`, the audited build file, and `released`, the figures for
dashboards; the monitor lies ready. What may be shown is `warehouse.disclosure`'s; the switch is `publish`'s.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.disk.places import Places
from warehouse.duck.databases import STORAGE_VERSION, attached, literal, tables_in
from warehouse.faults import Fault
from warehouse.publication.own_tables import BUILD
from warehouse.publication.tables import copy_tables

ANALYSIS, DASHBOARD, PARQUET, MONITOR = "analysis.duckdb", "dashboard.duckdb", "parquet", "monitor"
# In the monitor: of which build it is, and the page to begin with.
BUILD_OF, FIRST_PAGE = "build.txt", "index.html"
ANALYSIS_SCHEMAS = ("audit", "core", "history", "marts")
_NEW_FILE = f"STORAGE_VERSION '{STORAGE_VERSION}'"


class NoMonitor(Fault):
    """The pages of this build were not made, or are those of another build."""


@dataclass(frozen=True)
class Output:
    """A file or folder of every build.

    meaning: what it is for, in the summary of a night. is_released: whether it holds released figures alone, which
    READERS_GROUP or else everybody may open; the others are for researchers.
    """

    name: str
    meaning: str
    is_released: bool
    write: Callable[[duckdb.DuckDBPyConnection, Places, Path], None]


def _write_analysis(opened: duckdb.DuckDBPyConnection, _: Places, file: Path) -> None:
    with attached(opened, file, "analysis", _NEW_FILE):
        copy_tables(opened, tables_in(opened, "build", ANALYSIS_SCHEMAS), "build", "analysis")


def _write_dashboard(opened: duckdb.DuckDBPyConnection, _: Places, file: Path) -> None:
    """The released figures, with the one row that names the build."""
    with attached(opened, file, "dashboard", _NEW_FILE):
        copy_tables(opened, tables_in(opened, "released", ("marts",)), "released", "dashboard")
        copy_tables(opened, [BUILD.table], "build", "dashboard")


def _write_parquet(opened: duckdb.DuckDBPyConnection, _: Places, folder: Path) -> None:
    """The tables of the dashboards' file, a Parquet file each."""
    with attached(opened, folder.with_name(DASHBOARD), "dashboard"):
        for table in tables_in(opened, "dashboard", ("audit", "marts")):
            file = folder / table.schema / f"{table.name}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            opened.execute(f"COPY {table.within('dashboard')} TO {literal(file)} (FORMAT parquet)")


def _copy_monitor(opened: duckdb.DuckDBPyConnection, places: Places, folder: Path) -> None:
    """The pages and the report that were made of this build. Raises NoMonitor where there are none."""
    made_of = places.monitor / BUILD_OF
    build_id = opened.execute(f"SELECT build_id FROM {BUILD.table.within('build')}").fetchone()
    if not made_of.is_file() or (made_of.read_text("utf-8").strip(),) != build_id:
        raise NoMonitor("The monitor of this build was not made. Run the whole night.")
    shutil.copytree(places.monitor, folder)


# In the order in which they are written: an output may read those before it.
OUTPUTS = (
    Output(ANALYSIS, "figures and star schema", is_released=False, write=_write_analysis),
    Output(DASHBOARD, "for dashboards", is_released=True, write=_write_dashboard),
    Output(PARQUET, "for dashboards, as files", is_released=True, write=_write_parquet),
    Output(MONITOR, "pages and a report", is_released=True, write=_copy_monitor),
)
