"""Makes the pictures in docs/bi: tabs of the dashboards in Superset, of the made-up living city, as a reader sees them.

Run by `make screenshots`; needs what `make bi-setup` installs. As with the monitor's pictures, a digest of what decides
how they look stands beside them. What Superset itself changes, with another version, it does not tell.
"""

import csv
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from docs.pictures import DOCS, REPOSITORY, chromium, digest_of, environment, pictures, published, worlds

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
    with worlds("Make the pictures of the dashboards in Superset.", PICTURES) as (out, warehouses):
        warehouse = warehouses / WORLD
        published(WORLD, warehouse)
        with pictures(out, made_of()), superset(warehouse) as address, page_of_a_reader(warehouse, address) as page:
            for shot in SHOTS:
                take(page, address, shot, out)


@contextmanager
def superset(warehouse: Path) -> Iterator[str]:
    """The address of one that runs on what is published there."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "orchestration", "bi"]
    # Our own module.
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=REPOSITORY,
        env=environment(WAREHOUSE_DIR=str(warehouse), BI_PORT=str(port)),
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
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/login/")
        page.fill("#username", READER)
        page.fill("#password", password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        yield page


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
