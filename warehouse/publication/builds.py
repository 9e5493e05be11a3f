"""The published builds on disk: which there are, which one is current, the switch, and clearing away.

A build's files are never changed once its folder has its name. What goes into a build does not belong here.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from warehouse.disk.files import sync
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.publication.manifest import DamagedBuild, Manifest, read_manifest, verify
from warehouse.publication.modes import open_folder, set_modes
from warehouse.publication.outputs import OUTPUTS, PARQUET

# The earliest builds have no microseconds in their ids; they are kept, restored and erased like all others.
BUILD_ID = re.compile(r"\d{8}T\d{6}(\.\d{6})?Z-[0-9a-f]{8}")
UNFINISHED = ".unfinished-"
CURRENT = "current"
# Marts of which dashboards get tonight's rows, or lose some, between two releases.
RENEWED_NIGHTLY = ("delivery_quality", "quotes")


class UnknownBuild(Fault):
    """A build was named that is not there."""


class WithdrawnBuild(Fault):
    """The build was made before somebody asked to be forgotten, or with a former key."""


def builds_folder(places: Places) -> Path:
    return places.published / "builds"


def build_ids(places: Places) -> list[str]:
    """Every finished build, the oldest first."""
    folder = builds_folder(places)
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if BUILD_ID.fullmatch(entry.name))


def current_build(places: Places) -> Path | None:
    """The folder of the build that readers see, None before the first."""
    link = places.published / CURRENT
    return link.resolve() if link.is_symlink() and link.exists() else None


def current_manifest(places: Places) -> Manifest | None:
    build = current_build(places)
    return read_manifest(build) if build else None


def _newest_first(places: Places, read: Callable[[Path], Manifest]) -> Iterator[Manifest]:
    """The manifests of all builds, but of those that are found to be damaged."""
    for build_id in reversed(build_ids(places)):
        with suppress(DamagedBuild):
            yield read(builds_folder(places) / build_id)


def newest_whole(places: Places) -> Manifest | None:
    """The newest build, of readers or not, of which every file is still what was published."""
    return next(_newest_first(places, verify), None)


def last_night(places: Places) -> date | None:
    """The day of the newest build that was not made under the brake: a wrong day does not vouch for the next one.

    A build under the brake names that day, as an erasure or a change of key leaves it alone.
    """
    found = (manifest.inputs for manifest in _newest_first(places, read_manifest))
    days = (inputs.last_night if inputs.is_braked else inputs.as_of for inputs in found)
    return next(filter(None, days), None)


def distinct_releases(places: Places) -> list[str]:
    """The undamaged builds, the newest first, of which dashboards got other figures than of the one after.

    What dashboards get every night does not make a release.
    """
    found: dict[frozenset[tuple[str, str]], str] = {}
    renewed = {f"{PARQUET}/marts/{mart}.parquet" for mart in RENEWED_NIGHTLY}
    for manifest in _newest_first(places, verify):
        figures = {
            (name, digest)
            for name, digest in manifest.sha256.items()
            if name.startswith(f"{PARQUET}/marts/") and name not in renewed
        }
        found.setdefault(frozenset(figures), manifest.build_id)
    return list(found.values())


def switch_to(places: Places, build_id: str) -> None:
    """Make a finished build the one that readers see, in one rename: what they open is a link through `current`."""
    for output in OUTPUTS:
        _point(places.published / output.name, Path(CURRENT) / output.name)
    _point(places.published / CURRENT, Path("builds") / build_id)
    sync(places.published)


def restore(places: Places, build_id: str, not_before: datetime | None = None) -> Manifest:
    """Bring back an earlier build, if its files are still what was published.

    not_before: when somebody last asked to be forgotten, or the pseudonym key changed. A build from before that, put
    back from a backup, would bring the person or the former pseudonyms back.
    """
    if build_id not in build_ids(places):
        known = ", ".join(build_ids(places)) or "none"
        asked = f"There is no build {build_id}." if build_id else "Which build? make restore BUILD=…"
        raise UnknownBuild(f"{asked} Builds that can be restored: {known}.")
    manifest = verify(builds_folder(places) / build_id)
    if not_before and not manifest.is_made_since(not_before):
        raise WithdrawnBuild(
            f"Build {build_id} was made before somebody asked to be forgotten or the pseudonym key was changed, and"
            " would undo that: remove it, and its backup. make rebuild makes a build from the landing area."
        )
    switch_to(places, build_id)
    return manifest


def open_published(places: Places, readers_group: str | None) -> None:
    """Let in whom the settings name, to the builds that stand too. A log that a reader left, who opened a file to
    write, goes: it is of no use, and would be taken for the next build's.
    """
    builds_folder(places).mkdir(exist_ok=True)
    for log in places.published.glob("*.wal"):
        log.unlink()
    for folder in (places.published, builds_folder(places)):
        open_folder(folder, readers_group)
    for build_id in build_ids(places):
        set_modes(builds_folder(places) / build_id, readers_group)


def clear_unfinished(places: Places) -> None:
    """Remove what killed nights left behind. No reader ever saw any of it."""
    for folder in builds_folder(places).glob(f"{UNFINISHED}*"):
        shutil.rmtree(folder)
    for link in places.published.glob(f"{UNFINISHED}*"):
        link.unlink()


def remove_old(places: Places, keep: int, replaced: Path | None) -> None:
    """Remove all but the newest builds. The one just replaced stays a night longer: a reader may be opening it."""
    spared = {build for build in (current_build(places), replaced) if build}
    for build_id in build_ids(places)[:-keep]:
        build = builds_folder(places) / build_id
        if build.resolve() not in spared:
            _remove(build)


def remove_all_but_current(places: Places) -> int:
    """Remove every build that readers do not see, and tell how many those were."""
    clear_unfinished(places)
    current = current_build(places)
    others = [builds_folder(places) / build_id for build_id in build_ids(places)]
    removed = [build for build in others if build.resolve() != current]
    for build in removed:
        _remove(build)
    return len(removed)


def _remove(build: Path) -> None:
    doomed = build.with_name(UNFINISHED + build.name)
    build.rename(doomed)
    shutil.rmtree(doomed)


def _point(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    prepared = link.with_name(UNFINISHED + link.name)
    prepared.unlink(missing_ok=True)
    prepared.symlink_to(target)
    prepared.replace(link)
