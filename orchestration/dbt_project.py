"""dbt in this process: its project read once for each version of it, and models built on a build file.

The only place that starts dbt. What is built when belongs in `assets`; SQL belongs in `dbt_project/`.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from orchestration.faults import disk_is_full, says_disk_full
from orchestration.settings import REPOSITORY, Settings, environment_for_dbt
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.publication.version import dbt_fingerprint
from warehouse.sealed import seal

DBT_PROJECT_DIR = REPOSITORY / "dbt_project"
MODELS_AND_SEEDS = ("--resource-type", "model", "--resource-type", "seed")
# Where a macro changed, dbt's partial parsing forgets what the yml says of tests in SQL files of their own.
_ALL_OF_IT = ("--no-partial-parse",)
MANIFEST, PARTIAL_PARSE = "manifest.json", "partial_parse.msgpack"
READING_LOCK = "reading.lock"
# What dbt writes of its project takes less: with so little left, that is why it failed.
LEAST_FREE_BYTES = 16 * 2**20
_LOGGED = ("--log-level", "none", "--log-level-file", "info")
_QUIET = (*_LOGGED, "--no-write-json", *_ALL_OF_IT)


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


def _fingerprint() -> str:
    """Of all that decides what dbt makes of its project: the files, where they lie, and dbt itself."""
    versions = [f"{package} {version(package)}" for package in ("dbt-core", "dbt-adapters", "dbt-duckdb")]
    return "\n".join([dbt_fingerprint(DBT_PROJECT_DIR), str(DBT_PROJECT_DIR), *versions])


class _Reading:
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
        self._reading = _Reading(parsed(Places(settings.warehouse_dir)))
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
        command = [dbt, "--quiet", *_ALL_OF_IT, "compile", "--select", "resource_type:test"]
        return subprocess.Popen(  # noqa: S603
            command, cwd=DBT_PROJECT_DIR, env=_environment_of_reading(settings, self._reading.folder),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[lock],
        )  # fmt: skip

    def wait(self) -> Path:
        """The path of a manifest that fits the project."""
        if self._process is not None:
            self._reading.end(is_read=self._process.wait() == 0)
        return self._reading.folder / MANIFEST


@dataclass(frozen=True)
class Made:
    """What became of a model or seed: neither made nor failed where it was not come to, as one before it failed."""

    unique_id: str
    kind: str
    schema: str
    name: str
    seconds: float
    is_made: bool
    is_failed: bool = False
    is_disk_full: bool = False


def build(
    settings: Settings,
    database: Path,
    target: Path,
    names: Sequence[str] | None = None,
    told: Callable[[], None] = lambda: None,
) -> list[Made]:
    """Make models and seeds on the night's build file: those that are named, or all. Gives all that were come to; none
    where dbt did not get as far as the tables. Its own words are in its log and nowhere else, since they may quote
    rows.

    told: called whenever a table is finished.
    """
    reading = _Reading(parsed(Places(settings.warehouse_dir)))
    if not reading.is_fresh:
        raise DbtProjectNotReadable(
            "The dbt project changed since it was read, or what was read of it is gone. Run this again."
        )
    compiled = _Reading(target, files=())
    if names is not None and compiled.is_fresh and (again := _make_again(settings, database, target, names)):
        return again
    shutil.rmtree(target, ignore_errors=True)
    made = _build(reading, _environment(settings, database, target), names, told)
    if names is None and made:
        compiled.end(is_read=True)
    return made


def _make_again(settings: Settings, database: Path, target: Path, names: Collection[str]) -> list[Made] | None:
    """Run what dbt wrote down when it last made these models, on another day or other rows. That takes a tenth of
    asking dbt. None where dbt is to be asked: something is no SQL of a model, or was not made then, or fails.
    """
    manifest = json.loads(prepared_manifest(Places(settings.warehouse_dir)).read_text("utf-8"))
    nodes = {key: node for key, node in manifest["nodes"].items() if node["name"] in names}
    scripts = {key: target / "run" / node["package_name"] / node["original_file_path"] for key, node in nodes.items()}
    if not all(script.suffix == ".sql" and script.exists() for script in scripts.values()):
        return None
    order = TopologicalSorter(
        {key: set(manifest["parent_map"][key]) & scripts.keys() for key in scripts}
    ).static_order()
    made = []
    config: dict[str, Any] = {
        "memory_limit": settings.memory_limit,
        "temp_directory": f"{database}.spill",
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(database, config=config) as opened:
            opened.execute("SET VARIABLE as_of = ?::DATE", [settings.as_of])
            seal(opened, settings.warehouse_dir)
            for key in order:
                start = time.perf_counter()
                opened.execute(scripts[key].read_text("utf-8"))
                node = nodes[key]
                seconds = time.perf_counter() - start
                made.append(Made(key, node["resource_type"], node["schema"], node["name"], seconds, is_made=True))
    except duckdb.Error:
        return None
    return made


def build_closed(
    settings: Settings, database: Path, target: Path, names: Sequence[str], until: date, pooled_below: int
) -> list[Made]:
    """Make models as if `until` were today, with small parts pooled: another project to dbt, as more models are on."""
    reading = read_pooled(settings, pooled_below)
    shutil.rmtree(target, ignore_errors=True)
    pooled = {"AS_OF": until.isoformat(), "POOLED_BELOW": str(pooled_below)}
    return _build(reading, _environment(settings, database, target, **pooled), names)


def read_pooled(settings: Settings, pooled_below: int) -> _Reading:
    """Have dbt read the project of a build with small parts pooled, if it has not yet. Gives what it made of it."""
    reading = _Reading(parsed(Places(settings.warehouse_dir)) / "pooled")
    if not reading.is_fresh:
        reading.begin()
        with _as_the_environment(_environment_of_reading(settings, reading.folder, POOLED_BELOW=str(pooled_below))):
            reading.end(is_read=_runner().invoke(["parse", *_LOGGED, *_ALL_OF_IT]).success)
    return reading


@dataclass
class _Progress:
    """Tells whenever a table is finished, as dbt calls it. A fault in that is kept for whoever started dbt: dbt itself
    would write its words into its log, and take it for a fault of its own.
    """

    told: Callable[[], None]
    fault: Exception | None = None

    def __call__(self, event: Any) -> None:
        if event.info.name == "NodeFinished" and self.fault is None:
            try:
                self.told()
            except Exception as fault:  # noqa: BLE001 - whoever started dbt raises it
                self.fault = fault


def _build(
    reading: _Reading,
    environment: Mapping[str, str],
    names: Iterable[str] | None,
    told: Callable[[], None] = lambda: None,
) -> list[Made]:
    progress = _Progress(told)
    selection = [] if names is None else ["--select", *names]
    try:
        with _as_the_environment(environment), _stopped_by_signals():
            outcome = _runner(reading.manifest(), [progress]).invoke(["build", *_QUIET, *MODELS_AND_SEEDS, *selection])
    finally:
        close_databases()
    if outcome.exception and not isinstance(outcome.exception, Exception):
        raise outcome.exception
    if progress.fault:
        raise progress.fault
    return [_made(result) for result in getattr(outcome.result, "results", ())]


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """dbt stops its threads on KeyboardInterrupt alone, and where Dagster handles signals it raises something else."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handled = [number for number in (signal.SIGINT, signal.SIGTERM) if callable(signal.getsignal(number))]
    former = {number: signal.signal(number, stop) for number in handled}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _made(result: Any) -> Made:
    node, status = result.node, str(result.status)
    return Made(
        node.unique_id, str(node.resource_type), node.schema, node.name, result.execution_time,
        is_made=status == "success", is_failed=status not in ("success", "skipped"),
        is_disk_full=status == "error" and says_disk_full(str(result.message)),
    )  # fmt: skip


def _runner(*arguments: Any) -> Any:
    # Half of dbt's start is its imports; the process that runs the night shares them with dagster-dbt.
    from dbt.cli.main import dbtRunner

    return dbtRunner(*arguments)


def _environment_of_reading(settings: Settings, folder: Path, **more: str) -> dict[str, str]:
    """Compiling wants a database: one of the build file's name, with nothing in it."""
    return _environment(settings, folder / Places(settings.warehouse_dir).build_database.name, folder, **more)


def _environment(settings: Settings, database: Path, target: Path, **more: str) -> dict[str, str]:
    return environment_for_dbt(
        settings,
        BUILD_DATABASE=str(database),
        DBT_PROJECT_DIR=str(DBT_PROJECT_DIR),
        DBT_PROFILES_DIR=str(DBT_PROJECT_DIR),
        DBT_TARGET_PATH=str(target),
        DBT_LOG_PATH=str(target),
        **more,
    )


@contextlib.contextmanager
def _as_the_environment(environment: Mapping[str, str]) -> Iterator[None]:
    """dbt reads the environment of its process, in which a secret of ours must not be found."""
    ours = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(ours)


def close_databases() -> None:
    """dbt-duckdb keeps a file open for the next command of its process; here others open it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
