"""Publications that are disturbed, each a step further than the last: killed, failing, or short of disk space.

A process of its own, which forks for every publication. A step is a call that changes something on the disk. SIGTERM
ends a publication as SIGKILL does: nothing catches it.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from orchestration.faults import told_plainly
from tests.unit.publication.building import inputs
from warehouse.disk.places import Places
from warehouse.publication.publish import Keeping, publish

REPOSITORY = Path(__file__).resolve().parents[3]
KEEPING = Keeping(keep_builds=1, memory_limit="1GB")
KILLED, FAILING, FULL = "killed", "failing", "full"
STEPS = {"chmod", "execute", "fsync", "mkdir", "open", "rename", "replace", "rmdir", "symlink", "unlink", "write"}
KIB = 1024
LIMITS = [0, 1, 300, 330, 900, *(n * 4 * KIB for n in range(1, 8)), *(n * 128 * KIB for n in range(1, 40))]


class Disturbed(Exception):
    """What a publication fails with here."""


def disturb(how: str, base: Path, folder: Path, every: int = 1) -> Iterator[tuple[Places, str]]:
    """Publications disturbed at every so many steps, each in a copy of `base`: where, and what was told of it."""
    program = [sys.executable, "-m", "tests.integration.publication.disturbing"]
    command = [*program, how, str(base), str(folder), str(every)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for world in sorted(folder.iterdir()):
        yield Places(world), (world / "told").read_text("utf-8")


def publish_disturbed(how: str, base: Path, folder: Path, every: int) -> None:
    """Go on until nothing disturbs any more."""
    for n in range(0, 10_000, every):
        world = folder / f"{n:04}"
        shutil.copytree(base, world, symlinks=True)
        (world / "told").touch()
        child = os.fork()
        if child == 0:
            _publish(how, n, world)
        _, status = os.waitpid(child, 0)
        if status == 0:
            shutil.rmtree(world)
            return


def _publish(how: str, n: int, world: Path) -> None:
    told = os.open(world / "told", os.O_WRONLY)
    places = Places(world)
    try:
        with told_plainly("publishing", places.logs, Disturbed):
            if how == FULL:
                resource.setrlimit(resource.RLIMIT_FSIZE, (LIMITS[n], resource.RLIM_INFINITY))
            else:
                sys.setprofile(_at_step(n, how))
            publish(places, inputs("third"), KEEPING)
            sys.setprofile(None)
    except Disturbed as fault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        os.write(told, str(fault).encode())
        os._exit(1)
    os._exit(0)


class _at_step:  # noqa: N801
    """Disturbs the publication when it comes to its n-th step."""

    def __init__(self, n: int, how: str) -> None:
        self._left, self._how = n, how

    def __call__(self, frame: FrameType, event: str, called: object) -> None:
        if event != "c_call" or getattr(called, "__name__", "") not in STEPS:
            return
        self._left -= 1
        if self._left >= 0:
            return
        if self._how == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        raise RuntimeError(f"{frame.f_code.co_name} was disturbed")


if __name__ == "__main__":
    publish_disturbed(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
