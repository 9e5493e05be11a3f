"""A publication that is killed, fails or runs out of disk space: readers see wholly one build, always.

Every step of it is disturbed in tests/drills/test_disturbed_publications.py, some of them here.
"""

from pathlib import Path

import pytest

from tests.integration.publication.disturbing import FAILING, FULL, KILLED, disturb
from tests.integration.publication.standing import (
    NEW,
    OLD,
    assert_the_next_night_needs_no_hand,
    disturbed_publications,
    participants_of,
    prepare_publication,
    what_readers_see,
)
from warehouse.disk.places import Places


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Where a publication is to be disturbed; read only."""
    places = Places(tmp_path_factory.mktemp("prepared"))
    places.prepare()
    prepare_publication(places)
    return places


@pytest.mark.parametrize("how", [KILLED, FAILING])
def test_readers_see_wholly_the_old_or_wholly_the_new_build(prepared: Places, tmp_path: Path, how: str):
    seen = list(disturbed_publications(prepared, tmp_path / "worlds", how, every=23))
    assert len(seen) > 5
    assert seen == sorted(seen)
    assert set(seen) <= {OLD, NEW}


def test_on_a_full_disk_the_last_good_build_stands_and_the_message_is_plain(prepared: Places, tmp_path: Path):
    (tmp_path / "worlds").mkdir()
    n_told = 0
    for disturbed, told in disturb(FULL, prepared.warehouse_dir, tmp_path / "worlds", every=4):
        assert told.startswith("The disk is full or cannot be written (publishing): ")
        assert told.endswith(" Free some space there and run this again.")
        assert participants_of(what_readers_see(disturbed)) == OLD
        assert_the_next_night_needs_no_hand(disturbed)
        n_told += 1
    assert n_told > 3
