"""The nightly command as an operator calls it: a process of its own, settings in its environment, an exit status."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd

from made_up.command import made_up
from tests.nights.processes import LONGEST_NIGHT_SECONDS, REPOSITORY, Started

KEY = "0123456789abcdef" * 4


def make_demo(world: str, landing: Path, *options: str) -> None:
    """Write made-up deliveries."""
    made_up([world, "--out", str(landing), *options], standalone_mode=False)


def run_command(
    module: str, *arguments: str, is_cold: bool = False, **settings: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` with nothing but the given settings. Cold: by a new interpreter, as an operator does."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    command = ["-m", module, *arguments]
    environment = kept | {name: str(value) for name, value in settings.items()}
    if not is_cold:
        return Started(command, environment).finish()
    return subprocess.run(
        [sys.executable, *command], cwd=REPOSITORY, env=environment, capture_output=True, text=True,
        timeout=LONGEST_NIGHT_SECONDS, check=False,
    )  # fmt: skip


def run_night(
    landing: Path, warehouse: Path, as_of: str, *arguments: str, is_cold: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    """One night on a landing area."""
    return run_command(
        "orchestration", "nightly", *arguments, is_cold=is_cold, LANDING_URL=landing, WAREHOUSE_DIR=warehouse,
        PSEUDONYM_KEY=KEY, AS_OF=as_of, **settings,
    )  # fmt: skip


def query(warehouse: Path, sql: str, database: str = "analysis") -> list[tuple[object, ...]]:
    """What a plain DuckDB client reads from a published file."""
    with duckdb.connect(warehouse / "published" / f"{database}.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def tables(warehouse: Path, *schemas: str) -> dict[str, pd.DataFrame]:
    """Every published table of some schemas of analysis.duckdb, its rows in order."""
    return tables_of(warehouse / "published" / "analysis.duckdb", *schemas)


def tables_of(database: Path, *schemas: str) -> dict[str, pd.DataFrame]:
    """Every table of some schemas, its rows in order."""
    with duckdb.connect(database, read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where list_contains(?, table_schema) order by 1",
            [list(schemas)],
        ).fetchall()
        return {name: connection.execute(f"select * from {name} order by all").df() for (name,) in names}


def assert_same_tables(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], obj=name)
