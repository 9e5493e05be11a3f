"""Closed periods, whole releases, and what two releases tell together. What one release tells does not belong here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from warehouse.disclosure.auditing.findings import Finding, at
from warehouse.disclosure.auditing.published import Kind, Mart, Marts, Row
from warehouse.disclosure.auditing.system import Key, Protected, System

Content = tuple[tuple[str, object], ...]

OF_BOTH_KINDS = "assumptions"
MAY_LOSE_ROWS = frozenset({"quotes"})
# A curve may keep fewer days.
MAY_LOSE_ROWS_TO_THRESHOLDS = frozenset({"quotes", "help_follow_up_curve"})


def judge_periods(marts: Marts, as_of: date) -> Iterator[Finding]:
    """Every mart tells of one closed period, and of no later one."""
    for mart in _by_period(marts):
        if not mart.rows:
            continue
        until = mart.data_until
        if until is None:
            yield Finding(mart.name, "data_until", "the rows do not all tell the same last day")
            continue
        following = until + timedelta(days=1)
        if following > _open_since(mart.kind, as_of):
            yield Finding(mart.name, "data_until", "the period is not closed yet")
        if following != _open_since(mart.kind, following):
            yield Finding(mart.name, "data_until", "the last day is not the last day of a period")
        for row in mart.rows:
            starts = _start_of(row)
            if starts is not None and starts > until:
                yield Finding(mart.name, at(mart.labels(row), "the row"), "an open period is let in")


def judge_unchanged(marts: Marts, previous: Marts, *, may_hide: bool) -> Iterator[Finding]:
    """Within a period a mart stays as it was; a quote may be taken back. When thresholds change, more may be hidden."""
    last = {(mart.name, mart.data_until): mart for mart in _by_period(previous)}
    for mart in _by_period(marts):
        before = last.get((mart.name, mart.data_until))
        if mart.data_until is None or before is None:
            continue
        why = "a mart changed although its period is the one of the last release"
        if set(mart.columns) != set(before.columns):
            yield Finding(mart.name, "columns", why)
            continue
        now, then = _content(mart), _content(before)
        new, gone = _rows_by_place(mart, now - then), _rows_by_place(mart, then - now)
        wrong = new.keys() | gone.keys()
        if may_hide:
            wrong -= {where for where, rows in new.items() if _only_hide(mart, rows, gone.get(where, []))}
        if mart.name in (MAY_LOSE_ROWS_TO_THRESHOLDS if may_hide else MAY_LOSE_ROWS):
            wrong -= gone.keys() - new.keys()
        yield from (Finding(mart.name, where, why) for where in sorted(wrong))


def _rows_by_place(mart: Mart, content: Counter[Content]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in map(dict, content):
        rows.setdefault(at(mart.labels(row), "the row"), []).append(row)
    return rows


def _only_hide(mart: Mart, new: list[Row], gone: list[Row]) -> bool:
    """Whether rows say that they hide something, and show nothing that the one in their place did not show."""
    shown = {(name, row[name]) for row in gone[:1] for name in mart.figures}
    return all(
        row.get("is_suppressed") and all(row[name] is None or (name, row[name]) in shown for name in mart.figures)
        for row in new
    )


def judge_differences(systems: Iterable[System], earlier: Iterable[System], minimum_cell: int) -> Iterator[Finding]:
    """No count of persons that readers know of two populations differs by a small number of persons."""
    known: dict[Key, set[int]] = {}
    told: dict[Key, Protected] = {}
    for system in (*systems, *earlier):
        for key, protected in system.protected.items():
            if key in system.known:
                known.setdefault(key, set()).add(system.known[key])
                told.setdefault(key, protected)
    for key, values in known.items():
        ordered = sorted(values)
        if any(0 < b - a < minimum_cell for a, b in pairwise(ordered)):
            why = "the difference between two releases is a small number of persons"
            yield Finding(told[key].mart, told[key].where, why)


def _by_period(marts: Marts) -> Iterator[Mart]:
    """Each mart; of assumptions the rows of each period, as they tell of marts of both kinds."""
    for mart in marts.values():
        if mart.name != OF_BOTH_KINDS:
            yield mart
            continue
        for day in mart.dates:
            rows = tuple(row for row in mart.rows if row.get("data_until") == day)
            yield Mart(mart.name, mart.columns, rows)


def _content(mart: Mart) -> Counter[Content]:
    return Counter(tuple(sorted(row.items())) for row in mart.rows)


def _open_since(kind: Kind, day: date) -> date:
    """The first day of the month, or of the half-year, that a day is in."""
    if kind is Kind.OPINION:
        return day.replace(day=1)
    return day.replace(month=1 if day.month <= 6 else 7, day=1)


def _start_of(row: Row) -> date | None:
    """The first day of the half-year or year that a row tells of."""
    slice_name, value = row.get("slice"), str(row.get("slice_value"))
    year, _, half = value.partition("-")
    if slice_name not in ("half_year", "year") or not year.isdigit():
        return None
    return date(int(year), 7 if half == "2" else 1, 1)
