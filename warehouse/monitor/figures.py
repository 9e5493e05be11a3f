"""The released figures: the rows of the marts that dashboards get, and the build that they are of.

How a figure reads is `numbers`' matter; where it stands on a page, that of `pages`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from schemas.reference import Reference
from warehouse.disclosure.limits import Limits
from warehouse.disclosure.marts import SCHEMA, Disclosure, Shown
from warehouse.disclosure.notes import ADDED, BOOKKEEPING, HIDDEN
from warehouse.disclosure.thresholds import Thresholds
from warehouse.duck.databases import quoted, tables_in

ALL, OTHERS, UNKNOWN = "all", "overig", "onbekend"


@dataclass(frozen=True)
class Build:
    """The build that the figures are of. built_at is in UTC."""

    build_id: str
    built_at: datetime
    as_of: date
    code_version: str
    deliveries_until: date | None


@dataclass(frozen=True)
class Row:
    """A row of a mart. key: its labels in the order in which the mart's yml names them, as one text."""

    mart: str
    key: str
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def every(self) -> str:
        """The key that stands for all rows of its mart."""
        return "|".join("*" for _ in self.key.split("|"))

    @property
    def is_hidden(self) -> bool:
        return bool(self["shown_as"] == HIDDEN)


@dataclass(frozen=True)
class Meaning:
    """What a column holds and of whom, in a Dutch sentence; of no column what the mart holds."""

    mart: str
    column: str | None
    text: str


class Figures:
    """The released figures of a build, with what is needed to read them.

    meanings: of each mart and each of its columns, from the comments in the database, which the marts' yml says.
    """

    def __init__(
        self,
        build: Build,
        rows: Mapping[str, list[Row]],
        meanings: Iterable[Meaning],
        limits: Limits,
        thresholds: Thresholds,
        reference: Reference,
        *,
        is_made_up: bool,
    ) -> None:
        self.build = build
        self.limits = limits
        self.thresholds = thresholds
        self.reference = reference
        self.is_made_up = is_made_up
        self._rows = rows
        self._meanings = {(one.mart, one.column): one for one in meanings}

    def rows(self, mart: str, **labels: Any) -> list[Row]:
        """The rows of a mart whose labels are these. A list of labels stands for any of them."""
        return [row for row in self._rows[mart] if all(_is_one_of(row[name], label) for name, label in labels.items())]

    def row(self, mart: str, **labels: Any) -> Row | None:
        """The one row with these labels; None where the mart has none."""
        found = self.rows(mart, **labels)
        return found[0] if found else None

    @property
    def marts(self) -> list[str]:
        return list(self._rows)

    def meaning(self, mart: str, column: str) -> Meaning:
        return self._meanings[mart, column]

    def about(self, mart: str) -> str:
        """What a mart holds, in the first sentence of what is said of it."""
        return f"{self._meanings[mart, None].text.partition('. ')[0].rstrip('.')}."

    def columns(self, mart: str) -> list[Meaning]:
        """All columns of a mart, in their order."""
        return [one for one in self._meanings.values() if one.mart == mart and one.column]

    @property
    def city(self) -> str:
        """The name of the municipality, or those of all of them."""
        return ", ".join(row.name for row in self.reference.rows["municipalities"])

    @property
    def target_groups(self) -> list[str]:
        """In the order in which the questionnaires are listed."""
        return list(dict.fromkeys(row.target_group for row in self.reference.rows["questionnaires"]))

    @property
    def opinions_until(self) -> date | None:
        """The newest day that opinion figures hold."""
        return self.until("statement_agreement")

    @property
    def registrations_until(self) -> date | None:
        """The newest day that registration figures hold."""
        return self.until("waiting_time")

    def until(self, mart: str) -> date | None:
        """The newest day that figures of a mart hold."""
        return max((row["data_until"] for row in self._rows[mart]), default=None)

    def group_type(self, code: str) -> str:
        return self._label("group_types", "group_type", code)

    def moment(self, code: str) -> str:
        return self._label("moments", "moment", code)

    def _label(self, file: str, column: str, code: str) -> str:
        """The label of a code as the reference data have it; the words that stand for no code read as words."""
        labels = {getattr(row, column): row.label for row in self.reference.rows[file]}
        return str(labels.get(code, {OTHERS: "Overig", UNKNOWN: "Onbekend", ALL: "Alle"}.get(code, code)))


def read_figures(
    opened: duckdb.DuckDBPyConnection,
    marts_in: str,
    build_in: str,
    disclosure: Disclosure,
    thresholds: Thresholds,
    reference: Reference,
    *,
    is_made_up: bool,
) -> Figures:
    """All figures of two attached databases: the one with the released marts, and the one with the row of the build.

    A release that dashboards kept may be of before a mart or a column was there: then it has no row of that mart, and
    nothing in that column. is_made_up: whether nobody in them is real, which every page says.
    """
    columns = ", ".join(Build.__dataclass_fields__)
    record = opened.execute(f"SELECT {columns} FROM {quoted(build_in)}.audit.build").fetchone()
    assert record is not None, "an audited build has its row"
    there = tables_in(opened, marts_in, (SCHEMA,))
    rows = {
        name: list(_rows_of(opened, marts_in, mart, _columns(disclosure, name))) if mart.table in there else []
        for name, mart in disclosure.marts.items()
    }
    meanings = [*_meanings(opened, marts_in)]
    known = {(one.mart, one.column) for one in meanings}
    meanings += [one for one in described(disclosure) if (one.mart, one.column) not in known]
    return Figures(Build(*record), rows, meanings, disclosure.limits, thresholds, reference, is_made_up=is_made_up)


def _columns(disclosure: Disclosure, mart: str) -> list[str]:
    return [*filter(None, disclosure.descriptions[mart]), *BOOKKEEPING]


def _rows_of(opened: duckdb.DuckDBPyConnection, database: str, mart: Shown, columns: list[str]) -> Iterator[Row]:
    order = ", ".join(map(quoted, mart.keys))
    opened.execute(f"SELECT * FROM {mart.table.within(database)} ORDER BY {order}")
    names = [name for name, *_ in opened.description or ()]
    for record in opened.fetchall():
        values = dict.fromkeys(columns) | dict(zip(names, record, strict=True))
        yield Row(mart.name, "|".join(str(values[key]) for key in mart.keys), values)


def described(disclosure: Disclosure) -> Iterator[Meaning]:
    """Of each mart that is shown and each column that a release has today, as the yml says it."""
    added = [(column.name, column.description) for column in ADDED]
    for mart, descriptions in disclosure.descriptions.items():
        for column, text in (*descriptions.items(), *added):
            yield Meaning(mart, column, dutch(text))


def _meanings(opened: duckdb.DuckDBPyConnection, database: str) -> Iterator[Meaning]:
    """Of each mart that is shown and each of its columns."""
    query = """
        SELECT table_name, NULL, comment, 0 FROM duckdb_tables() WHERE database_name = $1 AND schema_name = 'marts'
        UNION ALL SELECT table_name, column_name, comment, column_index FROM duckdb_columns()
        WHERE database_name = $1 AND schema_name = 'marts' ORDER BY 1, 4
    """
    for mart, column, comment, _ in opened.execute(query, [database]).fetchall():
        yield Meaning(mart, column, dutch(comment or ""))


def dutch(comment: str) -> str:
    """The Dutch half of what the yml says: a sentence, and then the same in English between brackets."""
    return comment.partition(". (")[0].rstrip(".").replace("`", "") + "."


def _is_one_of(value: Any, label: Any) -> bool:
    return value in label if isinstance(label, list) else bool(value == label)
