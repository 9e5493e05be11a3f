"""What the makers of pictures for docs have in common: made-up worlds, a browser, and the digest beside the pictures.

Which pictures there are is in `screenshots` (the monitor) and `bi_screenshots` (Superset).
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
REPOSITORY = DOCS.parent
DIGEST = "made_of.txt"
LARGEST = 300_000
_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TZ")


@contextmanager
def worlds(description: str, folder: Path) -> Iterator[tuple[Path, Path]]:
    """What the command line says: the folder for the pictures, and the one for the warehouses of the worlds."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", type=Path, default=folder)
    parser.add_argument("--warehouses", type=Path, help="where the worlds' warehouses are, or are made and stay")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        yield options.out, options.warehouses or Path(temporary)


@contextmanager
def pictures(folder: Path, made_of: str) -> Iterator[None]:
    """An empty folder to put pictures in, which gets the digest when all are made; none may be too large."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield
    (folder / DIGEST).write_text(f"{made_of}\n", encoding="utf-8")
    too_large = [file.name for file in folder.glob("*.png") if file.stat().st_size > LARGEST]
    if too_large:
        raise SystemExit(f"larger than {LARGEST} bytes: {', '.join(too_large)}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def environment(**settings: str) -> dict[str, str]:
    """What a command of this project gets: these settings, and none of whoever makes the pictures."""
    return {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ} | settings


def published(world: str, warehouse: Path) -> Path:
    """The monitor of a world, by a night where none was published yet."""
    monitor = warehouse / "published" / "monitor"
    if not monitor.exists():
        settings = environment(DEMO=world, WAREHOUSE_DIR=str(warehouse))
        command = [sys.executable, "-m", "orchestration", "nightly", "--demo"]
        subprocess.run(command, cwd=REPOSITORY, env=settings, check=True)  # noqa: S603 - our own module
    return monitor.resolve()


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
