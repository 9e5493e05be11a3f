"""What a release keeps back of the closed month, in sentences for whoever looks at the checks.

Only labels are told, never a figure. What is kept back, and why, is decided in `release_calendar`,
`opinion` and `pooling`.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import pandas as pd

from warehouse.disclosure.history import History
from warehouse.disclosure.marts import Disclosure, Marts, OpinionMart, Shown
from warehouse.disclosure.notes import HIDDEN
from warehouse.disclosure.opinion import place_of
from warehouse.disclosure.pooling import ORDER
from warehouse.disclosure.release_calendar import AT_THE_END

# The keys of an opinion mart that tell of whom a row is; the others tell what it is about.
OF_WHOM = ("target_group", "slice", "slice_value", "moment_key", "characteristic", "value")
EARLIER_MONTH = {
    "moments": "moments as of an earlier month, as a few joined or left since, or they wait for one another",
    "slices": "slices as of an earlier month, until a quarter has closed and their target group may be renewed",
    "wholes": "target groups as of an earlier month, as a few joined or left since, or they wait for one another",
}


def kept_back(
    disclosure: Disclosure, marts: Marts, history: History, until: date, slices: Collection[str]
) -> Iterator[str]:
    """What stands as of an earlier month, as the few who joined or left since would follow; what is hidden or left out.

    marts: as they are released. slices: those that there are, before any is left out.
    """
    kept = _of_an_earlier_month(disclosure, marts, until) | {
        "opinion figures of a night with a later date, hidden by now": {
            f"{place.target_group} as of {records.until}"
            for place, records in history.rows.items() if records.is_later_than(until)
        },
        "opinion figures that are hidden": _hidden(disclosure.opinions, marts),
        "registration figures that are hidden": _hidden([*disclosure.registrations, disclosure.curve], marts),
        "pairs of answers that are hidden": {
            f"{row.target_group} {row.moment_key}"
            for mart in disclosure.opinions if mart.pairs for row in marts[mart.name].itertuples()
            if row.shown_as != HIDDEN and row.moment_key != AT_THE_END and pd.isna(getattr(row, mart.pairs[0]))
        },
    }  # fmt: skip
    yield from (f"{what}: {', '.join(sorted(which))}" for what, which in kept.items() if which)
    for mart in disclosure.opinions:
        if mart.has_slices and (left_out := _slices_left_out(marts[mart.name], slices)):
            yield f"slices that {mart.name} leaves out: {'; '.join(left_out)}"


def _hidden(of_kind: Sequence[Shown], marts: Marts) -> set[str]:
    """Mart and labels of hidden rows."""
    found = set()
    for mart in of_kind:
        keys = [key for key in mart.keys if key in OF_WHOM or not isinstance(mart, OpinionMart)]
        rows = marts[mart.name]
        hidden = rows.loc[rows["shown_as"] == HIDDEN, keys].astype(str)
        found |= {" ".join((mart.name, *labels)) for labels in hidden.itertuples(index=False)}
    return found


def _slices_left_out(rows: pd.DataFrame, slices: Collection[str]) -> list[str]:
    """By target group. A slice is left out that would be one part, or has too many sums to search, or waits."""
    shown = {(row.target_group, row.slice) for row in rows.itertuples()}
    in_order = [one for one in ORDER if one in slices]
    names = sorted(set(rows["target_group"]))
    left_out = {name: [one for one in in_order if (name, one) not in shown] for name in names}
    return [
        f"{name} {'each' if missing == in_order else ', '.join(missing)}"
        for name, missing in left_out.items()
        if missing
    ]


def _of_an_earlier_month(disclosure: Disclosure, marts: Marts, until: date) -> dict[str, set[str]]:
    """Target groups with rows that stand, and as of when: of moments, of slices and of wholes."""
    found: dict[str, set[str]] = {why: set() for why in EARLIER_MONTH.values()}
    for mart in (mart for mart in disclosure.opinions if mart.has_places or mart.is_comparison):
        for row in marts[mart.name].itertuples():
            if row.shown_as != HIDDEN and pd.Timestamp(row.data_until) < pd.Timestamp(until):
                place = place_of(mart, row)
                kind = "slices" if place is None else "wholes" if place.is_whole else "moments"
                found[EARLIER_MONTH[kind]].add(f"{row.target_group} as of {row.data_until:%Y-%m-%d}")
    return found
