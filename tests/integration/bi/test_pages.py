"""Superset's pages in a real browser: they open, and ask for nothing elsewhere."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser import chromium, needs_chromium
from tests.superset import Superset, of_superset

pytestmark = [*of_superset, needs_chromium]
SLOWEST_PAGE_MS = 60_000
# What Superset's pages tell its makers by; a page that asks for it is kept from it.
PIXEL = "apachesuperset.gateway.scarf.sh"


class Visit:
    """Somebody at the pages: what these asked for, and which of it the browser refused."""

    def __init__(self, page: Page, superset: Superset) -> None:
        self.page, self.superset = page, superset
        self.asked_for: list[str] = []
        self.refused: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked_for.append(request.url))
        page.on("requestfailed", lambda request: self.refused.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))

    def log_in(self, account: str) -> None:
        self.page.goto(f"{self.superset.address}/login/")
        self.page.locator("input#username, input[name=username]").first.fill(account)
        self.page.locator("input[type=password]").first.fill(self.superset.password_of(account))
        self.page.locator("button[type=submit], input[type=submit]").first.click()
        self.page.wait_for_url("**/superset/welcome/**")

    def elsewhere(self) -> set[str]:
        """What was asked of another machine or program."""
        here = urlsplit(self.superset.address).netloc
        places = {urlsplit(url).netloc for url in self.asked_for if not url.startswith(("data:", "blob:"))}
        return {place for place in places if place != here}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1600, "height": 1200}, locale="nl-NL")
        page.set_default_timeout(SLOWEST_PAGE_MS)
        expect.set_options(timeout=SLOWEST_PAGE_MS)
        yield page


@pytest.fixture
def visit(page: Page, superset: Superset) -> Visit:
    page.context.clear_cookies()
    return Visit(page, superset)


def test_pages_ask_for_nothing_elsewhere(visit: Visit) -> None:
    visit.log_in("analist")
    for slug in ("ervaringen", "groepen-en-vervolg"):
        visit.page.goto(f"{visit.superset.address}/superset/dashboard/{slug}/")
        expect(visit.page.locator(".dashboard-component-chart-holder").first).to_be_visible()
    expect(visit.page.get_by_role("menuitem").filter(has_text="SQL").first).to_be_visible()
    visit.page.goto(f"{visit.superset.address}/sqllab/")
    visit.page.get_by_role("tab").first.click()
    expect(visit.page.locator(".ace_editor").first).to_be_visible()
    visit.page.wait_for_load_state("networkidle")
    assert visit.elsewhere() <= {PIXEL}
    assert all(url in visit.refused for url in visit.asked_for if PIXEL in url)
    assert [said for said in visit.complaints if PIXEL in said and "Content Security Policy" in said]


def test_behind_a_web_server_with_tls_pages_are_asked_for_by_tls_alone(superset: Superset) -> None:
    plain = requests.get(f"{superset.address}/login/", timeout=60)
    safe = requests.get(f"{superset.address}/login/", headers={"X-Forwarded-Proto": "https"}, timeout=60)
    assert [answer.status_code for answer in (plain, safe)] == [200, 200]
    assert [("Strict-Transport-Security" in answer.headers) for answer in (plain, safe)] == [False, True]


def test_the_page_to_log_in_is_in_dutch(visit: Visit) -> None:
    visit.page.goto(f"{visit.superset.address}/login/")
    expect(visit.page.get_by_role("button", name="Inloggen")).to_be_visible()


def test_a_reader_finds_the_dashboards_and_no_sql_lab(visit: Visit) -> None:
    visit.log_in("lezer")
    visit.page.goto(f"{visit.superset.address}/superset/dashboard/ervaringen/")
    expect(visit.page.locator(".dashboard-component-chart-holder").first).to_be_visible()
    menu = visit.page.get_by_role("menuitem")
    expect(menu.filter(has_text="Dashboards").first).to_be_visible()
    expect(menu.filter(has_text="SQL")).to_have_count(0)
