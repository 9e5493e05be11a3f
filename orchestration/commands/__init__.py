"""The commands of `python -m orchestration`, one file each. Here is what they share: the settings, private files, the
warehouse's lock, a night's run, an exit status, and how a command is told that does not end well.

Exit statuses: 0 done, 1 not done, with the reason, 75 another night is running, 130 Ctrl-C; 2 is click's, for a command
that is not understood.
"""

import atexit
import functools
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from orchestration import INTERRUPTED
from orchestration.faults import told_plainly
from orchestration.settings import PRIVATE_UMASK, Settings, load_settings, near_misses
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.disk.places import Places
from warehouse.faults import Fault

if TYPE_CHECKING:
    from orchestration.night import Night

DONE, FAILED, BUSY = 0, 1, 75
# Nearly all that a night makes, most of it by importing Dagster and dbt, lives to its end: with Python's own thresholds
# it is looked over for garbage so often that this takes a tenth of the night.
GARBAGE_THRESHOLDS = (100_000, 20, 100)

Command = Callable[..., int]
LoadSettings = Callable[[], Settings]


class Ending:
    """How a command is told that does not end well. `doing` is what it says it was doing."""

    def __init__(self, doing: str) -> None:
        self.doing = doing

    def tell(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")

    def tell_fault(self, reason: str) -> None:
        self.tell(reason)

    def told_of_interruption(self) -> str:
        return f"Interrupted while {self.doing}. What readers see is whole. Run it again to finish it."


def _logs_of_nights(settings: Settings) -> Path:
    return Places(settings.warehouse_dir).logs


def obey(
    command: Callable[[Settings], int],
    ending: Ending,
    load: LoadSettings = load_settings,
    logs: Callable[[Settings], Path] = _logs_of_nights,
) -> int:
    """Run a command on the settings and give its exit status.

    A fault that nobody foresaw is told as the name of a log: a traceback may quote a value. logs: the folder for it.
    """
    os.umask(PRIVATE_UMASK)
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    try:
        # A setting that is misspelled in the environment would be ignored in silence.
        sys.stderr.writelines(f"Warning: {sentence}\n" for sentence in near_misses())
        settings = load()
        with told_plainly(ending.doing, logs(settings), Fault):
            return command(settings)
    except AnotherNightIsRunning as fault:
        ending.tell(str(fault))
        return BUSY
    except KeyboardInterrupt:
        ending.tell(ending.told_of_interruption())
        return INTERRUPTED
    except Fault as fault:
        ending.tell_fault(str(fault))
        return FAILED


def with_settings(
    doing: str, load: LoadSettings = load_settings, logs: Callable[[Settings], Path] = _logs_of_nights
) -> Callable[[Command], Command]:
    """A command gets the settings as its first argument, and is obeyed; what it was doing is told in a fault."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def obeyed(**given: Any) -> int:
            return obey(lambda settings: command(settings, **given), Ending(doing), load, logs)

        return obeyed

    return decorate


@contextmanager
def held(settings: Settings) -> Iterator[Places]:
    """The folders of the warehouse, made where they are not there yet, while no night may run on it."""
    places = Places(settings.warehouse_dir)
    places.prepare()
    with hold(places.lock):
        yield places


def run_in_dagster(night: "Night") -> list[str]:
    """Run the night; dbt reads its project while Dagster is imported, which takes seconds. Returns why nothing was
    published, in sentences: none where it was.
    """
    from orchestration.dbt.project import ManifestPreparation

    preparation = ManifestPreparation(night.settings)
    from orchestration.run import run_night

    return run_night(night, preparation.wait())


def publish_anew(night: "Night", unfinished: str) -> int | None:
    """Publish a build that no forgotten person or former pseudonym is in, and clear away what was written before it.
    Returns how many earlier builds were removed; None, with the reasons told, where nothing was published.

    unfinished: what then is still to be done.
    """
    from orchestration.clearing import finish_erasure

    if reasons := run_in_dagster(night):
        sys.stderr.write("\n".join(["Nothing was published:", *reasons, unfinished]) + "\n")
        return None
    return finish_erasure(night)


def copied_too(night: "Night") -> bool:
    """Tells of the serving copy, if one was to be made; whether it is of the published build."""
    copy = night.story.serving
    if copy is None:
        return True
    if copy.failure:
        sys.stderr.write(f"PostgreSQL may still have the rows of before. {copy}\n")
    else:
        sys.stdout.write(f"{copy}\n")
    return copy.failure is None


def end(status: int) -> NoReturn:
    """End the process; with this status also after Ctrl-C in an import, where Python would end by the signal."""
    if status == INTERRUPTED:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    # What is left goes with the process: to look for garbage in it once more takes half a second.
    gc.freeze()
    sys.exit(status)
