"""Month after month of a city where people join, leave and are forgotten: what the calendar lets through tells of no
few, and the auditor, who attacks every release beside the kept ones, finds nothing in it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.disclosure.test_auditor_respondents import release
from tests.unit.disclosure.test_release_calendar import (
    STREAMS,
    THRESHOLDS,
    Month,
    changing,
    growing,
    months_of,
)
from warehouse.disclosure.auditing import figures
from warehouse.disclosure.auditing.respondents import judge_respondents
from warehouse.disclosure.release_calendar import (
    ALL,
    AT_THE_END,
    CONTACTS,
    PAIRS,
    RESPONDENTS,
    Place,
    Records,
    Standing,
    renewal,
)

GROUPS = ("jongeren", "opvoeders")
FEWEST = THRESHOLDS.minimum_group


@dataclass(frozen=True)
class Released:
    """Whom the rows and the slices of a release count, hidden ones as they were shown last; and which rows it shows."""

    rows: Mapping[Place, Records] = field(default_factory=dict)
    slices: Mapping[Place, Records] = field(default_factory=dict)
    shown: frozenset[Place] = frozenset()

    def without(self, key: str) -> "Released":
        """The same once somebody was forgotten."""

        def left(records: Records) -> Records:
            is_in = key in records.keys
            return replace(records, keys=records.keys - {key}, n_forgotten=records.n_forgotten + is_in)

        rows, slices = ({place: left(one) for place, one in of.items()} for of in (self.rows, self.slices))
        return Released(rows, slices, self.shown)

    def audited(self) -> figures.Release:
        def told(of: Mapping[Place, Records], *, are_slices: bool) -> dict[figures.Place, figures.Records]:
            return {
                figures.Place(place.counted, place.target_group, place.moment_key, are_slices):
                figures.Records(one.keys, one.n, one.until) for place, one in of.items()
            }  # fmt: skip

        rows = told(self.rows, are_slices=False)
        hidden = rows.keys() - told({place: self.rows[place] for place in self.shown}, are_slices=False).keys()
        return release(rows | told(self.slices, are_slices=True), hidden)


def released(records: Mapping[Place, frozenset[str]], until: date, kept: list[Released]) -> Released:
    """The release of a month, beside kept ones, the newest first."""
    last = kept[0] if kept else Released()
    seen: dict[Place, set[Records]] = defaultdict(set)
    for before in kept:
        for place, one in (*before.rows.items(), *before.slices.items()):
            seen[place].add(one)
            if place.counted == CONTACTS:
                seen[replace(place, counted=RESPONDENTS)].add(one)
    standing = Standing({place: last.rows[place] for place in last.shown}, last.slices, seen)
    renewed = renewal(records, standing, until, THRESHOLDS, cut_anew=False)
    anew = {place: Records(keys, until=until) for place, keys in records.items() if place in renewed.places}
    few = {
        place.moment_key for place, one in anew.items()
        if place.counted == RESPONDENTS and place.target_group != ALL and one.n < FEWEST
    }  # fmt: skip
    anew = {
        place: one for place, one in anew.items()
        if one.n >= FEWEST and not (place.target_group == ALL and place.moment_key in few)
    }  # fmt: skip
    # A row of network_over_time that is renewed shows its new pairs or none.
    without_pairs = {replace(place, counted=PAIRS) for place in anew if place.counted == CONTACTS} - anew.keys()
    stand = last.shown - renewed.places - without_pairs
    slices = {place: one for place, one in anew.items() if place.is_whole and place.target_group in renewed.slices}
    return Released({**last.rows, **anew}, {**last.slices, **slices}, frozenset(stand | anew.keys()))


def with_network(records: Mapping[Place, frozenset[str]]) -> dict[Place, frozenset[str]]:
    """Who counts where, with contacts at the start, and in pairs every other of them where that may be shown."""
    found = dict(records)
    for name in GROUPS:
        start = records.get(Place(RESPONDENTS, name, "start"), frozenset())
        paired = frozenset(key for key in start if int(key.split()[-1]) % 2)
        found |= {Place(CONTACTS, name, "start"): start} if start else {}
        if min(len(paired), len(start - paired)) >= FEWEST:
            found[Place(PAIRS, name, "start")] = paired
    return found


def assert_nothing_is_of_a_few(now: Released, kept: list[Released]) -> None:
    """All target groups together less some, by any rows of theirs; and each row less the same of a kept release."""
    shown = {place: now.rows[place].keys for place in now.shown if not now.rows[place].n_forgotten}
    for moment in (AT_THE_END, "start"):
        some = [
            [
                frozenset[str](),
                *(shown.get(Place(counted, name, moment), frozenset()) for counted in (RESPONDENTS, CONTACTS)),
            ]
            for name in GROUPS
        ]
        if together := shown.get(Place(RESPONDENTS, ALL, moment)):
            assert all(THRESHOLDS.is_nobody_or_enough(len(together ^ (one | other))) for one, other in product(*some))
    for before in kept:
        for place in now.shown & before.shown:
            one, other = now.rows[place], before.rows[place]
            if not one.n_forgotten + other.n_forgotten:
                assert THRESHOLDS.is_nobody_or_enough(len(one.keys ^ other.keys))


@settings(max_examples=100, deadline=None)
@given(
    start=st.integers(0, 20),
    months=growing | changing,
    n_kept=st.integers(1, 3),
    erasures=st.sets(st.integers(0, 23), max_size=4),
)
def test_no_release_tells_of_a_few_and_the_auditor_finds_nothing(
    start: int, months: list[Month], n_kept: int, erasures: set[int]
) -> None:
    kept: list[Released] = []
    forgotten: set[str] = set()
    for number, (until, everybody) in enumerate(months_of(start, months)):
        who = sorted(everybody.get(STREAMS[number % len(STREAMS)], ()))
        if number in erasures and who:
            # Earlier builds are removed.
            forgotten.add(who[0])
            kept = [one.without(who[0]) for one in kept[:1]]
        known = {place: keys - forgotten for place, keys in everybody.items()}
        now = released(with_network({place: keys for place, keys in known.items() if keys}), until, kept)
        assert_nothing_is_of_a_few(now, kept)
        before = [one.audited() for one in kept]
        assert list(judge_respondents(now.audited(), before, None, until, FEWEST)) == []
        kept = [now, *kept][:n_kept]
