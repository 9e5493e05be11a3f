"""Nights stopped at every stage, killed, ended or by a fault: the long form of what test_nights.py does."""

import shutil
from itertools import product
from pathlib import Path

import pytest

from schemas.kinds import KINDS
from tests.integration.orchestration.running import World
from tests.integration.orchestration.stopped import assert_mended_after

# A day of the next half-year, on which periods close.
LATER = "2025-07-02"
# A fault in these stops only dashboards, as test_nights.py shows.
RELEASING = ["Building what was known on", "Pooling, rounding and attacking what dashboards get"]
STAGES = [
    "Verifying the published files",
    "Looking for anything new",
    "Starting Dagster",
    "Looking at the landing area",
    *(f"Taking {kind}" for kind in KINDS),
    "Preparing the build file",
    "Building and testing the tables",
    *RELEASING,
    "Checking the build",
    "Publishing",
]


@pytest.mark.parametrize(
    ("stage", "how"),
    [*product(STAGES, ["SIGKILL", "SIGTERM"]), *((stage, "fault") for stage in STAGES if stage not in RELEASING)],
)
def test_a_night_stopped_at_a_stage(
    report_landing: Path, report_warehouse: Path, tmp_path: Path, how: str, stage: str
) -> None:  # fmt: skip
    shutil.copytree(report_warehouse, tmp_path / "warehouse", symlinks=True)
    assert_mended_after(World(report_landing, tmp_path / "warehouse"), [(how, stage)], AS_OF=LATER)
