"""A publication disturbed at every step: the long form of tests/integration/publication/test_disturbed.py."""

from pathlib import Path

import pytest

from tests.integration.publication.disturbing import FAILING, KILLED
from tests.integration.publication.standing import NEW, OLD, disturbed_publications, prepare_publication
from warehouse.disk.places import Places


@pytest.mark.parametrize("how", [KILLED, FAILING])
def test_at_every_step_readers_see_wholly_the_old_or_wholly_the_new_build(
    places: Places, tmp_path: Path, how: str
) -> None:
    prepare_publication(places)
    seen = list(disturbed_publications(places, tmp_path / "worlds", how))
    assert len(seen) > 100
    assert seen == sorted(seen)
    assert set(seen) == {OLD, NEW}
