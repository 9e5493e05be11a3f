"""Which opinion figures a closing renews: those of which nobody, or enough respondents, joined or left.

So two releases of the same row are never told apart by a few respondents. What the rows show is `opinion`'s matter.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from warehouse.disclosure.thresholds import Thresholds

ALL, AT_THE_END = "all", "einde"
RESPONDENTS, INVITED = "respondents", "invited"


def last_closed_month(as_of: date) -> date:
    """The last day of the month before that of `as_of`.

    >>> last_closed_month(date(2025, 4, 15))
    datetime.date(2025, 3, 31)
    """
    return as_of.replace(day=1) - timedelta(days=1)


def last_closed_quarter(month_end: date) -> date:
    """The last day of the last quarter that is over at the end of a month.

    >>> last_closed_quarter(date(2025, 3, 31)), last_closed_quarter(date(2025, 5, 31))
    (datetime.date(2025, 3, 31), datetime.date(2025, 3, 31))
    """
    after = month_end + timedelta(days=1)
    return after.replace(month=after.month - (after.month - 1) % 3, day=1) - timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """Whose records a row counts: respondents or invitations, of a target group, at a moment."""

    counted: str
    target_group: str
    moment_key: str = AT_THE_END


@dataclass(frozen=True)
class Records:
    """The records that a shown row counts, known at the end of a month. Those of who asked to be forgotten are in the
    number only.
    """

    keys: frozenset[str] = frozenset()
    n_forgotten: int = 0
    until: date | None = None

    @property
    def n(self) -> int:
        return len(self.keys) + self.n_forgotten


@dataclass(frozen=True)
class Standing:
    """What readers have: the records behind each row that is shown of a whole or a moment, those behind the slices of a
    target group, and each number of respondents of a whole that kept releases show.
    """

    rows: Mapping[Place, Records] = field(default_factory=dict)
    slices: Mapping[Place, Records] = field(default_factory=dict)
    shown_numbers: Mapping[Place, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Renewal:
    """What is renewed: the wholes and the slices of which target groups, and the rows of which wholes and moments."""

    target_groups: frozenset[str]
    slices: frozenset[str]
    places: frozenset[Place]


def renewal(
    now: Mapping[Place, frozenset[str]],
    standing: Standing,
    until: date,
    thresholds: Thresholds,
    *,
    cut_anew: bool,
) -> Renewal:
    """What may be renewed with these records, known at the end of a month.

    Slices go with the whole of their target group, once a quarter has closed since their last release or because they
    must be `cut_anew`. All target groups together go where each of them goes too.
    """
    closing = _Closing(now, standing, thresholds, until, cut_anew)
    names = frozenset(place.target_group for place in (*now, *standing.rows)) - {ALL}
    slices = {name for name in names if closing.are_slices_due(name) and closing.may_renew_whole(name)}
    renewed = slices | {name for name in names - slices if closing.may_renew_whole(name, beside_slices=True)}
    if renewed == names:
        if closing.are_slices_due(ALL) and all(
            name in slices or closing.are_slices_unchanged(name) for name in names
        ) and closing.may_renew_whole(ALL):  # fmt: skip
            slices.add(ALL)
            renewed.add(ALL)
        elif closing.may_renew_whole(ALL, beside_slices=True):
            renewed.add(ALL)
    places = closing.consistent(place for place in (*now, *standing.rows) if closing.goes_with(place, renewed))
    kept_back = {name for name in renewed if Place(RESPONDENTS, name) in {*now, *standing.rows} - places}
    return Renewal(frozenset(renewed - kept_back), frozenset(slices - kept_back), frozenset(places))


@dataclass(frozen=True)
class _Closing:
    now: Mapping[Place, frozenset[str]]
    standing: Standing
    thresholds: Thresholds
    until: date
    cut_anew: bool

    def goes_with(self, place: Place, renewed: Collection[str]) -> bool:
        """Whether a row is renewed with the whole of its target group."""
        return place.target_group in renewed and (place.moment_key == AT_THE_END or self.may_renew(place))

    def consistent(self, places: Iterable[Place]) -> set[Place]:
        """Those of the places that may be renewed beside what stands of all target groups together at their moment.

        That goes where the row of each target group goes, and less those rows it leaves nobody or enough.
        """
        chosen = set(places)
        for together in {Place(RESPONDENTS, ALL, place.moment_key) for place in (*self.now, *self.standing.rows)}:
            each = {
                place
                for place in (*self.now, *self.standing.rows)
                if (place.counted, place.moment_key) == (RESPONDENTS, together.moment_key) and place.target_group != ALL
            }
            if not each <= chosen:
                chosen.discard(together)
            stands = self.standing.rows.get(together)
            if stands and together not in chosen:
                n_left = stands.n - sum(self._n_from_now_on(place, chosen) for place in each)
                if not self.thresholds.is_nobody_or_enough(n_left):
                    held = {place.target_group for place in each} if together.moment_key == AT_THE_END else set()
                    chosen -= each | {place for place in chosen if place.target_group in held}
        return chosen

    def _n_from_now_on(self, place: Place, renewed: Collection[Place]) -> int:
        return len(self.now.get(place, ())) if place in renewed else self.standing.rows.get(place, Records()).n

    def are_slices_due(self, target_group: str) -> bool:
        before = [self.standing.slices.get(Place(counted, target_group)) for counted in (RESPONDENTS, INVITED)]
        last = max((records.until for records in before if records and records.until), default=None)
        return self.cut_anew or last is None or last_closed_quarter(self.until) > last

    def are_slices_unchanged(self, target_group: str) -> bool:
        """Whether the slices that stand count whom they would count now."""
        place = Place(RESPONDENTS, target_group)
        before = self.standing.slices.get(place, Records())
        return before.keys == self.now.get(place, frozenset()) and not before.n_forgotten

    def may_renew(self, place: Place) -> bool:
        """Whether nobody or enough joined and left, and the number changed by nobody or enough."""
        before, keys = self.standing.rows.get(place), self.now.get(place, frozenset())
        if before is None:
            return True
        n_stayed = len(before.keys & keys)
        n_moved = before.n - n_stayed + len(keys) - n_stayed
        return all(self.thresholds.is_nobody_or_enough(n) for n in (n_moved, len(keys) - before.n))

    def may_renew_whole(self, target_group: str, *, beside_slices: bool = False) -> bool:
        """Whether the number differs, too, from those shown before by nobody or enough, and from that of the slices."""
        for counted in (RESPONDENTS, INVITED):
            place = Place(counted, target_group)
            n = len(self.now.get(place, ()))
            if not self.may_renew(place):
                return False
            others = set(self.standing.shown_numbers.get(place, ()))
            if beside_slices and place in self.standing.slices:
                others.add(self.standing.slices[place].n)
            is_shown = n >= self.thresholds.minimum_group
            if is_shown and not all(self.thresholds.is_nobody_or_enough(n - other) for other in others):
                return False
        return True
