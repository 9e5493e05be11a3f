"""The auditor on opinion rows of several slices: it finds a few exactly where the pooling, by other means, does."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings

from tests.duck import attached
from tests.unit.disclosure.test_pooling import (
    ORGANISATION_IN_A_TYPE,
    SLICES,
    SMALLEST,
    Found,
    Respondent,
    partitions,
    pooled,
    worlds,
)
from warehouse.disclosure.auditing import subtraction
from warehouse.disclosure.auditing.figures import Finding, Place, Records, Release
from warehouse.disclosure.auditing.marts import MARTS
from warehouse.disclosure.auditing.subtraction import judge_subtraction
from warehouse.disclosure.differences import sum_of_few

UNTIL = date(2025, 12, 31)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("closed") / "closed.duckdb"
    with duckdb.connect(file) as opened:
        opened.execute(
            """
            create schema core;
            create table core.dim_neighbourhood as select 'N' as neighbourhood_key, 'Noord' as name,
                'Boven' as district;
            create table core.dim_group (group_key text, neighbourhood_key text, lead_organisation text, size_band text,
                age_spread_band text, sessions_band text);
            create table core.fct_response (response_key text, group_key text, target_group text, group_type text,
                date_key date, moment_key text, is_respondent boolean);
            create table core.fct_invitation (invitation_key text, group_key text, target_group text, group_type text,
                invited_date_key date, moment_key text);"""
        )
    return file


def judged(
    closed: Path, people: list[Respondent], rows: list[Row], told: Records | None = None, before: Release | None = None
) -> list[Finding]:
    """What the auditor finds in rows of figures, where the records of these people are.

    told: whom the release says that slices of opvoeders count. before: a kept release.
    """
    with attached(closed) as opened:
        opened.execute("delete from core.dim_group; delete from core.fct_response")
        if people:
            numbered = [(str(number), *one) for number, one in enumerate(people)]
            groups = ", ".join(f"('{key}', 'N', '{one[-1]}', 'x', 'x', 'x')" for key, *one in numbered)
            opened.execute(f"insert into core.dim_group values {groups}")
            answers = ", ".join(
                f"('{key}', '{key}', '{group}', '{kind}', '{half[:4]}-{6 * int(half[-1]):02}-01', 'einde', true)"
                for key, group, kind, half, _ in numbered
            )
            opened.execute(f"insert into core.fct_response values {answers}")
    return list(judge_subtraction(release_of(rows, told), [before] if before else [], closed, UNTIL, SMALLEST))


def release_of(rows: list[Row], told: Records | None = None) -> Release:
    marts: dict[str, list[Row]] = {
        name: [] for name in ("statement_agreement", "theme_mentions", "group_comparison", "response_rate")
    }
    for one in rows:
        marts[one["mart"]].append(one)
    place = Place("respondents", "opvoeders", "einde", is_of_slices=True)
    return Release(marts, {}, records={place: told} if told else {})


def rows_of(people: list[Respondent], found: Found, mart: str = "statement_agreement") -> list[Row]:
    """A row for each part, and for each whole but in a comparison, which has none."""
    rows = []
    for (group, slice_), parts in found.items():
        of_group = [one[SLICES.index(slice_) + 1] for one in people if group in ("all", one[0])]
        for part, n in Counter(parts[value] for value in of_group).items():
            rows.append(row(mart, group, slice_, part, n))
    wholes = Counter(one[0] for one in people) if mart != "group_comparison" else {}
    return rows + [row(mart, group, "all", "all", n) for group, n in wholes.items()]


def row(mart: str, group: str, slice_: str, part: str, n: int) -> Row:
    cut = ("characteristic", "value") if mart == "group_comparison" else ("slice", "slice_value")
    return {"mart": mart, "target_group": group, cut[0]: slice_, cut[1]: part, "n_respondents": n,
            "shown_as": "exact", "data_until": UNTIL}  # fmt: skip


def told(findings: list[Finding]) -> set[tuple[str, str]]:
    """The target groups and slices in which something follows of a few."""
    assert all("adding and subtracting" in finding.why for finding in findings)
    names = [
        dict(zip(MARTS[one.mart].keys, one.labels, strict=True)) for finding in findings if (one := finding.figure)
    ]
    return {(name["target_group"], name.get("slice") or name["characteristic"]) for name in names}


def unpooled(people: list[Respondent]) -> Found:
    groups = {one[0] for one in people}
    return {(group, slice_): {one[place]: one[place] for one in people if one[0] == group}
            for group in groups for place, slice_ in enumerate(SLICES, 1)}  # fmt: skip


@settings(deadline=None)
@given(people=worlds)
@example(people=ORGANISATION_IN_A_TYPE)
def test_nothing_is_found_in_what_was_pooled(closed: Path, people: list[Respondent]):
    whole = {group for group, n in Counter(one[0] for one in people).items() if n >= SMALLEST}
    people = [one for one in people if one[0] in whole]
    found = pooled(people)
    of_each = {of: parts for of, parts in found.items() if of[0] != "all"}
    rows = rows_of(people, of_each) + rows_of(people, found, "theme_mentions")
    assert judged(closed, people, rows + rows_of(people, of_each, "group_comparison")) == []


@settings(deadline=None)
@given(people=worlds)
@example(people=ORGANISATION_IN_A_TYPE)
def test_a_few_are_found_in_what_was_not_pooled_exactly_where_they_follow(closed: Path, people: list[Respondent]):
    shown = unpooled(people)
    groups = {one[0] for one in people}
    telling = {group for group in groups if sum_of_few(partitions(people, shown, group), SMALLEST) is not None}
    assert {group for group, _ in told(judged(closed, people, rows_of(people, shown)))} == telling


def test_what_is_left_when_the_rows_found_are_hidden_tells_of_nobody(closed: Path):
    shown = unpooled(ORGANISATION_IN_A_TYPE)
    found = told(judged(closed, ORGANISATION_IN_A_TYPE, rows_of(ORGANISATION_IN_A_TYPE, shown)))
    assert found == {("opvoeders", "lead_organisation")}
    left = {of: parts for of, parts in shown.items() if of not in found}
    assert judged(closed, ORGANISATION_IN_A_TYPE, rows_of(ORGANISATION_IN_A_TYPE, left)) == []


def test_a_search_that_is_given_up_counts_as_one_that_found_something(closed: Path, monkeypatch: pytest.MonkeyPatch):
    rows = rows_of(ORGANISATION_IN_A_TYPE, pooled(ORGANISATION_IN_A_TYPE))
    assert judged(closed, ORGANISATION_IN_A_TYPE, rows) == []
    monkeypatch.setattr(subtraction, "MOST_TRIED", -1)
    assert told(judged(closed, ORGANISATION_IN_A_TYPE, rows))


TYPE = row("statement_agreement", "opvoeders", "group_type", "koor", 8)


@pytest.mark.parametrize(
    "other",
    [
        row("theme_mentions", "opvoeders", "lead_organisation", "Spoor030", 7),
        row("theme_mentions", "all", "lead_organisation", "Spoor030", 7),
        row("group_comparison", "opvoeders", "lead_organisation", "Spoor030", 7),
    ],
    ids=["another_mart", "of_all_target_groups", "a_comparison"],
)
def test_rows_of_all_marts_are_taken_together(closed: Path, other: Row):
    assert judged(closed, ORGANISATION_IN_A_TYPE, [TYPE]) == []
    assert told(judged(closed, ORGANISATION_IN_A_TYPE, [TYPE, other]))


def test_the_others_of_a_comparison_are_taken_too(closed: Path):
    people: list[Respondent] = [
        ("opvoeders", kind, "2024-1", name)
        for kind, name, n in (("ouder", "KOOS", 10), ("koor", "Lokalis", 6), ("sport", "Spoor030", 2))
        for _ in range(n)
    ]
    type_of_some_others = TYPE | {"n_respondents": 6}
    compared = row("group_comparison", "opvoeders", "lead_organisation", "KOOS", 10)
    assert told(judged(closed, people, [type_of_some_others, compared]))


def test_a_row_of_others_than_its_labels_say_is_found(closed: Path):
    [finding] = judged(closed, ORGANISATION_IN_A_TYPE, [TYPE | {"n_respondents": 9}])
    assert finding.why == "the row counts other records than its labels say"


@pytest.mark.parametrize("begin", ["2025-01", "2024-12"])
def test_rows_of_the_last_12_months_count_those_up_to_the_closed_month(closed: Path, begin: str):
    people: list[Respondent] = [("opvoeders", "koor", half, "KOOS") for half in ("2024-2", "2025-1") for _ in range(6)]
    rows = [
        row("statement_agreement", "opvoeders", "last_12_months", part, 6)
        for part in (f"{begin} t/m {'2025-12' if begin == '2025-01' else '2025-11'}", "eerder")
    ]
    others = [finding.where for finding in judged(closed, people, rows)]
    assert len(others) == (0 if begin == "2025-01" else 1), others


def test_a_few_between_half_years_and_the_last_12_months_are_found(closed: Path):
    """In 2024 answered six, of whom three in the half-year before."""
    people: list[Respondent] = [
        ("opvoeders", "koor", half, "KOOS")
        for half, n in (("2024-1", 6), ("2024-2", 3), ("2025-1", 8))
        for _ in range(n)
    ]
    months = row("statement_agreement", "opvoeders", "last_12_months", "eerder", 9)
    assert judged(closed, people, [months]) == []
    assert told(judged(closed, people, [months, row("theme_mentions", "opvoeders", "half_year", "2024-1", 6)]))


def test_only_rows_that_stand_as_a_kept_release_shows_them_are_left_alone(closed: Path):
    """Of nobody whom the build of tonight knows."""
    nine = TYPE | {"n_respondents": 9}
    told = Records(frozenset({"x"}), 9, UNTIL)

    def is_left_alone(before: Release | None) -> bool:
        return judged(closed, ORGANISATION_IN_A_TYPE, [nine], told, before) == []

    assert is_left_alone(release_of([nine], told))
    assert not is_left_alone(None)
    assert not is_left_alone(release_of([TYPE], told))
    assert not is_left_alone(release_of([nine], Records(frozenset({"y"}), 9, UNTIL)))


def test_a_part_that_is_really_called_overig_is_no_pool_of_others(closed: Path):
    people: list[Respondent] = [
        ("opvoeders", "koor", "2024-1", name) for name, n in (("overig", 7), ("KOOS", 9)) for _ in range(n)
    ]
    assert judged(closed, people, rows_of(people, unpooled(people))) == []
