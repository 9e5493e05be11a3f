"""Copies of tables, with their comments, from one attached database to another. What may be shown: `disclosure`."""

import duckdb

from warehouse.publication.duck import Table, literal, quoted

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
        copy_comments(opened, table, source, target)


def create_table(opened: duckdb.DuckDBPyConnection, table: Table, target: str, query: str) -> None:
    opened.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(target)}.{quoted(table.schema)}")
    opened.execute(f"CREATE TABLE {table.within(target)} AS {query}")


def copy_comments(opened: duckdb.DuckDBPyConnection, table: Table, source: str, target: str) -> None:
    """Copy the comments on a table and on those of its columns that the target has."""
    where = "database_name = ? AND schema_name = ?"
    names = [source, table.schema, table.name]
    about_table = opened.execute(
        f"SELECT comment FROM duckdb_tables() WHERE {where} AND table_name = ? AND comment IS NOT NULL"
        f" UNION ALL SELECT comment FROM duckdb_views() WHERE {where} AND view_name = ? AND comment IS NOT NULL",
        names * 2,
    ).fetchall()
    for (comment,) in about_table:
        opened.execute(f"COMMENT ON TABLE {table.within(target)} IS {literal(comment)}")
    about_columns = opened.execute(
        f"SELECT column_name, comment FROM duckdb_columns() WHERE {where} AND table_name = ? AND comment IS NOT NULL",
        names,
    ).fetchall()
    described = opened.execute(f"DESCRIBE {table.within(target)}").fetchall()
    here = {name for name, *_ in described}
    for column, comment in (told for told in about_columns if told[0] in here):
        opened.execute(f"COMMENT ON COLUMN {table.within(target)}.{quoted(column)} IS {literal(comment)}")
