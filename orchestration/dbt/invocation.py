"""dbt called in this process: it sees no secret, stops at a signal, and leaves no database open.

What it is asked for belongs in `build` and `closed_periods`.
"""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from orchestration.dbt.environment import as_the_environment

NO_PARTIAL_PARSE = "--no-partial-parse"
"""Where a macro changed, dbt's partial parsing forgets what the yml says of tests in SQL files of their own."""
_QUIET = ("--log-level", "none", "--log-level-file", "info", NO_PARTIAL_PARSE)


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
        with as_the_environment(environment), _stopped_by_signals():
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
