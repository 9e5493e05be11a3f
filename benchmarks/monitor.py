"""How long the monitor takes to make, and a long page of it to paint in Chromium, next to a bare table of as many rows.

Run it with `python -m benchmarks.monitor`; `--write` keeps what it finds and writes docs/performance.md. The figures
are those of DEMO=stad, which a night publishes first; `--warehouse FOLDER` takes one where that was done. How numbers
are told belongs in `performance_page`.
"""

import argparse
import html
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks import performance_page
from benchmarks.monitor_results import FILE, MonitorResult
from orchestration.dbt.project import prepared_manifest, project_disclosure
from orchestration.settings import Settings
from schemas.reference import load_reference
from schemas.values import AMSTERDAM
from warehouse.disclosure.thresholds import Thresholds
from warehouse.disk.places import Places
from warehouse.monitor.content import Page, Section, Table, plain
from warehouse.monitor.figures import Figures
from warehouse.monitor.html import Html
from warehouse.monitor.pages import PAGES
from warehouse.monitor.write import Reading, figures_of, write_monitor

REPOSITORY = Path(__file__).resolve().parents[1]
N_ROWS = 860
N_RUNS = 7
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TZ")
# Two frames after the page has loaded, all of it has been drawn. In milliseconds since it was asked for.
PAINTED = (
    """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""
)


def publish_city(warehouse: Path) -> Path:
    """The warehouse after a night on DEMO=stad."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment = kept | {"DEMO": "stad", "WAREHOUSE_DIR": str(warehouse)}
    command = [sys.executable, "-m", "orchestration", "nightly", "--demo"]
    subprocess.run(  # noqa: S603 - our own module
        command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return warehouse


def read(warehouse: Path, folder: Path) -> Figures:
    """What it published, read from a copy in the folder."""
    thresholds = Thresholds(*(Settings.model_fields[name].default for name in ("minimum_group", "minimum_cell")))
    rules = project_disclosure(prepared_manifest(Places(warehouse)))
    reading = Reading(rules, thresholds, load_reference(), is_made_up=True)
    copy = Path(shutil.copy(warehouse / "published" / "dashboard.duckdb", folder))
    return figures_of(copy, None, reading, folder / "spill", "1GB")


def long_page(figures: Figures) -> Page:
    """A page with one table of N_ROWS rows, each with words, a mark and figures."""
    tables = (table for page in PAGES for table in page(figures).tables() if table.has_marks)
    table = max(tables, key=lambda one: len(one.rows))
    rows = (table.rows * (N_ROWS // len(table.rows) + 1))[:N_ROWS]
    section = Section("rijen", ("Veel rijen",), (replace(table, rows=rows),))
    return Page("rijen", "Rijen", "Hoe lang duurt een lange tabel?", ("",), (section,))


def bare_page(page: Page) -> str:
    """The same words and figures as a table without style, marks or anything to know of a figure."""
    [table] = page.tables()
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}' for text in _texts(table, at))}" for at in range(N_ROWS))
    return f"<!doctype html><html lang=nl><meta charset=utf-8><title>Rijen</title><table>{rows}</table>"


def _texts(table: Table, at: int) -> list[str]:
    row = table.rows[at]
    return [plain(row.heading), *(plain(cell) if isinstance(cell, tuple) else str(cell) for cell in row.cells)]


def seconds(make: Callable[[], object]) -> float:
    """The median of some runs."""
    return median(_timed(make) for _ in range(N_RUNS))


def _timed(make: Callable[[], object]) -> float:
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


def painted(browser: Browser, file: Path) -> float:
    """Seconds from asking for a page until it stands there, the median of some runs, each in a new tab."""
    found = []
    for _ in range(N_RUNS):
        tab = browser.new_page()
        tab.goto(file.as_uri())
        found.append(tab.evaluate(PAINTED) / 1000)
        tab.close()
    return median(found)


def measure(figures: Figures, folder: Path) -> MonitorResult:
    page = long_page(figures)
    renderer = Html(figures, [page], [])
    files = {"rows": renderer.page(page), "bare": bare_page(page)}
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        paint, paint_bare = (painted(browser, folder / f"{name}.html") for name in files)
        browser.close()
    sizes = write_monitor(figures, folder / "monitor")
    return MonitorResult(
        code=code_version(),
        measured_on=datetime.now(AMSTERDAM).date().isoformat(),
        n_cpus=os.cpu_count() or 1,
        n_rows=N_ROWS,
        build=seconds(lambda: Html(figures, [page], []).page(page)),
        build_bare=seconds(lambda: bare_page(page)),
        paint=paint,
        paint_bare=paint_bare,
        monitor=seconds(lambda: write_monitor(figures, folder / "monitor")),
        n_files=len(sizes),
        n_bytes=sum(sizes.values()),
    )


def code_version() -> str:
    command = ["git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - git


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path, help="where a night on DEMO=stad was published")
    parser.add_argument("--write", action="store_true", help="keep the result and write docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result = measure(read(options.warehouse or publish_city(folder / "stad"), folder), folder)
    sys.stdout.write("\n".join(performance_page.monitor_lines(result)) + "\n")
    if options.write:
        result.write(FILE)
        performance_page.main()


if __name__ == "__main__":
    main()
