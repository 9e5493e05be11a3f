"""dbt's project, read once for each version of it: by a process beside this one, or not at all where nothing changed.
And what it says of dashboards.

What dbt makes of it belongs in `build`.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from orchestration.dbt.environment import DBT_PROJECT_DIR, NO_PARTIAL_PARSE, environment_for_reading
from orchestration.faults import disk_is_full
from orchestration.settings import Settings
from schemas.kinds import KINDS
from warehouse.disclosure.limits import Limits, read_limits
from warehouse.disclosure.mart_yml import read_disclosure
from warehouse.disclosure.marts import Disclosure
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.publication.version import dbt_fingerprint

MANIFEST, PARTIAL_PARSE = "manifest.json", "partial_parse.msgpack"
READING_LOCK = "reading.lock"
# What dbt writes of its project takes less: with so little left, that is why it failed.
LEAST_FREE_BYTES = 16 * 2**20


class DbtProjectNotReadable(Fault):
    """dbt cannot parse its project."""


def parsed(places: Places) -> Path:
    """The folder of the manifest."""
    return places.dbt / "parsed"


def prepared_manifest(places: Places) -> Path:
    """The manifest that a command prepared. A code location never runs dbt while it is loaded."""
    manifest = parsed(places) / MANIFEST
    if not manifest.exists():
        raise DbtProjectNotReadable("The dbt project was not prepared yet: start with make ui, or run a night first.")
    return manifest


def project_limits() -> Limits:
    """The limits of figures, from the project's vars."""
    return read_limits(yaml.safe_load((DBT_PROJECT_DIR / "dbt_project.yml").read_text("utf-8")).get("vars", {}))


def project_disclosure(manifest: Path) -> Disclosure:
    """What dashboards show of each mart. Raises a Fault where one does not say it."""
    return read_disclosure(json.loads(manifest.read_text("utf-8")), project_limits())


def _fingerprint() -> str:
    """Of all that decides what dbt makes of its project: its files, where they lie, the kinds it is told, and dbt."""
    versions = [f"{package} {version(package)}" for package in ("dbt-core", "dbt-adapters", "dbt-duckdb")]
    return "\n".join([dbt_fingerprint(DBT_PROJECT_DIR), str(DBT_PROJECT_DIR), *KINDS, *versions])


class Reading:
    """What dbt knows of its project after it read it, in a folder, with the version that it was read of.

    files: without any of these it is to be read again.
    """

    def __init__(self, folder: Path, files: Sequence[str] = (MANIFEST, PARTIAL_PARSE)) -> None:
        self.folder = folder
        self._files = [folder / file for file in files]
        self._stamp = folder / "fingerprint"
        self._fingerprint = _fingerprint()

    @property
    def is_fresh(self) -> bool:
        is_whole = all(file.is_file() for file in (self._stamp, *self._files))
        return is_whole and self._stamp.read_text("utf-8") == self._fingerprint

    def begin(self) -> None:
        self._stamp.unlink(missing_ok=True)

    def end(self, *, is_read: bool) -> None:
        if not is_read:
            if shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES:
                raise DbtProjectNotReadable(disk_is_full("dbt reading its project", self.folder))
            raise DbtProjectNotReadable(
                f"dbt cannot read its project. What is wrong stands in {self.folder / 'dbt.log'}."
            )
        self._stamp.write_text(self._fingerprint, "utf-8")

    def manifest(self) -> Any:
        """A manifest of one's own, for one run. That it is fresh is known, so dbt need not look at every file again."""
        from dbt.contracts.graph.manifest import Manifest

        return Manifest.from_msgpack((self.folder / PARTIAL_PARSE).read_bytes())


class ManifestPreparation:
    """dbt reading its project and compiling its tests, in a process that works while this one imports Dagster."""

    def __init__(self, settings: Settings) -> None:
        self._reading = Reading(parsed(Places(settings.warehouse_dir)))
        self._process = None if self._reading.is_fresh else self._start(settings)

    def _start(self, settings: Settings) -> subprocess.Popen[bytes]:
        # A dbt that outlived a night which was killed, or that of the UI, reads in the same folder: it goes first.
        self._reading.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._reading.folder / READING_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._started(settings, lock)
        finally:
            os.close(lock)

    def _started(self, settings: Settings, lock: int) -> subprocess.Popen[bytes]:
        """dbt at work. The lock is its own, and goes with it."""
        self._reading.begin()
        dbt = str(Path(sys.executable).with_name("dbt"))  # Of this Python, not the first one on PATH.
        command = [dbt, "--quiet", NO_PARTIAL_PARSE, "compile", "--select", "resource_type:test"]
        return subprocess.Popen(  # noqa: S603
            command, cwd=DBT_PROJECT_DIR, env=environment_for_reading(settings, self._reading.folder),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[lock],
        )  # fmt: skip

    def wait(self) -> Path:
        """The path of a manifest that fits the project."""
        if self._process is not None:
            self._reading.end(is_read=self._process.wait() == 0)
        return self._reading.folder / MANIFEST
