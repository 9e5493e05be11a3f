"""Copies of tables, with their comments, from one attached database to another. What may be shown: `disclosure`."""

from collections.abc import Iterable

import duckdb

from warehouse.duck.databases import Table, literal, quoted

# Columns of the build alone: which records a count of the same name counts.
DIGEST_SUFFIX = "_digest"


def is_published(column: str) -> bool:
    return not column.endswith(DIGEST_SUFFIX)


def copy_tables(opened: duckdb.DuckDBPyConnection, tables: list[Table], source: str, target: str) -> None:
    """Copy what is published of tables, as tables: a view of the build becomes a table too."""
    for table in tables:
        described = opened.execute(f"DESCRIBE {table.within(source)}").fetchall()
        columns = ", ".join(quoted(name) for name, *_ in described if is_published(name))
        create_table(opened, table, target, f"SELECT {columns} FROM {table.within(source)}")
    copy_comments(opened, tables, source, target)


def create_table(opened: duckdb.DuckDBPyConnection, table: Table, target: str, query: str) -> None:
    opened.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(target)}.{quoted(table.schema)}")
    opened.execute(f"CREATE TABLE {table.within(target)} AS {query}")


def copy_comments(opened: duckdb.DuckDBPyConnection, tables: list[Table], source: str, target: str) -> None:
    """Copy the comments on tables and on those of their columns that the target has."""
    told = opened.execute(
        "WITH comments AS ("
        " SELECT database_name, schema_name, table_name, NULL AS column_name, comment FROM duckdb_tables()"
        " UNION ALL SELECT database_name, schema_name, view_name, NULL, comment FROM duckdb_views()"
        " UNION ALL SELECT database_name, schema_name, table_name, column_name, comment FROM duckdb_columns()"
        ") SELECT here.schema_name, here.table_name, here.column_name, there.comment"
        " FROM comments AS here INNER JOIN comments AS there"
        " ON here.schema_name = there.schema_name AND here.table_name = there.table_name"
        " AND here.column_name IS NOT DISTINCT FROM there.column_name"
        " WHERE here.database_name = ? AND there.database_name = ? AND there.comment IS NOT NULL ORDER BY ALL",
        [target, source],
    ).fetchall()
    comment_on(
        opened,
        target,
        [(Table(schema, name), column, text) for schema, name, column, text in told if Table(schema, name) in tables],
    )


def comment_on(
    opened: duckdb.DuckDBPyConnection, database: str, comments: Iterable[tuple[Table, str | None, str]]
) -> None:
    """Comment on tables, and on columns where one is named, all in one request."""
    statements = [
        f"COMMENT ON COLUMN {table.within(database)}.{quoted(column)} IS {literal(text)}"
        if column
        else f"COMMENT ON TABLE {table.within(database)} IS {literal(text)}"
        for table, column, text in comments
    ]
    if statements:
        opened.execute("; ".join(statements))
