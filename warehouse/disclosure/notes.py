"""How a reader of a dashboard sees what was done to a row: `shown_as`, and a note in plain Dutch.

A note never tells which of the rows that look alike is small. What is done to which row is decided elsewhere.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from warehouse.disclosure.marts import Shown
from warehouse.disclosure.thresholds import Thresholds
from warehouse.publication.own_tables import OwnColumn

EXACT, POOLED, ROUNDED, HIDDEN = "exact", "pooled", "rounded", "hidden"
# Percentages of registrations are given of this many multiples of MINIMUM_CELL, or more.
MULTIPLES_FOR_A_PERCENTAGE = 4
ADDED = (
    OwnColumn(
        "shown_as", "VARCHAR",
        "Hoe de cijfers getoond worden: `exact`, `pooled` (samengevoegd), `rounded` (afgerond) of `hidden` (niet)."
        " (How the figures are shown.)",
        "Hoe getoond",
    ),
    OwnColumn(
        "is_suppressed", "BOOLEAN",
        "Of de cijfers van deze rij niet worden getoond. (Whether the figures of this row are not shown.)",
        "Verborgen",
    ),
    OwnColumn(
        "note", "VARCHAR",
        "Wat er met de cijfers is gedaan; NULL waar niets. (What was done to the figures; NULL where nothing was.)",
        "Toelichting",
    ),
    OwnColumn(
        "data_until", "DATE",
        "Laatste dag van de afgesloten maand; van leveringen de nacht. (Last day of the closed month that the figures"
        " hold; of deliveries the night.)",
        "Cijfers tot en met",
    ),
)  # fmt: skip
BOOKKEEPING = [column.name for column in ADDED]
_MULTIPLES = {2: "tweetallen", 3: "drietallen", 4: "viertallen", 5: "vijftallen", 6: "zestallen", 10: "tientallen"}


def note(shown_as: str, thresholds: Thresholds) -> str | None:
    """What is said of a row, in Dutch that everybody reads."""
    base = thresholds.minimum_cell
    multiples = _MULTIPLES.get(base, f"veelvouden van {base}")
    return {
        EXACT: None,
        POOLED: "Kleine groepen zijn samengevoegd, zodat niemand te herkennen is.",
        ROUNDED: f"Afgerond op {multiples}. Percentages staan er vanaf {MULTIPLES_FOR_A_PERCENTAGE * base} mensen.",
        HIDDEN: "Niet getoond: dit gaat over te weinig mensen.",
    }[shown_as]


def with_bookkeeping(mart: Shown, frame: pd.DataFrame, shown_as: Sequence[str], thresholds: Thresholds) -> pd.DataFrame:
    """Rows of a mart with the columns that say how each row is shown; of hidden rows only labels and day stay."""
    how = pd.Series(list(shown_as), frame.index, dtype=object)
    is_hidden = how == HIDDEN
    frame = only_where(~is_hidden, frame, [name for name in frame if name not in (*mart.labels, *BOOKKEEPING)])
    notes = how.map(lambda one: note(one, thresholds)).astype(object)
    return frame.assign(shown_as=how, is_suppressed=is_hidden, note=notes.where(notes.notna(), None))


def only_where(
    is_shown: "Sequence[bool] | pd.Series[bool]", frame: pd.DataFrame, figures: Iterable[str]
) -> pd.DataFrame:
    """The rows with some figures in those that show them, and without in the others."""
    return frame.assign(**{name: frame[name].astype(object).where(is_shown, None) for name in figures})
