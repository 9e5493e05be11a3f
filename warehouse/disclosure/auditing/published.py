"""The marts of a dashboard file as a reader of it sees them. What may be in them does not belong here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import isnan
from pathlib import Path
from typing import Any

from warehouse.publication.duck import quoted
from warehouse.sealed import sealed_reader

Row = dict[str, Any]

BOOKKEEPING = frozenset({"is_suppressed", "note", "data_until"})


class Kind(Enum):
    """The class of a mart's figures, which decides what is protected."""

    OPINION = "opinion"
    REGISTRATION = "registration"


@dataclass(frozen=True)
class Shape:
    """What of a controlled mart's columns are labels, which a hidden row keeps."""

    kind: Kind
    labels: tuple[str, ...]


SHAPES = {
    "statement_agreement": Shape(
        Kind.OPINION,
        ("target_group", "statement_key", "slice", "slice_value", "statement_order", "wording", "outcome_area"),
    ),
    "response_rate": Shape(Kind.OPINION, ("target_group", "slice", "slice_value")),
    "theme_mentions": Shape(
        Kind.OPINION, ("target_group", "theme_key", "slice", "slice_value", "kind", "label", "theme_label")
    ),
    "group_comparison": Shape(
        Kind.OPINION, ("target_group", "statement_key", "characteristic", "value", "statement_order")
    ),
    "network_over_time": Shape(Kind.OPINION, ("target_group", "moment_key", "moment_order")),
    "coder_agreement": Shape(Kind.OPINION, ("theme_key", "label", "kind")),
    "quotes": Shape(Kind.OPINION, ("quote_key", "theme_key", "target_group", "quote")),
    "assumptions": Shape(
        Kind.OPINION,
        ("assumption_key", "target_group", "assumption_order", "report_section", "assumption", "indicator",
         "source_table"),
    ),
    "group_profile": Shape(Kind.REGISTRATION, ("slice", "slice_value")),
    "waiting_time": Shape(Kind.REGISTRATION, ("slice", "slice_value")),
    "outflow": Shape(Kind.REGISTRATION, ("outcome", "outcome_key", "slice", "slice_value", "label")),
    "help_follow_up_curve": Shape(Kind.REGISTRATION, ("group_type", "day")),
}  # fmt: skip


@dataclass(frozen=True)
class Mart:
    """A published mart: its columns and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def kind(self) -> Kind:
        return SHAPES[self.name].kind

    @property
    def figures(self) -> tuple[str, ...]:
        labels = SHAPES[self.name].labels
        return tuple(name for name in self.columns if name not in labels and name not in BOOKKEEPING)

    @property
    def dates(self) -> set[date | None]:
        return {row.get("data_until") for row in self.rows}

    @property
    def data_until(self) -> date | None:
        """The last day of what is told; None where the mart is empty or does not tell one day."""
        return next(iter(self.dates)) if len(self.dates) == 1 else None

    def labels(self, row: Row) -> Row:
        """The labels that tell a row from another."""
        naming = {"target_group", "statement_key", "theme_key", "slice", "slice_value", "characteristic", "value"}
        naming |= {"moment_key", "assumption_key", "outcome", "outcome_key", "group_type", "day"}
        return {name: row[name] for name in SHAPES[self.name].labels if name in naming and name in row}

    def hides(self, row: Row, figure: str) -> bool:
        """Whether a published column's figure is left out."""
        return figure in self.columns and row[figure] is None


Marts = dict[str, Mart]


def read_marts(dashboard: Path) -> Marts:
    """Every controlled mart of a dashboard file; one the file does not have is one without rows."""
    with sealed_reader(dashboard) as opened:
        found: dict[str, list[str]] = {}
        for table, column in opened.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'marts' ORDER BY table_name, ordinal_position"
        ).fetchall():
            found.setdefault(table, []).append(column)
        marts = {}
        for name in SHAPES:
            columns = found.get(name, [])
            records: list[tuple[Any, ...]] = []
            if columns:
                listed = ", ".join(quoted(column) for column in columns)
                records = opened.execute(f"SELECT {listed} FROM marts.{quoted(name)} ORDER BY ALL").fetchall()
            marts[name] = Mart(name, tuple(columns), tuple(_row(columns, record) for record in records))
        return marts


def of_one_population(marts: Iterable[Mart]) -> Iterator[Marts]:
    """The marts that tell of the same people: those with the same last day. Only these may be linked."""
    dated = [mart for mart in marts if mart.data_until is not None]
    for day in sorted({mart.data_until for mart in dated if mart.data_until is not None}):
        members = {mart.name: mart for mart in dated if mart.data_until == day}
        yield {name: members.get(name, Mart(name, (), ())) for name in SHAPES}


def _row(columns: list[str], record: tuple[Any, ...]) -> Row:
    return {
        column: None if isinstance(value, float) and isnan(value) else value
        for column, value in zip(columns, record, strict=True)
    }
