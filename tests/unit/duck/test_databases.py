"""What is written to an attached database file is in it whole or not at all, and the fault that stopped it is told."""

from pathlib import Path
from typing import cast

import duckdb
import pytest

from warehouse.duck.databases import attached, connection


class Stopped(Exception):
    """What stops the writing here."""


class _StoppedAt:
    """A connection on which one statement is never begun."""

    def __init__(self, opened: duckdb.DuckDBPyConnection, statement: str) -> None:
        self._opened, self._statement = opened, statement

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        if sql.startswith(self._statement):
            raise Stopped
        return self._opened.execute(sql)


def _write(opened: duckdb.DuckDBPyConnection, file: Path) -> None:
    with attached(opened, file, "target", "READ_WRITE"):
        opened.execute("CREATE TABLE target.counted (n INTEGER)")
        opened.execute("INSERT INTO target.counted VALUES (1)")


@pytest.mark.parametrize("statement", ["INSERT", "COMMIT"])
def test_a_fault_leaves_nothing_in_the_file_and_is_told_itself(tmp_path: Path, statement: str) -> None:
    (tmp_path / "build").mkdir()
    file = tmp_path / "published.duckdb"
    with connection(tmp_path / "build" / "spill", "1GB") as opened:
        stopped = cast(duckdb.DuckDBPyConnection, _StoppedAt(opened, statement))
        with pytest.raises(Stopped):
            _write(stopped, file)

        with attached(opened, file, "target"):
            assert opened.execute("SELECT * FROM duckdb_tables() WHERE database_name = 'target'").fetchall() == []
