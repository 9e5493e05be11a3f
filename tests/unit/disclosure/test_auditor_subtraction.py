"""The auditor on opinion rows of several slices: it finds a few exactly where the pooling, by other means, does."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings

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
from warehouse.disclosure.auditing.figures import Finding, Release
from warehouse.disclosure.auditing.subtraction import judge_subtraction
from warehouse.disclosure.differences import sum_of_few

UNTIL = date(2025, 12, 31)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("closed") / "closed.duckdb"
    with duckdb.connect(file) as opened:
        opened.execute(
            """
            create schema core;
            create table core.dim_neighbourhood as select 'N' as neighbourhood_key, 'Noord' as name;
            create table core.dim_group (group_key text, neighbourhood_key text, lead_organisation text, size_band text,
                age_spread_band text, sessions_band text);
            create table core.fct_response (group_key text, target_group text, group_type text, date_key date,
                moment_key text, is_respondent boolean);
            create table core.fct_invitation (group_key text, target_group text, group_type text,
                invited_date_key date, moment_key text);"""
        )
    return file


def judged(closed: Path, people: list[Respondent], found: Found, **changed: int) -> list[Finding]:
    """What the auditor finds in a row of figures for each part."""
    with duckdb.connect(closed) as opened:
        opened.execute("delete from core.dim_group; delete from core.fct_response")
        if people:
            numbered = [(str(number), *one) for number, one in enumerate(people)]
            groups = ", ".join(f"('{key}', 'N', '{one[-1]}', 'x', 'x', 'x')" for key, *one in numbered)
            opened.execute(f"insert into core.dim_group values {groups}")
            answers = ", ".join(
                f"('{key}', '{group}', '{kind}', '{half[:4]}-{6 * int(half[-1]):02}-01', 'einde', true)"
                for key, group, kind, half, _ in numbered
            )
            opened.execute(f"insert into core.fct_response values {answers}")
    rows: list[dict[str, Any]] = []
    for (group, slice_), parts in found.items():
        of_group = [one[SLICES.index(slice_) + 1] for one in people if one[0] == group]
        for part, n in Counter(parts[value] for value in of_group).items():
            rows.append(row(group, slice_, part, changed.get(part, n)))
    for group, n in Counter(one[0] for one in people).items():
        rows.append(row(group, "all", "all", n))
    marts = {"statement_agreement": rows, "theme_mentions": [], "group_comparison": [], "response_rate": []}
    return list(judge_subtraction(Release(marts, {}), closed, UNTIL, SMALLEST))


def row(group: str, slice_: str, part: str, n: int) -> dict[str, Any]:
    return {"target_group": group, "statement_key": "aanraden", "slice": slice_, "slice_value": part,
            "n_respondents": n, "shown_as": "exact", "data_until": UNTIL}  # fmt: skip


def unpooled(people: list[Respondent]) -> Found:
    groups = {one[0] for one in people}
    return {(group, slice_): {one[place]: one[place] for one in people if one[0] == group}
            for group in groups for place, slice_ in enumerate(SLICES, 1)}  # fmt: skip


@settings(deadline=None)
@given(people=worlds)
@example(people=ORGANISATION_IN_A_TYPE)
def test_nothing_is_found_in_what_was_pooled(closed: Path, people: list[Respondent]):
    found = {of: parts for of, parts in pooled(people).items() if of[0] != "all"}
    whole = {group for group, n in Counter(one[0] for one in people).items() if n >= SMALLEST}
    assert judged(closed, [one for one in people if one[0] in whole], found) == []


@settings(deadline=None)
@given(people=worlds)
@example(people=ORGANISATION_IN_A_TYPE)
def test_a_few_are_found_in_what_was_not_pooled_exactly_where_they_follow(closed: Path, people: list[Respondent]):
    shown = unpooled(people)
    groups = {one[0] for one in people}
    telling = {group for group in groups if sum_of_few(partitions(people, shown, group), SMALLEST) is not None}
    assert {finding.figure.labels[0] for finding in judged(closed, people, shown) if finding.figure} == telling


def test_what_is_left_when_the_rows_found_are_hidden_tells_of_nobody(closed: Path):
    shown = unpooled(ORGANISATION_IN_A_TYPE)
    found = {finding.figure.labels[0::2] for finding in judged(closed, ORGANISATION_IN_A_TYPE, shown) if finding.figure}
    assert found == {("opvoeders", "lead_organisation")}
    left = {of: parts for of, parts in shown.items() if of not in found}
    assert judged(closed, ORGANISATION_IN_A_TYPE, left) == []


def test_a_row_of_others_than_its_labels_say_is_found(closed: Path):
    shown = {of: parts for of, parts in unpooled(ORGANISATION_IN_A_TYPE).items() if of[1] == "group_type"}
    [finding] = judged(closed, ORGANISATION_IN_A_TYPE, shown, koor=9)
    assert finding.why == "the row counts other records than its labels say"
