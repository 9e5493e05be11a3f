"""How long reading a delivered CSV takes, next to DuckDB's own read_csv on the same file.

Run it with `python -m benchmarks.reading`. Both read every column as text. DuckDB makes a table of them; the reader
also finds each row's line, rows of another width and mixed encodings.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from schemas.code_lists import OPEN_QUESTIONS
from schemas.reference import load_reference
from warehouse.reading import ColumnType, Limits, read_tables

STATEMENTS = [name for name, asked in load_reference().wordings.items() if "EW-J" in asked]
HEADER = [
    "vragenlijst",
    "respons_id",
    "versie",
    "ingevuld_op",
    "uitnodiging_id",
    "respondentcode",
    "meetmoment",
    "groep_id",
]
DIFFERENT_ANSWERS = 2_000
HEADER += ["groepstype", *STATEMENTS, *OPEN_QUESTIONS]


def write_answers(path: Path, rows: int, quoted: bool) -> None:
    """Made-up answers, always the same ones; `quoted`: every field in quotes, and a line end in one of fifty texts."""
    chance = random.Random(1)  # noqa: S311 - made-up data
    mark = '"' if quoted else ""
    between = f"{mark};{mark}"
    ends = []
    for number in range(DIFFERENT_ANSWERS):
        text = "Het was gezellig én leerzaam, " * (number % 4)
        text += "\n!" if quoted and number % 50 == 0 else ""
        ends.append(between.join(["sportgroep", *chance.choices("12345", k=len(STATEMENTS)), text, "", "geen"]))
    with path.open("w", encoding="utf-8", newline="") as target:
        target.write(";".join(HEADER) + "\r\n")
        for number in range(rows):
            moment = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d} 14:03:22"
            begin = (
                "EW-J",
                f"{number:07d}",
                "2",
                moment,
                f"u{number}",
                f"c{number % 90000}",
                "einde",
                f"g{number % 500}",
            )
            target.write(f"{mark}{between.join((*begin, ends[number % DIFFERENT_ANSWERS]))}{mark}\r\n")


def read_here(path: Path) -> int:
    (table,) = read_tables(lambda: path.open("rb"), "csv", Limits())
    return sum(len(chunk.lines) for chunk in table.chunks([ColumnType.OTHER] * len(table.header)))


def read_in_duckdb(path: Path) -> int:
    with duckdb.connect() as connection:
        query = "create table answers as select * from read_csv(?, all_varchar = true, delim = ';', quote = '\"')"
        connection.execute(query, [str(path)])
        found = connection.execute("select count(*) from answers").fetchone()
    return int(found[0]) if found else 0


def median_seconds(read: Callable[[Path], int], path: Path, rows: int) -> float:
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        n_read = read(path)
        seconds.append(time.perf_counter() - start)
        if n_read != rows:
            raise SystemExit(f"{read.__name__} read {n_read} of {rows} rows")
    return statistics.median(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    rows: int = parser.parse_args().rows
    for name, quoted in [("plain", False), ("quoted", True)]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "antwoorden.csv"
            write_answers(path, rows, quoted)
            megabytes = path.stat().st_size / 1e6
            here, there = median_seconds(read_here, path, rows), median_seconds(read_in_duckdb, path, rows)
        sys.stdout.write(f"reading {name} csv, {rows} rows, {megabytes:.0f} MB: ")
        sys.stdout.write(f"{here:.2f} s, DuckDB {there:.2f} s, ratio {here / there:.2f}\n")


if __name__ == "__main__":
    main()
