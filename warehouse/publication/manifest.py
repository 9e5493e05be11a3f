"""manifest.json: what a published build holds, what it was made from, and the checksum of each of its files.

Where builds lie and which one is current does not belong here.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import TypeAdapter

from warehouse.faults import Fault

MANIFEST = "manifest.json"


class DamagedBuild(Fault):
    """A published file is not what its manifest says."""


@dataclass(frozen=True)
class Inputs:
    """Everything that decides what is in a build. Equal inputs give equal tables.

    is_braked: whether the day lay so far after all that was known that nobody lapsed by it (`warehouse.brake`). Then
    last_night is the day of the last night that was not braked, which outlives its build.
    """

    as_of: date
    code_version: str
    deliveries: str
    minimum_group: int
    minimum_cell: int
    is_braked: bool = False
    last_night: date | None = None


@dataclass(frozen=True)
class Manifest:
    """The contents of manifest.json.

    is_release_due: whether a release for dashboards could not be made, so that a night with equal inputs tries again.
    is_of_one_run: whether one run made all tables of these inputs, and not somebody some of them in the UI: else a
    night with equal inputs makes them anew.
    """

    build_id: str
    built_at: str
    deliveries_until: str | None
    inputs: Inputs
    n_rows: dict[str, int]
    sha256: dict[str, str]
    is_release_due: bool = False
    is_of_one_run: bool = False

    def is_made_since(self, moment: datetime) -> bool:
        return datetime.fromisoformat(self.built_at).replace(tzinfo=UTC) >= moment

    def write(self, build: Path) -> None:
        (build / MANIFEST).write_bytes(_FILE.dump_json(self, indent=2) + b"\n")


_FILE = TypeAdapter(Manifest)


def read_manifest(build: Path) -> Manifest:
    try:
        return _FILE.validate_json((build / MANIFEST).read_bytes(), extra="forbid")
    except (OSError, ValueError):
        raise DamagedBuild(f"Build {build.name} is damaged: {MANIFEST} cannot be read.") from None


def checksums(build: Path) -> dict[str, str]:
    """SHA-256 of every file of a build but the manifest itself."""
    files = sorted(file for file in build.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {file.relative_to(build).as_posix(): _sha256(file) for file in files}


def verify(build: Path) -> Manifest:
    """The manifest, once every file was found to be what it says."""
    manifest = read_manifest(build)
    try:
        found = checksums(build)
    except OSError as error:
        raise DamagedBuild(f"Build {build.name} is damaged: {error.filename} cannot be read.") from None
    wrong = sorted(
        name for name in manifest.sha256.keys() | found.keys() if manifest.sha256.get(name) != found.get(name)
    )
    if wrong:
        raise DamagedBuild(f"Build {build.name} is damaged: {', '.join(wrong)} is not as it was published.")
    return manifest


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
