"""What a data engineer sees in the Dagster UI after a night: Dagster's own webserver, read with a real browser."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from orchestration.checks import READABLE_FILES
from orchestration.instance.home import prepare_home
from schemas.rules import ADVICE, Rule
from tests.browser import chromium, needs_chromium
from tests.conftest import LACKS_A_COLUMN
from tests.integration.orchestration.running import World
from tests.nights.processes import REPOSITORY

SLOWEST_PAGE_MS = 60_000
pytestmark = [pytest.mark.xdist_group("ui"), needs_chromium]


@pytest.fixture(scope="module")
def ui(first_night: tuple[World, int, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a webserver on a copy of the first night's warehouse."""
    warehouse = tmp_path_factory.mktemp("ui") / "warehouse"
    shutil.copytree(first_night[0].warehouse_dir, warehouse, symlinks=True)
    prepare_home(warehouse / "dagster")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    webserver = subprocess.Popen(
        [Path(sys.executable).with_name("dagster-webserver"), "-m", "orchestration.definitions", "-p", str(port)],
        cwd=REPOSITORY,
        env=World(first_night[0].landing, warehouse).environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert webserver.stdout is not None
    told = []
    for line in webserver.stdout:
        told.append(line)
        if "Serving dagster-webserver" in line:
            break
    assert webserver.poll() is None, "".join(told)
    yield f"http://127.0.0.1:{port}"
    webserver.terminate()
    webserver.communicate()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1600, "height": 1200})
        page.set_default_timeout(SLOWEST_PAGE_MS)
        expect.set_options(timeout=SLOWEST_PAGE_MS)
        yield page


def test_the_lineage_page_shows_the_way_through_the_house(ui: str, page: Page) -> None:
    page.goto(f"{ui}/asset-groups")
    groups = (
        "deliveries",
        "raw",
        "staging",
        "intermediate",
        "core",
        "marts",
        "release",
        "audit",
        "published",
        "exposures",
    )
    for group in groups:
        expect(page.get_by_text(group, exact=True).first).to_be_visible()


def test_a_delivery_kind_tells_its_counts_by_night(ui: str, page: Page) -> None:
    page.goto(f"{ui}/assets/raw/groepen")
    for told in (
        "Latest materialization",
        "files",
        "rows valid",
        "rows quarantined",
        "days since the newest delivery",
    ):
        expect(page.get_by_text(told, exact=True).first).to_be_visible()


def test_a_dashboard_has_its_address_and_its_owner(ui: str, page: Page) -> None:
    page.goto(f"{ui}/assets/exposures/ervaringen")
    expect(page.locator("a[href='http://127.0.0.1:8088/superset/dashboard/ervaringen/']").first).to_be_visible()
    expect(page.get_by_text("Kenniswerkplaats Jeugd Utrecht Stad", exact=True)).to_be_visible()
    expect(page.get_by_text("External Asset", exact=True)).to_be_visible()


def test_a_table_shows_its_checks_passed(ui: str, page: Page) -> None:
    page.goto(f"{ui}/assets/core/dim_participant?view=checks")
    expect(page.get_by_text("Checks (1)", exact=True)).to_be_visible()
    expect(page.get_by_text("Succeeded", exact=True)).to_have_count(1)
    expect(page.get_by_text("Passed", exact=True).first).to_be_visible()


def test_a_night_of_the_command_stands_in_the_timeline_and_under_its_job(
    ui: str, page: Page, first_night: tuple[World, int, str]
) -> None:
    page.goto(f"{ui}/overview/activity/timeline")
    expect(page.locator("a[href='/locations/orchestration.definitions/jobs/night']").first).to_be_visible()
    page.goto(f"{ui}/locations/orchestration.definitions/jobs/night/runs")
    expect(page.get_by_text("Success", exact=True).first).to_be_visible()
    expect(page.get_by_text("as_of: 2025-04-15", exact=True)).to_be_visible()
    expect(page.get_by_text(f"build: {first_night[0].build_id}", exact=True)).to_be_visible()


def test_a_rejected_file_is_named_on_the_page_of_its_kind_with_what_to_do(ui: str, page: Page) -> None:
    page.goto(f"{ui}/assets/raw/groepen?view=checks&checkDetail={READABLE_FILES}")
    expect(page.get_by_text("Failed", exact=True).first).to_be_visible()
    for told in (LACKS_A_COLUMN, Rule.MISSING_COLUMN, ADVICE[Rule.MISSING_COLUMN]):
        expect(page.get_by_text(told).first).to_be_visible()
