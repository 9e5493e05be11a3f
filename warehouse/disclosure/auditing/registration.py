"""What registration marts publish of persons, as boxes around counts and their sums. Solving them belongs to `bounds`;
what one row may show, to `rows`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise, product

from warehouse.disclosure.auditing.bounds import Contradiction, Key, Programme, System, Work
from warehouse.disclosure.auditing.figures import Figure, Finding, Release, Row, figure_of, found
from warehouse.disclosure.auditing.labels import (
    ALL,
    EARLIER,
    LAST_12_MONTHS,
    POOLED,
    half_years,
    last_12_months,
    months_of,
    span_of,
)
from warehouse.disclosure.auditing.marts import MARTS, ROUNDED

Cut = tuple[str, str]
Marts = dict[str, list[Row]]
# The parts of each slice.
Parts = dict[str, list[str]]

WHOLE: Cut = (ALL, ALL)
# What no row, and no other mart, tells of: a type or a period of so few that it is in no mart.
UNSEEN = "(unseen)"
MOST_ROOM = 12
LONG_WAIT = 42
ONE: Key = ("one",)
OUTCOMES = {
    "follow_up": ("geen_vervolg", "andere_groep", "buurtteam_individueel", "specialistische_hulp", "onbekend"),
    "end_reason": ("01", "02", "03", "04", "05", "onbekend"),
}
CLASSES = {
    "follow_up_class": {
        "geen_vervolg": ("geen_vervolg",),
        "andere_groep": ("andere_groep",),
        "individuele_hulp": ("buurtteam_individueel", "specialistische_hulp"),
        "onbekend": ("onbekend",),
    },
    "end_reason_class": {
        "volgens_plan": ("01",), "anders": ("02", "03", "04", "05"), "onbekend": ("onbekend",),
    },
}  # fmt: skip
OF_CLASS = {"follow_up_class": "follow_up", "end_reason_class": "end_reason"}
KNOWN_REASONS = OUTCOMES["end_reason"][:-1]
OTHER_THAN_PLANNED = KNOWN_REASONS[1:]

# Marts whose counts tell of one another, by rules of their own.
LINKED = {"waiting_time", "outflow", "group_profile", "help_follow_up_curve", "help_around_group"}
# Who is followed for so many days can be observed in the first month, and who can in the second is followed as long:
# two months have 59 to 62 days, four 120 to 123, and so on.
MONTHS_OF_DAYS = {91: (2, 4), 183: (5, 7), 365: (11, 12)}
NARROW = "published figures together leave too few possible values for this count of persons"
CONTRADICTION = "figures contradict one another, so what they give away is unknown"


def judge_registrations(release: Release, minimum_cell: int) -> Iterator[Finding]:
    """The counts of persons that readers of one release can narrow down. Only marts of the same day are linked."""
    work = Work()
    days = {row.get("data_until") for mart in ROUNDED for row in release.marts[mart]}
    for day in sorted(day for day in days if day is not None):
        marts = {mart: [row for row in release.marts[mart] if row.get("data_until") == day] for mart in ROUNDED}
        yield from _judge(marts, _parts_seen(release, day), minimum_cell, work)


def _judge(marts: Marts, parts: Parts, minimum_cell: int, work: Work) -> Iterator[Finding]:
    """With as little room for what no mart shows as the figures agree with, and by a reader who knows as much."""
    for room, is_covered in product(range(MOST_ROOM), (True, False)):
        counts = _Counts(marts, parts, minimum_cell, room, is_covered=is_covered)
        programme = Programme(counts.system, work)
        try:
            narrow = programme.narrow(counts.figures, counts.shown, minimum_cell)
        except Contradiction:
            continue
        for key, proof in narrow.items():
            yield found(counts.figures[key], NARROW, tuple(counts.figures[other] for other in proof))
        return
    outside = tuple(counts.figures[key] for key in programme.violated() if key in counts.shown)
    mart = outside[0].mart if outside else "waiting_time"
    yield Finding(mart, outside[0].where if outside else "published counts", CONTRADICTION, None, outside)


def _parts_seen(release: Release, until: date) -> Parts:
    """The parts that each slice has as far as anything in the release tells."""
    seen: dict[str, set[str]] = defaultdict(set)
    for mart, rows in release.marts.items():
        keys = MARTS[mart].keys
        cuts = {(row.get("slice"), row.get("slice_value")) for row in rows if "slice" in keys}
        cuts |= {(row.get("characteristic"), row.get("value")) for row in rows if "characteristic" in keys}
        cuts |= {("group_type", row.get("group_type")) for row in rows if "group_type" in keys}
        for slice_, value in cuts:
            seen[str(slice_)].add(str(value))
    periods = half_years(seen["half_year"] | seen["year"], until)
    named = {slice_: sorted(parts - {ALL, POOLED}) for slice_, parts in seen.items()}
    years = sorted({period.partition("-")[0] for period in periods})
    # Rows that stand of an earlier month are of other months.
    months = [last_12_months(until), EARLIER]
    return defaultdict(list, named | {"half_year": periods, "year": years, LAST_12_MONTHS: months})


class _Counts:
    """A variable for each count, the figures that show some of them, and everything that the marts say of them.

    is_covered: a reader knows that decisions cover all the time that groups ran.
    """

    def __init__(self, marts: Marts, parts: Parts, minimum_cell: int, room: int, *, is_covered: bool) -> None:
        self.system = System()
        self.figures: dict[Key, Figure] = {}
        self.shown: set[Key] = set()
        self._parts, self._cell, self._room, self._is_covered = parts, minimum_cell, room, is_covered
        waiting = self._add_waiting_time(marts["waiting_time"])
        ended = self._add_outflow(marts["outflow"])
        profiled = self._add_profile(marts["group_profile"])
        self._link(waiting, ended, profiled)
        curves = self._add_curves(marts["help_follow_up_curve"], ended)
        self._add_around(marts["help_around_group"], curves, ended)
        for mart in sorted(marts.keys() - LINKED):
            self._add_parts(mart, marts[mart])

    def _add_parts(self, mart: str, rows: list[Row]) -> None:
        """Of a mart that is linked with no other: each of its counts is the sum of its parts, slice by slice."""
        subject = [name for name in MARTS[mart].keys if name not in ("slice", "slice_value")]
        cuts = self._cuts(*dict.fromkeys(slice_ for slice_, _ in map(_cut, rows) if slice_ != ALL))
        for column in ROUNDED[mart]:
            counts = dict.fromkeys((mart, column, *(str(row[name]) for name in subject)) for row in rows)
            for row in rows:
                self._show((mart, column, *(str(row[name]) for name in subject), *_cut(row)), mart, row, column)
            for count in counts:
                for cut in cuts:
                    self._leave_out((*count, *cut))
                self._add_up(count, cuts)

    def _show(self, key: Key, mart: str, row: Row, column: str) -> None:
        """A count within a cell of what is shown; a hidden one can be anything."""
        value, less = row.get(column), self._cell - 1
        self.figures.setdefault(key, figure_of(mart, row, column))
        if value is None:
            self.system.count(key)
        else:
            self.shown.add(key)
            self.system.count(key, value - less, value + less)

    def _leave_out(self, key: Key, *, times: int = 1) -> None:
        """A count that no row shows, as it rounds to nobody; unseen ones are as many together as there is room for."""
        if key not in self.system.boxes:
            times = self._room if key[-1] == UNSEEN else times
            self.system.count(key, 0, times * (self._cell - 1))

    def _cuts(self, *slices: str) -> list[Cut]:
        return [
            WHOLE,
            *((slice_, value) for slice_ in slices for value in [*self._parts[slice_], *self._unseen(slice_)]),
        ]

    def _unseen(self, slice_: str) -> list[str]:
        """A part more than anything tells of, where there is room for it. The last twelve months have no third."""
        return [UNSEEN] if self._room and slice_ != LAST_12_MONTHS else []

    def _add_up(self, count: Key, cuts: list[Cut]) -> None:
        """The whole is the sum of the parts of each slice, and a year that of its half-years. See `_hold_months`."""
        for slice_ in dict.fromkeys(slice_ for slice_, _ in cuts[1:]):
            self.system.equal((*count, *WHOLE), [(*count, *cut) for cut in cuts if cut[0] == slice_])
        for year in (value for slice_, value in cuts if slice_ == "year" and value != UNSEEN):
            halves = [cut for cut in cuts if cut[0] == "half_year" and cut[1].startswith(f"{year}-")]
            self.system.equal((*count, "year", year), [(*count, *cut) for cut in halves])
        self._hold_months(count, cuts)

    def _hold_months(self, count: Key, cuts: Iterable[Cut]) -> None:
        """The last twelve months hold the half-years within them, and no more than those that reach into them."""
        halves = [value for slice_, value in cuts if slice_ == "half_year"]
        for months in (value for slice_, value in cuts if slice_ == LAST_12_MONTHS and value != EARLIER):
            begin, _ = span_of(months)
            within = [half for half in halves if half != UNSEEN and months_of(half)[0] >= begin]
            reaching = [half for half in halves if half == UNSEEN or months_of(half)[1] >= begin]
            if halves:
                twelve = [(*count, LAST_12_MONTHS, months)]
                self.system.at_most([(*count, "half_year", half) for half in within], twelve)
                self.system.at_most(twelve, [(*count, "half_year", half) for half in reaching])

    def _add_waiting_time(self, rows: list[Row]) -> set[Cut]:
        cuts = self._cuts("group_type", "half_year", "year", *_months_seen(rows)) if rows else []
        for row in rows:
            self._show(("started", *_cut(row)), "waiting_time", row, "n_started")
            self._show(("over", *_cut(row)), "waiting_time", row, "n_over_42_days")
        for cut in cuts:
            self._leave_out(("started", *cut))
            self._leave_out(("over", *cut))
            self.system.at_most([("over", *cut)], [("started", *cut)])
        for row in rows:
            self._add_waiting_of_many(row)
        for count in ("started", "over") if rows else ():
            self._add_up((count,), cuts)
        return {_cut(row) for row in rows}

    def _add_waiting_of_many(self, row: Row) -> None:
        """How long half and nine in ten waited tells, beside 42 days, how many waited longer. A shown day is whole: one
        of 42 itself may be either.
        """
        over, started = ("over", *_cut(row)), ("started", *_cut(row))
        self.system.count(ONE, 1, 1)
        if (median := row.get("median_days")) is not None and median != LONG_WAIT:
            self.system.limit({over: 2, started: -1} if median < LONG_WAIT else {over: -2, started: 1})
        if (p90 := row.get("p90_days")) is not None and p90 != LONG_WAIT:
            # Interpolated between two persons: of nine in ten under it, up to 0.8 of a person may be over it.
            self.system.limit({over: 10, started: -1, ONE: -8} if p90 < LONG_WAIT else {over: -10, started: 1})

    def _add_outflow(self, rows: list[Row]) -> set[Cut]:
        cuts = self._cuts("group_type", "half_year", "year", *_months_seen(rows)) if rows else []
        keys = {outcome: list(OUTCOMES.get(outcome) or CLASSES[outcome]) for outcome in (*OUTCOMES, *CLASSES)}
        keys = {outcome: keys[outcome] for outcome in keys if any(row["outcome"] == outcome for row in rows)}
        for row in rows:
            outcome, key = row["outcome"], row["outcome_key"]
            keys.setdefault(outcome, [])
            keys[outcome] += [key] * (key not in keys[outcome])
            self._show((outcome, key, *_cut(row)), "outflow", row, "n_ended")
            self._show(("ended", *_cut(row)), "outflow", row, "n_ended_total")
        for cut in cuts:
            self.system.count(("ended", *cut))
            for outcome, listed in keys.items():
                for key in listed:
                    self._leave_out((outcome, key, *cut))
                self.system.equal(("ended", *cut), [(outcome, key, *cut) for key in listed])
            for outcome in CLASSES.keys() & keys.keys():
                for class_, members in CLASSES[outcome].items():
                    if OF_CLASS[outcome] in keys:
                        self.system.equal((outcome, class_, *cut), [(OF_CLASS[outcome], key, *cut) for key in members])
        for count in [("ended",), *((outcome, key) for outcome in keys for key in keys[outcome])] if rows else ():
            self._add_up(count, cuts)
        return {_cut(row) for row in rows if "end_reason" in keys}

    def _add_profile(self, rows: list[Row]) -> set[Cut]:
        shown = [_cut(row) for row in rows]
        for row in rows:
            for count, column in zip(("persons", "known", "dropouts"), ROUNDED["group_profile"], strict=True):
                self._show((count, *_cut(row)), "group_profile", row, column)
            self.system.at_most([("dropouts", *_cut(row))], [("known", *_cut(row))])
        all_cuts: list[Cut] = []
        for slice_ in dict.fromkeys(slice_ for slice_, _ in shown if slice_ != ALL and WHOLE in shown):
            values = [value for name, value in shown if name == slice_]
            cuts = [(slice_, value) for value in [*values, *self._profile_rest(slice_, values)]]
            for cut in cuts:
                self._leave_out(("persons", *cut))
                # A few persons may have ended more than once: more of them where the figures say so.
                self._leave_out(("known", *cut), times=1 + self._room)
                self._leave_out(("dropouts", *cut), times=1 + self._room)
                self.system.at_most([("dropouts", *cut)], [("known", *cut)])
                self.system.at_most([("persons", *cut)], [("persons", *WHOLE)])
            self.system.at_most([("persons", *WHOLE)], [("persons", *cut) for cut in cuts])
            for count in ("known", "dropouts"):
                self.system.equal((count, *WHOLE), [(count, *cut) for cut in cuts])
            all_cuts += cuts
        for count in ("known", "dropouts"):
            self._hold_months((count,), all_cuts)
        return set(shown)

    def _profile_rest(self, slice_: str, values: list[str]) -> list[str]:
        """Parts without a row. What is seen elsewhere is in the pooled part where there is one."""
        spans = [span_of(value) for value in values] if slice_ == "half_year" else [(value, value) for value in values]
        rest = [] if POOLED in values else self._parts[slice_]
        rest = [value for value in rest if not any(first <= value <= last for first, last in spans)]
        return [*rest, *self._unseen(slice_)]

    def _link(self, waiting: set[Cut], ended: set[Cut], profiled: set[Cut]) -> None:
        """What one mart says of another: of the whole, and of each group type that both show."""
        for cut in sorted(cut for cut in waiting | ended | profiled if cut[0] in (ALL, "group_type")):
            if {cut} <= waiting & profiled:
                self.system.at_most([("persons", *cut)], [("started", *cut)])
            if {cut} <= waiting & ended:
                self.system.at_most([("ended", *cut)], [("started", *cut)])
            if {cut} <= ended & profiled:
                self.system.equal(("known", *cut), [("end_reason", key, *cut) for key in KNOWN_REASONS])
                self.system.equal(("dropouts", *cut), [("end_reason", key, *cut) for key in OTHER_THAN_PLANNED])

    def _add_curves(self, rows: list[Row], ended: set[Cut]) -> set[str]:
        days = sorted({0, *(int(row["day"]) for row in rows)})
        types = list(dict.fromkeys(row["group_type"] for row in rows))
        for row in rows:
            for count, column in zip(("at_risk", "events", "censored"), ROUNDED["help_follow_up_curve"], strict=True):
                self._show((count, row["group_type"], str(int(row["day"]))), "help_follow_up_curve", row, column)
        rest = [] if POOLED in types else [UNSEEN]
        for type_ in [*types, *rest] if rows else []:
            self._add_curve(type_, days)
        for cut in sorted(ended):
            type_ = ALL if cut == WHOLE else cut[1]
            if cut[0] in (ALL, "group_type") and type_ in types:
                self.system.at_most([("at_risk", type_, "0")], [("ended", *cut)])
        if ALL in types:
            parts = [type_ for type_ in [*types, *rest] if type_ != ALL]
            for count in ("at_risk", "events", "censored"):
                for day in map(str, days):
                    self.system.equal((count, ALL, day), [(count, type_, day) for type_ in parts])
        return set(types)

    def _add_curve(self, type_: str, days: list[int]) -> None:
        """Who is at risk on a day has not left before it. A day without a row has too few for one."""
        gone: list[Key] = []
        at_start = ("at_risk", type_, "0")
        too_few = (5 * self._cell - 2) * (1 + self._room)
        for day in map(str, days):
            at_risk = ("at_risk", type_, day)
            if at_risk not in self.system.boxes:
                self.system.count(at_risk, 0, too_few)
            if gone:
                self.system.at_most([at_risk, *gone], [at_start])
            left = [("events", type_, day), ("censored", type_, day)]
            for key in left:
                self.system.count(key)
            gone += left
            if at_risk != at_start:
                self.system.at_most([at_start], [at_risk, *gone])
            self.system.at_most(gone, [at_start])

    def _add_around(self, rows: list[Row], curves: set[str], ended: set[Cut]) -> None:
        """Types add up in each month; who has help is observed, and who is observed is followed by the curve."""
        months = sorted({int(row["month"]) for row in rows})
        parts = [*self._parts["group_type"], *([UNSEEN] if self._room else [])]
        for row in rows:
            for count, column in zip(("observed", "helped"), ROUNDED["help_around_group"], strict=True):
                self._show((count, str(row["month"]), row["group_type"]), "help_around_group", row, column)
        for count, month in product(("observed", "helped"), map(str, months)):
            for type_ in (ALL, *parts):
                self._leave_out((count, month, type_))
            self.system.equal((count, month, ALL), [(count, month, type_) for type_ in parts])
        if rows and ALL in curves:
            rest = POOLED if POOLED in curves else UNSEEN
            self.system.equal(("at_risk", rest, "0"), [("followed", type_) for type_ in parts if type_ not in curves])
        for type_ in (ALL, *parts) if rows else ():
            followed = ("at_risk", type_, "0") if type_ in curves else ("followed", type_)
            self.system.count(followed)
            for month in map(str, months):
                self.system.at_most([("helped", month, type_)], [("observed", month, type_)])
                self.system.at_most([("observed", month, type_)], [followed])
            cut = WHOLE if type_ == ALL else ("group_type", type_)
            if type_ not in curves and cut in ended:
                self.system.at_most([followed], [("ended", *cut)])
            if self._is_covered:
                self._add_covered(type_, months, followed, type_ in curves)

    def _add_covered(self, type_: str, months: list[int], followed: Key, has_curve: bool) -> None:
        """Where decisions cover all the time that groups ran, they begin too late for fewer and fewer months up to the
        start, and end too early for more and more.
        """
        observed = {month: ("observed", str(month), type_) for month in months}
        too_early = {month: ("too_early", str(month), type_) for month in months}
        for month in months:
            self.system.count(too_early[month])
            if month >= 0:
                self.system.equal(followed, [observed[month], too_early[month]])
        for month, next_ in pairwise(months):
            self.system.at_most([too_early[month]], [too_early[next_]])
            if month < 0:
                self.system.at_most([observed[month], too_early[month]], [observed[next_], too_early[next_]])
        if not has_curve:
            return
        if 0 in too_early:
            self.system.at_most([too_early[0]], [("censored", type_, "0")])
        helped_since: list[Key] = [("events", type_, "0")]
        for day, (first, second) in MONTHS_OF_DAYS.items():
            at_risk = ("at_risk", type_, str(day))
            if at_risk not in self.system.boxes:
                return
            helped_since.append(("events", type_, str(day)))
            if first in observed:
                self.system.at_most([at_risk], [observed[first]])
            if second in observed:
                self.system.at_most([observed[second]], [at_risk, *helped_since])


def _months_seen(rows: list[Row]) -> Iterable[str]:
    """The slice of the last twelve months, where a mart has rows of it."""
    return {LAST_12_MONTHS} & {slice_ for slice_, _ in map(_cut, rows)}


def _cut(row: Row) -> Cut:
    return str(row.get("slice", ALL)), str(row.get("slice_value", ALL))
