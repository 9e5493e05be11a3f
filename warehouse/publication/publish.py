"""Publication: an audited build file becomes a build folder that readers are switched to, whole or not at all.

Which figures dashboards may show is `warehouse.disclosure`'s; whether the build is good enough is `audit`'s.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.disk.files import sync
from warehouse.disk.places import Places
from warehouse.duck.databases import attached, connection, count_rows, tables_in
from warehouse.faults import Fault
from warehouse.publication.audit import BuildRecord, read_build_record
from warehouse.publication.builds import (
    UNFINISHED,
    build_ids,
    builds_folder,
    clear_unfinished,
    current_build,
    open_published,
    remove_old,
    switch_to,
)
from warehouse.publication.check_results import CheckKind, read_checks
from warehouse.publication.manifest import Inputs, Manifest, checksums, read_manifest
from warehouse.publication.modes import set_modes
from warehouse.publication.outputs import ANALYSIS_SCHEMAS, OUTPUTS


class LeftOverLog(Fault):
    """A database file was closed, but a write-ahead log still lies beside it."""


class NotReleased(Fault):
    """No figures for dashboards were made of this build, or the auditor found something in them."""


@dataclass(frozen=True)
class Keeping:
    """How many builds stay, how much memory copying may take, and the group that dashboards are for (None: all)."""

    keep_builds: int
    memory_limit: str
    readers_group: str | None = None


def publish(places: Places, inputs: Inputs, keeping: Keeping, *, is_of_one_run: bool = False) -> Manifest:
    """Publish the audited build file. Readers see the previous build until the last step, then all of the new one.

    is_of_one_run: see Manifest.
    """
    open_published(places, keeping.readers_group)
    if not places.dashboard.exists():
        raise NotReleased("There are no figures for dashboards of this build. Run the whole night.")
    clear_unfinished(places)
    replaced = current_build(places)
    with (
        connection(places.build / "spill", keeping.memory_limit) as opened,
        attached(opened, places.build_database, "build"),
        attached(opened, places.dashboard, "released"),
    ):
        record = read_build_record(opened)
        build = builds_folder(places) / record.build_id
        if record.build_id not in build_ids(places):
            _make(opened, places, build, record, inputs, keeping.readers_group, is_of_one_run)
    switch_to(places, record.build_id)
    remove_old(places, keeping.keep_builds, replaced)
    return read_manifest(build)


def _make(
    opened: duckdb.DuckDBPyConnection,
    places: Places,
    build: Path,
    record: BuildRecord,
    inputs: Inputs,
    readers_group: str | None,
    is_of_one_run: bool,
) -> None:
    """Write the build beside its place and give it its name when everything is on the disk."""
    unfinished = build.with_name(UNFINISHED + build.name)
    unfinished.mkdir()
    for output in OUTPUTS:
        output.write(opened, places, unfinished / output.name)
    tables = tables_in(opened, "build", ANALYSIS_SCHEMAS)
    if logs := list(unfinished.glob("*.wal")):
        raise LeftOverLog(f"{logs[0].name} was left behind, so nothing was published. Run the night again.")
    failed = {check.kind for check in read_checks(opened, "build") if not check.passed}
    Manifest(
        build_id=record.build_id,
        built_at=record.built_at.isoformat(),
        deliveries_until=record.deliveries_until.isoformat() if record.deliveries_until else None,
        inputs=inputs,
        n_rows={str(table): n for table, n in count_rows(opened, "build", tables).items()},
        sha256=checksums(unfinished),
        is_release_due=CheckKind.DISCLOSURE in failed,
        is_of_one_run=is_of_one_run,
    ).write(unfinished)
    set_modes(unfinished, readers_group)
    for path in (*unfinished.rglob("*"), unfinished):
        sync(path)
    unfinished.rename(build)
    sync(build.parent)
