"""What the commands beside the night share: private files, an exit status, and faults told in plain words.

What a command does belongs in its own module.
"""

import atexit
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from orchestration import INTERRUPTED
from orchestration.faults import told_plainly
from orchestration.settings import PRIVATE_UMASK, Settings, load_settings, near_misses
from warehouse.disk.lock import AnotherNightIsRunning
from warehouse.disk.places import Places
from warehouse.faults import Fault

DONE, FAILED, BUSY = 0, 1, 75


def tell_near_misses() -> None:
    """A setting that is misspelled in the environment would be ignored in silence."""
    for sentence in near_misses():
        sys.stderr.write(f"Warning: {sentence}\n")


def obey(command: Callable[[Settings], int], doing: str) -> int:
    """Run a command on the settings and give its exit status. `doing` is what a fault says it was doing.

    A fault that nobody foresaw is told as the name of a log: a traceback may quote a value.
    """
    os.umask(PRIVATE_UMASK)
    try:
        tell_near_misses()
        settings = load_settings()
        with told_plainly(doing, Places(settings.warehouse_dir).logs, Fault):
            return command(settings)
    except AnotherNightIsRunning as fault:
        sys.stderr.write(f"{fault}\n")
        return BUSY
    except KeyboardInterrupt:
        sys.stderr.write(f"Interrupted while {doing}. What readers see is whole. Run it again to finish it.\n")
        return INTERRUPTED
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return FAILED


def end(status: int) -> NoReturn:
    """Python itself would end by the signal, not with this status, where what Ctrl-C met was an import."""
    if status == INTERRUPTED:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
