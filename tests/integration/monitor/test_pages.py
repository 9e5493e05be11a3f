"""Every page for every reader: at each width, with wider text, by keyboard, without its script, and off the network.

What its numbers are is in `test_figures`; what a screen reader and axe find in it, in `test_access`.
"""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import needs_chromium
from tests.integration.monitor.geometry import faults_of_place
from tests.integration.monitor.reader import WIDE_TEXT, WIDTHS, Reader, resize
from tests.integration.monitor.worlds import MODULES, Monitor

pytestmark = needs_chromium
each_page = pytest.mark.parametrize("module", MODULES)
in_the_city = pytest.mark.xdist_group("monitor city")
# What Tab stops at, in the order of the page.
STOPS = """() => [...document.querySelectorAll('a[href], select, summary, button, input')]
    .filter(one => one.checkVisibility()).map(one => one.outerHTML)"""
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const isRinged = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const isInView = box.width > 0 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth + 1
        && box.bottom <= innerHeight + 1;
    return {html: one.outerHTML, isRinged, isInView};
}"""
OPEN_DETAILS = "document.querySelectorAll('details').forEach(one => one.open = true)"
ADD_STYLE = "css => document.head.append(Object.assign(document.createElement('style'), {textContent: css}))"
VISIBLE = "found => found.filter(one => one.checkVisibility())"
EMPTY = "h1, h2, h3, h4, caption, summary, label, li, td.w, select, tbody"


@each_page
def test_nothing_is_cut_off_and_all_is_there_without_a_script(module: str, monitor: Monitor, reader: Reader) -> None:
    """All states of filters at once, and all details open: the most that can stand on a page."""
    page = reader.open(monitor.files[module], with_script=False)
    assert page.locator(".state, .state > .state-name").evaluate_all(
        "found => found.filter(one => !one.checkVisibility()).map(one => one.textContent)"
    ) == []  # fmt: skip
    expect(page.locator("select:visible")).to_have_count(0)
    page.evaluate(OPEN_DETAILS)
    for width in WIDTHS:
        resize(page, width)
        assert faults_of_place(page) == [], f"at {width} px"
    resize(page, WIDTHS[0])
    page.evaluate(ADD_STYLE, WIDE_TEXT)
    assert faults_of_place(page) == [], "with wider text"


@each_page
def test_it_opens_as_it_stands(module: str, monitor: Monitor, reader: Reader) -> None:
    """With its script; what it asked for and complained of is looked at when `reader` closes it."""
    page = reader.open(monitor.files[module], WIDTHS[1])
    assert faults_of_place(page) == []
    resize(page, WIDTHS[-1])
    page.reload()
    assert faults_of_place(page) == []
    assert page.locator("html").get_attribute("lang") == "nl"
    names = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(f"found => ({VISIBLE})(found).map(one => one.tagName)")
    levels = [int(name[1]) for name in names]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    for landmark in ("banner", "navigation", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    empty = page.locator(EMPTY).evaluate_all("found => found.filter(one => !one.textContent.trim()).length")
    assert empty == 0, "an empty heading, list or table"
    ids = page.locator("[id]").evaluate_all("found => found.map(one => one.id)")
    assert len(ids) == len(set(ids))


@in_the_city
def test_titles_and_places_in_the_menu_are_of_one_page_each(city_monitor: Monitor, reader: Reader) -> None:
    titles, at = [], []
    for file in city_monitor.files.values():
        page = reader.open(file)
        titles.append(page.title())
        here = page.locator("nav [aria-current=page]")
        expect(here).to_have_count(1)
        at.append(here.get_attribute("href"))
    assert len(set(titles)) == len(titles)
    assert at == [file.name for file in city_monitor.files.values()]


def test_links_lead_somewhere(monitor: Monitor, reader: Reader) -> None:
    """Within the page, to a page and a place on it, or to a file beside them."""
    pages = {file.name: reader.open(file) for file in monitor.files.values()}
    places = {name: places_on(page) for name, page in pages.items()}
    astray = [
        f"{name}: {to}"
        for name, page in pages.items()
        for to in page.locator("a[href]").evaluate_all("found => found.map(one => one.getAttribute('href'))")
        if not leads_somewhere(monitor.folder, name, to, places)
    ]
    assert astray == []


def places_on(page: Page) -> set[str]:
    """What an address may name after `#`: elements, and states of filters."""
    ids = page.locator("[id]").evaluate_all("found => found.map(one => one.id)")
    states = page.locator(".state").evaluate_all(
        "found => found.map(one => `${one.closest('.filter').dataset.name}=${one.dataset.state}`)"
    )
    return {*ids, *states}


def leads_somewhere(folder: Path, name: str, to: str, places: dict[str, set[str]]) -> bool:
    file, _, place = to.partition("#")
    file = file or name
    return (not place or place in places.get(file, set())) and (folder / file).is_file()


@each_page
@in_the_city
@pytest.mark.parametrize("width", [375, 1440])
def test_a_keyboard_is_enough(module: str, width: int, city_monitor: Monitor, reader: Reader) -> None:
    """Tab stops at all there is, in order and visibly; the skip link skips the menu; details open."""
    page = reader.open(city_monitor.files[module], width)
    stops = page.evaluate(STOPS)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    for stop in stops:
        focused = page.evaluate(FOCUSED)
        assert focused["html"] == stop
        assert focused["isRinged"], stop
        assert focused["isInView"], stop
        page.keyboard.press("Tab")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for details in page.locator("details:has(> summary:visible)").all():
        was_open = details.get_attribute("open")
        details.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert details.get_attribute("open") != was_open


@each_page
@in_the_city
def test_a_filter_shows_the_state_that_is_chosen(module: str, city_monitor: Monitor, reader: Reader) -> None:
    """Chosen by keyboard: it alone is shown, the live line names it and its slice, and its address shows it again."""
    page = reader.open(city_monitor.files[module])
    for at, name in enumerate(page.locator(".filter").evaluate_all("found => found.map(one => one.dataset.name)")):
        states = states_of(page, at)
        assert shown_states(page, at) == states[:1]
        page.locator(".filter select").nth(at).focus()
        for key, chosen in {"ArrowDown": states[:2][-1], "End": states[-1]}.items():
            page.keyboard.press(key)
            assert shown_states(page, at) == [chosen]
        words = page.locator(".filter").nth(at).locator("option:checked").inner_text()
        group = page.locator(".filter").nth(at).locator("option:checked").evaluate("one => one.parentNode.label")
        named = f"{group}: {words}" if group else words
        expect(page.locator(".filter").nth(at).get_by_role("status")).to_have_text(f"U ziet nu: {named}")
        assert page.url.endswith(f"#{name}={states[-1]}")
        again = reader.open(city_monitor.files[module], at=f"{name}={states[-1]}")
        assert shown_states(again, at) == [states[-1]]
        assert again.locator(".filter").nth(at).locator("option:checked").inner_text() == words
        assert shown_states(reader.open(city_monitor.files[module], at=f"{name}=onzin"), at) == states[:1]


def states_of(page: Page, at: int) -> list[str]:
    """The states of a filter in the order of its list: more than one, and each is there."""
    filter_ = page.locator(".filter").nth(at)
    listed = filter_.locator("option").evaluate_all("found => found.map(one => one.value)")
    made = filter_.locator(".state").evaluate_all("found => found.map(one => one.dataset.state)")
    assert listed == made
    assert len(set(listed)) == len(listed) > 1
    return [str(one) for one in listed]


def shown_states(page: Page, at: int) -> list[str]:
    states = page.locator(".filter").nth(at).locator(".state")
    shown = states.evaluate_all(f"found => ({VISIBLE})(found).map(one => one.dataset.state)")
    return [str(one) for one in shown]


@each_page
@in_the_city
def test_a_click_on_a_figure_shows_where_it_comes_from(module: str, city_monitor: Monitor, reader: Reader) -> None:
    page = reader.open(city_monitor.files[module])
    for section in page.locator("main section:has(td[data-c])").all():
        cell = section.locator("td[data-c]:visible").first
        mart = cell.evaluate("one => one.closest('[data-m]').dataset.m")
        columns = str(cell.get_attribute("data-c")).split()
        cell.click()
        for column in columns:
            expect(section.locator(f".named[data-of='{mart}.{column}']")).to_be_visible()
