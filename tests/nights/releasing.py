"""The figures for dashboards of a warehouse that holds a build, made and attacked as a night does, without Dagster."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from orchestration.dbt.closed_periods import closed_build
from orchestration.night import Night
from orchestration.settings import load_settings
from tests.disclosed import disclosure
from tests.duck import attached
from tests.nights.command import KEY
from warehouse.disclosure.auditing.audit import audit_dashboard, read_kept
from warehouse.disclosure.auditing.figures import Finding, Published
from warehouse.disclosure.context import ReleaseContext
from warehouse.disclosure.history import LastRelease
from warehouse.disclosure.release import make_release
from warehouse.disclosure.release_calendar import last_closed_month
from warehouse.disclosure.report import ReleaseReport
from warehouse.disclosure.thresholds import Thresholds
from warehouse.privacy.pseudonyms import Pseudonymiser

THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)


@dataclass(frozen=True)
class Releasing:
    """A built warehouse, and the build file of the month that closed before `as_of`."""

    build_database: Path
    closed: Path
    until: date

    @property
    def dashboard(self) -> Path:
        """Where a release is written: the last one made."""
        return self.build_database.with_name("released.duckdb")

    def context(self, kept: Sequence[LastRelease] = (), thresholds: Thresholds = THRESHOLDS) -> ReleaseContext:
        pseudonymiser = Pseudonymiser(bytes.fromhex(KEY))
        return ReleaseContext(self.build_database, self.dashboard, kept, disclosure(), thresholds, pseudonymiser, "1GB")

    def release(self, kept: Sequence[LastRelease] = (), thresholds: Thresholds = THRESHOLDS) -> ReleaseReport:
        return make_release(self.context(kept, thresholds), self.closed, self.until)

    def findings(self, dashboard: Path, kept: Sequence[LastRelease] = ()) -> list[Finding]:
        earlier = read_kept(Published(release.dashboard, release.analysis) for release in kept)
        return audit_dashboard(Published(dashboard, self.build_database, self.closed), earlier, self.until, THRESHOLDS)


def release_of(landing: Path, warehouse: Path, as_of: date, thresholds: Thresholds = THRESHOLDS) -> Releasing:
    settings = load_settings(
        landing_url=str(landing), warehouse_dir=warehouse, pseudonym_key=KEY, as_of=as_of, **asdict(thresholds)
    )
    night, until = Night(settings), last_closed_month(as_of)
    return Releasing(night.places.build_database, closed_build(night, disclosure(), until), until)


def query(database: Path, sql: str) -> list[tuple[object, ...]]:
    with attached(database, read_only=True) as opened:
        return opened.execute(sql).fetchall()


def execute(database: Path, sql: str) -> None:
    with attached(database) as opened:
        opened.execute(sql)
