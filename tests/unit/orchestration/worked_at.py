"""Work for a process of its own, which imports it by name."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from warehouse.faults import Fault


def prints(given: Any) -> list[Any]:
    sys.stdout.write("printed")
    os.write(2, b"printed")
    return [given]


def fails_as_foreseen() -> None:
    raise Fault("In plain words")


def fails(value: str) -> None:
    raise ZeroDivisionError(value)


def waits(pid: Path) -> None:
    """As a library does, whatever signal comes that Python handles. Its process id is then in a file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    written = pid.with_suffix(".new")
    written.write_text(str(os.getpid()), "utf-8")
    written.rename(pid)
    threading.Event().wait()


def is_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
