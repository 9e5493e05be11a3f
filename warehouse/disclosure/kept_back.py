"""What a release keeps back of the closed month, in sentences for whoever looks at the checks.

Only labels are told, never a figure. What is kept back, and why, is decided in `release_calendar`,
`opinion` and `pooling`.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from warehouse.disclosure.history import History
from warehouse.disclosure.marts import COMPARISON, NETWORK, OPINION_MARTS, SHAPES, STATEMENTS, Marts
from warehouse.disclosure.notes import HIDDEN
from warehouse.disclosure.opinion import WITH_PLACES, place_of
from warehouse.disclosure.pooling import ORDER
from warehouse.disclosure.release_calendar import AT_THE_END

# Labels that do not tell of whom a row is.
SUBJECTS = ("statement_key", "theme_key", "kind")


def kept_back(marts: Marts, history: History, until: date) -> Iterator[str]:
    """What stands as of an earlier month, as the few who joined or left since would follow; what is hidden or left out.

    marts: the opinion marts as they are released.
    """
    for what, rows in _of_an_earlier_month(marts, until).items():
        yield f"opinion figures that stand, {what}: {', '.join(sorted(rows))}"
    later = {
        f"{place.target_group} as of {records.until}"
        for place, records in history.rows.items()
        if records.is_later_than(until)
    }
    if later:
        yield f"opinion figures of a night with a later date, hidden by now: {', '.join(sorted(later))}"
    hidden = {
        " ".join((mart, *(getattr(row, key) for key in SHAPES[mart].keys if key not in SUBJECTS)))
        for mart in OPINION_MARTS
        for row in marts[mart].itertuples()
        if row.shown_as == HIDDEN
    }
    if hidden:
        yield f"opinion figures that are hidden: {', '.join(sorted(hidden))}"
    pairs = {
        f"{row.target_group} {row.moment_key}"
        for row in marts[NETWORK].itertuples()
        if row.shown_as != HIDDEN and row.moment_key != AT_THE_END and pd.isna(row.n_pairs)
    }
    if pairs:
        yield f"pairs of answers that are hidden, as few are in one or in none: {', '.join(sorted(pairs))}"
    rows = marts[STATEMENTS]
    shown = {(row.target_group, row.slice) for row in rows.itertuples()}
    left_out = {f"{name} {slice_}" for name in set(rows["target_group"]) for slice_ in ORDER} - {
        " ".join(one) for one in shown
    }
    if left_out:
        yield f"slices that are left out: {', '.join(sorted(left_out))}"


def _of_an_earlier_month(marts: Marts, until: date) -> dict[str, set[str]]:
    """Target groups with rows that stand, and as of when: of wholes, of moments and of slices."""
    found: dict[str, set[str]] = defaultdict(set)
    for mart in (*WITH_PLACES, COMPARISON):
        for row in marts[mart].itertuples():
            if row.shown_as != HIDDEN and pd.Timestamp(row.data_until) < pd.Timestamp(until):
                found[_kind_of(mart, row)].add(f"{row.target_group} as of {row.data_until:%Y-%m-%d}")
    return dict(sorted(found.items()))


def _kind_of(mart: str, row: Any) -> str:
    place = place_of(mart, row)
    return "slices" if place is None else "wholes" if place.is_whole else "moments"
