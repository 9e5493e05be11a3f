"""What dashboards get of the report's world: a closed month, small parts pooled, counts of persons rounded.

An attacker finds nothing in it; where something is shown that must not be, he does find it.
"""

import shutil
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import warehouse.disclosure.curve as curve
import warehouse.disclosure.draft as draft_module
from tests.disclosed import disclosure
from tests.nights.releasing import THRESHOLDS, Releasing, execute, query, release_of
from warehouse.disclosure.assumptions import released_assumptions
from warehouse.disclosure.auditing.audit import audit_dashboard
from warehouse.disclosure.auditing.figures import Figure, Finding
from warehouse.disclosure.history import LastRelease
from warehouse.disclosure.release import is_due, keep_release
from warehouse.disclosure.report import ReleaseReport
from warehouse.disclosure.rounding import Rounding
from warehouse.disclosure.thresholds import Thresholds

pytestmark = pytest.mark.xdist_group("released")
AS_OF = date(2025, 4, 15)
MARTS = disclosure().of_closed_months
RAISED, LOWERED = Thresholds(minimum_group=10, minimum_cell=10), Thresholds(minimum_group=3, minimum_cell=3)
COUNTS = {
    "waiting_time": ["n_started", "n_over_42_days"],
    "outflow": ["n_ended", "n_ended_total"],
    "group_profile": ["n_participants", "n_known_ends", "n_dropouts"],
    "help_around_group": ["n_observed", "n_with_help"],
}


@pytest.fixture(scope="module")
def releasing(report_landing: Path, report_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Releasing:
    copy = tmp_path_factory.mktemp("released") / "warehouse"
    shutil.copytree(report_warehouse, copy, symlinks=True)
    return release_of(report_landing, copy, AS_OF)


@pytest.fixture(scope="module")
def released(releasing: Releasing) -> tuple[LastRelease, ReleaseReport]:
    """A release with its history, in copies that stay."""
    report = releasing.release()
    return kept_copy(releasing, "kept"), report


@pytest.fixture(scope="module")
def dashboard(released: tuple[LastRelease, ReleaseReport]) -> Path:
    return released[0].dashboard


@pytest.fixture
def last(releasing: Releasing, released: tuple[LastRelease, ReleaseReport], tmp_path: Path) -> LastRelease:
    """What readers had before tonight, in copies that a test may change; a release reads files of the warehouse."""
    folder = releasing.build_database.parent / tmp_path.name
    folder.mkdir()
    return LastRelease(
        Path(shutil.copy(released[0].dashboard, folder)), Path(shutil.copy(released[0].analysis, folder))
    )


def kept_copy(releasing: Releasing, name: str) -> LastRelease:
    folder = releasing.build_database.with_name(name)
    folder.mkdir(exist_ok=True)
    return LastRelease(
        Path(shutil.copy(releasing.dashboard, folder / "dashboard.duckdb")),
        Path(shutil.copy(releasing.build_database, folder / "analysis.duckdb")),
    )


def whole(dashboard: Path, mart: str) -> list[tuple[object, ...]]:
    return query(dashboard, f"select * from marts.{mart} order by all")


def test_the_attacker_finds_nothing_and_most_rows_have_figures(
    releasing: Releasing, released: tuple[LastRelease, ReleaseReport]
) -> None:
    last, report = released
    assert report.findings == releasing.findings(last.dashboard) == []
    assert report.share_with_figures >= 0.8
    assert sum(report.n_pooled.values()) > 0
    assert set(report.n_rounded) == {*COUNTS, "help_follow_up_curve"}


def test_table_1_is_the_report_s(dashboard: Path) -> None:
    rows = query(
        dashboard,
        "select distinct target_group, n_respondents, shown_as, note from marts.statement_agreement"
        " where slice = 'all'",
    )
    assert sorted(rows) == [("jongeren", 9, "exact", None), ("opvoeders", 43, "exact", None)]


def test_a_pool_counts_the_rows_of_its_parts(releasing: Releasing, dashboard: Path) -> None:
    """From the responses themselves, by the parts that the dashboard does not name."""
    shown = query(
        dashboard,
        "select n_respondents, n_answered, n_agree, note from marts.statement_agreement"
        " where statement_key = 'aanraden' and target_group = 'opvoeders' and slice = 'group_type'"
        " and slice_value = 'overig'",
    )
    [counted] = query(
        releasing.closed,
        "select count(*), count(score), count(*) filter (score >= 4) from core.fct_measurement"
        " join core.fct_response using (response_key) where statement_key = 'aanraden' and is_respondent"
        " and fct_response.target_group = 'opvoeders' and fct_response.moment_key = 'einde'"
        " and group_type not in ('lotgenotengroep', 'oudertraining', 'onbekend')",
    )
    assert shown == [(*counted, "Kleine groepen zijn samengevoegd, zodat niemand te herkennen is.")]


def test_a_slice_of_one_part_is_left_out(dashboard: Path) -> None:
    """Of nine jongeren every slice would leave fewer than five beside the others."""
    slices = query(dashboard, "select distinct slice from marts.statement_agreement where target_group = 'jongeren'")
    assert sorted(slices) == [("all",), ("moment",)]


@pytest.mark.parametrize("mart", COUNTS)
def test_counts_of_persons_are_rounded_to_a_neighbour(releasing: Releasing, dashboard: Path, mart: str) -> None:
    keys = ", ".join(MARTS[mart].keys)
    for column in COUNTS[mart]:
        selected = f"select {keys}, {column} from marts.{mart}"
        exact = {row[:-1]: row[-1] for row in query(releasing.closed, selected)}
        shown = {row[:-1]: row[-1] for row in query(dashboard, selected)}
        assert len(shown) > 4
        assert all(n % 5 == 0 and abs(n - exact[labels]) < 5 for labels, n in shown.items())
        if column == COUNTS[mart][0]:
            assert {n for labels, n in exact.items() if labels not in shown} <= set(range(5))
    assert query(dashboard, f"select distinct shown_as from marts.{mart}") == [("rounded",)]


def test_the_same_persons_give_the_same_figure_everywhere(dashboard: Path) -> None:
    """A half-year that is all there is of its year, a class of one outcome."""
    half_year, year = (
        query(dashboard, f"select outcome, outcome_key, n_ended, n_ended_total from marts.outflow where {at}")
        for at in ("slice = 'half_year' and slice_value = '2024-2'", "slice = 'year' and slice_value = '2024'")
    )
    assert set(half_year) == set(year) != set()
    as_planned, class_of_it = (
        query(dashboard, f"select slice, slice_value, n_ended from marts.outflow where outcome_key = '{key}'")
        for key in ("01", "volgens_plan")
    )
    assert set(as_planned) == set(class_of_it) != set()


def test_a_follow_up_curve_starts_whole_and_never_rises(dashboard: Path) -> None:
    shares = query(
        dashboard,
        "select share_without_help, lag(share_without_help) over (partition by group_type order by day)"
        " from marts.help_follow_up_curve",
    )
    assert len(shares) > 2
    assert all(share == 1 if before is None else share <= before for share, before in shares)


def test_nothing_is_told_of_an_open_month(dashboard: Path) -> None:
    for mart in MARTS:
        assert query(dashboard, f"select distinct data_until from marts.{mart}") in ([(date(2025, 3, 31),)], [])


def test_the_last_12_months_end_with_the_closed_month(dashboard: Path) -> None:
    for mart in ("waiting_time", "outflow"):
        parts = query(dashboard, f"select distinct slice_value from marts.{mart} where slice = 'last_12_months'")
        assert parts == [("2024-04 t/m 2025-03",)], "nothing lies before, nor in the month that runs"


def test_dashboards_get_no_keys_of_quotes_no_digests_and_no_counts_of_attendance(dashboard: Path) -> None:
    columns = {name for (name,) in query(dashboard, "select column_name from duckdb_columns() where not internal")}
    assert not {"quote_key", "n_attended", "n_possible"} & columns
    assert not [name for name in columns if name.endswith("_digest")]


def test_assumptions_repeat_what_their_sources_show(dashboard: Path) -> None:
    rows = query(
        dashboard,
        "select mart.n = n_answered and value = pct_agree_answered and low = agree_low and high = agree_high"
        " from marts.assumptions as mart join marts.statement_agreement as source on assumption_key = 'tevreden'"
        " and statement_key = 'aanraden' and slice = 'all' and mart.target_group = source.target_group",
    )
    assert rows == [(True,), (True,)]
    on_help = query(dashboard, "select n % 5, shown_as from marts.assumptions where source_table like '%curve'")
    assert on_help == [(0, "rounded"), (0, "rounded")]


HELP, NETWORKS = "geen_hulp_6_maanden", "netwerk_gaat_door"


@pytest.mark.parametrize(("assumption", "left_out", "changed", "n", "how"), [
    (HELP, "help_follow_up_curve", "", None, "hidden"),
    (HELP, "help_follow_up_curve", "update marts.assumptions set n = 0, n_unknown = 0", 0, "exact"),
    (HELP, "help_follow_up_curve", "update marts.assumptions set n = 0, n_unknown = 3", None, "hidden"),
    (NETWORKS, "group_profile", "", None, "hidden"),
    (NETWORKS, "group_profile", "update marts.assumptions set n = 0, n_unknown = 0", None, "hidden"),
    (
        NETWORKS, "group_profile", "update marts.assumptions set n = 0, n_unknown = 0; delete from marts.group_profile",
        0, "exact",
    ),
])  # fmt: skip
def test_an_assumption_without_a_source_row_is_shown_only_where_there_is_nobody_to_hide(
    releasing: Releasing, last: LastRelease, assumption: str, left_out: str, changed: str, n: int | None, how: str
) -> None:
    """A row is left out where it rounds to nobody, and of nobody there is none."""
    closed = Path(shutil.copy(releasing.closed, last.dashboard.with_name("closed.duckdb")))
    execute(last.dashboard, f"delete from marts.{left_out}")
    execute(closed, changed)
    with releasing.context().opened(closed=closed, dashboard=last.dashboard) as opened:
        rows = (
            released_assumptions(opened, disclosure(), releasing.until, THRESHOLDS)
            .set_index("assumption_key")
            .loc[[assumption]]
        )
    create_assumptions(last.dashboard, rows)
    shown = query(last.dashboard, "select shown_as, n, n_unknown, value, verdict from marts.assumptions")
    assert shown == [(how, n, n, None, None if n is None else "te_weinig")]
    assert not [found for found in releasing.findings(last.dashboard) if found.mart == "assumptions"]


def create_assumptions(dashboard: Path, rows: pd.DataFrame) -> None:
    """Put these rows of the mart in the place of all."""
    with duckdb.connect(dashboard) as opened:
        opened.register("rows", rows.reset_index())
        opened.execute("delete from marts.assumptions; insert into marts.assumptions by name from rows")


def test_a_release_made_twice_is_the_same(releasing: Releasing, dashboard: Path) -> None:
    releasing.release()
    for mart in (*MARTS, "delivery_quality"):
        assert whole(releasing.dashboard, mart) == whole(dashboard, mart)


@pytest.fixture
def found_at_first(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the auditor finds before anything is drawn again or hidden."""
    found: list[Finding] = []

    def audit(*arguments: Any) -> list[Finding]:
        found.extend(audit_dashboard(*arguments))
        return []

    monkeypatch.setattr(draft_module, "audit_dashboard", audit)
    return found


def test_the_attacker_finds_exact_counts(
    releasing: Releasing, monkeypatch: pytest.MonkeyPatch, found_at_first: list[Finding]
) -> None:
    monkeypatch.setattr(Rounding, "rounded", lambda self, count, digest: count)
    monkeypatch.setattr(curve, "_rounded_share", lambda row, n_followed, rounding: row.share_without_help)
    releasing.release()
    assert {finding.mart for finding in found_at_first} >= {*COUNTS, "help_follow_up_curve"}


def test_the_attacker_finds_draws_that_change_from_release_to_release(
    releasing: Releasing, last: LastRelease, monkeypatch: pytest.MonkeyPatch, found_at_first: list[Finding]
) -> None:
    """Averaged over months they would tell the count."""

    def fresh(self: Rounding, drawn_for: str, name: str) -> Fraction:
        return Fraction(int(self.pseudonymiser.pseudonym("this month", drawn_for), 16), 16**64)

    monkeypatch.setattr(Rounding, "_draw", fresh)
    releasing.release([last])
    assert "a set of persons is drawn anew that was shown with another figure" in {
        finding.why for finding in found_at_first
    }


def test_a_set_that_was_shown_is_never_drawn_again(
    releasing: Releasing, last: LastRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the auditor finds something in its figure: it is hidden then."""
    figure = Figure("waiting_time", "n_started", ("all", "all"))
    too_much = Finding("waiting_time", figure.where, "for a test", figure)
    found = iter([[too_much], []])
    monkeypatch.setattr(draft_module, "audit_dashboard", lambda *_: next(found))
    report = releasing.release([last])
    assert report.n_redrawn == 0
    rows = query(releasing.dashboard, "select n_started, shown_as, note from marts.waiting_time where slice = 'all'")
    assert rows == [(None, "hidden", "Niet getoond: dit gaat over te weinig mensen.")]


def test_an_organisation_within_a_type_of_group_is_found(releasing: Releasing, last: LastRelease) -> None:
    """Were it shown, seven of the eight respondents of the type could be subtracted."""
    execute(
        last.dashboard,
        "create temp table added as select * from marts.statement_agreement where slice_value = 'KOOS';"
        "update added set n_respondents = 7, slice_value = 'Spoor030';"
        "insert into marts.statement_agreement select * from added",
    )
    follow = [
        finding.where for finding in releasing.findings(last.dashboard) if "adding and subtracting" in finding.why
    ]
    assert follow
    assert all("target_group=opvoeders" in where for where in follow)


def test_percentages_of_exact_counts_are_found(releasing: Releasing, last: LastRelease) -> None:
    execute(last.dashboard, "update marts.outflow set pct_ended = pct_ended + 0.5 where slice = 'all'")
    assert {finding.mart for finding in releasing.findings(last.dashboard)} == {"outflow"}


def test_a_finding_that_cannot_be_mended_leaves_dashboards_as_they_were(
    releasing: Releasing, last: LastRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    unmendable = Finding("outflow", "somewhere", "for a test")
    monkeypatch.setattr(draft_module, "audit_dashboard", lambda *_: [unmendable])
    execute(last.dashboard, "update marts.waiting_time set median_days = 1000")
    report = releasing.release([last])
    assert report.findings == [unmendable]
    assert not report.is_new
    [check] = [check for check in report.checks() if not check.passed]
    assert not check.stops_publication
    for mart in MARTS:
        assert whole(releasing.dashboard, mart) == whole(last.dashboard, mart)
    assert query(releasing.build_database, "select data_until from audit.release") == [(releasing.until,)]


def test_a_first_release_with_a_finding_shows_nothing(releasing: Releasing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_module, "audit_dashboard", lambda *_: [Finding("outflow", "somewhere", "for a test")])
    releasing.release()
    assert all(whole(releasing.dashboard, mart) == [] for mart in MARTS)
    assert query(releasing.build_database, "select * from audit.release") == []
    assert "shown_as" in {name for (name,) in query(releasing.dashboard, "select column_name from duckdb_columns()")}


def test_a_release_is_due_when_a_month_closed_or_thresholds_were_raised(
    releasing: Releasing, last: LastRelease
) -> None:  # fmt: skip
    assert is_due(releasing.context(), AS_OF)
    assert not is_due(releasing.context([last]), AS_OF)
    assert not is_due(releasing.context([last]), date(2025, 4, 30))
    assert is_due(releasing.context([last]), date(2025, 5, 1))
    assert is_due(releasing.context([last], RAISED), AS_OF)
    assert is_due(releasing.context([last], replace(THRESHOLDS, minimum_cell=7)), AS_OF)
    assert not is_due(releasing.context([last], LOWERED), AS_OF)
    execute(last.dashboard, "alter table marts.outflow drop column label")
    assert is_due(releasing.context([last]), AS_OF)


@pytest.fixture
def ahead(last: LastRelease) -> LastRelease:
    """The release as a night with a date far ahead would have made it."""
    for mart in MARTS:
        execute(last.dashboard, f"update marts.{mart} set data_until = '2031-12-31'")
    for table in ("release", "released_record"):
        execute(last.analysis, f"update audit.{table} set data_until = '2031-12-31'")
    return last


def test_a_release_of_a_month_that_is_not_over_is_followed_by_one_of_the_closed_month(
    releasing: Releasing, ahead: LastRelease, dashboard: Path
) -> None:
    assert is_due(releasing.context([ahead]), AS_OF)
    report = releasing.release([ahead])
    assert report.findings == []
    left_out = "slices that statement_agreement leaves out: jongeren each; opvoeders last_12_months"
    assert left_out in report.kept_back
    assert all(" leaves out: " in told for told in report.kept_back), "nothing stands or is hidden"
    for mart in MARTS:
        assert whole(releasing.dashboard, mart) == whole(dashboard, mart)
    assert not is_due(releasing.context([kept_copy(releasing, "back")]), AS_OF)


def test_figures_of_a_month_that_is_not_over_are_hidden_until_enough_joined(
    releasing: Releasing, ahead: LastRelease
) -> None:  # fmt: skip
    """Of nine jongeren that release knew seven: the other two would follow."""
    execute(
        ahead.analysis,
        "delete from audit.released_record where record_key in (select record_key from audit.released_record where"
        " counted = 'respondents' and target_group = 'jongeren' and moment_key = 'einde' order by record_key limit 2)",
    )
    for mart in ("statement_agreement", "theme_mentions", "network_over_time"):
        execute(ahead.dashboard, f"update marts.{mart} set n_respondents = 7 where n_respondents = 9")
    report = releasing.release([ahead])
    assert report.findings == []
    for mart in ("statement_agreement", "theme_mentions", "network_over_time", "response_rate"):
        label = "moment_key" if mart == "network_over_time" else "slice_value"
        rows = query(
            releasing.dashboard,
            f"select distinct target_group = 'opvoeders', is_suppressed, data_until from marts.{mart}"
            f" where {label} in ('all', 'einde') order by all",
        )
        assert rows == [(False, True, releasing.until), (True, False, releasing.until)]
    said = (
        "opinion figures of a night with a later date, hidden by now: all as of 2031-12-31, jongeren as of 2031-12-31"
    )
    assert said in report.kept_back
    [hidden] = [sentence for sentence in report.kept_back if "that are hidden" in sentence]
    assert "theme_mentions all all all" in hidden
    again = kept_copy(releasing, "hidden")
    assert not is_due(releasing.context([again]), AS_OF)
    assert releasing.release([again]).kept_back == report.kept_back


@pytest.fixture(scope="module")
def raised(report_landing: Path, report_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Releasing:
    copy = tmp_path_factory.mktemp("raised") / "warehouse"
    shutil.copytree(report_warehouse, copy, symlinks=True)
    return release_of(report_landing, copy, AS_OF, RAISED)


def readable_by(releasing: Releasing, release: LastRelease) -> LastRelease:
    return LastRelease(*(Path(shutil.copy(file, releasing.build_database.parent)) for file in vars(release).values()))


def test_raised_thresholds_hold_at_once(raised: Releasing, last: LastRelease) -> None:
    report = raised.release([readable_by(raised, last)], RAISED)
    assert report.is_new
    counts = query(raised.dashboard, "select n_respondents from marts.statement_agreement where not is_suppressed")
    assert min(counts) >= (10,)
    started = query(raised.dashboard, "select n_started, median_days is not null from marts.waiting_time")
    assert all(n % 10 == 0 and (n >= 20 or not has_median) for n, has_median in started)
    assert min(started) == (10, False), "a shown ten may be one person"
    assert query(raised.build_database, "select minimum_group, minimum_cell from audit.release") == [(10, 10)]


def test_raised_thresholds_hold_where_one_answer_came_late(raised: Releasing, last: LastRelease) -> None:
    """The whole stands, as of the same month as tonight's: it is not taken for a row of tonight's records."""
    execute(
        last.analysis,
        "delete from audit.released_record where record_key = (select min(record_key) from audit.released_record"
        " where target_group = 'opvoeders' and counted = 'respondents' and moment_key = 'einde')",
    )
    for mart in ("statement_agreement", "theme_mentions", "network_over_time"):
        execute(last.dashboard, f"update marts.{mart} set n_respondents = 42 where n_respondents = 43")
    report = raised.release([readable_by(raised, last)], RAISED)
    assert report.is_new
    assert report.findings == []
    shown = query(
        raised.dashboard,
        "select distinct slice, n_respondents from marts.statement_agreement where target_group = 'opvoeders'"
        " and not is_suppressed",
    )
    assert sorted(shown) == [("all", 42), ("moment", 42)]


def test_a_release_of_the_former_rules_is_followed_by_one_of_todays(releasing: Releasing, last: LastRelease) -> None:
    for mart in MARTS:
        execute(last.dashboard, f"alter table marts.{mart} drop column shown_as")
    execute(last.analysis, "drop table audit.release; drop table audit.released_record")
    execute(
        last.analysis,
        "create or replace table audit.released_count as select 'all' as count_name, 'outflow' as mart, 3 as n,"
        " true as is_shown",
    )
    assert is_due(releasing.context([last]), AS_OF)
    report = releasing.release([last])
    assert report.is_new
    assert report.findings == []
    assert whole(releasing.dashboard, "statement_agreement")


def test_a_whole_that_differs_by_a_few_from_the_former_rules_release_stands(
    releasing: Releasing, last: LastRelease
) -> None:
    for mart in MARTS:
        execute(last.dashboard, f"alter table marts.{mart} drop column shown_as")
        execute(last.dashboard, f"update marts.{mart} set data_until = '2025-02-28'")
    execute(last.analysis, "drop table audit.release; drop table audit.released_record")
    for mart in ("statement_agreement", "theme_mentions", "network_over_time"):
        execute(last.dashboard, f"update marts.{mart} set n_respondents = 41 where n_respondents = 43")
    report = releasing.release([last])
    assert report.findings == []
    stand = query(
        releasing.dashboard,
        "select distinct target_group, slice, n_respondents, shown_as from marts.statement_agreement order by all",
    )
    assert ("opvoeders", "all", 41, "exact") in stand
    assert ("jongeren", "all", 9, "exact") in stand
    assert {slice_ for _, slice_, _, _ in stand} == {"all", "moment"}, "slices wait until their whole is renewed"
    assert whole(releasing.dashboard, "group_comparison") == []


def test_a_release_by_other_rules_is_followed_by_one_that_is_cut_anew(releasing: Releasing, last: LastRelease) -> None:
    execute(last.analysis, "update audit.release set rules = rules - 1")
    execute(last.dashboard, "update marts.statement_agreement set slice_value = 'x' where slice_value = 'KOOS'")
    assert is_due(releasing.context([last]), AS_OF)
    assert releasing.release([last]).findings == []
    parts = query(releasing.dashboard, "select slice_value from marts.statement_agreement where slice <> 'all'")
    assert ("KOOS",) in parts
    assert ("x",) not in parts
    assert not is_due(releasing.context([kept_copy(releasing, "anew")]), AS_OF)


def test_a_quote_that_was_withdrawn_goes_the_same_night(releasing: Releasing, last: LastRelease) -> None:
    execute(
        last.dashboard,
        "insert into marts.quotes select * replace ('Dit is ingetrokken.' as quote) from marts.quotes limit 1",
    )
    report = keep_release(releasing.context([last]))
    assert not report.is_new
    quotes = whole(last.dashboard, "quotes")
    assert [row for row in quotes if row not in whole(releasing.dashboard, "quotes")] == [
        row for row in quotes if "Dit is ingetrokken." in row
    ]
    assert len(quotes) > 1


def test_a_last_release_of_before_there_were_quotes_can_stand(releasing: Releasing, last: LastRelease) -> None:
    execute(last.dashboard, "drop table marts.quotes")
    keep_release(releasing.context([last]))
    assert whole(releasing.dashboard, "outflow") == whole(last.dashboard, "outflow")


def test_a_release_that_stands_keeps_its_history_without_keys_of_the_forgotten(
    releasing: Releasing, last: LastRelease
) -> None:
    execute(
        last.analysis,
        "update audit.released_record set record_key = 'of somebody forgotten' where record_key ="
        " (select min(record_key) from audit.released_record where counted = 'respondents')",
    )
    n_before = query(last.analysis, "select count(*) from audit.released_record")
    keep_release(replace(releasing.context([last]), forgets=True))
    records = "select count(*) from audit.released_record"
    assert query(releasing.build_database, records) == n_before
    assert query(releasing.build_database, f"{records} where record_key = 'of somebody forgotten'") == [(0,)]
    assert query(releasing.build_database, f"{records} where record_key is null")[0][0] > 0
    counts = "select * from audit.released_count where mart is not null order by all"
    assert query(releasing.build_database, counts) == query(last.analysis, counts)
