"""Where figures come from: what each column means and of whom it is, and the deliveries that all figures are made of.

How this is shown on a page is `html`'s matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.kinds import KINDS
from warehouse.monitor.columns import newest, total
from warehouse.monitor.content import (
    ROWS,
    Figure,
    Table,
    Text,
    found_in,
)
from warehouse.monitor.figures import Figures, Meaning, Row

DELIVERIES = "delivery_quality"


@dataclass(frozen=True)
class Source:
    """Of a column of a mart: what it is called in the tables (nothing where it stands in texts alone), what it means,
    and until when it goes.
    """

    names: tuple[str, ...]
    meaning: Meaning
    until: date | None


def sources_of(figures: Figures, part: Any) -> list[Source]:
    """Of each column of which a figure stands in a part of a page: a section, or blocks. In the order of the page.

    Raises KeyError where a figure names a column that its mart has not.
    """
    names: dict[tuple[str, str], dict[str, None]] = {}
    for table in found_in(part, Table):
        for at, column in enumerate(table.columns):
            for figure in found_in([row.cells[at] for row in table.rows], Figure):
                for name in figure.names:
                    names.setdefault((figure.mart, name), {})[column.part(name)] = None
    for figure in found_in(part, Figure):
        for name in figure.names:
            names.setdefault((figure.mart, name), {})
    return [
        Source(tuple(called), _meaning(figures, mart, column), figures.until(mart))
        for (mart, column), called in names.items()
    ]


def _meaning(figures: Figures, mart: str, column: str) -> Meaning:
    if column == ROWS:
        return Meaning(mart, column, "Aantal rijen van deze tabel, of van een deel ervan.")
    return figures.meaning(mart, column)


@dataclass(frozen=True)
class Delivered:
    """What was delivered of a kind: its rows of the mart, by night. title: its name in Dutch."""

    title: str
    key: str
    rows: Sequence[Row]

    def total(self, column: str) -> Figure:
        return total(self.rows, column, self.key)

    @property
    def newest(self) -> Figure | None:
        return newest(self.rows, "newest_delivered_on", self.key)

    @property
    def newest_day(self) -> date | None:
        return max((row["newest_delivered_on"] for row in self.rows if row["newest_delivered_on"]), default=None)


def deliveries(figures: Figures) -> list[Delivered]:
    """Of every kind, also of those of which nothing was delivered yet."""
    return [
        Delivered(kind.title[0].upper() + kind.title[1:], f"*|{name}", figures.rows(DELIVERIES, kind=name))
        for name, kind in KINDS.items()
    ]


def deliveries_behind(figures: Figures) -> list[Text]:
    """A line for each kind: how many files, and of which day the newest is."""
    return [_line(one) for one in deliveries(figures)]


def _line(one: Delivered) -> Text:
    if not one.rows or not one.newest:
        return (f"{one.title}. Nog niets ingenomen",)
    return (f"{one.title}. Bestanden: ", one.total("n_files_taken"), ", het nieuwste van ", one.newest)
