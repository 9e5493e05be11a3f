"""How long the whole intake of a file of answers takes, next to DuckDB's own read_csv on the same file.

Run it with `python -m benchmarks.intake`. Intake reads, parses, validates, makes pseudonyms and writes Parquet; DuckDB
makes a table of text. The ratio says what a checked row costs; the time itself depends on the machine.
"""

import argparse
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.reading import median_seconds, read_in_duckdb, write_answers
from warehouse.intake import Intake

KIND = "ervaringwijzer/antwoorden"


def take(landing: Path, warehouse: Path, rows: int) -> float:
    """Seconds that one intake takes."""
    intake = Intake(
        landing_url=str(landing), warehouse_dir=warehouse, mapping_dir=None, pseudonym_key=bytes(range(32)),
        as_of=date(2026, 1, 31), only_test_bsns=True,
    )  # fmt: skip
    intake.look()
    start = time.perf_counter()
    (file,) = intake.take(KIND).files
    seconds = time.perf_counter() - start
    if file.n_valid != rows:
        raise SystemExit(f"intake took {file.n_valid} of {rows} rows")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    rows: int = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landing" / "ervaringwijzer" / "antwoorden_2026-01-31.csv"
        path.parent.mkdir(parents=True)
        write_answers(path, rows, quoted=False)
        megabytes = path.stat().st_size / 1e6
        here = take(Path(folder) / "landing", Path(folder) / "warehouse", rows)
        there = median_seconds(read_in_duckdb, path, rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"intake of answers, {rows} rows, {megabytes:.0f} MB: ")
    sys.stdout.write(f"{here:.2f} s, DuckDB {there:.2f} s, ratio {here / there:.1f}, at most {peak:.0f} MB resident\n")


if __name__ == "__main__":
    main()
