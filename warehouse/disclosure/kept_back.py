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
from warehouse.disclosure.marts import (
    COMPARISON,
    NETWORK,
    OPINION_MARTS,
    REGISTRATION_MARTS,
    RESPONSE_RATE,
    SHAPES,
    STATEMENTS,
    THEMES,
    Marts,
)
from warehouse.disclosure.notes import HIDDEN
from warehouse.disclosure.opinion import WITH_PLACES, place_of
from warehouse.disclosure.pooling import ORDER
from warehouse.disclosure.release_calendar import AT_THE_END

# Labels that do not tell of whom a row is.
SUBJECTS = ("statement_key", "theme_key", "kind")
WHY_THEY_STAND = {
    "moments": "moments as of an earlier month, as a few joined or left since, or they wait for one another",
    "slices": "slices as of an earlier month, until a quarter has closed and their target group may be renewed",
    "wholes": "target groups as of an earlier month, as a few joined or left since, or they wait for one another",
}


def kept_back(marts: Marts, history: History, until: date) -> Iterator[str]:
    """What stands as of an earlier month, as the few who joined or left since would follow; what is hidden or left out.

    marts: as they are released.
    """
    for what, rows in _of_an_earlier_month(marts, until).items():
        yield f"{WHY_THEY_STAND[what]}: {', '.join(sorted(rows))}"
    later = {
        f"{place.target_group} as of {records.until}"
        for place, records in history.rows.items()
        if records.is_later_than(until)
    }
    if later:
        yield f"opinion figures of a night with a later date, hidden by now: {', '.join(sorted(later))}"
    for what, of_what in (("opinion", OPINION_MARTS), ("registration", REGISTRATION_MARTS)):
        hidden = {
            " ".join((mart, *(str(getattr(row, key)) for key in SHAPES[mart].keys if key not in SUBJECTS)))
            for mart in of_what
            for row in marts[mart].itertuples()
            if row.shown_as == HIDDEN
        }
        if hidden:
            yield f"{what} figures that are hidden: {', '.join(sorted(hidden))}"
    pairs = {
        f"{row.target_group} {row.moment_key}"
        for row in marts[NETWORK].itertuples()
        if row.shown_as != HIDDEN and row.moment_key != AT_THE_END and pd.isna(row.n_pairs)
    }
    if pairs:
        yield f"pairs of answers that are hidden: {', '.join(sorted(pairs))}"
    for mart in (STATEMENTS, RESPONSE_RATE, THEMES):
        if left_out := _slices_left_out(marts[mart]):
            yield f"slices that {mart} leaves out: {'; '.join(left_out)}"


def _slices_left_out(rows: pd.DataFrame) -> list[str]:
    """By target group. A slice is left out that would be one part, or has too many sums to search, or waits."""
    shown = {(row.target_group, row.slice) for row in rows.itertuples()}
    left_out = {name: [one for one in ORDER if (name, one) not in shown] for name in sorted(set(rows["target_group"]))}
    return [
        f"{name} {'each' if len(slices) == len(ORDER) else ', '.join(slices)}"
        for name, slices in left_out.items()
        if slices
    ]


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
