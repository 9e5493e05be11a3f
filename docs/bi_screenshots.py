"""Makes the pictures in docs/bi: tabs of the dashboards in Superset, of the made-up living city, as a reader sees them.

Run by `make screenshots`; needs what `make bi-setup` installs. As with the monitor's pictures, a digest of what decides
how they look stands beside them. What Superset itself changes, with another version, it does not tell.
"""

import argparse
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from docs.screenshots import DIGEST, DOCS, KEPT_VARIABLES, LARGEST, REPOSITORY, digest_of, published

PICTURES = DOCS / "bi"
CONTENT = REPOSITORY / "bi" / "superset" / "content"
WORLD = "stad"
READER = "lezer"
IS_UP = "Superset: http"
DRAWN = ":is(canvas, table, .header-line)"
SETTLED_MILLISECONDS = 2_000


@dataclass(frozen=True)
class Shot:
    """A tab of a dashboard, from the top of the page, 1440 pixels wide."""

    slug: str
    tab: str
    name: str
    height: int


SHOTS = (
    Shot("ervaringen", "Stellingen", "ervaringen-stellingen", 1500),
    Shot("ervaringen", "Uitgesplitst", "ervaringen-uitgesplitst", 1500),
    Shot("groepen-en-vervolg", "Groepen", "groepen", 1500),
    Shot("groepen-en-vervolg", "Hulp rond de groep", "hulp", 1500),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the pictures of the dashboards in Superset.")
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--warehouses", type=Path, help="where the worlds' warehouses are, or are made and stay")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        warehouse = (options.warehouses or Path(temporary)) / WORLD
        published(WORLD, warehouse)
        shutil.rmtree(options.out, ignore_errors=True)
        options.out.mkdir(parents=True)
        with superset(warehouse) as address, page_of_a_reader(warehouse, address) as page:
            for shot in SHOTS:
                take(page, address, shot, options.out)
    (options.out / DIGEST).write_text(f"{made_of()}\n", encoding="utf-8")
    too_large = [file.name for file in options.out.glob("*.png") if file.stat().st_size > LARGEST]
    if too_large:
        raise SystemExit(f"larger than {LARGEST} bytes: {', '.join(too_large)}")


@contextmanager
def superset(warehouse: Path) -> Iterator[str]:
    """The address of one that runs on what is published there."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment = kept | {"WAREHOUSE_DIR": str(warehouse), "BI_PORT": str(port)}
    command = [sys.executable, "-m", "orchestration", "bi"]
    # Our own module.
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            told: list[str] = []
            for line in process.stdout:
                told.append(line)
                if line.startswith(IS_UP):
                    break
            else:
                raise SystemExit("".join(told))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def page_of_a_reader(warehouse: Path, address: str) -> Iterator[Page]:
    with (warehouse / "bi" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        password = next(row["password"] for row in csv.DictReader(file) if row["name"] == READER)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{address}/login/")
        page.fill("#username", READER)
        page.fill("#password", password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        yield page
        browser.close()


def take(page: Page, address: str, shot: Shot, folder: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": shot.height})
    page.goto(f"{address}/superset/dashboard/{shot.slug}/")
    page.get_by_role("tab", name=shot.tab).click()
    for chart in page.locator("[data-test-chart-id]:visible").all():
        chart.locator(DRAWN).first.wait_for(state="attached")
    # Superset draws with a movement.
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    page.screenshot(path=folder / f"{shot.name}-1440.png")


def made_of() -> str:
    """A digest of what decides how the dashboards look and read."""
    return digest_of(CONTENT, sorted(CONTENT.glob("*.py")), SHOTS)


if __name__ == "__main__":
    main()
