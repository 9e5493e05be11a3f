"""The server: prepares Superset in one process, and has gunicorn serve it from a copy of that.

What is prepared belongs in `metadata`, how Superset is set in `superset_config`.
"""

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
from typing import NoReturn

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from bi.superset.environment import superset_digest
from bi.superset.inside import metadata
from bi.superset.inside.given import HOME, PORT
from bi.superset.inside.words import put_words_right

ADDRESS = f"127.0.0.1:{PORT}"
THREADS = 8
INTERRUPTED = 130
# DuckDB's own limit (`guard`) does not count the values that a query works out, such as a text of gigabytes. At this
# one such a query fails; Superset and its other queries take less than a quarter of it.
MOST_MEMORY_BYTES = 4 * 2**30
_PR_SET_PDEATHSIG = 1


class _Superset(BaseApplication):
    """Superset as gunicorn takes it: prepared before the worker is made, so that one that fell over is replaced, and
    nothing that analysts saved meanwhile is lost.
    """

    def __init__(self, prepared: Flask, terminal: int) -> None:
        self._prepared, self._terminal = prepared, terminal
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": ADDRESS,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 5,
            "preload_app": True,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_fork": lambda _server, _worker: _begin_to_serve(),
            "when_ready": lambda _: _tell(self._terminal, f"Superset: http://{ADDRESS}/ (Ctrl-C stops it)"),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._prepared


class _Server(Arbiter):
    """gunicorn itself ends with status 0 after Ctrl-C."""

    is_interrupted = False

    def handle_int(self) -> None:
        self.is_interrupted = True
        super().handle_int()

    def halt(self, reason: str | None = None, exit_status: int = 0) -> None:
        super().halt(reason, INTERRUPTED if self.is_interrupted else exit_status)


def _end_with_the_master() -> None:
    """A process whose master is killed ends at once, and lets go of the port and the lock."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _begin_to_serve() -> None:
    _end_with_the_master()
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def _prepare() -> Flask:
    template = HOME.template(superset_digest())
    is_migrated = metadata.begin_anew(HOME, template)
    from superset.app import create_app

    app = create_app()
    put_words_right(app)
    if not is_migrated:
        metadata.migrate(app, HOME, template)
    _fill_in_a_copy(app)
    return app


def _fill_in_a_copy(app: Flask) -> None:
    """To import the content opens DuckDB, whose threads no worker survives that is made after them: so a process of its
    own does that, which is a copy of this one.
    """
    filling = multiprocessing.get_context("fork").Process(target=_fill, args=(app,), daemon=True)
    filling.start()
    filling.join()
    if filling.exitcode:
        raise RuntimeError("the roles, the accounts and the content could not be made")


def _fill(app: Flask) -> None:
    _end_with_the_master()
    metadata.fill(app, HOME)


def _print_to_the_log() -> int:
    """Have everything that is printed go to the log, which is closed to others; the log of the last start is kept.
    Returns the terminal.
    """
    if HOME.log.exists():
        HOME.log.replace(HOME.earlier_log)
    log = os.open(HOME.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    terminal = os.dup(sys.stderr.fileno())
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    return terminal


def _tell(terminal: int, sentence: str) -> None:
    os.write(terminal, f"{sentence}\n".encode())


def main() -> int:
    """Prepare and serve until somebody stops it. Returns the exit status."""
    terminal = _print_to_the_log()
    try:
        _Server(_Superset(_prepare(), terminal)).run()
    except KeyboardInterrupt:
        _tell(terminal, "Interrupted while starting Superset.")
        return INTERRUPTED
    except SystemExit as ended:
        is_asked_to = ended.code in {0, INTERRUPTED}
        _tell(terminal, "Superset has stopped." if is_asked_to else f"Superset has stopped. Why, stands in {HOME.log}.")
        return int(ended.code or 0)
    except Exception:
        _tell(terminal, f"Superset does not start. Why, stands in {HOME.log}.")
        raise
    return 0


def _end(status: int) -> NoReturn:
    """Python's own end takes apart all that was imported, which takes seconds."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _end(main())
