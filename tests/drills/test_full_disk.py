"""Nights that run out of disk space, later each time: the long form of what test_nights.py does."""

import shutil
from pathlib import Path

from tests.integration.orchestration.running import World
from tests.integration.orchestration.stopped import assert_told_of_a_full_disk
from tests.nights.command import assert_same_tables, tables

KB = 1000
LIMITS = [KB, 10 * KB, 30 * KB, 100 * KB, 150 * KB, 200 * KB, 300 * KB, *(n * 1000 * KB for n in (1, 2, 4, 8, 12, 16))]


def test_on_a_full_disk_nothing_is_published_and_the_next_night_needs_no_hand(
    report_landing: Path, report_warehouse: Path, tmp_path: Path
) -> None:
    shutil.copytree(report_warehouse, tmp_path / "warehouse", symlinks=True)
    world = World(report_landing, tmp_path / "warehouse")
    before = world.build_id
    for limit in LIMITS:
        assert_told_of_a_full_disk(world, limit)
        assert world.build_id == before
    status, printed = world.night("--rebuild")
    assert status == 0, printed
    assert_same_tables(tables(report_warehouse, "core", "marts"), tables(world.warehouse_dir, "core", "marts"))
