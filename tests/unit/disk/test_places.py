"""Folders under WAREHOUSE_DIR: the restricted ones are closed, and a place that cannot be used is told plainly."""

import stat
from pathlib import Path

import pytest

from warehouse.disk.places import NoPlace, Places


def test_restricted_folders_are_closed_whatever_they_were_before(tmp_path: Path):
    (tmp_path / "warehouse" / "build").mkdir(parents=True, mode=0o777)
    places = Places(tmp_path / "warehouse")
    places.prepare()
    closed = (places.build, places.quarantine, places.logs, places.dbt)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in closed} == {0o700}
    assert stat.S_IMODE(places.published.stat().st_mode) == 0o755


def test_a_new_warehouse_lets_readers_pass_but_not_look(tmp_path: Path):
    places = Places(tmp_path / "new")
    places.prepare()
    assert stat.S_IMODE(places.warehouse_dir.stat().st_mode) == 0o711


def test_a_place_that_cannot_be_used_is_told_plainly(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NoPlace, match=r"WAREHOUSE_DIR .*file.*cannot be used"):
        Places(tmp_path / "file" / "warehouse").prepare()
