"""The monitor as files: how large, equal from equal figures, made of released figures alone, and printed on A4.

What is in the pages is in `test_figures` and `test_pages`.
"""

import io
import re
import shutil
from pathlib import Path

import duckdb
import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser import needs_chromium
from tests.disclosed import disclosure
from tests.integration.monitor.reader import Reader
from tests.integration.monitor.worlds import MODULES, Monitor, figures_in
from warehouse.disclosure.notes import BOOKKEEPING
from warehouse.monitor.write import write_monitor

LARGEST_PAGE, LARGEST_MONITOR = 400_000, 5_000_000
A4_POINTS = (595, 842)
# Of a page that shows many parts; nobody prints more.
MOST_SHEETS = 60
NOT_PRINTED = (
    "Alle pagina’s",
    "Naar de inhoud",
    "Waar komen deze cijfers vandaan?",
    "Deze tabel als CSV",
    "deze tabellen als CSV",
)
# The words that a reader sees who prints all: what stands in main, less what is only for the screen.
WORDS = """() => {
    const found = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent.checkVisibility() && !parent.closest('.vh, .state-name, svg')) found.push(walker.currentNode.data);
    }
    return found.join(' ');
}"""


@pytest.mark.xdist_group("monitor city")
def test_no_file_is_too_large(city_monitor: Monitor) -> None:
    sizes = {file.name: file.stat().st_size for file in city_monitor.folder.rglob("*") if file.is_file()}
    assert {name: size for name, size in sizes.items() if name.endswith(".html") and size >= LARGEST_PAGE} == {}
    assert sum(sizes.values()) < LARGEST_MONITOR


@pytest.mark.xdist_group("monitor report")
def test_released_figures_are_all_that_pages_are_made_of(report_warehouse: Path, tmp_path: Path) -> None:
    """What a night published is, byte for byte, what the dashboards' file alone gives elsewhere, another time."""
    dashboard = Path(shutil.copy(report_warehouse / "published" / "dashboard.duckdb", tmp_path))
    write_monitor(figures_in(dashboard), tmp_path / "monitor")
    published = report_warehouse / "published" / "monitor"
    assert contents_of(tmp_path / "monitor") == contents_of(published)


@pytest.mark.xdist_group("monitor report")
def test_a_release_that_dashboards_kept_of_before_a_mart_or_a_column_costs_no_night(
    report_dashboard: Path, tmp_path: Path
) -> None:
    dashboard = Path(shutil.copy(report_dashboard, tmp_path))
    with duckdb.connect(dashboard) as kept:
        kept.execute("DROP TABLE marts.help_around_group")
        kept.execute("ALTER TABLE marts.group_comparison DROP COLUMN responses_needed")
        kept.execute("ALTER TABLE marts.statement_agreement DROP COLUMN responses_per_side")
    figures = figures_in(dashboard)
    assert figures.rows("help_around_group") == []
    assert {row["responses_needed"] for row in figures.rows("group_comparison")} == {None}
    written = write_monitor(figures, tmp_path / "monitor")
    assert {*written} >= {"hulp.html", "verschillen.html", "monitor.pdf", "monitor.docx"}
    dictionary = (tmp_path / "monitor" / "csv" / "woordenboek.csv").read_text("utf-8")
    for said in ("help_around_group", "responses_needed"):
        assert said in dictionary


@pytest.mark.parametrize("every", [2, 7])
@pytest.mark.xdist_group("monitor report")
def test_rows_that_the_auditor_hid_among_others_cost_no_page(
    every: int, report_dashboard: Path, tmp_path: Path
) -> None:
    dashboard = Path(shutil.copy(report_dashboard, tmp_path))
    with duckdb.connect(dashboard) as released:
        for mart in disclosure().of_closed_months.values():
            columns = [name for name, *_ in released.execute(f"DESCRIBE {mart.table}").fetchall()]
            figures = [f'"{name}" = NULL' for name in columns if name not in (*mart.labels, *BOOKKEEPING)]
            hide = ", ".join(["shown_as = 'hidden'", "is_suppressed = true", *figures])
            if mart != disclosure().quotes:
                released.execute(f"UPDATE {mart.table} SET {hide} WHERE rowid % {every} = 1")
    assert "index.html" in write_monitor(figures_in(dashboard), tmp_path / "monitor")


def contents_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@needs_chromium
@pytest.mark.parametrize("module", MODULES)
@pytest.mark.xdist_group("monitor city")
def test_it_prints_on_a4(module: str, city_monitor: Monitor, reader: Reader) -> None:
    """All that is shown, nothing that only a screen can use, and no sheet without words."""
    page = reader.open(city_monitor.files[module])
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    sheets = [sheet.extract_text() for sheet in printed.pages]
    assert {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in printed.pages} == {A4_POINTS}
    assert len(sheets) <= MOST_SHEETS
    assert all(sheet.strip() for sheet in sheets)
    text = " ".join(sheets)
    assert [words for words in NOT_PRINTED if words in text] == []
    assert lost_words(page, text) == []


def lost_words(page: Page, printed: str) -> list[str]:
    """Words on the page that are nowhere in print; where lines break, hyphens and blanks come and go."""
    page.emulate_media(media="print")
    squeezed = re.sub(r"[\s\-\u00ad\u2010]", "", printed)
    words = str(page.evaluate(WORDS)).split()
    return [word for word in dict.fromkeys(words) if re.sub(r"[\s\-\u00ad\u2010]", "", word) not in squeezed]
