"""What must hold of published files after anything that disturbed a publication, and the builds to disturb."""

from collections.abc import Iterator
from pathlib import Path

from tests.integration.publication.disturbing import FAILING, disturb
from tests.integration.publication.disturbing import KEEPING as KEEPING_ONE
from tests.unit.publication.building import KEEPING, audit, inputs, make_build_file, read
from warehouse.disk.places import Places
from warehouse.publication.builds import build_ids, current_build
from warehouse.publication.manifest import Manifest, verify
from warehouse.publication.publish import publish

OLD, NEW = 61, 70


def prepare_publication(places: Places) -> None:
    """Builds are published, and another is ready to be: at its end an old one is cleared away."""
    for participants in (60, 60, OLD, NEW):
        make_build_file(places, participants)
        audit(places)
        if participants != NEW:
            publish(places, inputs(str(participants)), KEEPING)


def disturbed_publications(prepared: Places, folder: Path, how: str, every: int = 1) -> Iterator[int]:
    """Disturb the publication at its steps, each in a copy; what readers then see must be whole, and the next night
    needs no hand.

    Gives the participants that readers saw, step by step.
    """
    folder.mkdir()
    for disturbed, told in disturb(how, prepared.warehouse_dir, folder, every):
        assert told.startswith("An unforeseen fault, RuntimeError, stopped this (publishing)") == (how == FAILING)
        yield participants_of(what_readers_see(disturbed))
        assert_the_next_night_needs_no_hand(disturbed)


def what_readers_see(places: Places) -> Manifest:
    """The manifest of the current build, once its files were found to be one whole build."""
    build = current_build(places)
    assert build is not None
    manifest = verify(build)
    assert build.name == manifest.build_id
    for database in ("analysis.duckdb", "dashboard.duckdb"):
        assert read(places.published / database, "SELECT build_id FROM audit.build") == [(manifest.build_id,)]
    return manifest


def participants_of(manifest: Manifest) -> int:
    return manifest.n_rows["core.dim_participant"]


def assert_the_next_night_needs_no_hand(places: Places) -> None:
    publish(places, inputs("third"), KEEPING_ONE)
    assert participants_of(what_readers_see(places)) == NEW
    assert not list(places.published.rglob(".unfinished-*"))
    assert not list(places.build.glob("*spill*"))
    assert len(build_ids(places)) < 4
