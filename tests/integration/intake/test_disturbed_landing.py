"""Whatever happens to files between nights, no content is lost, and another night changes nothing."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.intake.disturbed_landing import DisturbedLanding


def test_files_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
    chosen = settings(
        max_examples=5,
        stateful_step_count=8,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(DisturbedLanding, settings=chosen)
