"""The kinds of charts that dashboards are made of: what each asks of its dataset, and how Superset draws it.

Each has the same question twice, as Superset wants it: in the words of its form, which the browser asks by, and as a
query, which `GET /api/v1/chart/<id>/data/` asks by. Which charts there are is in `experiences` and `groups`.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bi.superset.content.datasets import Dataset, metric_of
from bi.superset.content.formats import DAY

ROW_LIMIT = 10_000
_COLOURS = "supersetColors"
# In pixels.
_WIDTHS = {"note_label": 220}


@dataclass(frozen=True)
class Where:
    """A condition on a column: that it is this value."""

    column: str
    value: str

    def in_form(self) -> dict[str, Any]:
        """`filterOptionName` is what Superset tells conditions apart by."""
        return {
            "expressionType": "SIMPLE", "clause": "WHERE", "subject": self.column, "comparator": self.value,
            "operator": "==", "operatorId": "EQUALS", "filterOptionName": f"{self.column}_{self.value}",
        }  # fmt: skip

    def in_query(self) -> dict[str, Any]:
        return {"col": self.column, "op": "==", "val": self.value}


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """A chart of a mart. name: of its file, unique. title: as readers see it. width: of the 12 columns of a row."""

    name: str
    title: str
    mart: str
    where: tuple[Where, ...] = ()
    width: int = 12
    height: int = 50

    viz_type = ""

    @abstractmethod
    def columns(self) -> Sequence[str]:
        """The columns that it groups by, or shows as they are."""

    def measured(self) -> Sequence[str]:
        """The columns whose metrics it shows."""
        return ()

    def metrics(self) -> list[str]:
        return [metric_of(column) for column in self.measured()]

    def order(self) -> Sequence[str]:
        """The columns that its rows are sorted by."""
        return ()

    @abstractmethod
    def form(self, dataset: Dataset) -> Mapping[str, Any]:
        """What its form says beside what is asked."""

    def written(self, dataset: Dataset) -> dict[str, Any]:
        """As its file says it. Raises NoSuchColumn where its dataset has not what it asks for."""
        for column in (*self.columns(), *self.order(), *(one.column for one in self.where)):
            dataset.column(column)
        for column in self.measured():
            dataset.measured(column)
        form = {
            "viz_type": self.viz_type, "adhoc_filters": [one.in_form() for one in self.where], "row_limit": ROW_LIMIT,
            "extra_form_data": {}, "annotation_layers": [], **self.form(dataset),
        }  # fmt: skip
        query = {
            "columns": [*self.columns()], "metrics": self.metrics() or None, "extras": {"having": "", "where": ""},
            "filters": [one.in_query() for one in self.where], "orderby": [[column, True] for column in self.order()],
            "row_limit": ROW_LIMIT, "annotation_layers": [], "applied_time_extras": {}, "url_params": {},
            "custom_params": {}, "custom_form_data": {},
        }  # fmt: skip
        context = {
            "datasource": {"id": 0, "type": "table"}, "force": False, "queries": [query], "form_data": form,
            "result_format": "json", "result_type": "full",
        }  # fmt: skip
        return {
            "slice_name": self.title, "viz_type": self.viz_type, "params": form,
            "query_context": json.dumps(context, sort_keys=True), "cache_timeout": None,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Table(Chart):
    """Rows of a mart as they are, without grouping. heads: shorter headings than those of the dataset."""

    shows: tuple[str, ...]
    sort: tuple[str, ...]
    heads: Mapping[str, str] = field(default_factory=dict)
    wide: str | None = None

    viz_type = "table"

    def columns(self) -> Sequence[str]:
        return self.shows

    def order(self) -> Sequence[str]:
        return self.sort

    def form(self, dataset: Dataset) -> Mapping[str, Any]:
        return {
            "query_mode": "raw", "all_columns": [*self.shows], "table_timestamp_format": DAY, "page_length": 0,
            "order_by_cols": [json.dumps([column, True]) for column in self.sort], "show_cell_bars": False,
            "color_pn": False, "include_search": False, "server_pagination": False, "allow_rearrange_columns": False,
            "column_config": {name: self._column(dataset, name) for name in self.shows},
        }  # fmt: skip

    def _column(self, dataset: Dataset, name: str) -> dict[str, Any]:
        column = dataset.column(name)
        config: dict[str, Any] = {}
        if column.number_format:
            config |= {"d3NumberFormat": column.number_format, "d3SmallNumberFormat": column.number_format}
        if name in self.heads:
            config["customColumnName"] = self.heads[name]
        if name in _WIDTHS or name == self.wide:
            config["columnWidth"] = _WIDTHS.get(name, 320)
        return config


@dataclass(frozen=True, kw_only=True)
class Number(Chart):
    """One figure, large. beneath: what it is of."""

    shown: str
    beneath: str
    width: int = 3
    height: int = 20

    viz_type = "big_number_total"

    def columns(self) -> Sequence[str]:
        return ()

    def measured(self) -> Sequence[str]:
        return (self.shown,)

    def form(self, dataset: Dataset) -> Mapping[str, Any]:
        return {
            "metric": metric_of(self.shown), "subtitle": self.beneath, "header_font_size": 0.4,
            "subtitle_font_size": 0.125, "y_axis_format": dataset.measured(self.shown).number_format,
            "time_format": DAY,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Drawn(Chart):
    """A figure for every value of `along`, in a colour for each column shown, or each value of `by`.

    highest: where its axis ends; by default at what is largest.
    """

    along: str
    shown: tuple[str, ...]
    by: str | None = None
    highest: float | None = None

    def columns(self) -> Sequence[str]:
        return (self.along, self.by) if self.by else (self.along,)

    def measured(self) -> Sequence[str]:
        return self.shown

    def form(self, dataset: Dataset) -> Mapping[str, Any]:
        return {
            "x_axis": self.along, "metrics": self.metrics(), "groupby": [self.by] if self.by else [],
            "color_scheme": _COLOURS, "show_legend": bool(self.by) or len(self.shown) > 1, "legendType": "scroll",
            "legendOrientation": "top", "rich_tooltip": True, "tooltipTimeFormat": DAY, "truncate_metric": True,
            "y_axis_format": dataset.measured(self.shown[0]).number_format, "show_empty_columns": True,
            "y_axis_bounds": [0, self.highest] if self.highest else [None, None],
            "truncateYAxis": self.highest is not None, "order_desc": False, "zoomable": False, "limit": 0,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Bars(_Drawn):
    """Lying bars, with their figures.

    sorted_by: the column that they are sorted by, largest first; else they are sorted by their words.
    is_stacked: behind one another, as parts of a whole.
    """

    sorted_by: str | None = None
    is_stacked: bool = False

    viz_type = "echarts_timeseries_bar"

    def form(self, dataset: Dataset) -> Mapping[str, Any]:
        # What comes first lies at the bottom.
        sorting: dict[str, Any] = {"x_axis_sort": self.along, "x_axis_sort_asc": False}
        if self.sorted_by:
            metric = metric_of(self.sorted_by)
            sorting = {"x_axis_sort": metric, "x_axis_sort_asc": True, "timeseries_limit_metric": metric}  # fmt: skip
        if self.by:
            sorting = {"x_axis_sort": "name", "x_axis_sort_asc": False,
                       "sort_series_type": "name", "sort_series_ascending": True}  # fmt: skip
        return {
            **super().form(dataset), **sorting, "orientation": "horizontal",
            # a figure would stand in the part after its own
            "stack": "Stack" if self.is_stacked else None, "show_value": not self.is_stacked, "only_total": False,
            "xAxisForceCategorical": True, "x_axis_title_margin": 0, "y_axis_title_margin": 0,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Lines(_Drawn):
    """Points with lines between them; nothing is drawn where a figure is not shown. is_categorical: whether the steps
    between points are equal, as of months, and not as far as their numbers are, as of days.
    """

    is_categorical: bool = True
    along_title: str = ""

    viz_type = "echarts_timeseries_line"

    def form(self, dataset: Dataset) -> Mapping[str, Any]:
        return {
            **super().form(dataset), "seriesType": "line", "markerEnabled": True, "markerSize": 7, "opacity": 0.2,
            "xAxisForceCategorical": self.is_categorical, "x_axis_title": self.along_title, "x_axis_title_margin": 30,
            "y_axis_title_margin": 0,
        }  # fmt: skip


def only(**labels: str) -> tuple[Where, ...]:
    """The rows with these labels."""
    return tuple(Where(column, value) for column, value in labels.items())
