"""A landing folder with a made-up world's deliveries: made once, left alone afterwards, never half there.

The folder is recognised by a note beside it (not in it: everything in a landing area may be a delivery).
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from made_up.delivery import Delivery, write_deliveries
from made_up.records import Chapter
from made_up.writer import appearing_whole

VERSION = 1
"""Raise it when the same seed and size give other files than before."""


class NotOurFolderError(Exception):
    """The folder holds files that this command did not make."""


def note_path(folder: Path) -> Path:
    whole = folder.resolve()
    return whole.with_name(f".{whole.name}.made_up.json")


def make_landing(
    folder: Path, parameters: dict[str, Any], deliveries: Sequence[Delivery], chapters: Iterator[Chapter]
) -> bool:
    """Write the deliveries unless they are there already; true when something was written."""
    wanted = {"version": VERSION, **parameters}
    note = _read_note(folder)
    if note["parameters"] == wanted and _is_complete(folder, note["files"]):
        return False
    _clear(folder, note["files"])
    names = [delivery.name for delivery in deliveries]
    _write_note(folder, {"parameters": None, "files": dict.fromkeys(names)})
    write_deliveries(folder, deliveries, chapters)
    sizes = {name: (folder / name).stat().st_size for name in names}
    _write_note(folder, {"parameters": wanted, "files": sizes})
    return True


def _read_note(folder: Path) -> dict[str, Any]:
    path = note_path(folder)
    if not path.exists():
        return {"parameters": None, "files": {}}
    note: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return note


def _write_note(folder: Path, note: dict[str, Any]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with appearing_whole(note_path(folder)) as hidden:
        hidden.write_text(json.dumps(note, indent=1, sort_keys=True), encoding="utf-8")


def _is_complete(folder: Path, sizes: dict[str, int]) -> bool:
    return all((folder / name).is_file() and (folder / name).stat().st_size == size for name, size in sizes.items())


def _clear(folder: Path, names: dict[str, Any]) -> None:
    """Take away what an earlier call wrote, and stop where the folder holds anything else."""
    strange = [path for path in folder.rglob("*") if path.is_file() and str(path.relative_to(folder)) not in names]
    if strange := [path for path in strange if not _is_our_hidden_file(folder, path, names)]:
        raise NotOurFolderError(f"{folder} holds {len(strange)} files that are not made-up deliveries; choose another")
    for path in list(folder.rglob("*")):
        if path.is_file():
            path.unlink()


def _is_our_hidden_file(folder: Path, path: Path, names: dict[str, Any]) -> bool:
    """A file that an interrupted call was still writing."""
    visible = path.with_name(path.name.removeprefix(".").removesuffix(".raw"))
    return path.name.startswith(".") and str(visible.relative_to(folder)) in names
