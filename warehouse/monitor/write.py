"""Writes the monitor of a build: a folder with its pages, its report and its downloads.

What is in them is decided in `pages` and `report`.
"""

from pathlib import Path

from warehouse.monitor.figures import Figures
from warehouse.monitor.html import Html
from warehouse.monitor.pages import PAGES


def write_monitor(figures: Figures, folder: Path) -> None:
    """Write all of it into a folder, which is made here. Equal figures give equal bytes."""
    folder.mkdir(parents=True)
    pages = [page(figures) for page in PAGES]
    html = Html(figures, pages, [])
    for page in pages:
        (folder / f"{page.slug}.html").write_text(html.page(page), encoding="utf-8")
