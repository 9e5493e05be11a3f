"""Writes the monitor of a build: a folder with its pages, its report and its downloads.

What is in them is decided in `pages` and `report`.
"""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from schemas.reference import Reference
from warehouse.disclosure.marts import Disclosure
from warehouse.disclosure.thresholds import Thresholds
from warehouse.duck.databases import attached, connection
from warehouse.monitor.content import Page
from warehouse.monitor.csv_files import write_csv
from warehouse.monitor.figures import Figures, read_figures
from warehouse.monitor.html import Html
from warehouse.monitor.pages import PAGES
from warehouse.monitor.report.chapter import report_of
from warehouse.monitor.report.pdf import pdf_of
from warehouse.monitor.report.word import word_of
from warehouse.monitor.sources import deliveries_behind
from warehouse.publication.outputs import BUILD_OF

PDF, WORD = "monitor.pdf", "monitor.docx"


@dataclass(frozen=True)
class Reading:
    """What is needed to read released figures beside the figures themselves."""

    disclosure: Disclosure
    thresholds: Thresholds
    reference: Reference
    is_made_up: bool


def figures_of(
    released: Path, build_database: Path | None, reading: Reading, spill: Path, memory_limit: str
) -> Figures:
    """The released figures. build_database: where the row of audit.build stands, before it stands beside them."""
    with ExitStack() as stack:
        opened = stack.enter_context(connection(spill, memory_limit))
        stack.enter_context(attached(opened, released, "released"))
        if build_database:
            stack.enter_context(attached(opened, build_database, "build"))
        return read_figures(
            opened, "released", "build" if build_database else "released",
            reading.disclosure, reading.thresholds, reading.reference, is_made_up=reading.is_made_up,
        )  # fmt: skip


def write_monitor(figures: Figures, folder: Path) -> dict[str, int]:
    """Write all of it into a folder, in the place of what was there. Equal figures give equal bytes.

    Returns the size of each file.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = pages_of(figures)
    html = Html(figures, pages, deliveries_behind(figures))
    for page in pages:
        (folder / f"{page.slug}.html").write_text(html.page(page), encoding="utf-8")
    write_csv(figures, pages, folder / "csv")
    write_report(figures, pages, folder)
    (folder / BUILD_OF).write_text(f"{figures.build.build_id}\n", encoding="utf-8")
    return {str(file.relative_to(folder)): file.stat().st_size for file in sorted(folder.rglob("*")) if file.is_file()}


def pages_of(figures: Figures) -> list[Page]:
    """In the order of the menu."""
    return [page(figures) for page in PAGES]


def write_report(figures: Figures, pages: Sequence[Page], folder: Path) -> list[Path]:
    """Write the report as PDF and as Word document into a folder that is there. Equal figures give equal bytes."""
    report = report_of(figures, pages)
    written = {folder / PDF: pdf_of(report, figures), folder / WORD: word_of(report, figures)}
    for file, content in written.items():
        file.write_bytes(content)
    return list(written)
