"""Two hundred histories of a landing area: the long form of tests/integration/intake/test_disturbed_landing.py."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.intake.disturbed_landing import DisturbedLanding


def test_files_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
    chosen = settings(
        max_examples=200, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(DisturbedLanding, settings=chosen)
