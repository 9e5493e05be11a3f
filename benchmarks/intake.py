"""How long the whole intake of a file of answers takes, next to DuckDB's own read_csv on the same file, and in how much
memory.

Run it with `python -m benchmarks.intake`, and `python -m benchmarks.intake --megabytes 2000` for a file of 2 GB, which
must stay under 1.5 GB of resident memory. Intake reads, parses, validates, makes pseudonyms and writes Parquet; DuckDB
makes a table of text. The ratio says what a checked row costs; the time itself depends on the machine.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

from benchmarks.reading import median_seconds, read_in_duckdb, write_answers
from warehouse.intake import Intake

KIND = "ervaringwijzer/antwoorden"
FEW = 1_000


def take(landing: Path, warehouse: Path, rows: int) -> tuple[float, float]:
    """Seconds that one intake takes, and the most memory that this process ever had, in MB."""
    intake = Intake(
        landing_url=str(landing), warehouse_dir=warehouse, mapping_dir=None, pseudonym_key=bytes(range(32)),
        as_of=date(2026, 1, 31), only_test_bsns=True,
    )  # fmt: skip
    intake.look()
    start = time.perf_counter()
    (file,) = intake.take(KIND).files
    seconds = time.perf_counter() - start
    intake.write_raw_schema(warehouse / "build.duckdb")
    if file.n_valid != rows:
        raise SystemExit(f"intake took {file.n_valid} of {rows} rows")
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def take_in_a_new_process(landing: Path, warehouse: Path, rows: int) -> tuple[float, float]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(take, landing, warehouse, rows).result()


def write_megabytes(path: Path, megabytes: int) -> int:
    """Write a file of about this size; returns its number of rows."""
    write_answers(path, FEW, quoted=False)
    rows = megabytes * 10**6 * FEW // path.stat().st_size
    write_answers(path, rows, quoted=False)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landing" / "ervaringwijzer" / "antwoorden_2026-01-31.csv"
        path.parent.mkdir(parents=True)
        rows = write_megabytes(path, parser.parse_args().megabytes)
        megabytes = path.stat().st_size / 1e6
        here, peak = take_in_a_new_process(Path(folder) / "landing", Path(folder) / "warehouse", rows)
        there = median_seconds(read_in_duckdb, path, rows)
    sys.stdout.write(f"intake of answers, {rows} rows, {megabytes:.0f} MB: ")
    sys.stdout.write(f"{here:.2f} s, DuckDB {there:.2f} s, ratio {here / there:.1f}, at most {peak:.0f} MB resident\n")


if __name__ == "__main__":
    main()
