"""The auditor: nothing in a dashboard that gives nothing away, and every way to give something away is found."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.unit.disclosure.dashboards import (
    AS_OF,
    HALF_YEAR,
    MONTH,
    NOTE,
    THRESHOLDS,
    Dashboard,
    copied,
    dashboard,
    released,
    row_of,
    write,
)
from warehouse.disclosure.auditing import Finding, audit_dashboard
from warehouse.disclosure.thresholds import LastRelease, Thresholds

Audit = Callable[..., list[Finding]]


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    def run(
        marts: Dashboard,
        previous: Dashboard | None = None,
        as_of: date = AS_OF,
        thresholds_then: Thresholds = THRESHOLDS,
    ) -> list[Finding]:
        file, before = write(tmp_path / "dashboard.duckdb", marts), tmp_path / "previous.duckdb"
        last = previous and LastRelease(write(before, previous), before, thresholds_then)
        return audit_dashboard(file, last, as_of, THRESHOLDS)

    return run


def marts_of(findings: list[Finding]) -> set[str]:
    return {finding.mart for finding in findings}


def wheres(findings: list[Finding]) -> str:
    return "\n".join(f"{finding.mart}: {finding.where}" for finding in findings)


def test_a_dashboard_that_gives_nothing_away_has_no_finding(audit: Audit):
    assert audit(dashboard()) == []
    assert audit(dashboard(), previous=dashboard()) == []


def test_a_finding_never_holds_a_count(audit: Audit):
    marts = dashboard()
    row_of(marts["waiting_time"], slice_value="sport").update(n_over_42_days=3, share_over_42_days=0.1)
    findings = audit(marts)
    assert findings
    assert not any(character.isdigit() for finding in findings for character in finding.why)
    assert {finding.where for finding in findings if finding.mart == "waiting_time"} >= {
        "slice=group_type, slice_value=sport, n_over_42_days"
    }


# What follows: (name, a change in the dashboard, the mart and words of where it must be found).
def _complementary_off(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="sport").update(n_over_42_days=5, share_over_42_days=5 / 30)


def _small_count_shown(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="ouder").update(n_over_42_days=3, share_over_42_days=0.1)


def _small_complement_shown(marts: Dashboard) -> None:
    for value in ("2025-1", "2025-2"):
        row_of(marts["waiting_time"], slice_value=value).update(n_over_42_days=None, share_over_42_days=None)
    marts["waiting_time"] = [row for row in marts["waiting_time"] if row["slice"] in ("all", "group_type")]
    row_of(marts["waiting_time"], slice_value="weerbaar").update(n_over_42_days=28, share_over_42_days=28 / 30)
    row_of(marts["waiting_time"], slice_value="all").update(n_over_42_days=36, share_over_42_days=0.4)


def _share_beside_hidden_count(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="ouder").update(share_over_42_days=0.1)


def _percentage_beside_hidden_cell(marts: Dashboard) -> None:
    row_of(marts["outflow"], slice_value="sport", outcome_key="02").update(pct_ended=20.0)


def _median_beside_hidden_total(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="ouder").update(n_started=None)


def _quantile_tells_a_hidden_count(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="ouder").update(p90_days=40.0)


def _year_tells_a_half_year(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="2025-1").update(n_over_42_days=None, share_over_42_days=None)
    row_of(marts["waiting_time"], slice_value="2025").update(n_over_42_days=12, share_over_42_days=12 / 90)
    row_of(marts["waiting_time"], slice="all").update(n_over_42_days=12, share_over_42_days=12 / 90)
    row_of(marts["waiting_time"], slice_value="weerbaar").update(n_over_42_days=None, share_over_42_days=None)


def _everybody_of_seven(marts: Dashboard) -> None:
    marts["waiting_time"] = [row for row in marts["waiting_time"] if row["slice_value"] == "all"]
    row_of(marts["waiting_time"], slice="all").update(n_started=7, n_over_42_days=7, share_over_42_days=1.0)
    for name in ("outflow", "group_profile", "help_follow_up_curve", "assumptions"):
        del marts[name]


def _nobody_of_seven_attends(marts: Dashboard) -> None:
    row_of(marts["group_profile"], slice_value="sport").update(n_participants=7, attendance_share=0.0)


def _one_cell_unsuppressed(marts: Dashboard) -> None:
    row_of(marts["outflow"], slice_value="ouder", outcome_key="onbekend").update(n_ended=5, pct_ended=25.0)


def _running_small(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="weerbaar").update(n_started=22, share_over_42_days=12 / 22)
    row_of(marts["waiting_time"], slice="all").update(n_started=82, share_over_42_days=20 / 82)
    row_of(marts["waiting_time"], slice_value="2025-1").update(n_started=32, share_over_42_days=10 / 32)
    row_of(marts["waiting_time"], slice_value="2025").update(n_started=82, share_over_42_days=20 / 82)
    row_of(marts["group_profile"], slice_value="weerbaar").update(n_participants=22)
    row_of(marts["group_profile"], slice="all").update(n_participants=80)


def _ends_told_by_the_profile(marts: Dashboard) -> None:
    row_of(marts["group_profile"], slice_value="sport").update(n_known_ends=18, n_dropouts=None)


def _curve_linked_to_outflow(marts: Dashboard) -> None:
    row_of(marts["help_follow_up_curve"], group_type="weerbaar").update(n_at_risk=18)


def _curves_leave_one(marts: Dashboard) -> None:
    row_of(marts["help_follow_up_curve"], group_type="ouder").update(
        n_at_risk=20, n_events=0, n_censored=0, share_without_help=1.0, low=1.0, high=1.0
    )


def _curve_step(marts: Dashboard) -> None:
    row_of(marts["help_follow_up_curve"], group_type="all", day=100).update(n_events=2, n_at_risk=36)


def _size_of_one_group(marts: Dashboard) -> None:
    hidden = row_of(marts["group_profile"], slice_value="sport") | {"n_participants": None, "slice": "neighbourhood"}
    marts["group_profile"] += [
        hidden | {"slice_value": "Oost", "n_groups": 1, "median_size": 4.0},
        hidden | {"slice_value": "West", "n_groups": 11},
    ]


def _respondents_told_by_another_mart(marts: Dashboard) -> None:
    row_of(marts["theme_mentions"], slice_value="sport").update(n_respondents=7, n_mentions=3, pct_respondents=40.0)


def _opinion_complement_off(marts: Dashboard) -> None:
    for mart in ("statement_agreement", "theme_mentions"):
        marts[mart] = [row for row in marts[mart] if row["slice_value"] != "weerbaar"]
        row_of(marts[mart], slice_value="ouder").update(n_respondents=37)
    row_of(marts["statement_agreement"], slice_value="ouder").update(n_answered=37, n_disagree=7)


def _one_moment_tells_another_table(marts: Dashboard) -> None:
    for mart in ("statement_agreement", "theme_mentions"):
        row = row_of(marts[mart], slice_value="start")
        figures = [name for name in row if name.startswith(("n_", "pct_", "needs"))]
        row.update(dict.fromkeys(figures), is_suppressed=True, note=NOTE)
    row_of(marts["network_over_time"], moment_key="start").update(n_respondents=4, n_answered=4, n_contact=2)


def _figure_left_in_hidden_row(marts: Dashboard) -> None:
    row_of(marts["statement_agreement"], slice_value="sport").update(needs_caution=True)


def _invited_complement_off(marts: Dashboard) -> None:
    marts["response_rate"] = [row for row in marts["response_rate"] if row["slice_value"] != "weerbaar"]
    row_of(marts["response_rate"], slice_value="ouder").update(n_invited=57)


def _few_pairs(marts: Dashboard) -> None:
    row_of(marts["network_over_time"], moment_key="start").update(n_pairs=4, n_gained=0)


def _few_gained(marts: Dashboard) -> None:
    row_of(marts["network_over_time"], moment_key="start").update(n_gained=2)


def _quote_of_few(marts: Dashboard) -> None:
    row_of(marts["theme_mentions"], slice="all").update(n_mentions=4)


def _assumption_of_hidden_row(marts: Dashboard) -> None:
    marts["network_over_time"] = [row for row in marts["network_over_time"] if row["moment_key"] != "einde"]


def _assumption_between_kept_days(marts: Dashboard) -> None:
    row_of(marts["assumptions"], source_table="marts.help_follow_up_curve").update(value=74.0)


def _verdict_of_hidden_row(marts: Dashboard) -> None:
    row_of(marts["assumptions"], target_group="opvoeders").update(verdict="zelfde_richting")


def _telling_note(marts: Dashboard) -> None:
    row_of(marts["statement_agreement"], slice_value="sport").update(note="Minder dan 5 respondenten.")


def _unmarked(marts: Dashboard) -> None:
    row_of(marts["statement_agreement"], slice_value="sport").update(is_suppressed=False)


def _open_half_year(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="2025-1").update(slice_value="2026-1")


def _open_month(marts: Dashboard) -> None:
    for row in marts["response_rate"]:
        row["data_until"] = date(2026, 2, 28)


def _middle_of_a_half_year(marts: Dashboard) -> None:
    for row in marts["waiting_time"]:
        row["data_until"] = date(2025, 11, 30)


def _two_last_days(marts: Dashboard) -> None:
    marts["response_rate"][0]["data_until"] = date(2025, 12, 31)


def _contradiction(marts: Dashboard) -> None:
    row_of(marts["waiting_time"], slice_value="2025-1").update(n_started=45, share_over_42_days=10 / 45)


MUTATIONS = [
    (_complementary_off, "waiting_time", "slice_value=ouder, n_over_42_days"),
    (_small_count_shown, "waiting_time", "slice_value=ouder, n_over_42_days"),
    (_small_complement_shown, "waiting_time", "slice_value=weerbaar, n_started minus n_over_42_days"),
    (_share_beside_hidden_count, "waiting_time", "slice_value=ouder, share_over_42_days"),
    (_percentage_beside_hidden_cell, "outflow", "slice_value=sport, pct_ended"),
    (_median_beside_hidden_total, "waiting_time", "slice_value=ouder, median_days"),
    (_quantile_tells_a_hidden_count, "waiting_time", "slice_value=ouder, n_over_42_days"),
    (_year_tells_a_half_year, "waiting_time", "slice_value=2025-1, n_over_42_days"),
    (_everybody_of_seven, "waiting_time", "slice=all, slice_value=all, share_over_42_days"),
    (_nobody_of_seven_attends, "group_profile", "slice_value=sport, attendance_share"),
    (_one_cell_unsuppressed, "outflow", "outcome_key=02, slice=group_type, slice_value=ouder, n_ended"),
    (_running_small, "waiting_time", "slice_value=weerbaar, n_started minus n_ended_total"),
    (_ends_told_by_the_profile, "outflow", "outcome_key=onbekend, slice=group_type, slice_value=sport, n_ended"),
    (_curve_linked_to_outflow, "help_follow_up_curve", "group_type=weerbaar, n_ended_total of outflow minus"),
    (_curves_leave_one, "help_follow_up_curve", "group_type=sport, n_ended_total of outflow minus"),
    (_curve_step, "help_follow_up_curve", "group_type=all, day=100, n_events"),
    (_size_of_one_group, "group_profile", "slice=neighbourhood, slice_value=Oost, median_size"),
    (_respondents_told_by_another_mart, "statement_agreement", "slice_value=weerbaar, n_respondents"),
    (_opinion_complement_off, "statement_agreement", "slice_value=sport, n_respondents"),
    (_one_moment_tells_another_table, "network_over_time", "moment_key=start, n_respondents"),
    (_figure_left_in_hidden_row, "statement_agreement", "slice_value=sport, needs_caution"),
    (_invited_complement_off, "response_rate", "slice_value=sport, n_invited"),
    (_few_pairs, "network_over_time", "moment_key=start, n_pairs"),
    (_few_gained, "network_over_time", "moment_key=start, n_gained"),
    (_quote_of_few, "quotes", "theme_key=rust, target_group=jongeren"),
    (_assumption_of_hidden_row, "assumptions", "assumption_key=contact_einde, target_group=jongeren, value"),
    (_assumption_between_kept_days, "assumptions", "assumption_key=geen_hulp_6_maanden, target_group=all, value"),
    (_verdict_of_hidden_row, "assumptions", "assumption_key=contact_start, target_group=opvoeders, verdict"),
    (_telling_note, "statement_agreement", "note"),
    (_unmarked, "statement_agreement", "slice_value=sport, is_suppressed"),
    (_open_half_year, "waiting_time", "slice_value=2026-1, the row"),
    (_open_month, "response_rate", "data_until"),
    (_middle_of_a_half_year, "waiting_time", "data_until"),
    (_two_last_days, "response_rate", "data_until"),
    (_contradiction, "waiting_time", "published counts"),
]


@pytest.mark.parametrize(("mutate", "mart", "where"), MUTATIONS, ids=[m[0].__name__[1:] for m in MUTATIONS])
def test_what_gives_something_away_is_found(audit: Audit, mutate: Callable[[Dashboard], None], mart: str, where: str):
    marts = dashboard()
    mutate(marts)
    findings = audit(marts)
    assert any(mart in finding.mart and where in finding.where for finding in findings), wheres(findings)


def test_a_mart_may_stay_at_an_earlier_release_and_is_then_not_linked(audit: Audit):
    marts = dashboard()
    _curve_linked_to_outflow(marts)
    del marts["assumptions"]
    assert marts_of(audit(marts)) == {"help_follow_up_curve"}
    for row in marts["help_follow_up_curve"]:
        row["data_until"] = date(2025, 6, 30)
    assert audit(marts) == []


@pytest.mark.parametrize("until", [HALF_YEAR, MONTH])
def test_a_period_is_closed_from_the_first_day_after_it(audit: Audit, until: date):
    marts = dashboard()
    if until == HALF_YEAR:
        marts = {name: rows for name, rows in marts.items() if rows[0]["data_until"] == HALF_YEAR}
    assert audit(marts, as_of=until + timedelta(days=1)) == []
    open_marts = {name for name, rows in marts.items() if rows[0]["data_until"] == until}
    assert marts_of(audit(marts, as_of=until)) == open_marts


def test_a_mart_that_changes_within_its_period_is_found(audit: Audit):
    now = dashboard()
    now["response_rate"][1]["n_responded"] = 41
    now["response_rate"][0]["n_responded"] = 51
    assert marts_of(audit(now, previous=dashboard())) == {"response_rate"}
    assert audit(now) == []


def test_a_row_that_disappears_within_a_period_is_found_but_a_quote_may_go(audit: Audit):
    before, now = dashboard(), dashboard()
    quote = {"theme_key": "rust", "target_group": "jongeren", "quote": "Er is rust."}
    before["quotes"].append(released(quote, MONTH))
    assert audit(now, previous=before) == []
    assert marts_of(audit(before, previous=now)) == {"quotes"}
    del now["response_rate"][2:]
    now["response_rate"] = now["response_rate"][:1]
    assert marts_of(audit(now, previous=before)) == {"response_rate"}


LOWER_THEN = Thresholds(minimum_group=3, minimum_cell=3)


def _before_more_was_hidden() -> Dashboard:
    """What stood before thresholds were raised: rows that are hidden now, and a later day of the curve."""
    before = dashboard()
    for mart in ("statement_agreement", "theme_mentions"):
        row_of(before[mart], slice_value="sport").update(n_respondents=4, is_suppressed=False, note=None)
    day = row_of(before["help_follow_up_curve"], group_type="all", day=100)
    before["help_follow_up_curve"].append(day | {"day": 200, "n_at_risk": 34, "n_events": 3, "n_censored": 0})
    return before


def test_when_thresholds_are_raised_figures_may_be_hidden_within_a_period(audit: Audit):
    before = _before_more_was_hidden()
    assert audit(dashboard(), previous=before, thresholds_then=LOWER_THEN) == []
    changed = {"statement_agreement", "theme_mentions", "help_follow_up_curve"}
    assert marts_of(audit(dashboard(), previous=before)) == changed


@pytest.mark.parametrize("figures", [{"n_invited": 51, "n_responded": 41}, {"n_responded": 41, "is_suppressed": True}])
def test_when_thresholds_are_raised_a_figure_may_not_change_within_a_period(audit: Audit, figures: dict[str, object]):
    now = dashboard()
    row_of(now["response_rate"], slice_value="ouder").update(figures)
    found = audit(now, previous=dashboard(), thresholds_then=LOWER_THEN)
    assert "slice_value=ouder, the row" in wheres(found)


def test_when_thresholds_are_raised_rows_may_neither_go_nor_come_with_figures_nor_quotes_come(audit: Audit):
    before, now = dashboard(), dashboard()
    hidden = row_of(now["response_rate"], slice_value="sport")
    now["response_rate"].append(hidden | {"slice_value": "onbekend"})
    assert audit(now, previous=before, thresholds_then=LOWER_THEN) == []
    assert marts_of(audit(before, previous=now, thresholds_then=LOWER_THEN)) == {"response_rate"}
    now = dashboard()
    now["quotes"].append(now["quotes"][0] | {"quote": "Er is rust."})
    assert marts_of(audit(now, previous=before, thresholds_then=LOWER_THEN)) == {"quotes"}


def _half_a_year_later(marts: Dashboard) -> Dashboard:
    later = copied(marts)
    for row in (row for rows in later.values() for row in rows):
        row["data_until"] = date(2026, 6, 30)
    return later


LATER = date(2026, 7, 1)


def test_a_new_release_without_small_differences_has_no_finding(audit: Audit):
    assert audit(_half_a_year_later(dashboard()), previous=dashboard(), as_of=LATER) == []


@pytest.mark.parametrize(("more", "is_found"), [(2, True), (4, True), (5, False)])
def test_a_difference_of_few_persons_between_releases_is_found(audit: Audit, more: int, is_found: bool):
    later = _half_a_year_later(dashboard())
    for cut in ({"slice": "all"}, {"slice_value": "2025"}, {"slice_value": "2025-2"}, {"slice_value": "weerbaar"}):
        row = row_of(later["waiting_time"], **cut)
        row["n_started"] += more
        row["share_over_42_days"] = row["n_over_42_days"] / row["n_started"]
    findings = audit(later, previous=dashboard(), as_of=LATER)
    assert bool(findings) is is_found, wheres(findings)
    assert not is_found or "slice_value=weerbaar, n_started" in wheres(findings)


def test_a_difference_in_a_derived_count_only_is_found(audit: Audit):
    """Eight more started and five more ended: three more are running."""
    later = _half_a_year_later(dashboard())
    for row in later["waiting_time"]:
        if row["slice_value"] in ("all", "2025", "2025-2", "weerbaar"):
            row["n_started"] += 8
            row["share_over_42_days"] = row["n_over_42_days"] / row["n_started"]
    for row in later["outflow"]:
        if row["slice_value"] in ("all", "2025-2", "weerbaar"):
            row["n_ended_total"] += 5
            row["n_ended"] = row["n_ended"] and row["n_ended"] + (5 if row["outcome_key"] == "01" else 0)
            row["pct_ended"] = row["n_ended"] and 100 * row["n_ended"] / row["n_ended_total"]
    row_of(later["group_profile"], slice="all").update(n_known_ends=57, pct_dropout=100 * 12 / 57)
    row_of(later["assumptions"], assumption_key="geen_hulp_6_maanden").update(n_unknown=15)
    assert audit(later, as_of=LATER) == []
    found = audit(later, previous=dashboard(), as_of=LATER)
    assert {finding.where.rpartition(", ")[2] for finding in found} == {"n_started minus n_ended_total"}, wheres(found)


def test_files_that_are_no_dashboards_of_today_are_judged_by_what_they_have(audit: Audit):
    marts = {"response_rate": dashboard()["response_rate"]}
    assert audit(marts) == []
