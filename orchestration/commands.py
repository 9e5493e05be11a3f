"""What the commands beside the night share: private files, an exit status, and faults told in plain words.

What a command does belongs in its own module.
"""

import os
import sys
from collections.abc import Callable

from orchestration.faults import told_plainly
from orchestration.settings import PRIVATE_UMASK, Settings, load_settings
from warehouse.faults import Fault
from warehouse.lock import AnotherNightIsRunning
from warehouse.places import Places

DONE, FAILED, BUSY = 0, 1, 75


def obey(command: Callable[[Settings], int], doing: str) -> int:
    """Run a command on the settings and give its exit status. `doing` is what a fault says it was doing.

    A fault that nobody foresaw is told as the name of a log: a traceback may quote a value.
    """
    os.umask(PRIVATE_UMASK)
    try:
        settings = load_settings()
        with told_plainly(doing, Places(settings.warehouse_dir).logs, Fault):
            return command(settings)
    except AnotherNightIsRunning as fault:
        sys.stderr.write(f"{fault}\n")
        return BUSY
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. Run it again to finish it.\n")
        return FAILED
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return FAILED
