"""A living city that is released month after month, in one process: `python -m tests.nights.living --help`.

Each month its registers deliver what they know, the intake takes it, dbt builds the closed month, and dashboards get
their figures as a night makes them; Dagster, dbt's tests and publication are left out. Prints a line a closing.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from made_up.city import City
from made_up.city_deliveries import sound_file
from made_up.city_stories import full_stories
from made_up.delivery import write_deliveries
from made_up.formats import Format
from made_up.records import KINDS
from orchestration.dbt.closed_periods import build_closed
from orchestration.settings import load_settings
from tests.disclosed import disclosure
from tests.nights.building import take_in
from tests.nights.command import KEY, run_command
from warehouse.disclosure.context import ReleaseContext
from warehouse.disclosure.history import LastRelease
from warehouse.disclosure.period_cut_off import close
from warehouse.disclosure.release import make_release
from warehouse.disclosure.thresholds import Thresholds
from warehouse.disk.places import Places
from warehouse.privacy.pseudonyms import Pseudonymiser

THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)
FIRST_MONTH = 2024 * 12 + 6
DAYS_UNTIL_THE_NIGHT = timedelta(days=5)
MOST_KEPT = 6


@dataclass(frozen=True)
class Closing:
    """What a closing gave: its rows, what the auditor found, how fresh each mart is, and the size of Table 1."""

    until: date
    n_rows: int
    n_hidden: int
    n_redrawn: int
    findings: list[str]
    kept_back: list[str]
    registrations_until: list[str]
    n_rows_of_table_1: int
    opinions_until: str | None

    @property
    def share_with_figures(self) -> float:
        return 1 - self.n_hidden / self.n_rows


def run_city(folder: Path, participants: int, seed: int, months: int) -> list[Closing]:
    """The closings of a city, made in a process of their own."""
    arguments = (str(folder), "--participants", str(participants), "--seed", str(seed), "--months", str(months))
    done = run_command("tests.nights.living", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [Closing(**(one | {"until": date.fromisoformat(one["until"])})) for one in found]


def month_ends(n: int) -> list[date]:
    """The last days of the first months of the city."""
    numbers = (FIRST_MONTH + k + 1 for k in range(n))
    return [date(number // 12, number % 12 + 1, 1) - timedelta(days=1) for number in numbers]


def closings(folder: Path, plan: City, months: Sequence[date]) -> Iterator[Closing]:
    """Deliver, take in, build and release, a month after the other."""
    landing, warehouse = folder / "landing", folder / "warehouse"
    files = [sound_file(kind, day, Format()) for day in months for kind in KINDS]
    write_deliveries(folder / "all", files, full_stories(plan))
    Places(warehouse).prepare()
    kept: list[LastRelease] = []
    for until in months:
        for file in (folder / "all").rglob(f"*_{until}.*"):
            (landing / file.parent.name).mkdir(parents=True, exist_ok=True)
            file.rename(landing / file.parent.name / file.name)
        build = build_month(landing, warehouse, until)
        yield release(build, kept, until, warehouse / "kept" / until.isoformat())


def build_month(landing: Path, warehouse: Path, until: date) -> Path:
    """The build file of a closed month. What it pools, it pools in tonight's build too, which is the same file here."""
    intake = take_in(landing, warehouse, until + DAYS_UNTIL_THE_NIGHT)
    places = Places(warehouse)
    build = places.build_database
    build.unlink()
    intake.write_raw_schema(build)
    close(build, until, places.raw)
    settings = load_settings(landing_url=str(landing), warehouse_dir=warehouse, pseudonym_key=KEY, as_of=until)
    names = [*(f"+{mart}" for mart in disclosure().marts), "counted_records"]
    made = build_closed(settings, build, warehouse / "target", names, until, THRESHOLDS.minimum_group)
    assert made, (warehouse / "target" / "dbt.log").read_text()
    assert all(one.is_made for one in made), made
    return build


def release(build: Path, kept: list[LastRelease], until: date, folder: Path) -> Closing:
    closed = Path(shutil.copy(build, build.with_name("closed.duckdb")))
    target = build.with_name("dashboard.duckdb")
    report = make_release(
        ReleaseContext(
            build, target, kept[:MOST_KEPT], disclosure(), THRESHOLDS, Pseudonymiser(bytes.fromhex(KEY)), "2GB"
        ),
        closed,
        until,
    )
    folder.mkdir(parents=True)
    kept.insert(0, LastRelease(Path(shutil.copy(target, folder)), folder / "analysis.duckdb"))
    with duckdb.connect(kept[0].analysis) as analysis:
        analysis.execute(f"ATTACH '{build}' AS build (READ_ONLY); CREATE SCHEMA audit")
        for table in ("release", "released_count", "released_record"):
            analysis.execute(f"CREATE TABLE audit.{table} AS FROM build.audit.{table}")
    with duckdb.connect(target, read_only=True) as dashboard:
        untils = {
            str(day)
            for mart in (*disclosure().registrations, disclosure().curve)
            for (day,) in dashboard.execute(f"SELECT DISTINCT data_until FROM {mart.table}").fetchall()
        }
        [(n, opinions_until)] = dashboard.execute(
            "SELECT count(*), max(data_until) FROM marts.statement_agreement WHERE slice = 'all' AND NOT is_suppressed"
        ).fetchall()
    return Closing(
        until, report.n_rows, report.n_hidden, report.n_redrawn,
        [f"{finding.mart}, {finding.where}: {finding.why}" for finding in report.findings], report.kept_back,
        sorted(untils), n, str(opinions_until),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Release a living city month after month.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--participants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=20)
    options = parser.parse_args()
    plan = City(options.participants, options.seed)
    for closing in closings(options.folder.resolve(), plan, month_ends(options.months)):
        sys.stdout.write(json.dumps(asdict(closing), default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
