"""What published curves say of events and departures, day by day, as relations between counts.

A curve's days are those of any published curve: the whole can be compared with its types on each of them.
"""

from dataclasses import dataclass
from itertools import pairwise

from warehouse.disclosure.auditing.findings import at
from warehouse.disclosure.auditing.published import Mart, Row
from warehouse.disclosure.auditing.system import Key, System

WHOLE = "all"


@dataclass(frozen=True)
class _Days:
    """The days kept in any curve. On each there are events and censorings, and between each and the next."""

    days: tuple[int, ...]

    def on(self, what: str, group_type: str, day: int) -> Key:
        return (f"{what}_on", group_type, str(day))

    def after(self, what: str, group_type: str, day: int) -> Key:
        """Between a kept day and the next one, or after the last."""
        return (f"{what}_after", group_type, str(day))

    def until(self, what: str, group_type: str, day: int) -> Key:
        """All on that day and before."""
        return (f"{what}_until", group_type, str(day))

    def step(self, what: str, group_type: str, earlier: int, day: int) -> Key:
        return (f"{what}_step", group_type, str(earlier), str(day))


def relate_curves(system: System, mart: Mart, minimum_cell: int) -> list[str]:
    """Everything the curves publish; which group types are told of."""
    rows_of: dict[str, list[Row]] = {}
    for row in mart.rows:
        rows_of.setdefault(row["group_type"], []).append(row)
    kept = _Days(tuple(sorted({0} | {row["day"] for row in mart.rows if row.get("n_at_risk") is not None})))
    for group_type, rows in rows_of.items():
        _relate_days(system, kept, group_type)
        _publish(system, kept, mart, group_type, sorted(rows, key=lambda row: int(row["day"])), minimum_cell)
        _protect(system, kept, mart, group_type, minimum_cell)
    types = sorted(set(rows_of) - {WHOLE})
    if types and WHOLE in rows_of:
        for day in kept.days:
            for what in ("events", "censored"):
                for place in (kept.on, kept.after):
                    system.equal(place(what, WHOLE, day), [place(what, group_type, day) for group_type in types])
    return sorted(rows_of)


def _relate_days(system: System, kept: _Days, group_type: str) -> None:
    """Sums until each day, and who is at risk: those who have not departed before it."""
    first = kept.days[0]
    for what in ("events", "censored"):
        system.equal(kept.until(what, group_type, first), [kept.on(what, group_type, first)])
        for earlier, day in pairwise(kept.days):
            step = kept.step(what, group_type, earlier, day)
            parts = [kept.on(what, group_type, day)]
            if day > earlier + 1:
                parts.append(kept.after(what, group_type, earlier))
            else:
                system.relate({kept.after(what, group_type, earlier): 1})
            system.equal(step, parts)
            system.equal(kept.until(what, group_type, day), [kept.until(what, group_type, earlier), step])
    system.equal(("followed", group_type), [("at_risk", group_type, str(first))])
    departed = _departures(kept, group_type)
    for earlier, day in pairwise(kept.days):
        step = kept.step("departures", group_type, earlier, day)
        system.equal(step, [*departed[earlier]])
        system.equal(("at_risk", group_type, str(earlier)), [("at_risk", group_type, str(day)), step])
        gone = ("departed_before", group_type, str(day))
        system.equal(("followed", group_type), [("at_risk", group_type, str(day)), gone])
    system.equal(("at_risk", group_type, str(kept.days[-1])), departed[kept.days[-1]])


def _departures(kept: _Days, group_type: str) -> dict[int, list[Key]]:
    """Who depart on each kept day or before the next."""
    return {
        day: [place(what, group_type, day) for what in ("events", "censored") for place in (kept.on, kept.after)]
        for day in kept.days
    }


def _publish(system: System, kept: _Days, mart: Mart, group_type: str, rows: list[Row], minimum_cell: int) -> None:
    """A row's counts are sums since the row before it that shows them."""
    earlier: dict[str, int] = {}
    for row in rows:
        if row.get("n_at_risk") is None:
            continue
        day = int(row["day"])
        system.publish(("at_risk", group_type, str(day)), row["n_at_risk"])
        for what, figure in (("events", "n_events"), ("censored", "n_censored")):
            since = ("row", what, group_type, str(day))
            system.publish(since, row.get(figure))
            before = [kept.until(what, group_type, earlier[what])] if what in earlier else []
            system.equal(kept.until(what, group_type, day), [*before, since])
            system.protect(since, mart.name, at(mart.labels(row), figure), minimum_cell)
            if row.get(figure) is not None:
                earlier[what] = day


def _protect(system: System, kept: _Days, mart: Mart, group_type: str, minimum_cell: int) -> None:
    def protect(key: Key, figure: str, **days: int) -> None:
        system.protect(key, mart.name, at({"group_type": group_type, **days}, figure), minimum_cell)

    for day in kept.days:
        protect(("at_risk", group_type, str(day)), "n_at_risk", day=day)
        protect(("departed_before", group_type, str(day)), "departures before the day", day=day)
        protect(kept.until("events", group_type, day), "events until the day", day=day)
        # That on a kept day somebody departs is told by its being kept; how many do is no figure of any mart.
        on_the_day = ("departures_on", group_type, str(day))
        system.equal(on_the_day, [kept.on(what, group_type, day) for what in ("events", "censored")])
        # Who are at risk depart on the day or later, who are counted until it departed on it or before.
        system.relate(
            {
                ("followed", group_type): 1,
                on_the_day: 1,
                ("at_risk", group_type, str(day)): -1,
                kept.until("events", group_type, day): -1,
                kept.until("censored", group_type, day): -1,
            }
        )

    for earlier, day in pairwise(kept.days):
        for what in ("events", "censored", "departures"):
            protect(kept.step(what, group_type, earlier, day), f"{what} between days", after=earlier, until=day)
