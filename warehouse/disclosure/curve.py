"""The follow-up curve for dashboards: which of its days are kept, and what is counted on them.

The whole curve keeps each day by which enough persons had help and enough are followed no more since the last kept day.
The curves of group types keep some of those days, the same ones for all: days by which that holds for each type that is
shown, and for all that are hidden together. Then the whole tells nothing of a type between two of its days that could
not be anything from nobody to all that its own row tells: counts of which all sums are nobody or enough leave enough
possibilities for each. What F persons are followed from day 0 is part of the sums that `registration` draws up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pandas as pd

from warehouse.disclosure.slices import ALL
from warehouse.disclosure.system import System, Unit
from warehouse.disclosure.thresholds import Thresholds

CURVE = "help_follow_up_curve"
SHARES = ["share_without_help", "low", "high"]
FIGURES = ["n_at_risk", "n_events", "n_censored", *SHARES]
# Whole per mille: an exact product of shares beside the number at risk may tell the steps that it is made of.
DECIMALS = 3
# More group types than this are not tried in all combinations, but hidden one by one, the smallest first.
TYPES_TO_COMBINE = 10


@dataclass(frozen=True)
class _Standing:
    """Of some persons: how many had help until a day, left without until then, are followed on it, and after it."""

    helped: int
    censored: int
    followed: int
    followed_on: int

    def since(self, last: "_Standing") -> tuple[int, int, int]:
        """Who had help, who left, and whose last day lies between another day and this one."""
        return self.helped - last.helped, self.censored - last.censored, last.followed_on - self.followed

    def __sub__(self, others: "_Standing") -> "_Standing":
        return _Standing(
            self.helped - others.helped,
            self.censored - others.censored,
            self.followed - others.followed,
            self.followed_on - others.followed_on,
        )


def add_followed(system: System, curve: pd.DataFrame, thresholds: Thresholds, persons_for_an_extreme: int) -> None:
    """Who is followed from day 0, by group type, in units of a whole curve. On that day the share is all of them."""
    first = curve[curve["day"] == 0]
    for row in first.itertuples():
        unit = curve_unit(row.group_type)
        system.add(followed(row.group_type), row.n_at_risk, unit)
        system.charge(unit, len(FIGURES))
        if row.n_at_risk < max(persons_for_an_extreme, thresholds.minimum_cell):
            system.forced.add(unit)
    if len(first):
        parts = [followed(name) for name in first["group_type"] if name != ALL]
        system.equal(followed(ALL), parts)


def followed(group_type: str) -> Unit:
    """The count of those followed from day 0."""
    return (CURVE, "followed", group_type)


def curve_unit(group_type: str) -> Unit:
    """All rows of one curve."""
    return (CURVE, "curve", group_type)


def shown_curve(curve: pd.DataFrame, hidden: set[Unit], thresholds: Thresholds, extreme: int) -> pd.DataFrame:
    """The kept rows, with what happened since the row before; of a hidden curve one row without figures."""
    columns = ["group_type", "day", *FIGURES, "is_suppressed"]
    if curve.empty:
        return curve.assign(is_suppressed=False)[columns]
    rounded = curve.round(dict.fromkeys(SHARES, DECIMALS)).sort_values("day")
    curves = {str(name): rows.set_index("day") for name, rows in rounded.groupby("group_type")}
    keeper = _Keeper(curves, thresholds.minimum_cell, extreme)
    of_all = keeper.days_of_all() if curve_unit(ALL) not in hidden else [0]
    types, of_types = keeper.days_of_types(of_all, [name for name in curves if curve_unit(name) not in hidden])
    released = []
    for name, rows in curves.items():
        if curve_unit(name) in hidden:
            blank = dict.fromkeys(FIGURES) | {"group_type": name, "day": 0, "is_suppressed": True}
            released.append(pd.DataFrame([blank], dtype=object))
        else:
            kept = of_all if name == ALL else of_types if name in types else [0]
            released.append(pd.DataFrame(keeper.rows(name, rows, kept), dtype=object))
    return pd.concat(released)[columns]


class _Keeper:
    """Chooses days. Few who left on day 0 itself are counted with those of the next kept day, in all curves."""

    def __init__(self, curves: dict[str, pd.DataFrame], enough: int, extreme: int) -> None:
        self._enough, self._extreme = enough, extreme
        self._days = [int(day) for day in curves[ALL].index]
        self._shares = {name: rows["share_without_help"] for name, rows in curves.items()}
        self._standings = {name: self._standing_on_each_day(rows) for name, rows in curves.items()}
        self._hides_leavers = any(
            0 < standings[0].censored < enough for standings in self._standings.values()
        )  # fmt: skip

    def _standing_on_each_day(self, rows: pd.DataFrame) -> dict[int, _Standing]:
        helped = rows["n_events"].cumsum().reindex(self._days, method="ffill").fillna(0)
        censored = rows["n_censored"].cumsum().reindex(self._days, method="ffill").fillna(0)
        gone = (rows["n_events"] + rows["n_censored"]).reindex(self._days, fill_value=0).cumsum()
        gone_before = gone.shift(fill_value=0)
        total = int((rows["n_events"] + rows["n_censored"]).sum())
        return {
            day: _Standing(int(helped[day]), int(censored[day]), total - int(gone_before[day]), total - int(gone[day]))
            for day in self._days
        }

    def _at_the_start(self, name: str) -> _Standing:
        start = self._standings[name][0]
        return replace(start, censored=0) if self._hides_leavers else start

    def days_of_all(self) -> list[int]:
        kept, last = [0], self._at_the_start(ALL)
        for day in self._days[1:]:
            if self._may_be_kept(ALL, day, last):
                kept.append(day)
                last = self._standings[ALL][day]
        return kept

    def days_of_types(self, of_all: list[int], shown: list[str]) -> tuple[tuple[str, ...], list[int]]:
        """The group types that get days besides day 0, and which: as many rows together as can be."""
        names = sorted(set(shown) - {ALL}, key=lambda name: (-self._standings[name][0].helped, name))
        best: tuple[tuple[str, ...], list[int]] = ((), [0])
        for types in _subsets(names):
            kept = self._common_days(of_all, types)
            if len(types) * (len(kept) - 1) > len(best[0]) * (len(best[1]) - 1):
                best = types, kept
        return best

    def _common_days(self, of_all: list[int], types: tuple[str, ...]) -> list[int]:
        kept = [0]
        last = {name: self._at_the_start(name) for name in (*types, ALL)}
        for day in of_all[1:]:
            now = {name: self._standings[name][day] for name in last}
            others, others_then = now[ALL], last[ALL]
            for name in types:
                others, others_then = others - now[name], others_then - last[name]
            if all(self._may_be_kept(name, day, last[name]) for name in types) and all(
                self._is_enough_or_none(count) for count in (*others.since(others_then), others.followed)
            ):
                kept.append(day)
                last = now
        return kept

    def _may_be_kept(self, name: str, day: int, last: _Standing) -> bool:
        now = self._standings[name][day]
        helped, censored, gone = now.since(last)
        share = self._shares[name].asof(day)
        return (
            min(helped, gone) >= self._enough
            and self._is_enough_or_none(censored)
            and self._is_enough_or_none(now.followed)
            and (share > 0 or now.followed >= self._extreme)
        )

    def _is_enough_or_none(self, count: int) -> bool:
        return count == 0 or count >= self._enough

    def rows(self, name: str, rows: pd.DataFrame, kept: list[int]) -> Iterator[dict[str, Any]]:
        last = _Standing(0, 0, 0, 0)
        for day in kept:
            now = self._standings[name][day] if day else self._at_the_start(name)
            figures = rows.loc[:day].iloc[-1]
            yield {
                "group_type": name,
                "day": day,
                "n_at_risk": now.followed,
                "n_events": now.helped - last.helped,
                "n_censored": None if day == 0 and self._hides_leavers else now.censored - last.censored,
                **{figure: figures[figure] for figure in SHARES},
                "is_suppressed": day == 0 and self._hides_leavers,
            }
            last = now


def _subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    """All combinations; of very many names the first ones."""
    if len(names) > TYPES_TO_COMBINE:
        yield from (tuple(names[:size]) for size in range(len(names), 0, -1))
        return
    for size in range(len(names), 0, -1):
        yield from combinations(names, size)
