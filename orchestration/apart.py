"""Work in a process of its own, which ends after a while whatever it waits for: a library's call that waits cannot be
ended from within its process, not by Ctrl-C either.

What is worked at does not belong here.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, TypeVar

from orchestration.faults import told_plainly
from warehouse.faults import Fault

_Result = TypeVar("_Result")


class TookTooLong(Fault):
    """The work was ended before it was done."""


def apart(work: Callable[..., _Result], *given: Any, seconds: int, doing: str, logs: Path) -> _Result:
    """What a function of a module gives for what it is given. Nothing that is printed there is shown.

    Raises TookTooLong after so many seconds, and a Fault where the work ends in one, foreseen or not.
    """
    with told_plainly(doing, logs, Fault):
        done = subprocess.run(  # noqa: S603 - the command is this project's own
            [sys.executable, "-m", __name__],
            input=pickle.dumps((seconds, doing, logs, work, given)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C in a terminal is for this process, which ends that one.
            start_new_session=True,
            check=False,
        )
        if done.returncode == -signal.SIGALRM:
            raise TookTooLong(f"Nothing came of {doing} in {seconds} seconds, so it was ended.")
        if done.returncode != 0:
            raise Fault(f"The process for {doing} ended with status {done.returncode}.")
        result: _Result | Fault = pickle.loads(done.stdout)  # noqa: S301 - written by `_main`
        if isinstance(result, Fault):
            raise result
        return result


def _main() -> None:
    """In that process. The alarm ends it also where nobody waits for it any more."""
    seconds, *_ = asked = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by `apart`
    signal.alarm(seconds)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answer, redirect_stdout(sys.stderr):
        pickle.dump(_result(*asked[1:]), answer)


def _result(doing: str, logs: Path, work: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    try:
        with told_plainly(doing, logs, Fault):
            return work(*given)
    except Fault as fault:
        return Fault(str(fault))


if __name__ == "__main__":
    _main()
