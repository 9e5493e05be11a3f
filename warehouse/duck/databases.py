"""DuckDB connections and SQL names for publication. Which tables are copied or released does not belong here."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from warehouse.duck.sealed import seal, sealed_connection

# Readers of DuckDB 1.2 and later open this storage version.
STORAGE_VERSION = "v1.2.0"


@dataclass(frozen=True)
class Table:
    """A table by schema and name."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    def within(self, database: str) -> str:
        """The table's full name, quoted for SQL."""
        return ".".join(quoted(part) for part in (database, self.schema, self.name))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def connection(spill_folder: Path, memory_limit: str) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """A connection of its own, which reaches the warehouse's files and no others."""
    return sealed_connection(spill_folder, memory_limit, spill_folder.parent.parent)


@contextmanager
def attached(opened: duckdb.DuckDBPyConnection, file: Path, name: str, mode: str = "READ_ONLY") -> Iterator[None]:
    """Attach a database file. What is written to it is one transaction, so that the disk is waited for once; at the end
    all of it is in the file and no write-ahead log is left, or, after a fault, nothing.
    """
    opened.execute(f"ATTACH {literal(file)} AS {quoted(name)} ({mode})")
    try:
        with nullcontext() if mode == "READ_ONLY" else _transaction(opened, name):
            yield
    finally:
        opened.execute(f"DETACH {quoted(name)}")


@contextmanager
def build_file(build_database: Path, memory_limit: str, mode: str = "READ_ONLY") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own with the build file attached as `build`."""
    with (
        connection(build_database.with_suffix(".spill"), memory_limit) as opened,
        attached(opened, build_database, "build", mode),
    ):
        yield opened


@contextmanager
def opened_for_dbt(
    build_database: Path, memory_limit: str, as_of: date, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file by itself, as SQL names it that dbt compiled, and with the day, which may be another one than when
    it was compiled: see macro as_of.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "temp_directory": f"{build_database}.spill",
        "preserve_insertion_order": False,
    }
    with duckdb.connect(build_database, read_only=read_only, config=config) as opened:
        opened.execute("SET VARIABLE as_of = ?::DATE", [as_of])
        seal(opened, build_database.parent.parent)
        yield opened


@contextmanager
def _transaction(opened: duckdb.DuckDBPyConnection, name: str) -> Iterator[None]:
    opened.execute("BEGIN")
    try:
        yield
        opened.execute("COMMIT")
    except BaseException:
        # A commit that failed by itself has left nothing to roll back.
        with suppress(duckdb.TransactionException):
            opened.execute("ROLLBACK")
        raise
    opened.execute(f"CHECKPOINT {quoted(name)}")


def tables_in(opened: duckdb.DuckDBPyConnection, database: str, schemas: tuple[str, ...]) -> list[Table]:
    found = opened.execute(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_catalog = ? AND list_contains(?, table_schema) ORDER BY ALL",
        [database, list(schemas)],
    ).fetchall()
    return [Table(schema, name) for schema, name in found]


def count_rows(opened: duckdb.DuckDBPyConnection, database: str, tables: Iterable[Table]) -> dict[Table, int]:
    return {table: scalar(opened, f"SELECT count(*) FROM {table.within(database)}") for table in tables}


def scalar(opened: duckdb.DuckDBPyConnection, query: str) -> int:
    row = opened.execute(query).fetchone()
    if row is None:
        raise LookupError("a query that always gives one row gave none")
    return int(row[0])


def count_build_rows(build_database: Path, memory_limit: str, tables: Iterable[Table]) -> dict[Table, int]:
    """Rows of tables and views of a build file."""
    with build_file(build_database, memory_limit) as opened:
        return count_rows(opened, "build", tables)
