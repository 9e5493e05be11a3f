"""Fixtures for nights of intake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.intake.landing_night import LandingNight


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LandingNight:
    # Files that a test writes are fresh; the pause that lets a growing file show itself is not what is tested.
    monkeypatch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
    return LandingNight(tmp_path)


@pytest.fixture
def everything_on_disk(night: LandingNight) -> Callable[[], bytes]:
    return lambda: b"".join(path.read_bytes() for path in sorted(night.warehouse.rglob("*")) if path.is_file())
