"""The auditor on whom opinion figures count: from one release to another, and of all target groups beside each."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.disclosure.auditing.figures import Place, Records, Release
from warehouse.disclosure.auditing.respondents import BETWEEN, TOGETHER, UNTOLD, judge_respondents

BEFORE, UNTIL = date(2025, 11, 30), date(2025, 12, 31)
SMALLEST = 5
START, WHOLE = Place("respondents", "opvoeders", "start"), Place("respondents", "opvoeders", "einde")
PAIRS = Place("pairs", "opvoeders", "start")
COUNTS = {"respondents": ("theme_mentions", "n_respondents"), "invited": ("response_rate", "n_invited")}
Row = dict[str, Any]


def keys(first: int, n: int, of: str = "r") -> frozenset[str]:
    return frozenset(f"{of}{number}" for number in range(first, first + n))


def counted(first: int, n: int, until: date = UNTIL) -> Records:
    return Records(keys(first, n), n, until)


def release(records: dict[Place, Records], hidden: Iterable[Place] = ()) -> Release:
    """Whom the rows of a release count, and the rows; hidden ones are only remembered."""
    marts: dict[str, list[Row]] = {
        name: [] for name in ("statement_agreement", "theme_mentions", "response_rate", "network_over_time")
    }
    for place, one in records.items():
        if place in hidden or place.is_of_slices:
            continue
        row = {"target_group": place.target_group, "data_until": one.until}
        if place.counted in ("contacts", "pairs"):
            column = "n_pairs" if place.counted == "pairs" else "n_respondents"
            marts["network_over_time"].append(row | {"moment_key": place.moment, column: one.n})
        else:
            row |= {"kind": "opbrengst", "theme_key": "rust", "slice": "moment", "slice_value": place.moment}
            mart, column = COUNTS[place.counted]
            marts[mart].append(row | {column: one.n})
    return Release(marts, {}, records=records)


def judged(now: Release, *kept: Release, closed: Path | None = None) -> list[str]:
    return [finding.why for finding in judge_respondents(now, kept, closed, UNTIL, SMALLEST)]


@pytest.mark.parametrize("place", [WHOLE, START, PAIRS], ids=["a whole", "a moment", "pairs"])
@pytest.mark.parametrize(
    ("first", "n", "found"),
    [(0, 20, []), (0, 21, [BETWEEN]), (2, 20, [BETWEEN]), (3, 20, []), (0, 25, []), (5, 19, [BETWEEN])],
    ids=["the same", "one joined", "two for two", "three for three", "five joined", "one fewer"],
)
def test_a_few_between_two_releases_are_found(place: Place, first: int, n: int, found: list[str]):
    twenty = release({place: counted(0, 20, BEFORE)})
    now = release({place: counted(first, n)})
    assert judged(now, twenty) == found
    between = release({place: counted(30, 40)})
    assert judged(now, between, twenty) == found, "whatever release lies between"


@pytest.mark.parametrize(("n", "found"), [(20, []), (11, [BETWEEN])])
def test_a_moment_is_compared_with_the_row_of_network_over_time_that_stands_or_was_kept(n: int, found: list[str]):
    contacts = replace(START, counted="contacts")
    before = release({contacts: counted(0, 7, BEFORE)})
    assert judged(release({START: counted(0, n), contacts: counted(0, 7, BEFORE)}), before) == found
    assert judged(release({START: counted(0, n)}), before) == found
    other_way = release({START: counted(0, 7, BEFORE)})
    assert judged(release({START: counted(0, 7, BEFORE), contacts: counted(0, n)}), other_way) == found


def test_all_together_less_an_older_row_of_network_over_time_is_nobody_or_enough():
    whole, contacts = replace(START, target_group="all"), replace(START, counted="contacts")
    for n, found in ((10, []), (8, [TOGETHER])):
        before = release({contacts: counted(0, n, BEFORE)})
        now = release({whole: counted(0, 10), contacts: counted(0, n, BEFORE)})
        assert judged(now, before) == found


def test_what_a_release_between_hid_is_compared_with():
    hidden = release({START: counted(0, 16, BEFORE), PAIRS: counted(0, 10, BEFORE)}, [PAIRS])
    assert judged(release({START: counted(0, 21), PAIRS: counted(0, 13)}), hidden) == [BETWEEN]


def test_slices_of_before_tell_of_their_whole():
    slices = release({replace(WHOLE, is_of_slices=True): counted(0, 18, BEFORE), WHOLE: counted(0, 30, BEFORE)})
    assert judged(release({WHOLE: counted(0, 20)}), slices) == [BETWEEN]


def test_a_release_that_does_not_say_whom_it_counts_is_compared_by_number():
    before = Release(release({WHOLE: counted(0, 20, BEFORE)}).marts, {})
    assert judged(release({WHOLE: counted(40, 22)}), before) == [BETWEEN]
    assert judged(release({WHOLE: counted(40, 25)}), before) == []
    assert judged(before, before) == []


def test_who_is_forgotten_since_does_not_make_a_row_that_stands_another_one():
    before = release({WHOLE: counted(0, 20, BEFORE)})
    assert judged(release({WHOLE: Records(keys(1, 19), 20, BEFORE)}), before) == []
    assert judged(release({WHOLE: counted(1, 19)}), before) == [BETWEEN]
    slices = Records(keys(0, 20), 20, date(2025, 9, 30))
    with_slices = release({WHOLE: counted(0, 20, BEFORE), replace(WHOLE, is_of_slices=True): slices})
    assert judged(release({WHOLE: Records(keys(1, 19), 20, BEFORE)}), with_slices, release({WHOLE: slices})) == []


@pytest.mark.parametrize(
    ("jongeren", "opvoeders", "found"),
    [
        (keys(0, 10), keys(10, 20), []),
        (keys(0, 10) | keys(30, 1), keys(11, 19), [TOGETHER]),
        (keys(0, 10), keys(10, 17), [TOGETHER]),
        (keys(0, 10), keys(10, 15), []),
        (keys(0, 10), None, []),
        (keys(0, 27), None, [TOGETHER]),
        (keys(0, 29), keys(40, 20), [TOGETHER]),
    ],
    ids=["the sum", "one for one", "less three", "less five", "one is hidden", "a few are hidden", "less one of them"],
)
def test_all_target_groups_less_each_are_nobody_or_enough(
    jongeren: frozenset[str], opvoeders: frozenset[str] | None, found: list[str]
):
    groups = {"all": keys(0, 30), "jongeren": jongeren, "opvoeders": opvoeders}
    records = {
        Place("respondents", name, "start"): Records(of, len(of), UNTIL)
        for name, of in groups.items()
        if of is not None
    }
    assert judged(release(records)) == found


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """Six answered at the start, of whom r0 to r3 about contact, and of them r0 and r1 at the end too."""
    file = tmp_path / "closed.duckdb"
    with duckdb.connect(file) as opened:
        opened.execute(
            """
            create schema core;
            create table core.fct_response as
                select 'r' || n as response_key, 'opvoeders' as target_group, 'start' as moment_key,
                    'code' || n as respondent_key, true as is_respondent, true as is_latest_of_respondent
                from range(6) as numbers (n)
                union all
                select 'e' || n, 'opvoeders', 'einde', 'code' || n, true, n <> 2 from range(3) as numbers (n)
                union all
                select 'x', 'opvoeders', 'start', 'code9', false, true;
            create table core.fct_measurement as
                select response_key, 'contact_buiten' as statement_key,
                    case when response_key not in ('r4', 'r5') then 'agree' end as answer_class
                from core.fct_response;
            create table core.dim_assumption as select 'contact_buiten' as statement_key, 'contact' as measure;
            create table core.fct_invitation (invitation_key text, target_group text, moment_key text);"""
        )
    return file


@pytest.mark.parametrize(
    ("place", "true"),
    [(START, keys(0, 6)), (WHOLE, keys(0, 3, "e")), (PAIRS, keys(0, 2))],
    ids=["moment", "whole", "pairs"],
)
def test_whom_a_new_row_counts_is_held_against_the_build(closed: Path, place: Place, true: frozenset[str]):
    assert judged(release({place: Records(true, len(true), UNTIL)}), closed=closed) == []
    others = frozenset({"y", *sorted(true)[1:]})
    now = release({place: Records(others, len(true), UNTIL)})
    assert judged(now, closed=closed) == [UNTOLD]
    assert judged(now, now, closed=closed) == [], "it stands since an earlier release of the month"
    assert judged(Release(now.marts, {}), closed=closed) == [UNTOLD]


def test_a_row_that_shows_another_number_than_it_counts_is_found():
    now = release({START: counted(0, 20)})
    assert judged(replace(now, records={START: counted(0, 25)})) == [UNTOLD]
    assert judged(replace(now, records={START: counted(0, 20, BEFORE)})) == [UNTOLD]
