"""The monitor of each world, and a reader's browser without a network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.integration.monitor.reader import Reader
from tests.integration.monitor.worlds import CITY, EMPTY, REPORT, Monitor, monitor_of
from tests.publications import make_empty


@pytest.fixture(scope="session")
def report_monitor(report_dashboard: Path, tmp_path_factory: pytest.TempPathFactory) -> Monitor:
    return monitor_of(REPORT, report_dashboard, tmp_path_factory.mktemp(REPORT) / "monitor")


@pytest.fixture(scope="session")
def city_monitor(city_dashboard: Path, tmp_path_factory: pytest.TempPathFactory) -> Monitor:
    return monitor_of(CITY, city_dashboard, tmp_path_factory.mktemp(CITY) / "monitor")


@pytest.fixture(scope="session")
def empty_monitor(report_dashboard: Path, tmp_path_factory: pytest.TempPathFactory) -> Monitor:
    """Of a warehouse without any figure yet."""
    folder = tmp_path_factory.mktemp(EMPTY)
    return monitor_of(EMPTY, make_empty(report_dashboard, folder / "dashboard.duckdb"), folder / "monitor")


WORLDS = [pytest.param(world, marks=pytest.mark.xdist_group(f"monitor {world}")) for world in (REPORT, CITY, EMPTY)]


@pytest.fixture(params=WORLDS)
def monitor(request: pytest.FixtureRequest) -> Monitor:
    """The monitor of each world in turn."""
    made = request.getfixturevalue(f"{request.param}_monitor")
    assert isinstance(made, Monitor)
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    """Somebody who reads pages; what they asked for or complained of is looked at when the test is over."""
    reading = Reader(browser)
    yield reading
    reading.close()
    assert reading.asked_for <= reading.opened, "a page asks for nothing but itself"
    assert reading.complaints == []
