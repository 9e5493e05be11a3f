"""Warehouses with published builds, each made once and copied for the tests that go on from there."""

import shutil

import pytest

from tests.unit.publication.building import KEEPING, audit, inputs, make_build_file
from warehouse.disk.places import Places
from warehouse.publication.builds import current_manifest
from warehouse.publication.manifest import Manifest
from warehouse.publication.publish import publish


@pytest.fixture(scope="session")
def one_build(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A build of 60 participants is published; read only."""
    made = Places(tmp_path_factory.mktemp("one_build"))
    made.prepare()
    make_build_file(made, 60)
    audit(made)
    publish(made, inputs("first"), KEEPING)
    return made


@pytest.fixture(scope="session")
def another_is_ready(one_build: Places, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """And another, of 70, is audited; read only."""
    made = Places(tmp_path_factory.mktemp("another_is_ready"))
    copy(one_build, made)
    make_build_file(made, 70)
    audit(made)
    return made


@pytest.fixture(scope="session")
def both_published(another_is_ready: Places, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """And published; read only."""
    made = Places(tmp_path_factory.mktemp("both_published"))
    copy(another_is_ready, made)
    publish(made, inputs("second"), KEEPING)
    return made


@pytest.fixture
def first(places: Places, one_build: Places) -> Manifest:
    """The build of 60, published in `places`."""
    copy(one_build, places)
    return manifest(places)


@pytest.fixture
def first_of_two(places: Places, another_is_ready: Places) -> Manifest:
    """The build of 60, published in `places`, where one of 70 is ready to be."""
    copy(another_is_ready, places)
    return manifest(places)


@pytest.fixture
def two_builds(places: Places, one_build: Places, both_published: Places) -> tuple[Manifest, Manifest]:
    """Yesterday's build of 60 participants and today's of 70, published in `places`."""
    copy(both_published, places)
    return manifest(one_build), manifest(places)


def copy(made: Places, places: Places) -> None:
    shutil.copytree(made.warehouse_dir, places.warehouse_dir, symlinks=True, dirs_exist_ok=True)


def manifest(places: Places) -> Manifest:
    found = current_manifest(places)
    assert found is not None
    return found
