"""Runs a program that the kernel ends with whoever started it: a killed night leaves no dbt that goes on writing.

A script, not a module of the night. Elsewhere than on Linux the program just runs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Arguments: the process that starts this, the program, its arguments."""
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):
            sys.exit("whoever started this is gone")
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
