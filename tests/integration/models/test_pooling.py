"""Model pooled_parts on partitions of any kind: no part, and nothing left of a part, is of a few.

The SQL that dbt compiles for a dashboard build runs on respondents made up by hypothesis.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.models.conftest import compiled

pytestmark = pytest.mark.xdist_group("models")

SMALLEST = 5
TYPES = ("a", "b", "c", "d", "onbekend")
HALF_YEARS = ("2023-2", "2024-1", "2024-2", "2025-1", "2025-2")
Respondent = tuple[str, str, str]
respondents = st.lists(
    st.tuples(st.sampled_from(["jongeren", "opvoeders"]), st.sampled_from(TYPES), st.sampled_from(HALF_YEARS)),
    max_size=60,
)
# Few of most, so that small parts are the rule.
worlds = respondents | st.lists(
    st.tuples(st.just("jongeren"), st.sampled_from(TYPES), st.sampled_from(HALF_YEARS)), max_size=25
)


@pytest.fixture(scope="session")
def pooling(tmp_path_factory: pytest.TempPathFactory) -> str:
    return compiled(tmp_path_factory.mktemp("pooling"), "pooled_parts", POOLED_BELOW=str(SMALLEST))


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        connection.execute(
            """
            attach ':memory:' as build; create schema build.core;
            create table build.core.dim_neighbourhood (neighbourhood_key text, name text);
            insert into build.core.dim_neighbourhood values ('onbekend', 'onbekend');
            create table build.core.dim_group (
                group_key text, group_type text, neighbourhood_key text, lead_organisation text, size_band text,
                age_spread_band text, sessions_band text, start_date date);
            insert into build.core.dim_group values
                ('onbekend', 'onbekend', 'onbekend', 'onbekend', 'onbekend', 'onbekend', 'onbekend', null);
            create table build.core.fct_response (
                target_group text, group_key text, group_type text, moment_key text, date_key date,
                is_respondent boolean);
            create table build.core.fct_invitation (
                target_group text, group_key text, group_type text, moment_key text, invited_date_key date);"""
        )
        yield connection


def pooled(database: duckdb.DuckDBPyConnection, sql: str, people: list[Respondent]) -> dict[tuple[str, str], dict]:
    """The part that each part is shown in, by target group and slice."""
    database.execute("delete from build.core.fct_response")
    rows = [(group, kind, day_of(half)) for group, kind, half in people]
    if rows:
        database.executemany("insert into build.core.fct_response values (?, 'onbekend', ?, 'einde', ?, true)", rows)
    found: dict[tuple[str, str], dict] = defaultdict(dict)
    for population, group, slice_, value, shown in database.execute(sql).fetchall():
        assert population == "respondents"
        found[group, slice_][value] = shown
    return found


def day_of(half_year: str) -> date:
    year, half = half_year.split("-")
    return date(int(year), 6 * int(half), 1)


def sizes(people: list[Respondent], group: str, slice_: str) -> Counter:
    place = {"group_type": 1, "half_year": 2}[slice_]
    return Counter(one[place] for one in people if group in ("all", one[0]))


@settings(max_examples=100, deadline=None)
@given(people=worlds)
def test_no_shown_part_and_no_union_or_difference_is_of_a_few(database, pooling, people):
    found = pooled(database, pooling, people)
    for (group, slice_), parts in found.items():
        if slice_ not in ("group_type", "half_year"):
            continue
        n_of = sizes(people, group, slice_)
        assert set(parts) == set(n_of), "every respondent is in one part"
        shown = Counter()
        for value, part in parts.items():
            shown[part] += n_of[value]
        assert len(shown) > 1
        assert min(shown.values()) >= SMALLEST


@settings(max_examples=100, deadline=None)
@given(people=worlds)
def test_nothing_is_pooled_that_need_not_be(database, pooling, people):
    """A part stands by itself when all parts of its slice are large enough; at most one large part is pooled."""
    found = pooled(database, pooling, people)
    for group in {one[0] for one in people}:
        n_of = sizes(people, group, "group_type")
        parts = found.get((group, "group_type"), {})
        large = {value for value, n in n_of.items() if n >= SMALLEST}
        if len(large) == len(n_of) > 1:
            assert parts == {value: value for value in n_of}
        if parts:
            others = {value for value, part in parts.items() if part == "overig"}
            assert set(n_of) - large <= others
            taken = others & large
            assert len(taken) <= 1
            if taken:
                assert 0 < sum(n_of[value] for value in others - taken) < SMALLEST
                assert min((n_of[value], value) for value in large) == (n_of[min(taken)], min(taken))


@settings(max_examples=100, deadline=None)
@given(people=worlds)
def test_half_years_are_pooled_with_their_neighbours_and_say_so(database, pooling, people):
    found = pooled(database, pooling, people)
    for (_, slice_), parts in found.items():
        if slice_ == "half_year":
            for part in set(parts.values()):
                members = sorted(value for value, other in parts.items() if other == part)
                first, last = members[0], members[-1]
                assert part == (first if first == last else f"{first} t/m {last}")
                between = {value for value in parts if first <= value <= last}
                assert between == set(members)


@settings(max_examples=100, deadline=None)
@given(people=worlds)
def test_all_target_groups_together_less_each_of_them_leave_nobody_or_enough(database, pooling, people):
    found = pooled(database, pooling, people)
    groups = {one[0] for one in people}
    for slice_ in ("group_type", "half_year"):
        together = found.get(("all", slice_), {})
        if together:
            assert all((group, slice_) in found for group in groups)
        for part in set(together.values()):
            members = {value for value, other in together.items() if other == part}
            for group in groups:
                n_of, shown = sizes(people, group, slice_), found[group, slice_]
                inside = Counter()
                for value in members & set(n_of):
                    inside[shown[value]] += n_of[value]
                # What of a target group's part lies in this part of all: all of it, nothing, or enough.
                whole = {name: sum(n_of[v] for v, other in shown.items() if other == name) for name in inside}
                assert all(n == whole[name] or min(n, whole[name] - n) >= SMALLEST for name, n in inside.items())


def test_groups_are_pooled_by_three(database, pooling):
    database.execute("delete from build.core.fct_response")
    database.execute("delete from build.core.dim_group where group_key <> 'onbekend'")
    kinds = ["sport"] * 4 + ["ouder"] * 3 + ["koor"] * 2
    database.executemany(
        "insert into build.core.dim_group values (?, ?, 'onbekend', 'x', 'x', 'x', 'x', date '2025-01-01')",
        [(f"G{number}", kind) for number, kind in enumerate(kinds)],
    )
    found = {(row[2], row[3]): row[4] for row in database.execute(pooling).fetchall() if row[0] == "groups"}
    database.execute("delete from build.core.dim_group where group_key <> 'onbekend'")
    assert found == {
        ("group_type", "sport"): "sport", ("group_type", "ouder"): "overig", ("group_type", "koor"): "overig",
    }  # fmt: skip
