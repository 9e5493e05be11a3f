"""A dataset of Superset for every released mart and for the build, as the published file has them.

Its metrics give a value where it is of one row, and nothing otherwise: percentages and medians of several parts have no
sum, and a chart that forgets a filter must not make one up. What charts show of a dataset is in `charts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from bi.labels import labels
from bi.superset.connection import SEALED_CONNECT_ARGS
from bi.superset.content.formats import is_number, number_format
from bi.superset.content.words import Words, words
from schemas.reference import Reference
from warehouse.disclosure.marts import SCHEMA
from warehouse.duck.databases import Table, quoted
from warehouse.faults import Fault
from warehouse.monitor.figures import dutch
from warehouse.publication.own_tables import BUILD

_CODE = " (code)"


class NoSuchColumn(Fault):
    """A chart asks for what the published file has not."""


@dataclass(frozen=True)
class Column:
    """A column of a table: what it is called and what it means, in Dutch. expression: SQL, where it is computed."""

    name: str
    data_type: str
    label: str
    meaning: str
    expression: str | None = None

    @property
    def is_day(self) -> bool:
        return self.data_type in ("DATE", "TIMESTAMP")

    @property
    def number_format(self) -> str | None:
        return number_format(self.name, self.label, self.data_type) if is_number(self.data_type) else None

    def written(self) -> dict[str, Any]:
        return {
            "column_name": self.name, "verbose_name": self.label, "description": self.meaning, "type": self.data_type,
            "expression": self.expression, "is_dttm": self.is_day, "is_active": True, "groupby": True,
            "filterable": True, "python_date_format": None, "extra": {},
        }  # fmt: skip


@dataclass(frozen=True)
class Dataset:
    """A table that readers get."""

    table: Table
    meaning: str
    columns: Mapping[str, Column] = field(default_factory=dict)

    @cached_property
    def metrics(self) -> dict[str, str]:
        """By column, the SQL of its metric."""
        return {name: of_one_row(name) for name, column in self.columns.items() if column.number_format}

    def column(self, name: str) -> Column:
        """Raises NoSuchColumn."""
        if name not in self.columns:
            raise NoSuchColumn(f"{self.table} as it is published has no column {name}: take it out of the charts.")
        return self.columns[name]

    def measured(self, name: str) -> Column:
        """A column that has a metric. Raises NoSuchColumn, also where it holds no numbers."""
        if name not in self.metrics:
            raise NoSuchColumn(f"{self.table} as it is published has no column of numbers {name}: change the charts.")
        return self.columns[name]

    def written(self) -> dict[str, Any]:
        return {
            "table_name": self.table.name, "schema": self.table.schema, "description": self.meaning,
            "main_dttm_col": None, "catalog": None, "sql": None, "filter_select_enabled": True,
            "columns": [column.written() for column in self.columns.values()],
            "metrics": [self._metric(name, sql) for name, sql in self.metrics.items()],
        }  # fmt: skip

    def _metric(self, name: str, sql: str) -> dict[str, Any]:
        column = self.columns[name]
        return {
            "metric_name": metric_of(name), "verbose_name": column.label, "description": column.meaning,
            "expression": sql, "d3format": column.number_format, "extra": {},
        }  # fmt: skip


def metric_of(column: str) -> str:
    """The name of the metric of a column. It is not the column's: Superset would sort by the metric where rows are to
    be sorted by the column, and group them for it.
    """
    return f"{column}_figure"


def of_one_row(column: str) -> str:
    """SQL of the value of a column in a group of one row; NULL in a group of more, and of none."""
    return f"CASE WHEN count(*) = 1 THEN max({quoted(column)}) END"


def read_datasets(database_file: Path, reference: Reference) -> dict[str, Dataset]:
    """By name of the table, those of a published file. Raises NotLabelled or NoFormat where a column has no heading, or
    where nothing says how its numbers read.
    """
    with duckdb.connect(database_file, **SEALED_CONNECT_ARGS) as opened:
        tables = opened.execute(
            "SELECT schema_name, table_name, comment FROM duckdb_tables()"
            " WHERE schema_name = $1 OR (schema_name = $2 AND table_name = $3) ORDER BY ALL",
            [SCHEMA, BUILD.table.schema, BUILD.table.name],
        ).fetchall()
        columns = opened.execute(
            "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns()"
            " ORDER BY column_index"
        ).fetchall()
    found = {}
    for schema, name, comment in tables:
        table = Table(schema, name)
        of_table = [(column, *said) for in_schema, of, column, *said in columns if Table(in_schema, of) == table]
        found[name] = Dataset(table, dutch(comment or ""), _columns(table, of_table, reference))
    return found


def _columns(table: Table, found: list[tuple[str, ...]], reference: Reference) -> dict[str, Column]:
    """The columns of a table, with those of words beside the ones that hold codes."""
    called = labels(table.name) if table.schema == SCHEMA else {one.name: one.label for one in BUILD.columns}
    read = words(reference, [name for name, *_ in found])
    codes = {one.code for one in read if one.label is None}
    columns = {}
    for name, data_type, comment in found:
        label = called[name]
        is_code = name in codes and data_type == "VARCHAR" and not label.endswith(_CODE)
        columns[name] = Column(name, data_type, f"{label}{_CODE}" if is_code else label, dutch(comment or ""))
    return columns | {one.name: _of_words(one, called, columns[one.code]) for one in read}


def _of_words(one: Words, called: Mapping[str, str], code: Column) -> Column:
    return Column(one.name, "VARCHAR", one.label or called[one.code], code.meaning, one.expression)
