"""Whole nights killed at random moments, DRILL_KILLS of them: readers keep a whole build, the next night mends all."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.publication.standing import what_readers_see
from tests.nights.command import KEY, assert_same_tables, run_night, tables
from tests.nights.processes import LONGEST_NIGHT_SECONDS, REPOSITORY
from warehouse.disk.places import Places

AS_OF = "2025-04-15"
N_KILLS = int(os.environ.get("DRILL_KILLS", "100"))


@pytest.mark.parametrize("seed", range(N_KILLS))
def test_after_a_killed_night_the_next_one_gives_the_tables_of_an_undisturbed_one(
    report_landing: Path, report_warehouse: Path, tmp_path: Path, seed: int
) -> None:
    warehouse = tmp_path / "warehouse"
    shutil.copytree(report_warehouse, warehouse, symlinks=True)
    before = what_readers_see(Places(warehouse)).build_id
    chosen = random.Random(seed)
    kill_a_night(report_landing, warehouse, chosen.choice([signal.SIGKILL, signal.SIGTERM]), chosen.uniform(1, 45))
    what_readers_see(Places(warehouse))
    night = run_night(report_landing, warehouse, AS_OF, "--rebuild")
    assert night.returncode == 0, night.stdout + night.stderr
    assert what_readers_see(Places(warehouse)).build_id != before
    assert_same_tables(tables(report_warehouse, "core", "marts"), tables(warehouse, "core", "marts"))
    assert not list((warehouse / "published").rglob(".unfinished-*"))


def kill_a_night(landing: Path, warehouse: Path, how: signal.Signals, after_seconds: float) -> None:
    """Start a night that reads all again, and end it at a moment, which may be after its end."""
    settings = {
        "LANDING_URL": str(landing), "WAREHOUSE_DIR": str(warehouse), "PSEUDONYM_KEY": KEY, "AS_OF": AS_OF,
        "PATH": os.environ["PATH"],
    }  # fmt: skip
    night = subprocess.Popen(
        [sys.executable, "-m", "orchestration", "nightly", "--rebuild"], cwd=REPOSITORY, env=settings,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with contextlib.suppress(subprocess.TimeoutExpired):
        night.wait(after_seconds)
    night.send_signal(how)
    night.wait(timeout=LONGEST_NIGHT_SECONDS)
