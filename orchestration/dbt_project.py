"""The dbt project as Dagster's code location needs it: a manifest that is never older than the project.

Running models belongs in `assets.dbt`; SQL belongs in `dbt_project/`.
"""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from orchestration.settings import REPOSITORY, Settings, environment_for_dbt
from warehouse.faults import Fault
from warehouse.places import Places
from warehouse.publication.version import dbt_fingerprint

DBT_PROJECT_DIR = REPOSITORY / "dbt_project"
PARTIAL_PARSE = "partial_parse.msgpack"


class DbtProjectNotReadable(Fault):
    """dbt cannot parse its project."""


def dbt_executable() -> str:
    """The dbt of this Python, not the first one on PATH."""
    return str(Path(sys.executable).with_name("dbt"))


def parsed(places: Places) -> Path:
    """The folder of the manifest."""
    return places.dbt / "parsed"


def prepared_manifest(places: Places) -> Path:
    """The manifest that a command prepared. A code location never runs dbt while it is loaded."""
    manifest = parsed(places) / "manifest.json"
    if not manifest.exists():
        raise DbtProjectNotReadable("The dbt project was not prepared yet: start with make ui, or run a night first.")
    return manifest


class ManifestPreparation:
    """dbt reading its project, in a process of its own that works while this one imports Dagster."""

    def __init__(self, settings: Settings) -> None:
        self._places = Places(settings.warehouse_dir)
        self._stamp = parsed(self._places) / "fingerprint"
        self._fingerprint = f"{dbt_fingerprint(DBT_PROJECT_DIR)} dbt {version('dbt-core')}"
        self._process = None if self._is_fresh() else self._start(settings)

    def _is_fresh(self) -> bool:
        return self._stamp.is_file() and self._stamp.read_text("utf-8") == self._fingerprint

    def _start(self, settings: Settings) -> subprocess.Popen[bytes]:
        self._stamp.unlink(missing_ok=True)
        target = parsed(self._places)
        environment = environment_for_dbt(
            settings,
            BUILD_DATABASE=str(self._places.build_database),
            DBT_PROFILES_DIR=str(DBT_PROJECT_DIR),
            DBT_TARGET_PATH=str(target),
            DBT_LOG_PATH=str(target),
        )
        command = [dbt_executable(), "--quiet", "parse"]
        return subprocess.Popen(  # noqa: S603
            command, cwd=DBT_PROJECT_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self) -> Path:
        """The path of a manifest that fits the project."""
        target = parsed(self._places)
        if self._process is not None:
            if self._process.wait() != 0:
                raise DbtProjectNotReadable(
                    f"dbt cannot read its project. What is wrong stands in {target / 'dbt.log'}."
                )
            self._stamp.write_text(self._fingerprint, "utf-8")
        return target / "manifest.json"
