"""Fixtures for nights on deliveries about persons."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.privacy.people import People, deliver_everybody


@pytest.fixture
def make_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], People]:
    """Landing areas with a warehouse each, by name."""
    # Files that a test writes are fresh; the pause that lets a growing file show itself is not what is tested.
    monkeypatch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)

    def make(name: str) -> People:
        (tmp_path / name).mkdir()
        return People(tmp_path / name)

    return make


@pytest.fixture
def people(make_people: Callable[[str], People]) -> People:
    """Everybody, before a night."""
    made = make_people("people")
    deliver_everybody(made)
    return made


@pytest.fixture(scope="session")
def made_taken_in(tmp_path_factory: pytest.TempPathFactory) -> People:
    made = People(tmp_path_factory.mktemp("everybody"))
    deliver_everybody(made)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
        made.night()
    return made


@pytest.fixture
def taken_in(made_taken_in: People, make_people: Callable[[str], People]) -> People:
    """Everybody, after a night."""
    return make_people("people").go_on_from(made_taken_in)


@pytest.fixture
def without_anna(make_people: Callable[[str], People]) -> Callable[[People], People]:
    """A warehouse of its own after a night on the same deliveries in which Anna never was."""

    def make(people: People) -> People:
        other = make_people("without_anna")
        other.files = people.files
        other.write(leave_out=["anna"])
        other.night()
        return other

    return make
