"""The figures for dashboards of a warehouse that holds a build, made and attacked as a night does, without Dagster."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.assets.release import closed_builds
from orchestration.night import Night
from orchestration.settings import load_settings
from tests.nights.command import KEY
from warehouse.disclosure.auditing import Finding, audit_dashboard
from warehouse.disclosure.closing import FigureClass
from warehouse.disclosure.release import ReleaseReport, make_release, periods
from warehouse.disclosure.thresholds import LastRelease, Thresholds

THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)
Closed = dict[FigureClass, tuple[Path, date]]


@dataclass(frozen=True)
class Releasing:
    """A built warehouse, and its build files of the periods that closed before `as_of`."""

    build_database: Path
    closed: Closed
    as_of: date

    @property
    def dashboard(self) -> Path:
        """Where a release is written: the last one made."""
        return self.build_database.with_name("released.duckdb")

    def release(self, last: LastRelease | None = None, thresholds: Thresholds = THRESHOLDS) -> ReleaseReport:
        return make_release(self.build_database, self.closed, last, self.dashboard, thresholds, "1GB")

    def findings(
        self, dashboard: Path, last: LastRelease | None = None, thresholds: Thresholds = THRESHOLDS
    ) -> list[Finding]:
        return audit_dashboard(dashboard, last, self.as_of, thresholds)


@contextmanager
def closed_periods(landing: Path, warehouse: Path, as_of: date) -> Iterator[Releasing]:
    settings = load_settings(landing_url=str(landing), warehouse_dir=warehouse, pseudonym_key=KEY, as_of=as_of)
    night = Night(settings)
    yield Releasing(night.places.build_database, closed_builds(night, periods(as_of)), as_of)


def query(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(database, read_only=True) as connection:
        return connection.execute(sql).fetchall()
