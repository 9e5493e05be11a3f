"""The pages of the monitor in the order of the menu: a module each, with a function `page`.

A new page is a module here and its line in PAGES. How pages look is `html`'s matter.
"""

from collections.abc import Callable

from warehouse.monitor.content import Page
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages import (
    accountability,
    assumptions,
    differences,
    individual_help,
    network,
    opinions,
    outflow,
    participation,
    quality,
    summary,
    themes,
    waiting,
)

PAGES: tuple[Callable[[Figures], Page], ...] = (
    summary.page,
    participation.page,
    opinions.page,
    themes.page,
    differences.page,
    network.page,
    waiting.page,
    outflow.page,
    individual_help.page,
    assumptions.page,
    quality.page,
    accountability.page,
)
