"""Programs with pages that are served on this machine alone: their address, and the refusal of a port or a folder that
another one has. Whoever wants to reach them from elsewhere puts a web server with TLS and passwords in front.

Which programs these are, and how each is started, belongs in `commands`.
"""

import fcntl
import os
import socket
from pathlib import Path

from warehouse.faults import Fault

HOST = "127.0.0.1"


class CannotServe(Fault):
    """The port that the settings name is in use, or the program runs already."""


def address(port: int) -> str:
    return f"http://{HOST}:{port}"


def refuse_a_port_in_use(what: str, port: int, instead: str) -> None:
    """Raises CannotServe where nothing can be served there. instead: how to start it on the next port."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as fault:
        raise CannotServe(
            f"{what} cannot be served on {address(port)} ({os.strerror(fault.errno or 0)}): perhaps it runs"
            " already, or another program does there. Open that address, or start it on another port, such as:"
            f" {instead}={port + 1}"
        ) from None


def hold_as_the_only_one(lock_file: Path, runs_already: str) -> None:
    """Hold a lock until this process ends, also when it becomes another program. Raises CannotServe, with what is told,
    where another process holds it.
    """
    lock = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise CannotServe(runs_already) from None
    os.set_inheritable(lock, True)
