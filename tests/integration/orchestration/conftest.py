"""One published night on the report's world, made once: the tests look at it, and go on from a copy of it."""

import shutil
from pathlib import Path

import pytest

from schemas.made_up.command import main as make_demo_deliveries
from tests.integration.orchestration.running import World

LACKS_A_COLUMN = "wiz/groepen_2025-04-15.csv"


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, int, str]:
    """The night, its exit status and what it printed. One file is to be rejected, and one is no delivery at all."""
    folder = tmp_path_factory.mktemp("first_night")
    world = World(folder / "landing", folder / "warehouse")
    make_demo_deliveries(["rapport", "--out", str(world.landing)])
    (world.landing / LACKS_A_COLUMN).write_text("groep_id;naam\n1;Samen sterk\n")
    (world.landing / "wiz" / "lees mij.txt").write_text("geen levering")
    return world, *world.night()


@pytest.fixture
def after_first_night(first_night: tuple[World, int, str], tmp_path: Path) -> World:
    """A world of the test's own in which the first night was published."""
    shutil.copytree(first_night[0].landing, tmp_path / "landing")
    shutil.copytree(first_night[0].warehouse_dir, tmp_path / "warehouse", symlinks=True)
    return World(tmp_path / "landing", tmp_path / "warehouse")
