"""Published builds: bringing one back, and refusing a damaged or unknown one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.unit.publication.building import AS_OF, read
from warehouse.disk.places import Places
from warehouse.publication.builds import (
    UnknownBuild,
    WithdrawnBuild,
    builds_folder,
    current_manifest,
    last_night,
    remove_all_but_current,
    restore,
)
from warehouse.publication.manifest import DamagedBuild, Manifest


def test_an_earlier_build_is_brought_back_whole(places: Places, two_builds: tuple[Manifest, Manifest]):
    yesterday, _ = two_builds
    assert restore(places, yesterday.build_id) == yesterday == current_manifest(places)
    assert read(places.published / "analysis.duckdb", "SELECT count(*) FROM core.dim_participant") == [(60,)]
    assert read(places.published / "dashboard.duckdb", "SELECT build_id FROM audit.build") == [(yesterday.build_id,)]


def test_a_damaged_build_is_not_brought_back(places: Places, two_builds: tuple[Manifest, Manifest]):
    yesterday, today = two_builds
    damaged = builds_folder(places) / yesterday.build_id / "dashboard.duckdb"
    content = bytearray(damaged.read_bytes())
    content[5000] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(DamagedBuild, match=r"dashboard\.duckdb"):
        restore(places, yesterday.build_id)
    assert current_manifest(places) == today


def test_a_build_from_before_a_request_to_be_forgotten_is_not_brought_back(
    places: Places, two_builds: tuple[Manifest, Manifest]
):
    yesterday, today = two_builds
    asked_at = datetime.fromisoformat(yesterday.built_at).replace(tzinfo=UTC) + timedelta(seconds=1)
    with pytest.raises(WithdrawnBuild, match="forgotten"):
        restore(places, yesterday.build_id, not_before=asked_at)
    assert current_manifest(places) == today
    assert restore(places, yesterday.build_id, not_before=asked_at - timedelta(seconds=1)) == yesterday


def test_all_but_the_build_that_readers_see_can_be_removed(places: Places, two_builds: tuple[Manifest, Manifest]):
    yesterday, today = two_builds
    (builds_folder(places) / ".unfinished-20250101T000000.000000Z-00000000").mkdir()
    assert remove_all_but_current(places) == 1
    assert [entry.name for entry in builds_folder(places).iterdir()] == [today.build_id]
    with pytest.raises(UnknownBuild):
        restore(places, yesterday.build_id)


def test_the_last_night_that_was_not_braked_outlives_its_build(places: Places, two_builds: tuple[Manifest, Manifest]):
    """An erasure under a wrong day leaves that day's build alone, and it must not vouch for itself."""
    _, today = two_builds
    braked = replace(today.inputs, as_of=date(2035, 4, 15), is_braked=True, last_night=AS_OF)
    replace(today, inputs=braked).write(builds_folder(places) / today.build_id)
    remove_all_but_current(places)
    assert last_night(places) == AS_OF
    replace(today, inputs=replace(braked, last_night=None)).write(builds_folder(places) / today.build_id)
    assert last_night(places) is None


@pytest.mark.parametrize("name", ["20250101T000000.000000Z-00000000", "", "../builds", ".."])
def test_a_build_that_is_not_there_is_refused_with_those_that_are(
    places: Places, two_builds: tuple[Manifest, Manifest], name: str
):
    with pytest.raises(UnknownBuild, match=two_builds[0].build_id):
        restore(places, name)
