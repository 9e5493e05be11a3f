"""Superset's own environment (`make bi-setup`): where it is, whether it is the one of this lock, and how the server is
started in it.

What the program does belongs in `inside`.
"""

import hashlib
import os
import signal
from pathlib import Path
from typing import NoReturn

from warehouse.faults import Fault

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
LOCK = HERE / "requirements.lock"
ENVIRONMENT = HERE / ".venv"
# A copy of the lock that was installed, written when all of it was.
READY = ENVIRONMENT / "ready"
CONFIGURATION = HERE / "inside" / "superset_config.py"
_SERVER = "bi.superset.inside"


class NotSetUp(Fault):
    """Superset's environment is missing, or of another lock."""


def refuse_another_environment() -> None:
    """Raises NotSetUp unless what is installed is what the lock names."""
    if not READY.exists():
        raise NotSetUp("Superset is not set up yet: make bi-setup.")
    if READY.read_bytes() != LOCK.read_bytes():
        raise NotSetUp(f"Superset was set up by another requirements.lock: remove {ENVIRONMENT}, and make bi-setup.")


def superset_digest() -> str:
    """What tells this Superset from that of another lock or with other settings."""
    return hashlib.sha256(LOCK.read_bytes() + CONFIGURATION.read_bytes()).hexdigest()[:16]


def become_superset(bi_dir: Path, port: int, database_file: Path) -> NoReturn:
    """Become Superset's server. Its environment holds nothing of ours but where these three are."""
    python = ENVIRONMENT / "bin" / "python"
    environment = {
        "PATH": os.defpath,
        # DuckDB and Superset look for files of their own there.
        "HOME": str(bi_dir),
        "SUPERSET_HOME": str(bi_dir),
        "LANG": "C.UTF-8",
        "PYTHONWARNINGS": "ignore",
        "SUPERSET_CONFIG_PATH": str(CONFIGURATION),
        "BI_DIR": str(bi_dir),
        "BI_PORT": str(port),
        "BI_DATABASE": str(database_file),
    }
    # Python looks for `bi` in the folder that it is started in.
    os.chdir(REPOSITORY)
    # A shell's job in the background ignores SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.execve(python, [str(python), "-m", _SERVER], environment)  # noqa: S606
