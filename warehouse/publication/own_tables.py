"""The tables of schema `audit` that no dbt model makes: their columns, and what readers are told of them.

What stands in them is the work of `audit` and `warehouse.disclosure`; dbt's tables are described in its project.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.duck.databases import Table, quoted
from warehouse.publication.tables import comment_on


@dataclass(frozen=True)
class OwnColumn:
    """A column: its name, its SQL type, and its meaning in Dutch and English.

    label: its heading in BI tools, in Dutch; what dashboards get has one.
    """

    name: str
    data_type: str
    description: str
    label: str = ""


@dataclass(frozen=True)
class OwnTable:
    """A table: its name, what it is in Dutch and English, what one row of it is, and its columns."""

    table: Table
    description: str
    grain: str
    columns: tuple[OwnColumn, ...]


BUILD = OwnTable(
    Table("audit", "build"),
    "De publicatie waar deze tabellen bij horen. (The published build that these tables are of.)",
    "the build",
    (
        OwnColumn("build_id", "VARCHAR", "Kenmerk van de publicatie. (Identity of the build.)", "Publicatie"),
        OwnColumn(
            "built_at", "TIMESTAMP", "Wanneer zij gemaakt is, in UTC. (When it was made, in UTC.)", "Gemaakt op (UTC)"
        ),
        OwnColumn("as_of", "DATE", "De dag die als vandaag gold. (The day that counted as today.)", "Peildatum"),
        OwnColumn(
            "code_version", "VARCHAR", "Versie van de programmatuur. (Version of the code that made it.)",
            "Versie van de programmatuur",
        ),
        OwnColumn(
            "deliveries_until", "DATE",
            "Datum van de nieuwste levering; NULL zonder levering. (Date of the newest delivery; NULL without one.)",
            "Nieuwste levering",
        ),
    ),
)  # fmt: skip
TABLE_COUNT = OwnTable(
    Table("audit", "table_count"),
    "Aantal rijen van elke tabel, naast dat van de vorige publicatie."
    " (Rows of each table, beside those of the build before.)",
    "a table of the build (schema_name, table_name)",
    (
        OwnColumn("schema_name", "VARCHAR", "Schema. (Schema.)"),
        OwnColumn("table_name", "VARCHAR", "Tabel. (Table.)"),
        OwnColumn("n_rows", "BIGINT", "Aantal rijen. (Number of rows.)"),
        OwnColumn(
            "n_rows_previous", "BIGINT",
            "Aantal rijen in de vorige publicatie; NULL waar die er niet is, of na een verzoek om vergeten te worden."
            " (Rows in the build before; NULL where there is none, or after a request to be forgotten.)",
        ),
    ),
)  # fmt: skip
CHECK_RESULT = OwnTable(
    Table("audit", "check_result"),
    "Controles van de nacht en wat zij vonden. (Checks of the night, and what they found.)",
    "a check of the night (check_name, kind)",
    (
        OwnColumn("check_name", "VARCHAR", "Wat gecontroleerd is. (What was checked.)"),
        OwnColumn(
            "kind", "VARCHAR", "Wie controleerde. (Who checked.) `intake`, `pandera`, `dbt`, `count`, `disclosure`."
        ),
        OwnColumn(
            "severity", "VARCHAR",
            "Of het de publicatie tegenhoudt. (Whether it stops publication.) `error` does, `warn` does not.",
        ),
        OwnColumn("passed", "BOOLEAN", "Of de controle slaagde. (Whether it passed.)"),
        OwnColumn("n_failed", "BIGINT", "Aantal rijen of bevindingen. (Number of rows or findings that failed.)"),
        OwnColumn(
            "meaning", "VARCHAR",
            "Wat het betekent als de controle faalt en wat te doen, in het Engels; leeg waar de naam het zegt."
            " (What it means where the check fails, and what to do; empty where the name says it.)",
        ),
    ),
)  # fmt: skip
RELEASE = OwnTable(
    Table("audit", "release"),
    "De vrijgave die dashboards tonen. (The release that dashboards show.)",
    "the release",
    (
        OwnColumn("data_until", "DATE", "Laatste dag van de afgesloten maand. (Last day of the closed month.)"),
        OwnColumn("minimum_group", "INTEGER", "Kleinste groep die getoond wordt. (Smallest group that is shown.)"),
        OwnColumn("minimum_cell", "INTEGER", "Waarop is afgerond. (To multiples of what counts are rounded.)"),
        OwnColumn("rules", "INTEGER", "Versie van de regels. (Version of the rules that it was made by.)"),
    ),
)  # fmt: skip
RELEASED_COUNT = OwnTable(
    Table("audit", "released_count"),
    "Welke personen achter elk afgerond aantal staan, als kenmerk: dezelfde personen geven altijd hetzelfde getal."
    " (Which persons stand behind each rounded count, as a name: the same persons always give the same figure.)",
    "a rounded count (mart, column_name, labels), or a set that was once drawn again (set_name)",
    (
        OwnColumn("mart", "VARCHAR", "Tabel; NULL waar niet getoond. (Mart; NULL where it is not shown.)"),
        OwnColumn("column_name", "VARCHAR", "Kolom. (Column.)"),
        OwnColumn("labels", "VARCHAR", "Sleutels van de rij, met | ertussen. (Keys of the row, with | between.)"),
        OwnColumn("set_name", "VARCHAR", "Kenmerk van de personen, met sleutel. (Keyed name of the persons.)"),
        OwnColumn("n_redraws", "INTEGER", "Hoe vaak opnieuw geloot is. (How often it was drawn again.)"),
    ),
)  # fmt: skip
RELEASED_RECORD = OwnTable(
    Table("audit", "released_record"),
    "Wie meetelt in de getoonde meningen: daarmee vergelijkt de volgende vrijgave zich."
    " (Who counts in the opinion figures that are shown, which the next release is compared with.)",
    "a record behind a row or behind the slices (counted, target_group, moment_key, is_of_slices, record_key)",
    (
        OwnColumn(
            "counted", "VARCHAR",
            "Wat geteld is. (What is counted.) `respondents`, `invited`, `contacts` (those of `network_over_time`),"
            " `pairs`.",
        ),
        OwnColumn("target_group", "VARCHAR", "Doelgroep, of alle. (Target group, or all.)"),
        OwnColumn("moment_key", "VARCHAR", "Meetmoment. (Moment.)"),
        OwnColumn(
            "is_of_slices", "BOOLEAN",
            "Of het om de uitsplitsingen gaat. (Whether it is of the slices, not of the whole or moment.)",
        ),
        OwnColumn("data_until", "DATE", "Laatste dag van die cijfers. (Last day of those figures.)"),
        OwnColumn(
            "record_key", "VARCHAR",
            "Sleutel van het antwoord of de uitnodiging; NULL na een verzoek om vergeten te worden."
            " (Key of the response or invitation; NULL after a request to be forgotten.)",
        ),
    ),
)  # fmt: skip
RELEASE_TABLES = (RELEASE, RELEASED_COUNT, RELEASED_RECORD)
OWN_TABLES = (BUILD, CHECK_RESULT, *RELEASE_TABLES, TABLE_COUNT)


def create_own(opened: duckdb.DuckDBPyConnection, own: OwnTable, database: str) -> None:
    """Make the table anew, without rows, with its comments."""
    name = own.table.within(database)
    columns = ", ".join(f"{quoted(column.name)} {column.data_type}" for column in own.columns)
    opened.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(database)}.{quoted(own.table.schema)}")
    opened.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    of_columns = [(own.table, column.name, column.description) for column in own.columns]
    comment_on(opened, database, [(own.table, None, own.description), *of_columns])


def insert_own(opened: duckdb.DuckDBPyConnection, own: OwnTable, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows, each with a value for every column, to the table in the attached `build`."""
    if rows:
        columns = dict(zip((column.name for column in own.columns), zip(*rows, strict=True), strict=True))
        opened.register("rows_to_insert", pa.Table.from_pydict(columns))
        opened.execute(f"INSERT INTO {own.table.within('build')} SELECT * FROM rows_to_insert")
        opened.unregister("rows_to_insert")
