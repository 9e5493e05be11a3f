"""What axe finds in the pages, and what a screen reader reads out of them: the accessibility tree.

Places and keys are in `test_pages`.
"""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Locator, Page

from tests.browser import needs_chromium
from tests.integration.monitor.reader import Reader, resize
from tests.integration.monitor.worlds import CITY, MODULES, Monitor

pytestmark = needs_chromium
each_page = pytest.mark.parametrize("module", MODULES)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']})).violations
    .map(one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' ')}`)"""
OPEN_DETAILS = "document.querySelectorAll('details').forEach(one => one.open = true)"
CHOOSE_LAST = """() => document.querySelectorAll('.filter select').forEach(list => {
    list.selectedIndex = list.length - 1;
    list.dispatchEvent(new Event('change'));
})"""


@each_page
def test_axe_finds_nothing(module: str, monitor: Monitor, reader: Reader) -> None:
    """As the page opens; in the city also with another state of each filter and all details open, at other widths."""
    page = reader.open(monitor.files[module], 375)
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS, TAGS) == []
    if monitor.world != CITY:
        return
    page.evaluate(CHOOSE_LAST)
    page.evaluate(OPEN_DETAILS)
    for width in (768, 1440):
        resize(page, width)
        assert page.evaluate(VIOLATIONS, TAGS) == [], f"at {width} px"


@each_page
@pytest.mark.parametrize("width", [375, 1440])
def test_all_has_a_name_and_tables_stay_tables(module: str, width: int, city_monitor: Monitor, reader: Reader) -> None:
    """In the tree that a screen reader reads: each row has its heading and as many cells as there are columns."""
    page = reader.open(city_monitor.files[module], width)
    tree = page.locator("body").aria_snapshot()
    for role in ("table", "combobox", "link", "rowheader", "columnheader", "img", "region", "heading"):
        assert re.findall(rf"^ *- '?{role}(?: \[[^\]]*\])*'?:?$", tree, re.MULTILINE) == [], f"a {role} without a name"
    for table in page.get_by_role("table").all():
        assert shape_of(table) == drawn_shape_of(table)
    assert page.get_by_role("table").count() == page.locator("table:visible").count()
    # A cell that is read as nothing says neither nobody nor not asked.
    assert re.findall(r"^ *- cell$", tree, re.MULTILINE) == []


def shape_of(table: Locator) -> list[int]:
    """How many cells each row has, as it is read."""
    tree = table.aria_snapshot()
    return [len(re.findall(r"- '?cell", row)) for row in re.split(r"^ *- '?row ", tree, flags=re.MULTILINE)[1:]]


def drawn_shape_of(table: Locator) -> list[int]:
    return [row.count("<td") for row in table.evaluate("one => [...one.rows].map(row => row.innerHTML)")]


@pytest.mark.xdist_group("monitor report")
@pytest.mark.parametrize("width", [375, 1440])
def test_table_1_reads_as_it_should(width: int, report_monitor: Monitor, reader: Reader) -> None:
    """A statement that nobody disagreed with, and one that one of the groups was not asked."""
    page = reader.open(report_monitor.files["opinions"], width)
    table = page.get_by_role("table", name="Tabel 1")
    # On a small screen each cell says its heading first.
    read = [cell.split()[-1] for cell in cells_of(table, "Ik voelde me op mijn gemak in de groep")]
    assert read == ["niemand", "11,1", "88,9", "niemand", "4,7", "95,3"]
    asked_of_one = cells_of(table, "Door mee te doen aan de groep hebben we als gezin dingen geleerd")
    assert [cell.endswith("niet gevraagd") for cell in asked_of_one] == [True] * 3 + [False] * 3


def cells_of(table: Locator, heading: str) -> list[str]:
    """The cells of a row as a screen reader says them, less the headings that a narrow page repeats before them."""
    row = table.get_by_role("row").filter(has=table.page.get_by_role("rowheader", name=heading))
    names = re.findall(r'- cell "(.*)"', row.aria_snapshot())
    return [re.sub(r"^(?:\D*\s)?(?=niemand|niet gevraagd|\d+,\d%)", "", name) for name in names]


@pytest.mark.xdist_group("monitor report")
def test_a_mark_is_not_read_and_its_figures_are(report_monitor: Monitor, reader: Reader) -> None:
    page = reader.open(report_monitor.files["opinions"])
    tree = page.locator("#opvoeders").aria_snapshot()
    assert 'row "Ik voelde me op mijn gemak in de groep niemand 4,7% 95,3%"' in tree
    assert "img" not in tree


@each_page
@pytest.mark.xdist_group("monitor city")
def test_a_chart_is_said_in_a_sentence(module: str, city_monitor: Monitor, reader: Reader) -> None:
    page = reader.open(city_monitor.files[module])
    for chart in page.get_by_role("img").all():
        name = str(chart.get_attribute("aria-label"))
        assert re.search(r"^[A-Z].{20,}[^ ]\.$", name), name
        assert chart.aria_snapshot().count("\n") == 0, "what is drawn in it is not read"
        assert table_follows(chart), "its figures stand in a table"


def table_follows(chart: Locator) -> bool:
    return bool(chart.evaluate("""one => {
        const tables = [...(one.closest('.state, section') ?? document).querySelectorAll('table')];
        return tables.some(table => one.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
    }"""))  # fmt: skip


@each_page
@pytest.mark.xdist_group("monitor city")
def test_marks_are_seen_in_forced_colours(module: str, city_monitor: Monitor, reader: Reader) -> None:
    page = reader.open(city_monitor.files[module])
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert [mark for mark in marks_on(page) if colours_of(mark) < 2] == []


def marks_on(page: Page) -> list[Locator]:
    """The first of each kind of drawing that shows something."""
    kinds = ("svg.o:has(rect)", "svg.s:has(rect)", "svg.i", "svg.plot")
    found = [page.locator(f"{kind}:visible").first for kind in kinds]
    return [one for one in found if one.count()]


def colours_of(mark: Locator) -> int:
    """How many colours its picture has, counted by the browser itself."""
    picture = mark.screenshot(type="png")
    return int(mark.page.evaluate(COLOURS, list(picture)))


COLOURS = """async bytes => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), drawing = canvas.getContext('2d');
    drawing.drawImage(bitmap, 0, 0);
    return new Set(new Uint32Array(drawing.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
}"""
