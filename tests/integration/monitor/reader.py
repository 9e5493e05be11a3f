"""A reader's browser: pages open from disk with the network off, and all that they ask for or complain of is kept.

What a page must be, the tests say.
"""

from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

WIDTHS = (320, 375, 768, 1440)
HEIGHT = 900
# The least that readers may set for themselves without losing anything: WCAG 2.2, 1.4.12.
WIDE_TEXT = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)


class Reader:
    """Opens pages, each in a tab of its own. opened: their addresses; asked_for: every request that was made."""

    def __init__(self, browser: Browser) -> None:
        self.opened: set[str] = set()
        self.asked_for: set[str] = set()
        self.complaints: list[str] = []
        self._browser = browser
        self._tabs: list[Page] = []

    def open(self, file: Path, width: int = 1440, *, at: str = "", with_script: bool = True) -> Page:
        """The page at `#at`, at this width."""
        page = _offline(self._browser, with_script).new_page()
        self._tabs.append(page)
        resize(page, width)
        page.on("request", lambda request: self.asked_for.add(request.url.partition("#")[0]))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.opened.add(file.as_uri())
        page.goto(f"{file.as_uri()}{'#' if at else ''}{at}")
        return page

    def close(self) -> None:
        for page in self._tabs:
            page.close()


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})


@cache
def _offline(browser: Browser, with_script: bool) -> BrowserContext:
    """Without a network, and without motion, for which a test would have to wait."""
    return browser.new_context(offline=True, java_script_enabled=with_script, reduced_motion="reduce")
