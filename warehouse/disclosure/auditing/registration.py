"""What the registration marts publish about counts of persons, as relations between counts.

The curve has a module of its own; what a single row may show, too.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from warehouse.disclosure.auditing.curve import relate_curves
from warehouse.disclosure.auditing.findings import at
from warehouse.disclosure.auditing.published import Mart, Marts, Row
from warehouse.disclosure.auditing.system import Key, System

Cut = tuple[str, str]

ALL: Cut = ("all", "all")
OUTCOMES = ("follow_up", "end_reason")
UNKNOWN_REASON = "onbekend"
AS_PLANNED = "01"
DAYS_ALLOWED = 42
QUANTILES = {"median_days": Fraction(1, 2), "p90_days": Fraction(9, 10)}
# No share published here is of more persons than this.
LARGEST_DENOMINATOR = 100_000


def registration_system(marts: Marts, minimum_cell: int) -> System:
    """Everything that registration marts of one population publish."""
    system = System()
    waiting = _relate_waiting_time(system, marts["waiting_time"], minimum_cell)
    ended = _relate_outflow(system, marts["outflow"], minimum_cell)
    profiled = _relate_profile(system, marts["group_profile"], minimum_cell)
    followed = relate_curves(system, marts["help_follow_up_curve"], minimum_cell)
    _link(system, waiting, ended, profiled, minimum_cell)
    for group_type in followed:
        cut = ALL if group_type == "all" else ("group_type", group_type)
        if cut in ended:
            unlinked = ("unlinked", *cut)
            system.equal(("ended", *cut), [unlinked, ("followed", group_type)])
            where = at({"group_type": group_type}, "n_ended_total of outflow minus n_at_risk of day 0")
            system.protect(unlinked, "help_follow_up_curve", where, minimum_cell)
    return system


def ratio(system: System, part: Key, whole: Key, share: float | None) -> None:
    """An unrounded share publishes the fraction it came from, in its lowest terms, where its counts are not shown."""
    if share is None or (part in system.shown and whole in system.shown):
        return
    fraction = Fraction(share).limit_denominator(LARGEST_DENOMINATOR)
    if fraction == 0:
        system.publish(part, 0)
    else:
        system.relate({part: fraction.denominator, whole: -fraction.numerator})


def _relate_waiting_time(system: System, mart: Mart, minimum_cell: int) -> set[Cut]:
    cuts = {_cut(row) for row in mart.rows}
    for row in mart.rows:
        cut = _cut(row)
        started, over, in_time = ("started", *cut), ("over_42_days", *cut), ("in_time", *cut)
        system.publish(started, row.get("n_started"))
        system.publish(over, row.get("n_over_42_days"))
        ratio(system, over, started, row.get("share_over_42_days"))
        system.equal(started, [over, in_time])
        for figure, share in QUANTILES.items():
            _relate_quantile(system, over, row.get("n_started"), row.get(figure), share)
        for key, figure in (
            (started, "n_started"),
            (over, "n_over_42_days"),
            (in_time, "n_started minus n_over_42_days"),
        ):
            system.protect(key, mart.name, at(mart.labels(row), figure), minimum_cell)
    for count in ("started", "over_42_days"):
        _relate_slices(system, (count,), cuts)
    return cuts


def _relate_quantile(system: System, over: Key, started: int | None, days: float | None, share: Fraction) -> None:
    """How long so many waited at most, set beside the 42 days, says how many at least waited shorter, or longer."""
    if not started or days is None:
        return
    place = share * (started - 1)
    if days > DAYS_ALLOWED:
        system.limit({over: -1}, ceil(place) - started)
    else:
        system.limit({over: 1}, started - 1 - floor(place))


def _relate_outflow(system: System, mart: Mart, minimum_cell: int) -> set[Cut]:
    cuts = {_cut(row) for row in mart.rows}
    keys_of: dict[tuple[str, Cut], set[str]] = {}
    for row in mart.rows:
        keys_of.setdefault((row["outcome"], _cut(row)), set()).add(row["outcome_key"])
        _relate_outcome(system, mart, row, minimum_cell)
    for (outcome, cut), keys in keys_of.items():
        system.equal(("ended", *cut), [("ended_with", outcome, key, *cut) for key in sorted(keys)])
    for outcome, key in sorted({(row["outcome"], row["outcome_key"]) for row in mart.rows}):
        for cut in cuts:
            # A key that a block does not list is one that nobody there had.
            if key not in keys_of.get((outcome, cut), {key}):
                system.publish(("ended_with", outcome, key, *cut), 0)
        _relate_slices(system, ("ended_with", outcome, key), cuts)
    _relate_slices(system, ("ended",), cuts)
    return cuts


def _relate_outcome(system: System, mart: Mart, row: Row, minimum_cell: int) -> None:
    cut = _cut(row)
    total = ("ended", *cut)
    cell = ("ended_with", row["outcome"], row["outcome_key"], *cut)
    others = ("ended_without", row["outcome"], row["outcome_key"], *cut)
    system.publish(total, row.get("n_ended_total"))
    system.publish(cell, row.get("n_ended"))
    share = row.get("pct_ended")
    ratio(system, cell, total, None if share is None else share / 100)
    system.equal(total, [cell, others])
    labels = mart.labels(row)
    system.protect(total, mart.name, at(_named(cut), "n_ended_total"), minimum_cell)
    system.protect(cell, mart.name, at(labels, "n_ended"), minimum_cell)
    system.protect(others, mart.name, at(labels, "n_ended_total minus n_ended"), minimum_cell)


def _relate_profile(system: System, mart: Mart, minimum_cell: int) -> set[Cut]:
    cuts = {_cut(row) for row in mart.rows}
    for row in mart.rows:
        cut = _cut(row)
        known, dropouts, stayed = _ends(cut)
        persons = ("participants", *cut)
        system.publish(known, row.get("n_known_ends"))
        system.publish(dropouts, row.get("n_dropouts"))
        system.publish(persons, row.get("n_participants"))
        share = row.get("pct_dropout")
        ratio(system, dropouts, known, None if share is None else share / 100)
        system.equal(known, [dropouts, stayed])
        _relate_size(system, mart, row, minimum_cell)
        for key, figure in (
            (persons, "n_participants"),
            (known, "n_known_ends"),
            (dropouts, "n_dropouts"),
            (stayed, "n_known_ends minus n_dropouts"),
        ):
            system.protect(key, mart.name, at(mart.labels(row), figure), minimum_cell)
        if cut != ALL and ALL in cuts:
            system.at_most(persons, ("participants", *ALL))
    for count in ("profile_known_ends", "profile_dropouts"):
        _relate_slices(system, (count,), cuts)
    for slice_name in sorted({name for name, _ in cuts} - {"all"}):
        # A person in two groups counts in both: the parts are at least the whole.
        parts: dict[Key, int] = {("participants", *cut): -1 for cut in cuts if cut[0] == slice_name}
        if ALL in cuts:
            system.limit({("participants", *ALL): 1} | parts)
    return cuts


def _relate_size(system: System, mart: Mart, row: Row, minimum_cell: int) -> None:
    """A median says how many started at least; of one group it is that number, of two it leaves little open."""
    median, n_groups = row.get("median_size"), row.get("n_groups")
    if median is None or n_groups is None:
        return
    size = ("size", *_cut(row))
    system.limit({size: -1}, -ceil(median))
    if n_groups <= 2:
        system.limit({size: 1}, floor(median * n_groups))
        system.at_most(("participants", *_cut(row)), size)
        system.protect(size, mart.name, at(mart.labels(row), "median_size of so few groups"), minimum_cell)


def _link(system: System, waiting: set[Cut], ended: set[Cut], profiled: set[Cut], minimum_cell: int) -> None:
    """What one mart's counts say of another's: for the whole and for each group type."""
    for cut in sorted(cut for cut in waiting | ended | profiled if cut[0] in ("all", "group_type")):
        where = _named(cut)
        if cut in ended:
            known, planned = ("known_ends", *cut), ("ended_with", "end_reason", AS_PLANNED, *cut)
            stopped = ("stopped_early", *cut)
            unknown = ("ended_with", "end_reason", UNKNOWN_REASON, *cut)
            system.equal(("ended", *cut), [known, *_present(system, unknown)])
            system.equal(known, [stopped, *_present(system, planned)])
            system.protect(known, "outflow", at(where, "n_ended_total minus end_reason onbekend"), minimum_cell)
            system.protect(stopped, "outflow", at(where, "end_reason neither 01 nor onbekend"), minimum_cell)
            if cut in profiled:
                profile_known, profile_dropouts, _ = _ends(cut)
                system.equal(profile_known, [known])
                system.equal(profile_dropouts, [stopped])
        if cut in ended and cut in waiting:
            running = ("running", *cut)
            system.equal(("started", *cut), [("ended", *cut), running])
            system.protect(running, "waiting_time", at(where, "n_started minus n_ended_total"), minimum_cell)
        if cut in profiled and cut in waiting:
            system.at_most(("participants", *cut), ("started", *cut))
            system.equal(("size", *cut), [("started", *cut)])


def _present(system: System, key: Key) -> list[Key]:
    """The count, where the reader is told of it: of a key in no row at all, nobody ended with it."""
    return [key] if key in system.protected or key in system.known else []


def _relate_slices(system: System, count: tuple[str, ...], cuts: set[Cut]) -> None:
    """The whole is the sum of the values of each slice; a year is the sum of its half-years."""
    by_slice: dict[str, list[str]] = {}
    for slice_name, value in sorted(cuts):
        by_slice.setdefault(slice_name, []).append(value)
    if ALL in cuts:
        for slice_name, values in by_slice.items():
            if slice_name != "all":
                system.equal((*count, *ALL), _keys(count, slice_name, values))
    if "half_year" in by_slice:
        for year in by_slice.get("year", []):
            halves = [value for value in by_slice["half_year"] if value.rpartition("-")[0] == year]
            system.equal((*count, "year", year), _keys(count, "half_year", halves))


def _keys(count: tuple[str, ...], slice_name: str, values: Iterable[str]) -> list[Key]:
    return [(*count, slice_name, value) for value in values]


def _ends(cut: Cut) -> tuple[Key, Key, Key]:
    return ("profile_known_ends", *cut), ("profile_dropouts", *cut), ("profile_stayed", *cut)


def _cut(row: Row) -> Cut:
    return str(row["slice"]), str(row["slice_value"])


def _named(cut: Cut) -> dict[str, object]:
    return {"slice": cut[0], "slice_value": cut[1]}
