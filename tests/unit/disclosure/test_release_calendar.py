"""Which opinion figures a closing renews: never so that a few respondents could be told by subtraction."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.disclosure.release_calendar import (
    ALL,
    INVITED,
    RESPONDENTS,
    Place,
    Records,
    Standing,
    last_closed_month,
    renewal,
)
from warehouse.disclosure.thresholds import Thresholds

THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
JONGEREN, OPVOEDERS, TOGETHER = (Place(RESPONDENTS, name) for name in ("jongeren", "opvoeders", ALL))


def people(first: int, n: int, name: str = "r") -> frozenset[str]:
    return frozenset(f"{name}{number}" for number in range(first, first + n))


def now(jongeren: frozenset[str], opvoeders: frozenset[str]) -> dict[Place, frozenset[str]]:
    invited = {Place(INVITED, name): people(0, 50, name) for name in ("jongeren", "opvoeders")}
    return {JONGEREN: jongeren, OPVOEDERS: opvoeders, TOGETHER: jongeren | opvoeders} | invited


def stood(jongeren: frozenset[str], opvoeders: frozenset[str], slices_until: date = JANUARY) -> Standing:
    rows = {place: Records(keys, until=slices_until) for place, keys in now(jongeren, opvoeders).items()}
    return Standing(rows, dict(rows))


TEN, TWENTY = people(0, 10), people(100, 20)


def test_the_first_release_shows_everything() -> None:
    renewed = renewal(now(TEN, TWENTY), Standing(), JANUARY, THRESHOLDS, cut_anew=False)
    assert renewed.target_groups == {"jongeren", "opvoeders", ALL}
    assert renewed.slices


@pytest.mark.parametrize(
    ("jongeren", "is_renewed"),
    [
        (TEN, True),
        (TEN | people(10, 1), False),
        (TEN | people(10, 4), False),
        (TEN | people(10, 5), True),
        (people(4, 6), False),
        (people(5, 10), True),
        (people(3, 10), True),
        (people(2, 10), False),
        (people(5, 9), False),
    ],
    ids=["nobody", "one more", "four more", "five more", "four left", "five for five", "three for three",
         "two for two", "five left and four joined"],
)  # fmt: skip
def test_a_target_group_is_renewed_when_nobody_or_enough_joined_and_left(
    jongeren: frozenset[str], is_renewed: bool
) -> None:
    renewed = renewal(now(jongeren, TWENTY), stood(TEN, TWENTY), FEBRUARY, THRESHOLDS, cut_anew=False)
    assert ("jongeren" in renewed.target_groups) is is_renewed
    assert (ALL in renewed.target_groups) is is_renewed
    assert "opvoeders" in renewed.target_groups
    assert not renewed.slices


def test_slices_are_renewed_with_their_whole_once_a_quarter_has_closed() -> None:
    def slices(jongeren: frozenset[str], opvoeders: frozenset[str], until: date, *, cut_anew: bool = False) -> set[str]:
        standing = stood(TEN, TWENTY)
        return set(renewal(now(jongeren, opvoeders), standing, until, THRESHOLDS, cut_anew=cut_anew).slices)

    five_more, one_more = TEN | people(10, 5), TWENTY | people(120, 1)
    assert slices(five_more, TWENTY, FEBRUARY) == set()
    assert slices(five_more, TWENTY, FEBRUARY, cut_anew=True) == {"jongeren", "opvoeders", ALL}
    assert slices(five_more, TWENTY, MARCH) == {"jongeren", "opvoeders", ALL}
    assert slices(five_more, one_more, MARCH) == {"jongeren"}


def test_slices_of_all_together_are_of_the_same_respondents_as_those_of_each() -> None:
    standing = stood(TEN, TWENTY)
    lately = Records(TWENTY, until=MARCH)
    of_lately = Standing(standing.rows, {**standing.slices, OPVOEDERS: lately})
    same = renewal(now(TEN | people(10, 5), TWENTY), of_lately, MARCH, THRESHOLDS, cut_anew=False)
    assert same.slices == {"jongeren", ALL}
    more = now(TEN | people(10, 5), TWENTY | people(120, 6))
    assert renewal(more, of_lately, MARCH, THRESHOLDS, cut_anew=False).slices == {"jongeren"}


def test_a_whole_never_differs_by_a_few_from_slices_that_stand_or_from_a_kept_release() -> None:
    after_two = Standing(
        {place: Records(keys) for place, keys in now(people(0, 18), TWENTY).items()},
        {JONGEREN: Records(people(0, 11), until=JANUARY)},
    )
    twelve = now(people(0, 12), TWENTY)
    assert "jongeren" not in renewal(twelve, after_two, FEBRUARY, THRESHOLDS, cut_anew=False).target_groups
    shown = Standing(after_two.rows, {}, {JONGEREN: frozenset({13})})
    assert "jongeren" not in renewal(twelve, shown, FEBRUARY, THRESHOLDS, cut_anew=False).target_groups
    assert "jongeren" in renewal(now(people(0, 8), TWENTY), shown, FEBRUARY, THRESHOLDS, cut_anew=False).target_groups


def test_who_is_forgotten_counts_as_somebody_who_left() -> None:
    standing = Standing({JONGEREN: Records(people(0, 9), n_forgotten=1)})
    assert (
        "jongeren"
        not in renewal({JONGEREN: people(0, 9)}, standing, FEBRUARY, THRESHOLDS, cut_anew=False).target_groups
    )
    assert (
        "jongeren" in renewal({JONGEREN: people(0, 15)}, standing, FEBRUARY, THRESHOLDS, cut_anew=False).target_groups
    )


def test_a_moment_stands_until_its_own_respondents_changed_enough() -> None:
    later = Place(RESPONDENTS, "jongeren", "na_6_maanden")
    standing = Standing({JONGEREN: Records(TEN), later: Records(people(0, 7))})
    renewed = renewal({JONGEREN: people(0, 15), later: people(0, 8)}, standing, FEBRUARY, THRESHOLDS, cut_anew=False)
    assert JONGEREN in renewed.places
    assert later not in renewed.places


def test_a_moment_of_all_together_goes_only_with_that_of_each() -> None:
    starts = [Place(RESPONDENTS, name, "start") for name in ("jongeren", "opvoeders", ALL)]
    standing = stood(TEN, TWENTY)
    begun = dict(zip(starts, (people(0, 10), people(100, 20), people(0, 10) | people(100, 20)), strict=True))
    rows = {**standing.rows, **{place: Records(keys, until=JANUARY) for place, keys in begun.items()}}
    five_and_two = (people(0, 15), people(100, 22), people(0, 15) | people(100, 22))
    later = now(TEN, TWENTY) | dict(zip(starts, five_and_two, strict=True))
    renewed = renewal(later, Standing(rows, standing.slices), FEBRUARY, THRESHOLDS, cut_anew=False)
    assert starts[0] in renewed.places
    assert not {starts[1], starts[2]} & renewed.places
    assert renewed.target_groups == {"jongeren", "opvoeders", ALL}


def test_what_stands_of_all_together_less_each_never_leaves_a_few() -> None:
    """Six more of one and five fewer of the other: beside the thirty that stand, one would be left."""
    standing = stood(TEN, TWENTY)
    changed = now(TEN | people(10, 6), people(105, 15))
    assert renewal(changed, standing, FEBRUARY, THRESHOLDS, cut_anew=False).target_groups == set()


def test_slices_of_invited_alone_wait_for_a_quarter_too() -> None:
    few = {Place(RESPONDENTS, "jongeren"): people(0, 3), Place(INVITED, "jongeren"): people(0, 40, "i")}
    slices = {Place(INVITED, "jongeren"): Records(people(0, 40, "i"), until=JANUARY)}
    assert "jongeren" not in renewal(few, Standing({}, slices), FEBRUARY, THRESHOLDS, cut_anew=False).slices
    assert "jongeren" in renewal(few, Standing({}, slices), MARCH, THRESHOLDS, cut_anew=False).slices


@settings(max_examples=200)
@given(st.lists(st.sets(st.integers(0, 30), max_size=30), min_size=2, max_size=12))
def test_no_two_releases_that_follow_one_another_differ_by_a_few(months: list[set[int]]) -> None:
    standing = Standing()
    for month in months:
        keys = frozenset(map(str, month))
        if JONGEREN in renewal({JONGEREN: keys}, standing, JANUARY, THRESHOLDS, cut_anew=False).places:
            before = standing.rows.get(JONGEREN)
            if before is not None:
                assert THRESHOLDS.is_nobody_or_enough(len(keys ^ before.keys))
                assert THRESHOLDS.is_nobody_or_enough(len(keys) - before.n)
            shown = standing.shown_numbers.get(JONGEREN, frozenset())
            assert all(THRESHOLDS.is_nobody_or_enough(len(keys) - n) for n in shown if len(keys) >= 5)
            seen = shown | {len(keys)} if len(keys) >= 5 else shown
            standing = Standing({JONGEREN: Records(keys)} if len(keys) >= 5 else {}, {}, {JONGEREN: seen})


def test_the_last_closed_month_is_over() -> None:
    assert last_closed_month(date(2026, 3, 1)) == FEBRUARY
    assert last_closed_month(date(2026, 2, 28)) == JANUARY
