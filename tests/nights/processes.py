"""Python programs in processes of their own that need not import Dagster and dbt first: copies of one that has.

Otherwise each is as `python -m` or `python -c`: arguments, nothing but its own environment, an exit status, what was
printed. How a night starts cold is seen in the night of `report_night` (tests/conftest.py).
"""

import atexit
import multiprocessing
import os
import random
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# A night takes seconds; on a busy machine it takes longer, and one that hangs must end some time.
LONGEST_NIGHT_SECONDS = 900
_COPIES = multiprocessing.get_context("forkserver")
_COPIES.set_forkserver_preload(["tests.nights.imported"])


class Started:
    """A program that was started: `command` is `-m` with a module or `-c` with code, and its arguments."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._printed = [tempfile.NamedTemporaryFile("r", encoding="utf-8") for _ in ("stdout", "stderr")]  # noqa: SIM115
        printed = [file.name for file in self._printed]
        self._process = _COPIES.Process(target=_become, args=(list(command), dict(environment), printed))
        self._process.start()

    def finish(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end."""
        self._process.join(LONGEST_NIGHT_SECONDS)
        status = self._process.exitcode
        if status is None:
            self._process.kill()
            raise subprocess.TimeoutExpired(self._command, LONGEST_NIGHT_SECONDS)
        texts = [file.read() for file in self._printed]
        for file in self._printed:
            file.close()
        return subprocess.CompletedProcess(self._command, status, *texts)


def _become(command: list[str], environment: dict[str, str], printed: list[str]) -> None:
    """In the copy: what a new interpreter finds, but for the modules that are there already."""
    os.chdir(REPOSITORY)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    random.seed()
    for stream, path in ((0, os.devnull), (1, printed[0]), (2, printed[1])):
        os.dup2(os.open(path, os.O_RDWR), stream)
    try:
        _run(*command)
    except SystemExit:
        raise  # Python's own way of ending with a status is multiprocessing's as well.
    except KeyboardInterrupt as fault:
        sys.excepthook(type(fault), fault, fault.__traceback__)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    except BaseException as fault:  # noqa: BLE001 - told as an interpreter tells what nobody caught
        sys.excepthook(type(fault), fault, fault.__traceback__)
        sys.exit(1)
    finally:
        atexit._run_exitfuncs()


def _run(how: str, program: str, *arguments: str) -> None:
    sys.argv = [program if how == "-m" else how, *arguments]
    if how == "-m":
        if not hasattr(sys.modules.get(program), "__path__"):
            sys.modules.pop(program, None)
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        exec(program, {"__name__": "__main__"})
