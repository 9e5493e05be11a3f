"""What the serving copy is made of: the tables of a published build, as PostgreSQL will have them, and their rows.

Which tables a build has is `warehouse.publication`'s.
"""

from dataclasses import dataclass
from itertools import groupby

import duckdb
import pyarrow as pa

from warehouse.duck.databases import Table, literal, quoted
from warehouse.serving.session import ServingFault

# DuckDB's types as PostgreSQL's format_type names them; the driver writes the one as the other.
TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "INTEGER": "integer",
    "TIMESTAMP": "timestamp without time zone",
    "VARCHAR": "text",
}

_ROWS_AT_A_TIME = 100_000


@dataclass(frozen=True)
class PublishedColumn:
    """A column: its name, its type in PostgreSQL and its comment."""

    name: str
    data_type: str
    comment: str | None


@dataclass(frozen=True)
class PublishedTable:
    """A table of a published file, with its comment and columns."""

    table: Table
    comment: str | None
    columns: tuple[PublishedColumn, ...]


def published_tables(opened: duckdb.DuckDBPyConnection, schema: str) -> list[PublishedTable]:
    """The tables of one schema of the opened file. Raises ServingFault for a type that was never copied before."""
    found = opened.execute(
        "SELECT table_name, tables.comment, column_name, data_type, columns.comment FROM duckdb_columns() AS columns"
        " INNER JOIN duckdb_tables() AS tables USING (database_name, schema_name, table_name)"
        f" WHERE schema_name = {literal(schema)} ORDER BY table_name, column_index"
    ).fetchall()
    return [
        PublishedTable(
            Table(schema, name),
            comment,
            tuple(PublishedColumn(column, _type(data_type), text) for *_, column, data_type, text in columns),
        )
        for (name, comment), columns in groupby(found, key=lambda row: row[:2])
    ]


def rows_of(opened: duckdb.DuckDBPyConnection, published: PublishedTable) -> pa.RecordBatchReader:
    """All rows of a table of the opened file, some at a time. To be closed, also after a fault: while the reader is
    open, whoever opens the file anew in this process waits for ever.
    """
    columns = ", ".join(quoted(column.name) for column in published.columns)
    table = published.table
    query = f"SELECT {columns} FROM {quoted(table.schema)}.{quoted(table.name)}"
    return opened.execute(query).to_arrow_reader(_ROWS_AT_A_TIME)


def _type(data_type: str) -> str:
    if data_type not in TYPES:
        raise ServingFault(f"A column of type {data_type} is published, and the serving copy knows no such type.")
    return TYPES[data_type]
