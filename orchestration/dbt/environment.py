"""dbt called in this process: in an environment without any secret, stopped by signals, leaving no database open.

What it is asked for belongs in `build` and `closed_periods`.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.settings import REPOSITORY, SECRETS, Settings
from schemas.kinds import KINDS
from warehouse.disk.places import Places

DBT_PROJECT_DIR = REPOSITORY / "dbt_project"
# Where a macro changed, dbt's partial parsing forgets what the yml says of tests in SQL files of their own.
NO_PARTIAL_PARSE = "--no-partial-parse"
_QUIET = ("--log-level", "none", "--log-level-file", "info", NO_PARTIAL_PARSE)


def environment_for_dbt(settings: Settings, database: Path, target: Path, **more: str) -> dict[str, str]:
    """To work on `database`, with what dbt writes, its log too, in `target`.

    A build is exact unless it is made for dashboards (POOLED_BELOW), whatever the environment of this process says.
    """
    kept = {name: value for name, value in os.environ.items() if name.upper() not in SECRETS}
    ours = {
        "AS_OF": settings.as_of.isoformat(),
        "BUILD_DATABASE": str(database),
        "BUILD_MEMORY_LIMIT": settings.memory_limit,
        "DBT_LOG_PATH": str(target),
        "DBT_PROFILES_DIR": str(DBT_PROJECT_DIR),
        "DBT_PROJECT_DIR": str(DBT_PROJECT_DIR),
        "DBT_TARGET_PATH": str(target),
        "DELIVERY_KINDS": " ".join(KINDS),
        "POOLED_BELOW": "",
        "REFERENCE_DIR": str(settings.reference_folder),
    }
    return kept | ours | more


def environment_for_reading(settings: Settings, folder: Path, **more: str) -> dict[str, str]:
    """To read the project. Compiling wants a database: one of the build file's name, with nothing in it."""
    return environment_for_dbt(settings, folder / Places(settings.warehouse_dir).build_database.name, folder, **more)


def invoke(
    command: Sequence[str],
    environment: Mapping[str, str],
    manifest: Any = None,
    callbacks: Sequence[Callable[[Any], None]] = (),
) -> Any:
    """dbt's own outcome of a command. Its words are in its log and nowhere else, since they may quote rows. What stops
    the process, such as KeyboardInterrupt, is raised.

    manifest: what dbt knows of the project; without it, dbt reads it.
    """
    try:
        with _as_the_environment(environment), _stopped_by_signals():
            outcome = _runner(manifest, callbacks).invoke([*command, *_QUIET])
    finally:
        close_databases()
    if outcome.exception and not isinstance(outcome.exception, Exception):
        raise outcome.exception
    return outcome


def _runner(manifest: Any, callbacks: Sequence[Callable[[Any], None]]) -> Any:
    # Half of dbt's start is its imports; the process that runs the night shares them with dagster-dbt.
    from dbt.cli.main import dbtRunner

    return dbtRunner(manifest, list(callbacks))


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


def close_databases() -> None:
    """dbt-duckdb keeps a file open for the next command of its process; here others open it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
