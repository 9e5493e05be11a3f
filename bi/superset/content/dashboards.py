"""How charts stand on a dashboard: rows in tabs, sentences between them, and filters above. Written as Superset has it.

Which dashboards there are is in `experiences` and `groups`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bi.superset.content.charts import Chart
from bi.superset.content.identity import uuid_of
from bi.superset.content.words import code_of

_GRID = ("ROOT_ID", "GRID_ID")
# Superset measures a table before it shows it. Of one that comes in on a tab which its reader has left it measures
# nothing, and would keep it hidden for good: what it measures by is the whole table, so that is shown instead.
_TABLES_SHOWN = '[role="table"] > [role="presentation"]:only-child { visibility: visible !important; }'


@dataclass(frozen=True)
class Text:
    """Sentences, in Markdown. height: in units of 8 pixels."""

    markdown: str
    width: int = 12
    height: int = 10


Row = Sequence[Chart | Text]


@dataclass(frozen=True)
class Tab:
    """A tab. name: of its address."""

    name: str
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Filter:
    """A choice of values of a column, for the charts of some tabs that have it and do not make that choice themselves.

    mart: which lists the values. chosen: those that are chosen at first. is_one: whether exactly one is.
    """

    name: str
    title: str
    mart: str
    column: str
    tabs: tuple[str, ...]
    meaning: str
    chosen: tuple[str, ...]
    is_one: bool = True

    def reaches(self, chart: Chart) -> bool:
        return code_of(self.column) not in {one.column for one in chart.where}


@dataclass(frozen=True)
class Dashboard:
    """colours: by the name of the metric, or the words, of what is drawn in them."""

    slug: str
    title: str
    top: Sequence[Row]
    tabs: Sequence[Tab]
    filters: Sequence[Filter] = ()
    colours: Mapping[str, str] = field(default_factory=dict)

    def charts(self) -> Iterator[Chart]:
        """Each once, in the order in which they stand."""
        for row in (*self.top, *(row for tab in self.tabs for row in tab.rows)):
            yield from (one for one in row if isinstance(one, Chart))

    @property
    def marts(self) -> set[str]:
        """Those that it reads."""
        return {chart.mart for chart in self.charts()}

    def written(self) -> dict[str, Any]:
        position = _Position(self)
        return {
            "dashboard_title": self.title, "description": None, "css": _TABLES_SHOWN, "slug": self.slug,
            "published": True, "position": position.written(),
            "metadata": {
                "native_filter_configuration": [_filter(self, one, position.numbers) for one in self.filters],
                "filter_bar_orientation": "HORIZONTAL", "cross_filters_enabled": False, "refresh_frequency": 0,
                "color_scheme": "supersetColors", "label_colors": dict(self.colours), "expanded_slices": {},
                "timed_refresh_immune_slices": [], "shared_label_colors": [], "color_scheme_domain": [],
                "show_chart_timestamps": False,
            },
        }  # fmt: skip


class _Position:
    """The tree of a dashboard: every element by its name, with those around it.

    numbers: of its charts, by name. They are other ones after the import, which knows a chart by its uuid.
    """

    def __init__(self, dashboard: Dashboard) -> None:
        self._dashboard = dashboard
        self._elements: dict[str, Any] = {}
        self._count = count(1)
        self.numbers: dict[str, int] = {}

    def written(self) -> dict[str, Any]:
        dashboard = self._dashboard
        top = [self._row(row, _GRID) for row in dashboard.top]
        tabs = f"TABS-{dashboard.slug}"
        for tab in dashboard.tabs:
            parents = (*_GRID, tabs, tab_id(tab.name))
            self._add(tab_id(tab.name), "TAB", parents[:-1], [self._row(row, parents) for row in tab.rows],
                      {"text": tab.title, "defaultText": tab.title, "placeholder": tab.title})  # fmt: skip
        self._add(tabs, "TABS", _GRID, [tab_id(tab.name) for tab in dashboard.tabs], {})
        self._add("GRID_ID", "GRID", _GRID[:1], [*top, tabs])
        self._add("ROOT_ID", "ROOT", (), ["GRID_ID"])
        self._add("HEADER_ID", "HEADER", (), [], {"text": dashboard.title})
        return {"DASHBOARD_VERSION_KEY": "v2", **self._elements}

    def _row(self, row: Row, parents: tuple[str, ...]) -> str:
        name = f"ROW-{self._dashboard.slug}-{next(self._count)}"
        inside = [self._cell(one, (*parents, name)) for one in row]
        self._add(name, "ROW", parents, inside, {"background": "BACKGROUND_TRANSPARENT"})
        return name

    def _cell(self, one: Chart | Text, parents: tuple[str, ...]) -> str:
        number = next(self._count)
        size = {"width": one.width, "height": one.height}
        if isinstance(one, Text):
            name = f"MARKDOWN-{self._dashboard.slug}-{number}"
            self._add(name, "MARKDOWN", parents, [], size | {"code": one.markdown})
        else:
            name = f"CHART-{one.name}"
            self.numbers[one.name] = number
            told = {"chartId": number, "uuid": uuid_of("chart", one.name), "sliceName": one.title}
            self._add(name, "CHART", parents, [], size | told)
        return name

    def _add(
        self, name: str, kind: str, parents: Sequence[str], children: list[str], meta: dict[str, Any] | None = None
    ) -> None:
        element: dict[str, Any] = {"id": name, "type": kind, "children": children, "parents": [*parents]}
        self._elements[name] = element if meta is None else element | {"meta": meta}


def tab_id(name: str) -> str:
    return f"TAB-{name}"


def _filter(dashboard: Dashboard, one: Filter, numbers: Mapping[str, int]) -> dict[str, Any]:
    not_reached = {chart.name for chart in dashboard.charts() if not one.reaches(chart)}
    return {
        "id": f"NATIVE_FILTER-{dashboard.slug}-{one.name}", "type": "NATIVE_FILTER", "filterType": "filter_select",
        "name": one.title, "description": one.meaning, "cascadeParentIds": [],
        "targets": [{"datasetUuid": uuid_of("dataset", one.mart), "column": {"name": one.column}}],
        "scope": {
            "rootPath": [tab_id(name) for name in one.tabs],
            "excluded": [numbers[name] for name in sorted(not_reached)],
        },
        "tabsInScope": [tab_id(name) for name in one.tabs],
        "controlValues": {
            "multiSelect": not one.is_one, "enableEmptyFilter": one.is_one, "sortAscending": True,
            "defaultToFirstItem": False, "inverseSelection": False, "searchAllOptions": False,
        },
        "defaultDataMask": {
            "extraFormData": {"filters": [{"col": one.column, "op": "IN", "val": [*one.chosen]}]},
            "filterState": {"value": [*one.chosen], "label": ", ".join(one.chosen)},
        },
    }  # fmt: skip
