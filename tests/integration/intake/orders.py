"""The same deliveries seen in another order, over other nights, must give the same tables. Shared by the short form
(test_orders.py here) and the long one (tests/drills).

The date of a file stands in its name and decides which row wins; what varies is on which night a file is first seen.
A night that is earlier than a file's date refuses it, and a later one takes it.
"""

import os
import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from tests.nights.building import build_tables, take_in
from tests.nights.shared import warehouse_with
from tests.reference import awkward

NIGHTS = [date(2025, 3, 1), date(2025, 9, 1), date(2026, 2, 1)]
SCHEMAS = ("core", "marts", "history", "audit")
# When a file was first seen is the one thing that the nights decide.
OF_THE_NIGHT = {"core.fct_delivery_file": ["taken_date_key"], "audit.delivery_file": ["taken_on"]}
# A row a night and kind: summed over the nights it must be the same. Its shares are quotients of columns of
# core.fct_delivery_file, which are compared file by file.
BY_NIGHT = "marts.delivery_quality"
SUMMED_OVER_NIGHTS = f"""
    select kind, max(newest_delivered_on) as newest, sum(columns('^n_')) from {BY_NIGHT} group by kind order by kind
"""


def deliveries(folder: Path, seed: int) -> dict[str, bytes]:
    """The files of some nights as awkward as can be, by name."""
    landing, _ = awkward.write_nights(folder, seed, NIGHTS)[-1]
    return {str(path.relative_to(landing)): path.read_bytes() for path in sorted(landing.rglob("*")) if path.is_file()}


def some_order(files: Sequence[str], chance: random.Random) -> list[list[str]]:
    """The files in any order, over two to five nights; some nights may bring nothing."""
    shuffled = chance.sample(files, len(files))
    cuts = sorted(chance.randrange(len(files) + 1) for _ in range(chance.randint(1, 4)))
    return [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(files)], strict=True)]


def tables_after(
    folder: Path, files: dict[str, bytes], nights: Sequence[Sequence[str]], dbt_read: Path
) -> dict[str, pd.DataFrame]:
    """Every table after nights that each brought some of the files."""
    landing, warehouse = folder / "landing", warehouse_with(dbt_read, folder / "warehouse")
    landing.mkdir(parents=True)
    for number, names in enumerate(nights):
        for name in names:
            path = landing / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(files[name])
            os.utime(path, (1_700_000_000, 1_700_000_000))
        as_of = NIGHTS[-1] - timedelta(days=40 * (len(nights) - 1 - number))
        if number < len(nights) - 1:
            take_in(landing, warehouse, as_of)
    return _tables(build_tables([(landing, NIGHTS[-1])], warehouse))


def _tables(database: Path) -> dict[str, pd.DataFrame]:
    with duckdb.connect(database, read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where list_contains(?, table_schema) order by 1",
            [list(SCHEMAS)],
        ).fetchall()
        found = {
            name: connection.execute(f"select * {_but(OF_THE_NIGHT.get(name, []))} from {name} order by all").df()
            for (name,) in names
            if name != BY_NIGHT
        }
        return found | {BY_NIGHT: connection.execute(SUMMED_OVER_NIGHTS).df()}


def _but(columns: Sequence[str]) -> str:
    return f"exclude ({', '.join(columns)})" if columns else ""
