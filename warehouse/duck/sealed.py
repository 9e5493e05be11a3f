"""DuckDB connections that reach no network, no extension, and no file but those in the folders they are given.

What they are used for does not belong here.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


def not_a_pattern(path: Path) -> str:
    """The path with glob characters escaped: DuckDB takes every name of a file to read for a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.resolve()))


def seal(opened: duckdb.DuckDBPyConnection, *folders: Path) -> None:
    """Let a connection reach what it has attached and what lies in these folders, for good."""
    opened.execute("SET enable_progress_bar = false")
    allowed = {name for folder in folders for name in (str(folder.resolve()), not_a_pattern(folder))}
    opened.execute("SET allowed_directories = ?", [sorted(allowed)])
    opened.execute("SET enable_external_access = false")
    opened.execute("SET lock_configuration = true")


@contextmanager
def sealed_connection(
    spill_folder: Path, memory_limit: str | None = None, *folders: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory connection for what it is handed and what lies in the folders; what it spills to disk stays in the
    given (restricted) one.
    """
    with duckdb.connect(":memory:", config={"temp_directory": str(spill_folder)}) as opened:
        if memory_limit is not None:
            opened.execute("SET memory_limit = ?", [memory_limit])
        seal(opened, *folders)
        yield opened


@contextmanager
def sealed_reader(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads one database file."""
    with duckdb.connect(file, read_only=True) as opened:
        seal(opened)
        yield opened
