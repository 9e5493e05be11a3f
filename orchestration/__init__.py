"""Dagster's wires around `schemas` and `warehouse`. What computes, reads or writes rows does not belong here."""

import os
import sys
from types import TracebackType

INTERRUPTED = 130
NOT_BEGUN = "Interrupted before anything was done."


def _tell_of_an_interruption(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C while a command is still being imported, which takes a second, is no fault with a traceback."""
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write(f"{NOT_BEGUN}\n")
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    else:
        sys.__excepthook__(kind, fault, trace)


sys.excepthook = _tell_of_an_interruption
