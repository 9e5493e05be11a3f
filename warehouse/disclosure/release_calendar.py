"""Which opinion figures a closing renews: those of which nobody, or enough respondents, joined or left.

So two releases of the same row are never told apart by a few respondents. What the rows show is `opinion`'s matter.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

from warehouse.disclosure.thresholds import Thresholds

ALL, AT_THE_END = "all", "einde"
# Contacts are the respondents of a row of network_over_time, which its pairs may keep back beside the other rows.
RESPONDENTS, INVITED, CONTACTS, PAIRS = "respondents", "invited", "contacts", "pairs"


def last_closed_month(as_of: date) -> date:
    """The last day of the month before that of `as_of`.

    >>> last_closed_month(date(2025, 4, 15))
    datetime.date(2025, 3, 31)
    """
    return as_of.replace(day=1) - timedelta(days=1)


def quarters_closed(month_end: date) -> int:
    """How many quarters are over at the end of a month.

    >>> quarters_closed(date(2025, 5, 31)) - quarters_closed(date(2025, 3, 31))
    0
    >>> quarters_closed(date(2025, 6, 30)) - quarters_closed(date(2025, 3, 31))
    1
    """
    after = month_end + timedelta(days=1)
    return (12 * after.year + after.month - 1) // 3


@dataclass(frozen=True)
class Place:
    """Whose records are counted: respondents, invitations, contacts or pairs, of a target group, at a moment."""

    counted: str
    target_group: str
    moment_key: str = AT_THE_END

    @property
    def is_whole(self) -> bool:
        return self.moment_key == AT_THE_END and self.counted in (RESPONDENTS, INVITED)


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

    def is_later_than(self, month_end: date) -> bool:
        return self.until is not None and self.until > month_end


@dataclass(frozen=True)
class Standing:
    """What readers have: the records behind each row of a whole or a moment that the last release shows, and behind its
    slices of a target group; and all those that a place was shown with, by kept releases or last.

    Records of a month that is not over (a night had a later date) are compared with too; but their rows do not stand.
    """

    rows: Mapping[Place, Records] = field(default_factory=dict)
    slices: Mapping[Place, Records] = field(default_factory=dict)
    shown: Mapping[Place, Collection[Records]] = field(default_factory=dict)


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
    must be `cut_anew`. All target groups together go where each of them goes too; their slices are of the respondents
    of each group's slices, so where they are due those are cut in the same closing, whether due or not.
    """
    closing = _Closing(now, standing, thresholds, until, cut_anew)
    names = frozenset(place.target_group for place in (*now, *standing.rows)) - {ALL}
    together = names | {ALL}
    if closing.are_slices_of_all_due(names) and all(map(closing.may_renew_whole, together)):
        slices = renewed = together
    else:
        renewed = frozenset(filter(closing.may_renew_whole, names))
        slices = frozenset(filter(closing.are_slices_due, renewed))
        if renewed == names and closing.may_renew_whole(ALL):
            renewed = together
    places = closing.consistent(place for place in (*now, *standing.rows) if closing.goes_with(place, renewed))
    kept_back = {name for name in renewed if Place(RESPONDENTS, name) in {*now, *standing.rows} - places}
    return Renewal(renewed - kept_back, slices - kept_back, frozenset(places))


@dataclass(frozen=True)
class _Closing:
    now: Mapping[Place, frozenset[str]]
    standing: Standing
    thresholds: Thresholds
    until: date
    cut_anew: bool

    def goes_with(self, place: Place, renewed: Collection[str]) -> bool:
        """Whether a row is renewed with the whole of its target group."""
        return place.target_group in renewed and (place.is_whole or self.may_renew(place))

    def consistent(self, places: Iterable[Place]) -> set[Place]:
        """Those of the places that may be renewed beside what stands of all target groups together at their moment.

        That goes where the row of each target group goes. Where it does not, those rows wait for it if it is awaited,
        or if it less some of them would leave a few.
        """
        chosen = set(places)
        known = {*self.now, *self.standing.rows}
        for together in {Place(RESPONDENTS, ALL, place.moment_key) for place in known}:
            each = {
                place for place in known
                if (place.counted, place.moment_key) == (RESPONDENTS, together.moment_key) and place.target_group != ALL
            }  # fmt: skip
            if not each <= chosen:
                chosen.discard(together)
            if together not in chosen and (
                self.is_awaited(together, each) or self.leaves_a_few(together, each, chosen)
            ):
                held = {place.target_group for place in each} if together.is_whole else set()
                chosen -= each | {place for place in chosen if place.target_group in held}
        of_network = {one for one in chosen if one.counted in (CONTACTS, PAIRS)}
        return chosen - {one for one in of_network if not self.goes_with_its_moment(one, chosen, known)}

    def goes_with_its_moment(self, place: Place, chosen: Collection[Place], known: Collection[Place]) -> bool:
        """Whether contacts or pairs go: with the respondents of their moment, and with one another. Where a quarter has
        closed since contacts were renewed, they go without pairs.
        """
        respondents, contacts, pairs = (replace(place, counted=one) for one in (RESPONDENTS, CONTACTS, PAIRS))
        last = self.standing.rows.get(contacts, Records()).until
        is_old = last is None or quarters_closed(self.until) > quarters_closed(last)
        wanted = {respondents, contacts} if place == contacts and is_old else {respondents, contacts, pairs}
        return wanted.intersection(known) <= set(chosen)

    def is_awaited(self, together: Place, each: Iterable[Place]) -> bool:
        """Whether the rows of each target group wait until all of them may go, and the one of all together with them.

        They do in every other quarter, from the first that closes after its last release on, and not where a row does
        not stand. So a target group that never has enough again holds the others for a quarter at a time, no longer.
        """
        if self.cut_anew or not all(map(self.stands, each)):
            return False
        last = self.standing.rows.get(together, Records()).until
        n_quarters = quarters_closed(self.until) - (quarters_closed(last) if last else 0)
        return n_quarters > 0 and n_quarters % 2 == 1

    def leaves_a_few(self, together: Place, each: Iterable[Place], renewed: Collection[Place]) -> bool:
        """Whether what stands of all target groups together, less some of them as shown from now on, would be a few:
        less their respondents, or their contacts, which may be older.
        """
        if not self.stands(together):
            return False
        before = self.standing.rows[together]
        subtracted = [[Records(), *self.shown_from_now_on(one, renewed)] for one in each]
        return any(not self.thresholds.is_nobody_or_enough(_n_left(before, some)) for some in product(*subtracted))

    def shown_from_now_on(self, respondents: Place, renewed: Collection[Place]) -> Iterator[Records]:
        """Who is behind the rows of a target group at a moment: its respondents, and the contacts that stand."""
        contacts = replace(respondents, counted=CONTACTS)
        if respondents in renewed and self.is_shown(respondents):
            yield Records(self.now[respondents])
        # Whether a few pairs keep contacts back is not known yet.
        stand = [contacts] if respondents in renewed else [respondents, contacts]
        yield from (self.standing.rows[one] for one in stand if self.stands(one))

    def is_shown(self, place: Place) -> bool:
        """Whether there are enough to show, were it renewed."""
        return len(self.now.get(place, ())) >= self.thresholds.minimum_group

    def stands(self, place: Place) -> bool:
        records = self.standing.rows.get(place)
        return records is not None and not records.is_later_than(self.until)

    def are_slices_due(self, target_group: str) -> bool:
        before = [self.standing.slices.get(Place(counted, target_group)) for counted in (RESPONDENTS, INVITED)]
        last = max((records.until for records in before if records and records.until), default=None)
        is_over = last is None or last > self.until or quarters_closed(self.until) > quarters_closed(last)
        return self.cut_anew or is_over

    def are_slices_of_all_due(self, names: Collection[str]) -> bool:
        """Whether those of each are due, too, or have to follow: not where one has a few, so that all show nothing."""
        n_respondents = (len(self.now.get(Place(RESPONDENTS, name), ())) for name in names)
        is_shown = all(map(self.thresholds.is_nobody_or_enough, n_respondents))
        return self.are_slices_due(ALL) and (is_shown or all(map(self.are_slices_due, names)))

    def may_renew(self, place: Place) -> bool:
        """Whether nobody or enough are between what is shown from now on and all that was shown in this place. Where
        there are too few to show, only what stands is compared with, which is better left than hidden.
        """
        stood = [self.standing.rows[place]] if place in self.standing.rows else []
        shown = self.standing.shown.get(place, ()) if self.is_shown(place) else ()
        return all(self.is_apart(before, self.now.get(place, frozenset())) for before in (*stood, *shown))

    def is_apart(self, before: Records, keys: frozenset[str]) -> bool:
        """Whether nobody or enough joined and left, and the number changed by nobody or enough."""
        n_stayed = len(before.keys & keys)
        n_moved = before.n - n_stayed + len(keys) - n_stayed
        return all(self.thresholds.is_nobody_or_enough(n) for n in (n_moved, len(keys) - before.n))

    def may_renew_whole(self, target_group: str) -> bool:
        return all(self.may_renew(Place(counted, target_group)) for counted in (RESPONDENTS, INVITED))


def _n_left(together: Records, some: Sequence[Records]) -> int:
    """Of how many respondents all together less some of them is, those who count negatively too. Those forgotten in a
    row that stands are among those forgotten of all.
    """
    keys = frozenset[str]().union(*(records.keys for records in some))
    n_forgotten = sum(records.n_forgotten for records in some)
    return len(together.keys ^ keys) + max(together.n_forgotten - n_forgotten, 0)
