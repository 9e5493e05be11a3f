"""What dashboards get of the report's world: closed periods only, unaltered figures, and an attacker who finds nothing.

Where something is shown that must not be, he does find it.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

import warehouse.disclosure.release as release_module
from tests.nights.releasing import THRESHOLDS, Releasing, closed_periods, query
from warehouse.disclosure.attack import Safety
from warehouse.disclosure.closing import FigureClass
from warehouse.disclosure.opinion import OPINION_MARTS
from warehouse.disclosure.protection import Protection
from warehouse.disclosure.registration import REGISTRATION_MARTS
from warehouse.disclosure.release import ReleaseReport
from warehouse.disclosure.system import System
from warehouse.disclosure.thresholds import LastRelease, Thresholds

pytestmark = pytest.mark.xdist_group("report")
AS_OF = date(2025, 4, 15)
RAISED = Thresholds(minimum_group=7, minimum_cell=7)
# One more of the first value of each slice, so that sums still hold.
CORRECTIONS = {
    FigureClass.OPINION: """
        update marts.response_rate set n_invited = n_invited + 1
        where target_group in ('jongeren', 'all') and (slice, slice_value) in (
            select (slice, case slice when 'moment' then 'einde' else min(slice_value) end)
            from marts.response_rate where target_group = 'jongeren' group by slice)""",
    FigureClass.REGISTRATION: """
        update marts.waiting_time set n_started = n_started + 1
        where (slice, slice_value) in (select (slice, min(slice_value)) from marts.waiting_time group by slice)""",
}


@pytest.fixture(scope="module")
def releasing(
    report_landing: Path, report_warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Releasing]:
    copy = tmp_path_factory.mktemp("released") / "warehouse"
    shutil.copytree(report_warehouse, copy, symlinks=True)
    with closed_periods(report_landing, copy, AS_OF) as made:
        yield made


@pytest.fixture(scope="module")
def released(releasing: Releasing) -> tuple[Path, ReleaseReport]:
    report = releasing.release()
    return Path(shutil.copy(releasing.dashboard, releasing.build_database.with_name("kept.duckdb"))), report


@pytest.fixture(scope="module")
def dashboard(released: tuple[Path, ReleaseReport]) -> Path:
    return released[0]


@pytest.fixture
def altered(dashboard: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(dashboard, tmp_path / "dashboard.duckdb"))


def execute(database: Path, sql: str) -> None:
    with duckdb.connect(database) as connection:
        connection.execute(sql)


def test_the_attacker_finds_nothing_and_no_choice_would_hide_less(
    releasing: Releasing, released: tuple[Path, ReleaseReport]
) -> None:
    dashboard, report = released
    assert releasing.findings(dashboard) == []
    assert report.least_hidden <= report.n_hidden <= 1.1 * report.least_hidden
    assert report.n_hidden < report.n_figures


@pytest.mark.parametrize(
    ("mart", "figures", "columns", "keys"),
    [
        ("statement_agreement", "opinion", "n_respondents, pct_agree, agree_low", "target_group, statement_key"),
        ("response_rate", "opinion", "n_invited, n_responded", "target_group"),
        ("waiting_time", "registration", "n_started, median_days", "slice"),
        ("group_profile", "registration", "n_participants, pct_dropout", "slice"),
        ("outflow", "registration", "n_ended, pct_ended", "outcome, outcome_key"),
    ],
)
def test_what_is_shown_is_what_was_known_when_the_period_closed(
    releasing: Releasing, dashboard: Path, mart: str, figures: str, columns: str, keys: str
) -> None:
    selected = f"select {keys}, slice_value, {columns} from marts.{mart}"
    shown = query(dashboard, f"{selected} where not is_suppressed")
    known = query(releasing.closed[FigureClass(figures)][0], selected)
    assert shown
    assert set(shown) <= set(known)


def test_a_hidden_row_says_so_in_dutch_and_keeps_its_labels(dashboard: Path) -> None:
    rows = query(
        dashboard,
        "select distinct n_respondents, pct_agree, needs_caution, note from marts.statement_agreement"
        " where is_suppressed and wording is not null",
    )
    assert rows == [(None, None, None, "Niet getoond: zo blijft verborgen wat minder dan 5 mensen antwoordden.")]


def test_nothing_is_told_of_an_open_period(dashboard: Path) -> None:
    assert query(dashboard, "select distinct data_until from marts.response_rate") == [(date(2025, 3, 31),)]
    assert query(dashboard, "select distinct data_until from marts.waiting_time") == [(date(2024, 12, 31),)]
    halves = query(dashboard, "select slice_value from marts.waiting_time where slice = 'half_year'")
    assert halves
    assert ("2025-1",) not in halves


def test_without_complementary_suppression_the_attacker_finds_what_is_hidden(
    releasing: Releasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_what_must(system: System, safety: Safety, known_demands: frozenset[object] = frozenset()) -> Protection:
        hidden = set(system.forced)
        return Protection(hidden, cost=0, lower_bound=0, demands=frozenset())

    monkeypatch.setattr(release_module, "protect", only_what_must)
    releasing.release()
    marts = {finding.mart for finding in releasing.findings(releasing.dashboard)}
    assert marts >= {"statement_agreement", "outflow"}


@pytest.mark.parametrize(
    ("mart", "figures", "columns", "keys"),
    [
        ("response_rate", "opinion", ["n_invited"], ["target_group", "slice", "slice_value"]),
        ("outflow", "registration", ["n_ended"], ["outcome", "outcome_key", "slice", "slice_value"]),
        ("waiting_time", "registration", ["n_over_42_days"], ["slice", "slice_value"]),
    ],
)
def test_every_cell_that_is_shown_again_is_found(
    releasing: Releasing, dashboard: Path, altered: Path, mart: str, figures: str, columns: list[str], keys: list[str]
) -> None:
    column = columns[0]
    small = query(
        releasing.closed[FigureClass(figures)][0],
        f"select {', '.join(keys)}, {column} from marts.{mart} where {column} between 1 and 4 order by all limit 3",
    )
    assert small
    for *labels, n in small:
        at = " and ".join(f"{key} = '{label}'" for key, label in zip(keys, labels, strict=True))
        assert query(dashboard, f"select {column} from marts.{mart} where {at}") == [(None,)]
        shutil.copy(dashboard, altered)
        execute(altered, f"update marts.{mart} set {column} = {n} where {at}")
        assert mart in {finding.mart for finding in releasing.findings(altered)}


def test_an_open_period_that_is_let_in_is_found(releasing: Releasing) -> None:
    until = releasing.closed[FigureClass.REGISTRATION][1]
    closed = releasing.closed | {FigureClass.REGISTRATION: (releasing.build_database, until)}
    open_period = replace(releasing, closed=closed)
    open_period.release()
    found = open_period.findings(open_period.dashboard)
    assert "an open period is let in" in {finding.why for finding in found}


@pytest.fixture
def beside(releasing: Releasing, tmp_path: Path) -> Path:
    """A folder for copies: a release reads no files outside the warehouse."""
    folder = releasing.build_database.parent / tmp_path.name
    folder.mkdir()
    return folder


@pytest.fixture
def last(releasing: Releasing, beside: Path) -> LastRelease:
    """What readers had before tonight, in copies that a test may change."""
    published = releasing.build_database.parents[1] / "published"
    dashboard, analysis = (
        Path(shutil.copy(published / f"{name}.duckdb", beside)) for name in ("dashboard", "analysis")
    )
    return LastRelease(dashboard, analysis, THRESHOLDS)


@pytest.fixture
def corrected(releasing: Releasing, beside: Path) -> Releasing:
    """The same closed periods, with one invited and one started person more in each than when they closed."""
    closed = {}
    for figures, (file, until) in releasing.closed.items():
        closed[figures] = Path(shutil.copy(file, beside / f"{figures}.duckdb")), until
        execute(closed[figures][0], CORRECTIONS[figures])
    return replace(releasing, closed=closed)


def n_shown(dashboard: Path, mart: str, count: str) -> int:
    [(n,)] = query(dashboard, f"select count({count}) from marts.{mart}")
    assert isinstance(n, int)
    return n


# Half a year ago the world is told to have been what it is: it is too young to have been released then.
MADE_EARLIER = {"an open period is let in"}
FIRST_COUNTS = {"statement_agreement": "n_respondents", "response_rate": "n_invited", "outflow": "n_ended"}


@pytest.mark.parametrize("is_corrected", [False, True], ids=["as it was", "corrected"])
def test_raised_thresholds_show_a_part_of_what_stands(
    releasing: Releasing, corrected: Releasing, last: LastRelease, is_corrected: bool
) -> None:
    made = corrected if is_corrected else releasing
    made.release(last, RAISED)
    assert made.findings(made.dashboard, last, RAISED) == []
    for mart, count in FIRST_COUNTS.items():
        assert 0 < n_shown(made.dashboard, mart, count) < n_shown(last.dashboard, mart, count)
    corrected_row = "select n_started from marts.waiting_time where slice = 'all'"
    assert (query(made.dashboard, corrected_row) == [(None,)]) is is_corrected
    counts = "select * from audit.released_count order by all"
    assert query(made.build_database, counts) == query(last.analysis, counts)


def test_raised_thresholds_leave_no_figures_of_a_mart_that_keeps_an_earlier_period(
    releasing: Releasing, last: LastRelease
) -> None:
    execute(last.dashboard, "update marts.waiting_time set data_until = '2024-06-30'")
    releasing.release(last, RAISED)
    assert {finding.why for finding in releasing.findings(releasing.dashboard, last, RAISED)} <= MADE_EARLIER
    assert n_shown(releasing.dashboard, "waiting_time", "n_started") == 0
    assert query(releasing.dashboard, "select distinct data_until from marts.waiting_time") == [(date(2024, 6, 30),)]
    assert n_shown(releasing.dashboard, "outflow", "n_ended") > 0


@pytest.mark.parametrize("thresholds", [THRESHOLDS, RAISED], ids=["same", "raised"])
def test_marts_kept_when_a_period_closes_stay_or_go_with_the_rows_that_repeat_them(
    corrected: Releasing, last: LastRelease, thresholds: Thresholds
) -> None:
    """One more in every registration mart than half a year ago: none of them may be shown anew."""
    execute(last.dashboard, "update audit.build set as_of = '2024-12-15'")
    for mart in (*OPINION_MARTS, "assumptions"):
        execute(last.dashboard, f"update marts.{mart} set data_until = '2024-11-30'")
    for mart in REGISTRATION_MARTS:
        execute(last.dashboard, f"update marts.{mart} set data_until = '2024-06-30'")
        execute(
            last.dashboard,
            f"update marts.assumptions set data_until = '2024-06-30' where source_table = 'marts.{mart}'",
        )
    execute(last.analysis, "update audit.released_count set n = n - 1")
    report = corrected.release(last, thresholds)
    assert set(report.kept) == set(REGISTRATION_MARTS)
    assert {finding.why for finding in corrected.findings(corrected.dashboard, last, thresholds)} <= MADE_EARLIER
    is_shown = thresholds == THRESHOLDS
    assert (n_shown(corrected.dashboard, "waiting_time", "n_started") > 0) is is_shown
    repeated = "select * exclude (note) from marts.assumptions where source_table like '%curve' order by all"
    assert (query(corrected.dashboard, repeated) == query(last.dashboard, repeated)) is is_shown
