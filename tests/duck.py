"""Connections to a database that is there already: to make one takes longer than most of what tests do in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Made when it is asked for: a process that forks is not to have one."""
    return duckdb.connect()


def connection() -> duckdb.DuckDBPyConnection:
    """What is registered, and every temporary table, is of this connection alone."""
    return _database().cursor()


@contextmanager
def attached(file: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database file, new or not; at the end all is in it, and nothing has it open."""
    with connection() as opened:
        opened.execute(f"ATTACH '{file}' AS attached ({'READ_ONLY' if read_only else 'READ_WRITE'}); USE attached")
        try:
            yield opened
        finally:
            opened.execute("USE memory; DETACH attached")
