"""Nights stopped at every stage, killed, ended or by a fault: the long form of what test_nights.py does."""

import shutil
from pathlib import Path

import pytest

from schemas.kinds import KINDS
from tests.integration.orchestration.running import World
from tests.integration.orchestration.stopped import assert_mended_after

# A day of the next half-year, on which periods close.
LATER = "2025-07-02"
STAGES = [
    "Verifying the published files",
    "Looking for anything new",
    "Starting Dagster",
    "Looking at the landing area",
    *(f"Taking {kind}" for kind in KINDS),
    "Preparing the build file",
    "Building and testing the tables",
    "Building what was known of opinion",
    "Building what was known of registration",
    "Choosing what dashboards may show",
    "Attacking the dashboard figures",
    "Checking the build",
    "Publishing",
]


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "fault"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_night_stopped_at_a_stage(
    report_landing: Path, report_warehouse: Path, tmp_path: Path, how: str, stage: str
) -> None:  # fmt: skip
    shutil.copytree(report_warehouse, tmp_path / "warehouse", symlinks=True)
    assert_mended_after(World(report_landing, tmp_path / "warehouse"), how, stage, AS_OF=LATER)
