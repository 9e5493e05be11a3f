"""What the auditor reads, the marts of a published build, and what it says of them: findings.

Which marts there are stands in `marts`; what they may show does not belong here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isnan
from pathlib import Path
from typing import Any

import duckdb

from warehouse.disclosure.auditing.marts import MARTS, ROUNDED
from warehouse.duck.sealed import sealed_reader

Row = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """A published build: the file that dashboards read, and the one beside it that says which sets were counted; of one
    in the making also the build of the closed month, where the records are.
    """

    dashboard: Path
    analysis: Path
    closed: Path | None = None


@dataclass(frozen=True)
class Figure:
    """One published count; its labels stand in the order of the keys of its mart."""

    mart: str
    column: str
    labels: tuple[str, ...]

    @property
    def where(self) -> str:
        """The place of the figure, as a reader of a report finds it; without what somebody wrote."""
        names = [pair for pair in zip(MARTS[self.mart].keys, self.labels, strict=True) if pair[0] != "quote"]
        return ", ".join([*(f"{name}={label}" for name, label in names), self.column])


@dataclass(frozen=True)
class Finding:
    """What says too much, and why: labels and a sentence, never a count or a bound.

    `involved` are other published counts that the proof uses, nearest first: drawn again, they may undo it.
    """

    mart: str
    where: str
    why: str
    figure: Figure | None = None
    involved: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where opinion figures count records: `respondents`, `invited`, `contacts` (respondents of network_over_time) or
    `pairs`, of a target group, at a moment (`einde` is the whole, too); or those behind its slices.
    """

    counted: str
    target_group: str
    moment: str
    is_of_slices: bool = False


@dataclass(frozen=True)
class Records:
    """Who is counted in a place, as of a day: keys, and how many with those whose key is not kept."""

    keys: frozenset[str]
    n: int
    until: date | None

    def stand_since(self, before: "Records | None") -> bool:
        """Whether these are the same as in an earlier release, but for keys of who was forgotten since."""
        return before is not None and (self.n, self.until) == (before.n, before.until) and self.keys <= before.keys


@dataclass(frozen=True)
class Release:
    """The marts of a build and the columns of its tables; as it says itself, the set behind each rounded count that is
    shown, with the count; to multiples of what counts are rounded; whom opinion figures count; and of which statement
    and moment each assumption is.
    """

    marts: Mapping[str, list[Row]]
    columns: Mapping[str, list[str]]
    draws: Mapping[Figure, tuple[str, int]] = field(default_factory=dict)
    base: int | None = None
    records: Mapping[Place, Records] = field(default_factory=dict)
    indicators: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def figure_of(mart: str, row: Row, column: str) -> Figure:
    return Figure(mart, column, tuple(str(row.get(name)) for name in MARTS[mart].keys))


def found(figure: Figure, why: str, involved: tuple[Figure, ...] = ()) -> Finding:
    return Finding(figure.mart, figure.where, why, figure, involved)


def read_release(published: Published, names: Collection[str]) -> Release:
    """The named marts of a build; one that it does not have, or had no column of, is read as one without rows."""
    with sealed_reader(published.dashboard) as opened:
        columns = _columns(opened, "marts")
        marts = {name: _rows(opened, f"marts.{name}") if name in columns else [] for name in names}
    with sealed_reader(published.analysis) as opened:
        told = _columns(opened, "audit")
        draws, base, records = _draws(opened, told, marts), _base(opened, told), _records(opened, told)
        return Release(marts, columns, draws, base, records, _indicators(opened))


def _indicators(opened: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Kept builds of before the star had assumptions do not tell it."""
    if "dim_assumption" not in _columns(opened, "core"):
        return {}
    told = opened.execute("SELECT assumption_key, statement_key, moment_key FROM core.dim_assumption").fetchall()
    return {key: (statement, moment) for key, statement, moment in told if statement and moment}


def _base(opened: duckdb.DuckDBPyConnection, columns: Mapping[str, list[str]]) -> int | None:
    """As the build itself says; those of before counts were rounded do not."""
    if "minimum_cell" not in columns.get("release", []):
        return None
    told = opened.execute("SELECT minimum_cell FROM audit.release").fetchone()
    return told[0] if told else None


def _records(opened: duckdb.DuckDBPyConnection, columns: Mapping[str, list[str]]) -> dict[Place, Records]:
    if not columns.get("released_record"):
        return {}
    told = opened.execute(
        "SELECT counted, target_group, moment_key, is_of_slices,"
        " list(record_key) FILTER (record_key IS NOT NULL), count(*), max(data_until)"
        " FROM audit.released_record GROUP BY ALL"
    ).fetchall()
    return {Place(*place): Records(frozenset(keys or ()), n, until) for *place, keys, n, until in told}


def _draws(
    opened: duckdb.DuckDBPyConnection, columns: Mapping[str, list[str]], marts: Mapping[str, list[Row]]
) -> dict[Figure, tuple[str, int]]:
    """The set behind each shown count, and the count; builds of before counts were rounded do not tell it."""
    if not {"mart", "column_name", "labels", "set_name"} <= set(columns.get("released_count", [])):
        return {}
    told = opened.execute("SELECT mart, column_name, labels, set_name FROM audit.released_count").fetchall()
    sets = {tuple(place): name for *place, name in told}
    shown = {figure_of(mart, row, name): row[name] for mart, names in ROUNDED.items() for row in marts[mart]
             for name in names if row.get(name) is not None}  # fmt: skip
    places = {figure: (figure.mart, figure.column, "|".join(figure.labels)) for figure in shown}
    return {figure: (sets[place], shown[figure]) for figure, place in places.items() if place in sets}


def _columns(opened: duckdb.DuckDBPyConnection, schema: str) -> dict[str, list[str]]:
    found = opened.execute(
        "SELECT table_name, list(column_name ORDER BY column_name) FROM information_schema.columns"
        " WHERE table_schema = ? GROUP BY ALL ORDER BY ALL", [schema],
    ).fetchall()  # fmt: skip
    return dict(found)


def _rows(opened: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    read = opened.execute(f"SELECT * FROM {table} ORDER BY ALL")
    names = [column[0] for column in read.description or ()]
    return [
        {name: None if isinstance(value, float) and isnan(value) else value
         for name, value in zip(names, record, strict=True)}
        for record in read.fetchall()
    ]  # fmt: skip
