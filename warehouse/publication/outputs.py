"""What a build holds for readers: a row an output, with who may open it and how it is written.

An output is written from two attached databases: `build`, the audited build file, and `released`, the figures for
dashboards. What may be shown is `warehouse.disclosure`'s; the switch is `publish`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.duck.databases import STORAGE_VERSION, attached, literal, tables_in
from warehouse.publication.own_tables import BUILD
from warehouse.publication.tables import copy_tables

ANALYSIS, DASHBOARD, PARQUET = "analysis.duckdb", "dashboard.duckdb", "parquet"
ANALYSIS_SCHEMAS = ("audit", "core", "history", "marts")
_NEW_FILE = f"STORAGE_VERSION '{STORAGE_VERSION}'"


@dataclass(frozen=True)
class Output:
    """A file or folder of every build.

    meaning: what it is for, in the summary of a night. is_released: whether it holds released figures alone, which
    READERS_GROUP or else everybody may open; the others are for researchers.
    """

    name: str
    meaning: str
    is_released: bool
    write: Callable[[duckdb.DuckDBPyConnection, Path], None]


def _write_analysis(opened: duckdb.DuckDBPyConnection, file: Path) -> None:
    with attached(opened, file, "analysis", _NEW_FILE):
        copy_tables(opened, tables_in(opened, "build", ANALYSIS_SCHEMAS), "build", "analysis")


def _write_dashboard(opened: duckdb.DuckDBPyConnection, file: Path) -> None:
    """The released figures, with the one row that names the build."""
    with attached(opened, file, "dashboard", _NEW_FILE):
        copy_tables(opened, tables_in(opened, "released", ("marts",)), "released", "dashboard")
        copy_tables(opened, [BUILD.table], "build", "dashboard")


def _write_parquet(opened: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The tables of the dashboards' file, a Parquet file each."""
    with attached(opened, folder.with_name(DASHBOARD), "dashboard"):
        for table in tables_in(opened, "dashboard", ("audit", "marts")):
            file = folder / table.schema / f"{table.name}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            opened.execute(f"COPY {table.within('dashboard')} TO {literal(file)} (FORMAT parquet)")


# In the order in which they are written: an output may read those before it.
OUTPUTS = (
    Output(ANALYSIS, "figures and star schema", is_released=False, write=_write_analysis),
    Output(DASHBOARD, "for dashboards", is_released=True, write=_write_dashboard),
    Output(PARQUET, "for dashboards, as files", is_released=True, write=_write_parquet),
)
