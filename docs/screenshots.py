"""Makes the pictures in docs/monitor: pages of the two made-up worlds, as Chromium shows them.

Run by `make screenshots`, which runs a night on each world first. Beside the pictures stands a digest of all that
decides how a page looks and reads; a test compares it with the code, so that pictures of former pages are found. What
it leaves out are the figures: those of a made-up world mean nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from docs.pictures import DOCS, REPOSITORY, chromium, digest_of, pictures, published, worlds

PICTURES = DOCS / "monitor"
MONITOR = REPOSITORY / "warehouse" / "monitor"


@dataclass(frozen=True)
class Shot:
    """A page of a world, from its top, so many pixels wide and high."""

    world: str
    page: str
    width: int
    height: int

    @property
    def name(self) -> str:
        return f"{self.world}-{self.page}-{self.width}.png"


WIDE, PHONE = (1440, 1500), (375, 1600)
SHOTS = tuple(
    Shot(world, page, *size)
    for world, page, size in (
        ("stad", "index", WIDE),
        ("stad", "meningen", WIDE),
        ("stad", "verschillen", PHONE),
        ("stad", "hulp", WIDE),
        ("rapport", "meningen", WIDE),
        ("rapport", "meningen", PHONE),
    )
)


def main() -> None:
    with worlds("Make the pictures of the monitor's pages.", PICTURES) as (out, warehouses):
        monitors = {world: published(world, warehouses / world) for world in sorted({shot.world for shot in SHOTS})}
        with pictures(out, made_of()), chromium() as browser:
            for shot in SHOTS:
                take(browser, monitors[shot.world], shot, out)


def take(browser: Browser, monitor: Path, shot: Shot, folder: Path) -> None:
    tab = browser.new_page(viewport={"width": shot.width, "height": shot.height})
    tab.goto((monitor / f"{shot.page}.html").as_uri())
    tab.screenshot(path=folder / shot.name)
    tab.close()


def made_of() -> str:
    """A digest of what decides how a page looks and reads: templates, style, type, and code."""
    return digest_of(MONITOR, _sources(), SHOTS)


def _sources() -> Iterator[Path]:
    for part in ("*.py", "pages/*.py", "templates/*", "fonts/*.woff2"):
        yield from sorted(MONITOR.glob(part))


if __name__ == "__main__":
    main()
