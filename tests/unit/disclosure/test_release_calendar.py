"""Which opinion figures a closing renews: never so that a few respondents could be told by subtraction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.disclosure.release_calendar import (
    ALL,
    AT_THE_END,
    CONTACTS,
    INVITED,
    PAIRS,
    RESPONDENTS,
    Place,
    Records,
    Renewal,
    Standing,
    last_closed_month,
    renewal,
)
from warehouse.disclosure.thresholds import Thresholds

THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)
JANUARY, FEBRUARY, MARCH, JUNE = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 6, 30)
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
    assert slices(five_more, one_more, MARCH) == set()
    assert slices(five_more, one_more, JUNE) == {"jongeren"}


def test_slices_of_all_together_are_of_the_same_respondents_as_those_of_each() -> None:
    standing = stood(TEN, TWENTY)
    lately = Records(TWENTY, until=MARCH)
    of_lately = Standing(standing.rows, {**standing.slices, OPVOEDERS: lately})
    same = renewal(now(TEN | people(10, 5), TWENTY), of_lately, MARCH, THRESHOLDS, cut_anew=False)
    assert same.slices == {"jongeren", "opvoeders", ALL}
    more = now(TEN | people(10, 5), TWENTY | people(120, 6))
    assert renewal(more, of_lately, MARCH, THRESHOLDS, cut_anew=False).slices == {"jongeren", "opvoeders", ALL}


@pytest.mark.parametrize(
    ("seen", "may"),
    [
        (Records(people(0, 13)), False),
        (Records(people(0, 17)), True),
        (Records(people(2, 12)), False),
        (Records(people(3, 12)), True),
        (Records(n_forgotten=13), False),
        (Records(n_forgotten=17), True),
    ],
    ids=["one left", "five left", "two for two", "three for three", "a number", "a number of five more"],
)
def test_a_whole_is_compared_with_every_kept_release_and_with_slices_that_stand(seen: Records, may: bool) -> None:
    """The last release shows eighteen of them."""
    rows = {place: Records(keys) for place, keys in now(people(0, 18), TWENTY).items()}
    standing = Standing(rows, {}, {JONGEREN: {rows[JONGEREN], seen}})
    renewed = renewal(now(people(0, 12), TWENTY), standing, FEBRUARY, THRESHOLDS, cut_anew=False)
    assert ("jongeren" in renewed.target_groups) is may


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


def test_a_number_near_that_of_all_together_holds_nobody() -> None:
    """Of whom they are, many differ: all together less jongeren are eight opvoeders, and five who joined."""
    rows = {TOGETHER: Records(people(0, 12) | people(100, 8)), JONGEREN: Records(people(0, 12)),
            OPVOEDERS: Records(people(100, 8))}  # fmt: skip
    changed = now(people(0, 17), people(100, 10))
    assert renewal(changed, Standing(rows), FEBRUARY, THRESHOLDS, cut_anew=False).target_groups == {"jongeren"}


def test_a_first_row_waits_for_nothing() -> None:
    rows = {TOGETHER: Records(people(100, 8)), OPVOEDERS: Records(people(100, 8))}
    renewed = renewal(now(people(0, 6), people(100, 9)), Standing(rows), MARCH, THRESHOLDS, cut_anew=False)
    assert renewed.target_groups == {"jongeren"}


@pytest.mark.parametrize(("first", "may"), [(1, False), (5, True)], ids=["one for one", "five for five"])
def test_who_is_left_of_all_together_less_each_is_known_by_who_counts_not_by_how_many(first: int, may: bool) -> None:
    """Five joined since all together were shown, and were shown. Of those fifteen the first left, or five."""
    standing = stood(TEN, TWENTY)
    rows = {**standing.rows, JONGEREN: Records(people(0, 15), until=JANUARY)}
    changed = now(people(first, 10), TWENTY | people(120, 2))
    renewed = renewal(changed, Standing(rows, standing.slices), FEBRUARY, THRESHOLDS, cut_anew=False)
    assert ("jongeren" in renewed.target_groups) is may


@pytest.mark.parametrize(("n", "may"), [(11, False), (21, True)])
def test_all_together_less_one_of_them_never_leaves_a_few_whoever_joined_the_other(n: int, may: bool) -> None:
    """All together had no opvoeders yet."""
    rows = {TOGETHER: Records(TEN), JONGEREN: Records(people(0, 16)), OPVOEDERS: Records(TWENTY)}
    changed = now(people(0, n), TWENTY | people(120, 1))
    renewed = renewal(changed, Standing(rows), FEBRUARY, THRESHOLDS, cut_anew=False)
    assert ("jongeren" in renewed.target_groups) is may


@pytest.mark.parametrize(("n", "may"), [(20, False), (40, True)])
def test_all_together_less_contacts_that_stand_never_leave_a_few(n: int, may: bool) -> None:
    """At the start jongeren are one more than when all together were shown, with twenty opvoeders, since five left."""
    start = {name: Place(RESPONDENTS, name, "start") for name in ("jongeren", "opvoeders", ALL)}
    of_start = {
        start[ALL]: TEN | people(100, 20), start["jongeren"]: people(0, 16), start["opvoeders"]: people(100, 40),
        Place(CONTACTS, "opvoeders", "start"): people(100, n),
    }  # fmt: skip
    rows = {**stood(TEN, TWENTY).rows, **{place: Records(keys, until=JANUARY) for place, keys in of_start.items()}}
    jongeren, opvoeders = people(0, 11), people(100, 42)
    later = now(TEN, TWENTY) | {start["jongeren"]: jongeren, start["opvoeders"]: opvoeders}
    renewed = renewal(later | {start[ALL]: jongeren | opvoeders}, Standing(rows), FEBRUARY, THRESHOLDS, cut_anew=False)
    assert (start["jongeren"] in renewed.places) is may


def test_pairs_keep_a_row_of_network_over_time_back_for_a_quarter_at_most() -> None:
    start = {counted: Place(counted, "jongeren", "start") for counted in (RESPONDENTS, CONTACTS, PAIRS)}
    shown = {start[RESPONDENTS]: people(0, 10), start[CONTACTS]: people(0, 10), start[PAIRS]: people(0, 7)}
    standing = Standing({place: Records(keys, until=JANUARY) for place, keys in shown.items()})
    records = {
        JONGEREN: TEN,
        start[RESPONDENTS]: people(0, 20),
        start[CONTACTS]: people(0, 20),
        start[PAIRS]: people(0, 9),
    }
    for until, go in ((FEBRUARY, {RESPONDENTS}), (JUNE, {RESPONDENTS, CONTACTS})):
        renewed = renewal(records, standing, until, THRESHOLDS, cut_anew=False)
        assert {place.counted for place in renewed.places if place.moment_key == "start"} == go


def test_slices_of_invited_alone_wait_for_a_quarter_too() -> None:
    """With three respondents nothing of all together is shown, whose slices would be due each month."""
    few = {Place(RESPONDENTS, "jongeren"): people(0, 3), Place(INVITED, "jongeren"): people(0, 40, "i")}
    slices = {Place(INVITED, "jongeren"): Records(people(0, 40, "i"), until=JANUARY)}
    assert "jongeren" not in renewal(few, Standing({}, slices), FEBRUARY, THRESHOLDS, cut_anew=False).slices
    assert "jongeren" in renewal(few, Standing({}, slices), MARCH, THRESHOLDS, cut_anew=False).slices


@settings(max_examples=200)
@given(st.lists(st.sets(st.integers(0, 30), max_size=30), min_size=2, max_size=12))
def test_no_two_releases_differ_by_a_few_whoever_joined_and_left(months: list[set[int]]) -> None:
    standing, seen = Standing(), set[Records]()
    for month in months:
        keys = frozenset(map(str, month))
        if JONGEREN in renewal({JONGEREN: keys}, standing, JANUARY, THRESHOLDS, cut_anew=False).places:
            is_shown = len(keys) >= 5
            for before in seen if is_shown else ():
                assert THRESHOLDS.is_nobody_or_enough(len(keys ^ before.keys))
                assert THRESHOLDS.is_nobody_or_enough(len(keys) - before.n)
            seen |= {Records(keys)} if is_shown else set()
            standing = Standing({JONGEREN: Records(keys)} if is_shown else {}, {}, {JONGEREN: set(seen)})


def test_the_last_closed_month_is_over() -> None:
    assert last_closed_month(date(2026, 3, 1)) == FEBRUARY
    assert last_closed_month(date(2026, 2, 28)) == JANUARY


def test_a_group_waits_for_all_together_in_every_other_quarter() -> None:
    """One stopped with two who joined: the other is held for a quarter at a time, and goes in the next."""
    months = month_ends(13)
    alone = {
        until: "jongeren" in renewal(
            now(TEN | people(10, 5), TWENTY | people(120, 2)), stood(TEN, TWENTY), until, THRESHOLDS, cut_anew=False
        ).target_groups
        for until in months
    }  # fmt: skip
    assert months[0] == JANUARY
    assert list(alone.values()) == 2 * [True] + 3 * [False] + 3 * [True] + 3 * [False] + 2 * [True]


def test_nobody_waits_where_figures_must_be_cut_anew() -> None:
    changed = now(TEN | people(10, 5), TWENTY | people(120, 2))
    assert renewal(changed, stood(TEN, TWENTY), MARCH, THRESHOLDS, cut_anew=True).target_groups == {"jongeren"}


def test_a_moment_of_each_waits_for_that_of_all_together_too() -> None:
    """That of all together is hidden since one group had too few; both are shown by now."""
    starts = [Place(RESPONDENTS, name, "start") for name in ("jongeren", "opvoeders")]
    standing = stood(TEN, TWENTY, slices_until=MARCH)
    rows = {**standing.rows, **{place: Records(TEN, until=MARCH) for place in starts}}
    later = now(TEN, TWENTY) | dict(zip(starts, (people(0, 15), people(0, 12)), strict=True))
    for until, waits in ((date(2026, 4, 30), True), (JUNE, False)):
        renewed = renewal(later, Standing(rows, standing.slices), until, THRESHOLDS, cut_anew=False)
        assert renewed.target_groups == {"jongeren", "opvoeders", ALL}
        assert (starts[0] in renewed.places) is not waits


@pytest.mark.parametrize(
    ("n_answers", "n_pairs", "go"),
    [
        (10, 7, {RESPONDENTS, CONTACTS, PAIRS}),
        (15, 10, {RESPONDENTS}),
        (12, 12, set()),
        (15, 12, {RESPONDENTS, CONTACTS, PAIRS}),
        (15, None, {RESPONDENTS, CONTACTS}),
    ],
    ids=["nobody", "a few pairs", "a few answers", "enough", "pairs that are not shown"],
)
def test_a_few_pairs_keep_the_row_back_that_shows_them(n_answers: int, n_pairs: int | None, go: set[str]) -> None:
    start = {counted: Place(counted, "jongeren", "start") for counted in (RESPONDENTS, CONTACTS, PAIRS)}
    shown = {start[RESPONDENTS]: people(0, 10), start[CONTACTS]: people(0, 10), start[PAIRS]: people(0, 7)}
    standing = Standing({place: Records(keys, until=JANUARY) for place, keys in shown.items()})
    answers = people(0, n_answers)
    records = {JONGEREN: TEN, start[RESPONDENTS]: answers, start[CONTACTS]: answers}
    records |= {start[PAIRS]: people(0, n_pairs)} if n_pairs else {}
    renewed = renewal(records, standing, FEBRUARY, THRESHOLDS, cut_anew=False)
    assert {place.counted for place in renewed.places if place in records and place.moment_key == "start"} == go


def test_pairs_that_a_release_between_hid_are_not_forgotten() -> None:
    start, contacts, pairs = (Place(counted, "jongeren", "start") for counted in (RESPONDENTS, CONTACTS, PAIRS))
    rows = {place: Records(people(0, 16), until=JANUARY) for place in (start, contacts)}
    standing = Standing(rows, {}, {pairs: {Records(people(0, 10))}})
    for paired, may in ((people(0, 13), False), (people(3, 10), True), (people(2, 10), False), (people(0, 15), True)):
        records = {JONGEREN: TEN, start: people(0, 21), contacts: people(0, 21), pairs: paired}
        renewed = renewal(records, standing, FEBRUARY, THRESHOLDS, cut_anew=False)
        assert (contacts in renewed.places) is (pairs in renewed.places) is may


def test_a_moment_is_compared_with_every_kept_release() -> None:
    start = Place(RESPONDENTS, "jongeren", "start")
    standing = Standing({start: Records(people(0, 20))}, {}, {start: {Records(people(0, 20)), Records(people(0, 12))}})
    for n, may in ((13, False), (7, True), (12, True)):
        renewed = renewal({JONGEREN: TEN, start: people(0, n)}, standing, FEBRUARY, THRESHOLDS, cut_anew=False)
        assert (start in renewed.places) is may


def test_what_is_of_a_month_that_is_not_over_is_compared_with_and_due() -> None:
    """A night had a date far ahead: its slices are cut anew as soon as their whole may go, and nobody waits."""
    ahead = stood(TEN, TWENTY, slices_until=date(2031, 12, 31))
    five_and_two = now(TEN | people(10, 5), TWENTY | people(120, 2))
    renewed = renewal(five_and_two, ahead, FEBRUARY, THRESHOLDS, cut_anew=False)
    assert renewed.target_groups == renewed.slices == {"jongeren"}
    same = renewal(now(TEN, TWENTY), ahead, FEBRUARY, THRESHOLDS, cut_anew=False)
    assert same.target_groups == same.slices == {"jongeren", "opvoeders", ALL}


STREAMS = [
    Place(counted, name, moment)
    for name in ("jongeren", "opvoeders")
    for counted, moment in ((RESPONDENTS, AT_THE_END), (INVITED, AT_THE_END), (RESPONDENTS, "start"))
]
# How old a row of all together gets, in months, while five or more join every row of each group in three months.
OLDEST = 4
# How many joined each row in a month; and how many left it, of those who came first.
Month = tuple[tuple[int, ...], tuple[int, ...]]
joined = st.tuples(*[st.integers(0, 12)] * len(STREAMS))
left = st.tuples(*[st.integers(0, 6)] * len(STREAMS))
growing = st.lists(st.tuples(joined, st.just((0,) * len(STREAMS))), min_size=12, max_size=24)
changing = st.lists(st.tuples(joined, left), min_size=12, max_size=24)


def month_ends(n: int) -> list[date]:
    return [date(2026 + k // 12, k % 12 + 1, 1) - timedelta(days=1) for k in range(1, n + 1)]


@dataclass
class Readers:
    """What readers have of a city after each closing, where each release is kept."""

    until: date = JANUARY
    standing: Standing = field(default_factory=Standing)
    seen: dict[Place, set[frozenset[str]]] = field(default_factory=dict)

    def close(self, records: Mapping[Place, frozenset[str]], until: date) -> Renewal:
        renewed = renewal(records, self.standing, until, THRESHOLDS, cut_anew=False)
        anew = {place: Records(records.get(place, frozenset()), until=until) for place in renewed.places}
        few = {place.moment_key for place in records if place.counted == RESPONDENTS and 0 < len(records[place]) < 5}
        rows = {
            place: one
            for place, one in {**self.standing.rows, **anew}.items()
            if one.n >= 5 and not (place.target_group == ALL and place.moment_key in few and place in anew)
        }
        slices = {
            place: one for place, one in anew.items()
            if place in rows and place.moment_key == AT_THE_END and place.target_group in renewed.slices
        }  # fmt: skip
        for place, one in rows.items():
            self.seen.setdefault(place, set()).add(one.keys)
        shown = {place: {Records(keys) for keys in sets} for place, sets in self.seen.items()}
        self.standing = Standing(rows, {**self.standing.slices, **slices}, shown)
        self.until = until
        return renewed


def months_of(start: int, months: Sequence[Month]) -> Iterator[tuple[date, dict[Place, frozenset[str]]]]:
    """Who counts where at the end of each month, of a city that so many join and leave in each row."""
    firsts, counts = [0] * len(STREAMS), [start] * len(STREAMS)
    for until, (joining, leaving) in zip(month_ends(len(months)), months, strict=True):
        gone = [min(one) for one in zip(leaving, counts, strict=True)]
        firsts = [first + n for first, n in zip(firsts, gone, strict=True)]
        counts = [n - less + more for n, less, more in zip(counts, gone, joining, strict=True)]
        records = {
            place: people(first, n, f"{place.target_group} {place.moment_key} ")
            for place, first, n in zip(STREAMS, firsts, counts, strict=True)
        }
        for moment in (AT_THE_END, "start"):
            each = [records[place] for place in STREAMS if (place.counted, place.moment_key) == (RESPONDENTS, moment)]
            records[Place(RESPONDENTS, ALL, moment)] = frozenset().union(*each)
        yield until, {place: keys for place, keys in records.items() if keys}


@settings(max_examples=200)
@given(st.integers(0, 20), growing | changing)
def test_nobody_or_enough_is_between_every_two_releases(start: int, months: list[Month]) -> None:
    readers = Readers()
    for until, records in months_of(start, months):
        readers.close(records, until)
        rows, slices = readers.standing.rows, readers.standing.slices
        for place, keys in rows.items():
            if place in slices:
                assert THRESHOLDS.is_nobody_or_enough(len(keys.keys ^ slices[place].keys))
            if place.target_group == ALL:
                each = [replace(place, target_group=name) for name in ("jongeren", "opvoeders")]
                of_each = frozenset[str]().union(*(rows[one].keys for one in each if one in rows))
                assert THRESHOLDS.is_nobody_or_enough(len(keys.keys ^ of_each))
        if {TOGETHER, JONGEREN, OPVOEDERS} <= slices.keys():
            days = [slices[place].until for place in (TOGETHER, JONGEREN, OPVOEDERS)]
            assert len(set(days)) > 1 or slices[TOGETHER].keys == slices[JONGEREN].keys | slices[OPVOEDERS].keys
    for sets in readers.seen.values():
        for one, other in combinations(sets, 2):
            assert THRESHOLDS.is_nobody_or_enough(len(one ^ other))


def steady(months: list[Month]) -> list[Month]:
    """The months with more who join, so that there are five or more in any three in a row."""
    found: list[Month] = []
    for month, leaving in months:
        two_before = [sum(before) for before in zip(*(one for one, _ in found[-2:]), strict=True)] or [0] * len(month)
        found.append((tuple(max(n, 5 - before) for n, before in zip(month, two_before, strict=True)), leaving))
    return found


@settings(max_examples=200)
@given(growing.map(steady))
def test_figures_of_all_together_never_grow_old_while_both_groups_grow(months: list[Month]) -> None:
    readers = Readers()
    for until, records in months_of(20, months):
        readers.close(records, until)
        for standing in (readers.standing.rows, readers.standing.slices):
            assert months_between(standing[TOGETHER].until, until) <= OLDEST


def months_between(before: date | None, until: date) -> int:
    assert before is not None
    return 12 * (until.year - before.year) + until.month - before.month
