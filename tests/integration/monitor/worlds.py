"""The worlds whose monitor the tests read, and the monitor of each: the pages, and the figures that they are made of.

It is made of a dashboard file alone; how that is made, `tests.publications` says.
"""

from dataclasses import dataclass
from pathlib import Path

from schemas.reference import load_reference
from tests.disclosed import disclosure
from tests.nights.releasing import THRESHOLDS
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages import PAGES
from warehouse.monitor.write import Reading, figures_of, write_monitor

REPORT, CITY, EMPTY = "report", "city", "empty"
# By the name of its module: what a page is called and where it stands, a world decides.
MODULES = [page.__module__.rpartition(".")[2] for page in PAGES]


@dataclass(frozen=True)
class Monitor:
    """The monitor of a world. files: by the module of the page."""

    world: str
    folder: Path
    dashboard: Path
    files: dict[str, Path]


def figures_in(dashboard: Path) -> Figures:
    reading = Reading(disclosure(), THRESHOLDS, load_reference(), is_made_up=True)
    return figures_of(dashboard, None, reading, dashboard.parent / "spill", "1GB")


def monitor_of(world: str, dashboard: Path, folder: Path) -> Monitor:
    figures = figures_in(dashboard)
    write_monitor(figures, folder)
    files = {module: folder / f"{page(figures).slug}.html" for module, page in zip(MODULES, PAGES, strict=True)}
    return Monitor(world, folder, dashboard, files)
