"""Makes the pictures in docs/monitor: pages of the two made-up worlds, as Chromium shows them.

Run by `make screenshots`, which runs a night on each world first. Beside the pictures stands a digest of all that
decides how a page looks and reads; a test compares it with the code, so that pictures of former pages are found. What
it leaves out are the figures: those of a made-up world mean nothing.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
REPOSITORY = DOCS.parent
PICTURES = DOCS / "monitor"
DIGEST = "made_of.txt"
MONITOR = REPOSITORY / "warehouse" / "monitor"
LARGEST = 300_000
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TZ")


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
    parser = argparse.ArgumentParser(description="Make the pictures of the monitor's pages.")
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--warehouses", type=Path, help="where the worlds' warehouses are, or are made and stay")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        warehouses = options.warehouses or Path(temporary)
        monitors = {world: published(world, warehouses / world) for world in sorted({shot.world for shot in SHOTS})}
        shutil.rmtree(options.out, ignore_errors=True)
        options.out.mkdir(parents=True)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for shot in SHOTS:
                take(browser, monitors[shot.world], shot, options.out)
            browser.close()
    (options.out / DIGEST).write_text(f"{made_of()}\n", encoding="utf-8")
    too_large = [file.name for file in options.out.glob("*.png") if file.stat().st_size > LARGEST]
    if too_large:
        raise SystemExit(f"larger than {LARGEST} bytes: {', '.join(too_large)}")


def published(world: str, warehouse: Path) -> Path:
    """The monitor of a world, by a night where none was published yet."""
    monitor = warehouse / "published" / "monitor"
    if not monitor.exists():
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        environment = kept | {"DEMO": world, "WAREHOUSE_DIR": str(warehouse)}
        command = [sys.executable, "-m", "orchestration", "nightly", "--demo"]
        subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)  # noqa: S603 - our own module
    return monitor.resolve()


def take(browser: Browser, monitor: Path, shot: Shot, folder: Path) -> None:
    tab = browser.new_page(viewport={"width": shot.width, "height": shot.height})
    tab.goto((monitor / f"{shot.page}.html").as_uri())
    tab.screenshot(path=folder / shot.name)
    tab.close()


def made_of() -> str:
    """A digest of what decides how a page looks and reads: templates, style, type, and code."""
    return digest_of(MONITOR, _sources(), SHOTS)


def digest_of(folder: Path, sources: Iterable[Path], shots: object) -> str:
    """A digest of files in a folder, of code without its comment lines, and of which pictures there are."""
    digest = hashlib.sha256()
    for file in sources:
        content = file.read_bytes()
        if file.suffix == ".py":
            content = b"\n".join(line for line in content.split(b"\n") if not line.strip().startswith(b"#"))
        digest.update(f"{file.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    digest.update(repr(shots).encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for part in ("*.py", "pages/*.py", "templates/*", "fonts/*.woff2"):
        yield from sorted(MONITOR.glob(part))


if __name__ == "__main__":
    main()
