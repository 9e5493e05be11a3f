"""One published night on the report's world, made once: the tests look at a copy of it, and go on from another."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.orchestration.running import World


@pytest.fixture(scope="session")
def first_night(
    report_landing: Path,
    report_warehouse: Path,
    report_night: subprocess.CompletedProcess[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[World, int, str]:
    """The night, its exit status and what it printed, in a copy for this worker: to look at Dagster's home writes."""
    copy = tmp_path_factory.mktemp("first_night") / "warehouse"
    shutil.copytree(report_warehouse, copy, symlinks=True)
    return World(report_landing, copy), report_night.returncode, report_night.stdout + report_night.stderr


@pytest.fixture
def after_first_night(first_night: tuple[World, int, str], tmp_path: Path) -> World:
    """A world of the test's own in which the first night was published."""
    shutil.copytree(first_night[0].landing, tmp_path / "landing")
    shutil.copytree(first_night[0].warehouse_dir, tmp_path / "warehouse", symlinks=True)
    return World(tmp_path / "landing", tmp_path / "warehouse")
