"""What a release keeps back of the closed month, in sentences for whoever looks at the checks.

Only labels are told, never a figure. What is kept back, and why, is decided in `release_calendar`,
`opinion` and `pooling`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from warehouse.disclosure.history import History
from warehouse.disclosure.marts import Disclosure, Marts, OpinionMart, Shown
from warehouse.disclosure.notes import HIDDEN
from warehouse.disclosure.opinion import place_of
from warehouse.disclosure.pooling import ORDER
from warehouse.disclosure.release_calendar import AT_THE_END

# The keys of an opinion mart that tell of whom a row is; the others tell what it is about.
OF_WHOM = ("target_group", "slice", "slice_value", "moment_key", "characteristic", "value")
WHY_THEY_STAND = {
    "moments": "moments as of an earlier month, as a few joined or left since, or they wait for one another",
    "slices": "slices as of an earlier month, until a quarter has closed and their target group may be renewed",
    "wholes": "target groups as of an earlier month, as a few joined or left since, or they wait for one another",
}


def kept_back(disclosure: Disclosure, marts: Marts, history: History, until: date) -> Iterator[str]:
    """What stands as of an earlier month, as the few who joined or left since would follow; what is hidden or left out.

    marts: as they are released.
    """
    for what, rows in _of_an_earlier_month(disclosure, marts, until).items():
        yield f"{WHY_THEY_STAND[what]}: {', '.join(sorted(rows))}"
    later = {
        f"{place.target_group} as of {records.until}"
        for place, records in history.rows.items()
        if records.is_later_than(until)
    }
    if later:
        yield f"opinion figures of a night with a later date, hidden by now: {', '.join(sorted(later))}"
    of_each_kind: dict[str, Sequence[Shown]] = {
        "opinion": disclosure.opinions,
        "registration": [*disclosure.registrations, disclosure.curve],
    }
    for what, of_what in of_each_kind.items():
        if hidden := {told for mart in of_what for told in _hidden(mart, marts[mart.name])}:
            yield f"{what} figures that are hidden: {', '.join(sorted(hidden))}"
    pairs = {
        f"{row.target_group} {row.moment_key}"
        for mart in disclosure.opinions
        if mart.pairs
        for row in marts[mart.name].itertuples()
        if row.shown_as != HIDDEN and row.moment_key != AT_THE_END and pd.isna(getattr(row, mart.pairs[0]))
    }
    if pairs:
        yield f"pairs of answers that are hidden: {', '.join(sorted(pairs))}"
    for mart in disclosure.opinions:
        if mart.has_slices and (left_out := _slices_left_out(marts[mart.name])):
            yield f"slices that {mart.name} leaves out: {'; '.join(left_out)}"


def _hidden(mart: Shown, rows: pd.DataFrame) -> Iterator[str]:
    """The mart and labels of its hidden rows."""
    keys = [key for key in mart.keys if key in OF_WHOM] if isinstance(mart, OpinionMart) else mart.keys
    yield from (
        " ".join((mart.name, *map(str, labels)))
        for labels in rows.loc[rows["shown_as"] == HIDDEN, [*keys]].itertuples(index=False)
    )


def _slices_left_out(rows: pd.DataFrame) -> list[str]:
    """By target group. A slice is left out that would be one part, or has too many sums to search, or waits."""
    shown = {(row.target_group, row.slice) for row in rows.itertuples()}
    left_out = {name: [one for one in ORDER if (name, one) not in shown] for name in sorted(set(rows["target_group"]))}
    return [
        f"{name} {'each' if len(slices) == len(ORDER) else ', '.join(slices)}"
        for name, slices in left_out.items()
        if slices
    ]


def _of_an_earlier_month(disclosure: Disclosure, marts: Marts, until: date) -> dict[str, set[str]]:
    """Target groups with rows that stand, and as of when: of wholes, of moments and of slices."""
    found: dict[str, set[str]] = defaultdict(set)
    for mart in (mart for mart in disclosure.opinions if mart.has_places or mart.is_comparison):
        for row in marts[mart.name].itertuples():
            if row.shown_as != HIDDEN and pd.Timestamp(row.data_until) < pd.Timestamp(until):
                found[_kind_of(mart, row)].add(f"{row.target_group} as of {row.data_until:%Y-%m-%d}")
    return dict(sorted(found.items()))


def _kind_of(mart: OpinionMart, row: Any) -> str:
    place = place_of(mart, row)
    return "slices" if place is None else "wholes" if place.is_whole else "moments"
