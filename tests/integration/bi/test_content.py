"""Every figure that the dashboards show is that of the published mart: asked by the API, and as a browser asks."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Response, Route

from tests.browser import chromium, needs_chromium
from tests.integration.bi.expected import Row, asked, column_of, comparable, rows_of
from tests.superset import Api, Superset, of_superset

pytestmark = of_superset
SLUGS = ("ervaringen", "groepen-en-vervolg")
DRAWN = "canvas:visible, table:visible, .header-line:visible"
CHART_DATA = "/api/v1/chart/data"
LONGEST_WAIT = 60_000
WIDTH, HEIGHT = 1440, 4000
HUNDRED = 100.000001


class Chart:
    """A chart as the API tells of it: which mart it is of, and what its form asks for."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.title, self.mart = told["slice_name"], told["datasource_name_text"].rpartition(".")[2]
        self.form = json.loads(told["params"])
        self.filters = [
            {"col": one["subject"], "op": one["operator"], "val": one["comparator"]}
            for one in self.form["adhoc_filters"]
        ]

    @property
    def columns(self) -> list[str]:
        kind = self.form["viz_type"]
        if kind == "table":
            return self.form["all_columns"]
        return [] if kind == "big_number_total" else [self.form["x_axis"], *self.form["groupby"]]

    @property
    def metrics(self) -> list[str]:
        if self.form["viz_type"] == "big_number_total":
            return [self.form["metric"]]
        return self.form.get("metrics", [])


class World:
    """What Superset shows of a published file, and what that file has."""

    def __init__(self, api: Api, dashboard: Path) -> None:
        self.api, self._dashboard = api, dashboard
        self._rows: dict[str, list[Row]] = {}
        self.positions = {
            slug: json.loads(self.answered(f"/api/v1/dashboard/{slug}")["position_json"]) for slug in SLUGS
        }
        numbers = {number for slug in SLUGS for number in self.charts_of(slug)}
        self.charts = {number: Chart(self.answered(f"/api/v1/chart/{number}")) for number in sorted(numbers)}

    def answered(self, path: str) -> Any:
        answer = self.api.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def charts_of(self, slug: str, tab: str | None = None) -> list[int]:
        """Those in the dashboard's own position, or in one of its tabs."""
        elements = [one for one in self.positions[slug].values() if isinstance(one, dict) and one["type"] == "CHART"]
        return [one["meta"]["chartId"] for one in elements if tab is None or tab in one["parents"]]

    def tabs_of(self, slug: str) -> dict[str, str]:
        """The titles of its tabs, by name."""
        return {
            name: one["meta"]["text"]
            for name, one in self.positions[slug].items() if isinstance(one, dict) and one["type"] == "TAB"
        }  # fmt: skip

    def rows(self, mart: str) -> list[Row]:
        if mart not in self._rows:
            self._rows[mart] = rows_of(self._dashboard, mart)
        return self._rows[mart]


@pytest.fixture(scope="module")
def world(superset: Superset, city_dashboard: Path) -> World:
    return World(superset.api("lezer"), city_dashboard)


@pytest.fixture(scope="module")
def reader(superset: Superset) -> Iterator[BrowserContext]:
    """A browser in which a reader is logged in."""
    with chromium() as browser, browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}) as context:
        page = context.new_page()
        page.goto(f"{superset.address}/login/")
        page.fill("#username", "lezer")
        page.fill("#password", superset.password_of("lezer"))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        page.close()
        yield context


def test_every_chart_gives_what_its_mart_has(world: World) -> None:
    figures = 0
    for number, chart in world.charts.items():
        [shown] = world.answered(f"/api/v1/chart/{number}/data/")
        wanted = asked(world.rows(chart.mart), chart.columns, chart.metrics, chart.filters)
        assert comparable(shown["data"]) == comparable(wanted), chart.title
        assert all(value <= HUNDRED for value in percentages(shown["data"])), chart.title
        figures += sum(isinstance(value, int | float) for row in shown["data"] for value in row.values())
    assert figures > 5000


def test_no_chart_is_outside_the_positions(world: World) -> None:
    """The import appends a chart again that it does not know by the uuid in the position."""
    for slug in SLUGS:
        shown = [one["id"] for one in world.answered(f"/api/v1/dashboard/{slug}/charts")]
        assert sorted(world.charts_of(slug)) == sorted(shown)


def test_a_chart_that_groups_over_several_rows_shows_nothing(world: World) -> None:
    """A filter that is forgotten gives no sum and no mean."""
    chart = next(one for one in world.charts.values() if one.mart == "statement_agreement" and one.metrics)
    query = {"columns": ["target_group"], "metrics": chart.metrics, "filters": [], "row_limit": 100}
    source = int(chart.form["datasource"].partition("__")[0])
    answer = world.api.post(
        CHART_DATA, {"datasource": {"id": source, "type": "table"}, "queries": [query], "result_format": "json"}
    )
    rows = answer.json()["result"][0]["data"]

    assert len(rows) > 1
    assert [row[metric] for row in rows for metric in chart.metrics] == [None] * len(rows) * len(chart.metrics)


@needs_chromium
@pytest.mark.parametrize("slug", SLUGS)
def test_a_reader_sees_every_chart_drawn_of_what_its_mart_has(
    world: World, superset: Superset, reader: BrowserContext, slug: str
) -> None:
    with reading(reader, superset, slug) as (page, answers, hosts):
        for tab, title in world.tabs_of(slug).items():
            page.get_by_role("tab", name=title).click()
            for number in world.charts_of(slug, tab):
                wait_until_drawn(page, number)
        assert page.locator(".ant-alert, .missing-chart").count() == 0
        assert {number for number, _ in map(told_of, answers) if number} == set(world.charts_of(slug))
        for answer in answers:
            check(world, answer)
    assert hosts == {"127.0.0.1"}


@needs_chromium
def test_a_tab_that_was_left_before_its_figures_came_shows_them_later(
    world: World, superset: Superset, reader: BrowserContext
) -> None:
    """Superset measures a table before it shows it, and measures nothing on a tab that is not shown."""
    held: list[Route] = []
    with reading(reader, superset, "ervaringen") as (page, _, _):
        page.route(f"**{CHART_DATA}*", lambda route: held.append(route))
        left, other = (page.get_by_role("tab", name=title) for title in ("Uitgesplitst", "Stellingen"))
        on_it = world.charts_of("ervaringen", "TAB-delen")
        with ExitStack() as waiting:
            for number in on_it:
                waiting.enter_context(page.expect_request(is_question_of(number), timeout=LONGEST_WAIT))
            left.click()
        other.click()
        page.route(f"**{CHART_DATA}*", lambda route: route.continue_())
        for route in held:
            route.continue_()
        tables = [number for number in on_it if world.charts[number].form["viz_type"] == "table"]
        for number in tables:
            page.locator(f"[data-test-chart-id='{number}'] table").first.wait_for(state="attached")
        left.click()
        for number in on_it:
            wait_until_drawn(page, number)
    assert tables


@needs_chromium
def test_a_choice_in_a_filter_is_followed(world: World, superset: Superset, reader: BrowserContext) -> None:
    with reading(reader, superset, "ervaringen") as (page, answers, _):
        page.get_by_role("tab", name="Respons").click()
        reached = {
            number for number in world.charts_of("ervaringen", "TAB-respons") if not world.charts[number].filters
        }
        for number in reached:
            wait_until_drawn(page, number)
        answers.clear()
        choice = page.locator("#NATIVE_FILTER-ervaringen-uitsplitsing")
        choice.fill("Wijk")
        choice.press("Enter")
        with ExitStack() as waiting:
            for number in reached:
                waiting.enter_context(page.expect_response(is_answer_for(number), timeout=LONGEST_WAIT))
            page.get_by_role("button", name="Toepassen").click()
        assert {number: chosen(query) for number, query in map(told_of, answers)} == dict.fromkeys(reached, True)
        for answer in answers:
            check(world, answer)


@contextmanager
def reading(
    reader: BrowserContext, superset: Superset, slug: str
) -> Iterator[tuple[Page, list[Response], set[str | None]]]:
    """A dashboard as a reader opens it, with every answer about charts, and who was heard of over the network."""
    answers: list[Response] = []
    hosts: set[str | None] = set()
    with reader.new_page() as page:
        page.on("response", lambda one: answers.append(one) if CHART_DATA in one.url else None)
        page.on("response", lambda one: hosts.add(urlsplit(one.url).hostname))
        page.goto(f"{superset.address}/superset/dashboard/{slug}/")
        page.get_by_role("tab").first.wait_for(timeout=LONGEST_WAIT)
        yield page, answers, hosts


def wait_until_drawn(page: Page, number: int) -> None:
    page.locator(f"[data-test-chart-id='{number}']").locator(DRAWN).first.wait_for(timeout=LONGEST_WAIT)


def told_of(answer: Response) -> tuple[int | None, dict[str, Any]]:
    """Of which chart an answer is, and what was asked; no chart: the values that a filter offers."""
    return asked_by(answer.request)


def asked_by(request: Request) -> tuple[int | None, dict[str, Any]]:
    sent = request.post_data_json
    [query] = sent["queries"]
    return sent["form_data"].get("slice_id"), query


def is_answer_for(number: int) -> Callable[[Response], bool]:
    return lambda answer: CHART_DATA in answer.url and told_of(answer)[0] == number


def is_question_of(number: int) -> Callable[[Request], bool]:
    return lambda request: CHART_DATA in request.url and asked_by(request)[0] == number


def chosen(query: dict[str, Any]) -> bool:
    return {"col": "slice_label", "op": "IN", "val": ["Wijk"]} in query["filters"]


def check(world: World, answer: Response) -> None:
    """The figures that a browser got are those of the mart for what it asked, which is what the chart is of."""
    number, query = told_of(answer)
    assert answer.status == 200, answer.text()
    if number is None:
        return
    chart = world.charts[number]
    columns = [one if isinstance(one, str) else one["label"] for one in query["columns"]]
    assert (columns, query.get("metrics") or []) == (chart.columns, chart.metrics), chart.title
    assert all(one in query["filters"] for one in chart.filters), chart.title
    rows = world.rows(chart.mart)
    # Superset leaves out a choice of what a mart has no column of.
    filters = [one for one in query["filters"] if one["col"] in rows[0]]
    if chart.metrics:
        parts = comparable(asked(rows, columns, [], filters))
        assert len(set(parts)) == len(parts) > 0, f"{chart.title} is of more rows than one, or of none: see its filters"
    wanted = asked(rows, columns, chart.metrics, filters)
    shown = answer.json()["result"][0]["data"]
    if chart.form["viz_type"].startswith("echarts"):
        assert cells(shown, chart) == grouped(wanted, chart), chart.title
    else:
        assert comparable(shown) == comparable(wanted), chart.title


def cells(shown: list[Row], chart: Chart) -> dict[tuple[str, ...], float]:
    """Each figure of a drawn chart by where it stands: Superset gives a column for each metric or each part."""
    along = chart.columns[0]
    return {
        (str(row[along]), name): pytest.approx(value)
        for row in shown for name, value in row.items() if name != along and value is not None
    }  # fmt: skip


def grouped(wanted: list[Row], chart: Chart) -> dict[tuple[str, ...], float]:
    along, *by = chart.columns
    return {
        (str(row[along]), row[by[0]] if by else metric): row[metric]
        for row in wanted for metric in chart.metrics if row[metric] is not None
    }  # fmt: skip


def percentages(rows: list[Row]) -> Iterator[float]:
    for row in rows:
        yield from (value for name, value in row.items() if column_of(name).startswith("pct_") and value is not None)
