"""The auditor: nothing in a release that gives nothing away, and every way to give something away is found."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.unit.disclosure.dashboards import (
    BASE,
    THRESHOLDS,
    UNTIL,
    Release,
    Rounding,
    Row,
    around_figures,
    opinion,
    release,
    shown,
    world,
    write,
    write_changed,
)
from warehouse.disclosure.auditing.audit import audit_dashboard, read_kept
from warehouse.disclosure.auditing.figures import Figure, Finding, Published
from warehouse.disclosure.auditing.marts import MARTS, ROUNDED

Audit = Callable[..., list[Finding]]


@pytest.fixture(scope="module")
def made() -> Release:
    return release()


@pytest.fixture
def now(made: Release) -> Release:
    return made.copied()


@pytest.fixture(scope="module")
def written(made: Release, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return write(tmp_path_factory.mktemp("release"), made)


@pytest.fixture
def audit(made: Release, written: Published, tmp_path: Path) -> Audit:
    def write_soon(folder: Path, release: Release) -> Published:
        if (release.digests, release.base) != (made.digests, made.base):
            return write(folder, release)
        folder.mkdir(exist_ok=True)
        return write_changed(folder, release, made, written)

    def run(now: Release, *kept: Release, closed_until: date = UNTIL) -> list[Finding]:
        earlier = [write_soon(tmp_path / f"kept_{i}", before) for i, before in enumerate(kept)]
        return audit_dashboard(write_soon(tmp_path / "now", now), read_kept(earlier), closed_until, THRESHOLDS)

    return run


def told(findings: list[Finding]) -> str:
    return "\n".join(f"{finding.mart}: {finding.where}: {finding.why}" for finding in findings)


def test_a_release_that_gives_nothing_away_has_no_finding(audit: Audit, now: Release):
    assert told(audit(now)) == ""
    assert told(audit(now, now, now)) == ""


def test_a_young_city_has_marts_without_rows_and_no_finding(audit: Audit, now: Release):
    few = {name: now.marts[name] for name in ("waiting_time", "response_rate")}
    assert told(audit(Release(few, {}))) == ""
    assert audit(Release({}, {})) == []


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_figures_of_a_rounded_world_never_contradict_one_another(audit: Audit, seed: int):
    why = {finding.why for finding in audit(release(world(n_groups=16 + 8 * seed, seed=seed, n_types=4)))}
    assert why <= {"published figures together leave too few possible values for this count of persons"}


def test_a_finding_holds_no_figure(audit: Audit, now: Release):
    now.row("waiting_time", slice="all")["n_started"] += 3
    findings = audit(now)
    assert findings
    assert not any(character.isdigit() for finding in findings for character in finding.why)


# What follows: a change in the release, the mart in which it must be found, and words of where and why.
Mutation = Callable[[Release], object]


def _hide(mart: str, row: Row) -> None:
    row.update(shown({name: row[name] if name in MARTS[mart].keys else None for name in row}, "hidden"))


def _rounding_off(now: Release) -> None:
    exact = release(world(), Rounding(base=1))
    for mart in ROUNDED:
        now.marts[mart] = exact.marts[mart]


def _nearest_beside_exact_totals(now: Release) -> None:
    for exact in release(world(), Rounding(base=1)).marts["waiting_time"]:
        row = now.row("waiting_time", slice=exact["slice"], slice_value=exact["slice_value"])
        n = exact["n_started"]
        row.update(n_started=n if row["slice"] == "all" else BASE * round(n / BASE))


def _pool_of_three(now: Release) -> None:
    now.row("statement_agreement", target_group="jongeren", statement_key="aanraden", slice_value="overig").update(
        n_respondents=3
    )


def _four_respondents(now: Release) -> None:
    now.row("network_over_time", target_group="opvoeders", moment_key="na_6_maanden").update(n_respondents=4)


def _few_invited(now: Release) -> None:
    now.row("response_rate", target_group="jongeren", slice_value="overig").update(n_invited=2)


def _few_pairs(now: Release) -> None:
    now.row("network_over_time", target_group="jongeren", moment_key="start").update(n_pairs=4)


def _few_others(now: Release) -> None:
    now.row("group_comparison", value="sportgroep").update(n_answered_others=4)


def _percentage_of_exact_counts(now: Release) -> None:
    now.row("waiting_time", slice="all").update(share_over_42_days=0.4812)


def _percentage_of_few(now: Release) -> None:
    few = next(row for row in now.rows("outflow", slice="half_year") if row["n_ended"])
    few.update(n_ended=10, n_ended_total=15, pct_ended=100 * 10 / 15)


def _median_of_few(now: Release) -> None:
    now.row("waiting_time", slice_value="2025-2").update(n_started=5, share_over_42_days=None, p90_days=None)


def _median_in_fractions(now: Release) -> None:
    now.row("group_profile", slice="all").update(median_size=8.5)


def _attendance_in_fractions(now: Release) -> None:
    now.row("group_profile", slice="all").update(attendance_share=0.8314)


def _part_of_two_groups(now: Release) -> None:
    now.row("group_profile", slice_value="DOCK").update(n_groups=2)


def _open_period(now: Release) -> None:
    for row in now.marts["response_rate"]:
        row.update(data_until=UNTIL + timedelta(days=31))


def _day_within_a_month(now: Release) -> None:
    for row in now.marts["response_rate"]:
        row.update(data_until=UNTIL - timedelta(days=3))


def _one_who_is_in_no_pair(now: Release) -> None:
    row = now.row("network_over_time", target_group="jongeren", moment_key="start")
    row.update(n_pairs=row["n_answered"] - 1)


def _figure_left_in_a_hidden_row(now: Release) -> None:
    now.row("theme_mentions", target_group="jongeren", slice_value="na_6_maanden").update(n_mentions=2)


def _digest_left(now: Release) -> None:
    for row in now.marts["waiting_time"]:
        row.update(n_started_digest="0")


def _unknown_mart(now: Release) -> None:
    now.marts["everybody"] = now.marts["waiting_time"]


def _contradiction(now: Release) -> None:
    for row in now.rows("outflow", slice="all"):
        row.update(n_ended_total=1000, pct_ended=100 * row["n_ended"] / 1000)


def _totals_that_differ(now: Release) -> None:
    row = now.rows("outflow", slice="all")[0]
    row.update(n_ended_total=row["n_ended_total"] + 10)
    row.update(pct_ended=100 * row["n_ended"] / row["n_ended_total"])


def _months_without_their_half_years(now: Release) -> None:
    """Twenty moved from the last twelve months to those before: their sum is as it was."""
    for value, more in (("2025-01 t/m 2025-12", -20), ("eerder", 20)):
        row = now.row("waiting_time", slice="last_12_months", slice_value=value)
        row.update(n_started=row["n_started"] + more)
        row.update(share_over_42_days=row["n_over_42_days"] / row["n_started"])


def _part_by_subtraction(now: Release) -> None:
    """The parts are as many more than the whole as rounding can make them, so each was rounded up by most."""
    row = now.row("waiting_time", slice="all")
    parts = now.rows("waiting_time", slice="group_type")
    row.update(n_started=sum(part["n_started"] for part in parts) - 15)
    row.update(share_over_42_days=row["n_over_42_days"] / row["n_started"])
    for slice_ in ("year", "last_12_months"):
        for row in now.rows("waiting_time", slice=slice_):
            _hide("waiting_time", row)
    for mart in ("outflow", "group_profile", "help_follow_up_curve"):
        del now.marts[mart]


def _respondents_by_subtraction(now: Release) -> None:
    for row in now.rows("statement_agreement", target_group="jongeren", slice_value="overig"):
        row.update(n_respondents=6)


def _einde_is_not_the_whole(now: Release) -> None:
    for row in now.rows("theme_mentions", target_group="jongeren", slice_value="einde"):
        row.update(n_respondents=41)


def _network_is_not_the_moment(now: Release) -> None:
    now.row("network_over_time", target_group="opvoeders", moment_key="start").update(n_respondents=50)


def _groups_by_subtraction(now: Release) -> None:
    now.row("theme_mentions", target_group="all", slice_value="2024-1 t/m 2025-1").update(n_respondents=67)


def _pool_of_both_by_subtraction(now: Release) -> None:
    now.row("theme_mentions", target_group="all", slice_value="overig").update(n_respondents=44)


def _theme_has_other_respondents(now: Release) -> None:
    now.row("theme_mentions", target_group="opvoeders", slice_value="start").update(n_respondents=55)


def _comparison_of_other_respondents(now: Release) -> None:
    now.row("group_comparison", value="sportgroep").update(n_respondents=12)


def _unknown_left_out_of_the_others(now: Release) -> None:
    row = now.row("group_comparison", value="sportgroep")
    row.update(n_answered_others=row["n_answered_others"] - 3)


def _pooled_row_compared(now: Release) -> None:
    row = now.row("group_comparison", value="sportgroep")
    now.marts["group_comparison"].append(row | {"value": "overig", "n_respondents": 9, "n_answered": 9})


def _quote_of_a_theme_of_few(now: Release) -> None:
    now.row("theme_mentions", target_group="jongeren", slice="all").update(n_mentions=4)


def _registration_shown_exact(now: Release) -> None:
    for row in now.marts["waiting_time"]:
        row.update(shown_as="exact", note=None)


def _telling_notes(now: Release) -> None:
    now.row("network_over_time", target_group="jongeren", moment_key="na_6_maanden").update(note="Te weinig.")
    row = {"target_group": "opvoeders", "moment_key": "na_12_maanden", "n_respondents": None, "n_answered": None}
    row |= {"n_pairs": None, "n_gained": None, "n_lost": None}
    now.marts["network_over_time"].append(opinion(row, None))


def _note_missing(now: Release) -> None:
    for row in now.rows("response_rate", slice_value="overig"):
        row.update(note=None)


def _row_of_nobody(now: Release) -> None:
    row = now.row("waiting_time", slice_value="2024")
    now.marts["waiting_time"].append(
        row | {"slice_value": "2023", "n_started": 0, "n_over_42_days": 0}
        | dict.fromkeys(("share_over_42_days", "median_days", "p90_days"))
    )  # fmt: skip


def _other_day_of_the_curve(now: Release) -> None:
    now.row("help_follow_up_curve", group_type="all", day=91).update(day=90)


def _late_day_of_few(now: Release) -> None:
    now.rows("help_follow_up_curve", group_type="all")[-1].update(n_at_risk=15)


def _share_of_the_exact_curve(now: Release) -> None:
    now.row("help_follow_up_curve", group_type="all", day=91).update(share_without_help=0.9137)


def _limits_of_the_exact_curve(now: Release) -> None:
    now.row("help_follow_up_curve", group_type="all", day=91).update(low=0.7)


def _assumption_of_another_source(now: Release) -> None:
    now.row("assumptions", target_group="jongeren").update(n=40)


def _assumption_of_the_exact_curve(now: Release) -> None:
    row = {"assumption_key": "geen_hulp", "target_group": "all", "source_table": "marts.help_follow_up_curve"}
    row |= {"value": 71.3, "low": None, "high": None, "n": 213, "verdict": "onbeslist"}
    now.marts["assumptions"].append(shown(row, "rounded"))


def _assumption_of_more_groups(now: Release) -> None:
    profile = now.row("group_profile", slice="all")
    row = {"assumption_key": "netwerk_gaat_door", "target_group": "all", "source_table": "marts.group_profile"}
    row |= {"value": profile["pct_continues_as_network"], "low": 10.0, "high": 90.0, "n": profile["n_ended_known"] + 1}
    now.marts["assumptions"].append(shown(row, "exact"))


def _assumption_of_a_hidden_row(now: Release) -> None:
    row = now.row("statement_agreement", target_group="jongeren", statement_key="aanraden", slice_value="einde")
    _hide("statement_agreement", row)


def _set_around(now: Release, group_type: str, month: int, n: int, n_helped: int | None = None) -> None:
    row = now.row("help_around_group", group_type=group_type, month=month)
    n_helped = row["n_with_help"] if n_helped is None else n_helped
    row.update(n_observed=n, n_with_help=n_helped, **around_figures(n_helped, n))


def _more_with_help_than_observed(now: Release) -> None:
    row = now.row("help_around_group", group_type="all", month=-3)
    _set_around(now, "all", -3, row["n_observed"], row["n_observed"] + 10)


def _limits_of_the_exact_share(now: Release) -> None:
    now.row("help_around_group", group_type="all", month=-3).update(high=0.5)


def _limits_of_few(now: Release) -> None:
    _set_around(now, "oudertraining", 12, 15)
    now.row("help_around_group", group_type="oudertraining", month=12).update(low=0.1)


def _month_that_more_are_observed_in_than_before(now: Release) -> None:
    """Four counts are left of each of both, as months after the end are covered for fewer and fewer."""
    earlier = now.row("help_around_group", group_type="oudertraining", month=7)
    _set_around(now, "oudertraining", 8, earlier["n_observed"] + 5)


def _month_that_more_are_observed_in_than_followed(now: Release) -> None:
    followed = now.row("help_follow_up_curve", group_type="oudertraining", day=0)
    _set_around(now, "oudertraining", -1, followed["n_at_risk"] + 5)


def _more_at_risk_than_observed(now: Release) -> None:
    """Who is followed for half a year is observed in the first five months."""
    late = now.row("help_follow_up_curve", group_type="oudertraining", day=183)
    for month in range(5, 13):
        _set_around(now, "oudertraining", month, late["n_at_risk"] - 5)


def _two_days_in_a_mart(now: Release) -> None:
    now.row("waiting_time", slice="all").update(data_until=date(2025, 11, 30))


NOT_ROUNDED = "a count of persons is not rounded"
NARROW = "leave too few possible values"
TOO_FEW = "a row below the smallest group is shown"
SUBTRACTION = "follow by subtraction"
OF_ROUNDED = "not computed from the rounded counts"
MUTATIONS: list[tuple[Mutation, str, str, str]] = [
    (_nearest_beside_exact_totals, "waiting_time", "slice=all, slice_value=all, n_started", NOT_ROUNDED),
    (_pool_of_three, "statement_agreement", "slice_value=overig, n_respondents", TOO_FEW),
    (_four_respondents, "network_over_time", "moment_key=na_6_maanden, n_respondents", TOO_FEW),
    (_few_invited, "response_rate", "n_invited", TOO_FEW),
    (_few_pairs, "network_over_time", "n_pairs", TOO_FEW),
    (_one_who_is_in_no_pair, "network_over_time", "moment_key=start, n_pairs", "in no pair"),
    (_few_others, "group_comparison", "n_answered_others", TOO_FEW),
    (_percentage_of_exact_counts, "waiting_time", "share_over_42_days", OF_ROUNDED),
    (_percentage_of_few, "outflow", "pct_ended", "too small a denominator"),
    (_median_of_few, "waiting_time", "slice_value=2025-2, median_days", "of too few"),
    (_median_in_fractions, "group_profile", "median_size", "not in whole units"),
    (_attendance_in_fractions, "group_profile", "attendance_share", "not in whole per cent"),
    (_part_of_two_groups, "group_profile", "slice_value=DOCK, n_groups", "too few groups"),
    (_part_of_two_groups, "group_profile", "slice_value=DOCK, median_size", "of too few"),
    (_open_period, "response_rate", "data_until", "not closed yet"),
    (_day_within_a_month, "response_rate", "data_until", "not that of a month"),
    (_figure_left_in_a_hidden_row, "theme_mentions", "n_mentions", "in a row that is hidden"),
    (_digest_left, "waiting_time", "n_started_digest", "never released"),
    (_unknown_mart, "everybody", "everybody", "does not know"),
    (_contradiction, "outflow", "n_ended_total", "contradict one another"),
    (_totals_that_differ, "outflow", "n_ended_total", "contradict one another"),
    (_months_without_their_half_years, "waiting_time", "n_started", "contradict one another"),
    (_part_by_subtraction, "waiting_time", "slice=group_type", NARROW),
    (_respondents_by_subtraction, "statement_agreement", "slice_value=overig", SUBTRACTION),
    (_einde_is_not_the_whole, "theme_mentions", "slice_value=einde", SUBTRACTION),
    (_network_is_not_the_moment, "network_over_time", "moment_key=start", SUBTRACTION),
    (_groups_by_subtraction, "theme_mentions", "slice_value=2024-1 t/m 2025-1", SUBTRACTION),
    (_pool_of_both_by_subtraction, "theme_mentions", "target_group=all, slice=group_type", SUBTRACTION),
    (_theme_has_other_respondents, "theme_mentions", "target_group=opvoeders, slice=moment", SUBTRACTION),
    (_comparison_of_other_respondents, "group_comparison", "n_respondents", SUBTRACTION),
    (_unknown_left_out_of_the_others, "group_comparison", "n_answered_others", SUBTRACTION),
    (_pooled_row_compared, "group_comparison", "value=overig", "row of its own"),
    (_quote_of_a_theme_of_few, "quotes", "meer_rust", "too few"),
    (_registration_shown_exact, "waiting_time", "shown_as", "neither rounded nor hidden"),
    (_telling_notes, "network_over_time", "note", "notes tell"),
    (_note_missing, "response_rate", "note", "note exactly where"),
    (_row_of_nobody, "waiting_time", "slice_value=2023, n_started", "left out"),
    (_other_day_of_the_curve, "help_follow_up_curve", "day=90", "no curve may tell"),
    (_late_day_of_few, "help_follow_up_curve", "n_at_risk", "too few at risk"),
    (_share_of_the_exact_curve, "help_follow_up_curve", "share_without_help", OF_ROUNDED),
    (_limits_of_the_exact_curve, "help_follow_up_curve", "low", OF_ROUNDED),
    (_assumption_of_another_source, "assumptions", "n", "does not show"),
    (_assumption_of_the_exact_curve, "assumptions", "target_group=all, value", "does not show"),
    (_assumption_of_the_exact_curve, "assumptions", "target_group=all, n", NOT_ROUNDED),
    (_assumption_of_more_groups, "assumptions", "target_group=all, n", "does not show"),
    (_assumption_of_a_hidden_row, "assumptions", "value", "does not show"),
    (_more_with_help_than_observed, "help_around_group", "month=-3", "contradict one another"),
    (_limits_of_the_exact_share, "help_around_group", "month=-3, high", OF_ROUNDED),
    (_limits_of_few, "help_around_group", "low", OF_ROUNDED),
    (_month_that_more_are_observed_in_than_before, "help_around_group", "month=8, n_observed", NARROW),
    (_month_that_more_are_observed_in_than_followed, "help_around_group", "month=-1, n_observed", NARROW),
    (_more_at_risk_than_observed, "help_around_group", "month=5, n_observed", NARROW),
    (_two_days_in_a_mart, "waiting_time", "data_until", "the same last day"),
]


@pytest.mark.parametrize(
    ("mutation", "mart", "where", "why"), MUTATIONS, ids=[f"{m[0].__name__[1:]}-{m[1]}" for m in MUTATIONS]
)
def test_what_gives_something_away_is_found(
    audit: Audit, now: Release, mutation: Mutation, mart: str, where: str, why: str
):
    mutation(now)
    findings = audit(now)
    assert any(f.mart == mart and where in f.where and why in f.why for f in findings), told(findings)


def test_of_exact_counts_all_are_found(audit: Audit, now: Release):
    _rounding_off(now)
    found = {
        (finding.mart, finding.figure and finding.figure.column) for finding in audit(now) if finding.why == NOT_ROUNDED
    }
    assert found == {(mart, column) for mart, columns in ROUNDED.items() for column in columns}


def test_a_narrow_count_is_found_with_the_counts_that_prove_it(audit: Audit, now: Release):
    _part_by_subtraction(now)
    part = next(finding for finding in audit(now) if "slice=group_type" in finding.where)
    assert part.figure is not None
    assert part.figure.column == "n_started"
    assert Figure("waiting_time", "n_started", ("all", "all")) in part.involved


@pytest.mark.parametrize(("in_12_months", "is_possible"), [(65, False), (80, True), (120, True), (135, False)], ids=str)
def test_last_12_months_are_held_against_the_half_years_that_they_lie_across(
    audit: Audit, in_12_months: int, is_possible: bool
):
    """From April 2024 on: all 80 since July, and some of the 40 from January to June."""
    parts = {
        ("all", "all"): 160, ("group_type", "sportgroep"): 160, ("year", "2023"): 40, ("year", "2024"): 90,
        ("year", "2025"): 30, ("half_year", "2023-2"): 40, ("half_year", "2024-1"): 40, ("half_year", "2024-2"): 50,
        ("half_year", "2025-1"): 30, ("last_12_months", "2024-04 t/m 2025-03"): in_12_months,
        ("last_12_months", "eerder"): 160 - in_12_months,
    }  # fmt: skip
    figures = {"n_over_42_days": 0, "median_days": None, "p90_days": None, "share_over_42_days": 0.0}
    until = date(2025, 3, 31)
    rows = [
        shown({"slice": cut[0], "slice_value": cut[1], "n_started": n} | figures, "rounded") | {"data_until": until}
        for cut, n in parts.items()
    ]
    assert ("contradict" in told(audit(Release({"waiting_time": rows}, {})))) is not is_possible


def test_an_unknown_part_may_be_left_out_of_the_others_where_it_is_shown(audit: Audit, now: Release):
    _unknown_left_out_of_the_others(now)
    for statement in ("contact_buiten", "aanraden"):
        row = now.row("statement_agreement", target_group="jongeren", statement_key=statement, slice_value="overig")
        row.update(slice_value="onbekend", shown_as="exact", note=None, n_answered=3)
    for row in now.rows("theme_mentions", target_group="jongeren", slice_value="overig"):
        row.update(slice_value="onbekend", shown_as="exact", note=None)
    assert told(audit(now)) == ""


def test_marts_of_different_days_are_not_linked(audit: Audit, now: Release):
    profile = now.row("group_profile", slice="all")
    profile.update(n_participants=profile["n_participants"] + 100)
    now.marts["group_profile"] = [profile]
    assert "contradict" in told(audit(now))
    profile.update(data_until=date(2025, 11, 30))
    assert told(audit(now)) == ""


def test_a_draw_that_changes_from_release_to_release_is_found(audit: Audit, now: Release):
    again = release(world(), Rounding(salt="another key"))
    findings = audit(now, again)
    assert {finding.why for finding in findings} == {
        "a set of persons is drawn anew that was shown with another figure"
    }
    assert {finding.mart for finding in findings} >= {"waiting_time", "outflow", "group_profile"}


def test_a_set_that_is_drawn_twice_in_one_release_is_found(audit: Audit, now: Release):
    row = now.row("outflow", outcome="end_reason_class", outcome_key="volgens_plan", slice="all")
    row.update(n_ended=row["n_ended"] + 5)
    row.update(pct_ended=100 * row["n_ended"] / row["n_ended_total"])
    assert "drawn anew" in told(audit(now))


def test_a_draw_is_found_to_have_changed_where_all_of_before_happen_to_be_multiples_of_another_base(
    audit: Audit, now: Release
):
    row = now.row("waiting_time", slice="all")
    before = row | {name: 20 * (row[name] // 20 + 1) for name in ROUNDED["waiting_time"]}
    findings = audit(now, Release({"waiting_time": [before]}, now.digests, now.base))
    assert [(finding.mart, finding.figure and finding.figure.column) for finding in findings] == [
        ("waiting_time", "n_over_42_days"),
        ("waiting_time", "n_started"),
    ]


def test_draws_of_another_base_are_not_compared(audit: Audit, now: Release):
    assert told(audit(now, release(world(), Rounding(base=3)), release(world(), Rounding(base=10)))) == ""


@pytest.mark.parametrize(("more", "is_found"), [(0, False), (3, True), (-4, True), (5, False)])
def test_whole_populations_of_two_releases_that_differ_by_few_are_found(
    audit: Audit, now: Release, more: int, is_found: bool
):
    before = now.copied()
    for row in before.rows("response_rate", target_group="jongeren"):
        if row["slice_value"] in ("all", "einde"):
            row["n_invited"] += more
    found = told(audit(now, before))
    assert ("two releases differ" in found) is is_found


def _by_old_rules(now: Release) -> Release:
    """Exact figures, hidden ones NULL, marts without rows, and nothing about how a figure is shown."""
    before = release(world(), Rounding(base=1))
    del before.marts["group_comparison"]
    for row in _rows(before):
        del row["shown_as"]
    before.row("waiting_time", slice_value="2025-2").update(n_over_42_days=None, share_over_42_days=None)
    return Release(before.marts, {})


def _rows(made: Release) -> Iterator[dict]:
    return (row for rows in made.marts.values() for row in rows)


def test_a_release_by_the_old_rules_is_read_without_a_fault(audit: Audit, now: Release, tmp_path: Path):
    assert told(audit(now, _by_old_rules(now))) == ""
    published, before = write(tmp_path / "a", now), write(tmp_path / "b", _by_old_rules(now))
    with duckdb.connect(before.analysis) as opened:
        # Builds of before had a table of this name with other columns.
        opened.execute("CREATE TABLE audit.released_count (count_name VARCHAR, mart VARCHAR, n BIGINT)")
    assert audit_dashboard(published, read_kept([before]), UNTIL, THRESHOLDS) == []


def test_a_release_may_not_be_by_the_old_rules_itself(audit: Audit, now: Release):
    assert "does not say how it is shown" in told(audit(_by_old_rules(now)))


def test_a_day_is_closed_from_its_end(audit: Audit, now: Release):
    assert audit(now, closed_until=UNTIL) == []
    assert "not closed yet" in told(audit(now, closed_until=UNTIL - timedelta(days=1)))


def test_thresholds_are_given(tmp_path: Path, now: Release):
    lower = replace(THRESHOLDS, minimum_cell=3)
    assert "not rounded" in told(audit_dashboard(write(tmp_path, now), [], UNTIL, lower))


def test_a_finding_on_a_quote_does_not_repeat_it() -> None:
    """It is kept where Dagster keeps what a check found."""
    figure = Figure("quotes", "quote", ("rust", "jongeren", "Meer rust."))
    assert figure.where == "theme_key=rust, target_group=jongeren, quote"


def test_the_counts_of_a_mart_that_is_new_add_up_too(audit: Audit, now: Release, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(MARTS, "starts", replace(MARTS["waiting_time"], whole_units={}))
    monkeypatch.setitem(ROUNDED, "starts", ROUNDED["waiting_time"])
    now.marts["starts"] = [row | {"median_days": None, "p90_days": None} for row in now.marts["waiting_time"]]
    assert told(audit(now)) == ""
    whole = next(row for row in now.marts["starts"] if row["slice"] == "all")
    whole.update(n_started=whole["n_started"] + 100, share_over_42_days=None)
    assert "contradict" in told(audit(now))
