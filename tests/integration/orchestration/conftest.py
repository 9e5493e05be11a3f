"""One published night on the report's world, made once: the tests look at it, and go on from a copy of it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.orchestration.running import World


@pytest.fixture(scope="session")
def first_night(report_landing: Path, report_night: subprocess.CompletedProcess[str]) -> tuple[World, int, str]:
    """The night, its exit status and what it printed."""
    world = World(report_landing, report_landing.parent / "warehouse")
    return world, report_night.returncode, report_night.stdout + report_night.stderr


@pytest.fixture
def after_first_night(first_night: tuple[World, int, str], tmp_path: Path) -> World:
    """A world of the test's own in which the first night was published."""
    shutil.copytree(first_night[0].landing, tmp_path / "landing")
    shutil.copytree(first_night[0].warehouse_dir, tmp_path / "warehouse", symlinks=True)
    return World(tmp_path / "landing", tmp_path / "warehouse")
