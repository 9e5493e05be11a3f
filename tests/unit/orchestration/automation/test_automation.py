"""What runs by itself is collected: an alert is a file."""

from pathlib import Path

import dagster as dg
import pytest

from orchestration import automation
from orchestration.automation import Warehouse, definitions

ALERT = """
import dagster as dg


def definitions(_):
    @dg.run_failure_sensor(name="tell_this_test")
    def tell(context):
        pass

    return dg.Definitions(sensors=[tell])
"""
WAREHOUSE = Warehouse(lambda: pytest.fail("no night is made yet"), [], dg.DefaultScheduleStatus.STOPPED)


def test_every_module_gives_its_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "alert_of_this_test.py").write_text(ALERT)
    monkeypatch.setattr(automation, "__path__", [*automation.__path__, str(tmp_path)])
    collected = dg.Definitions.merge(*definitions(WAREHOUSE))
    assert "night" in [job.name for job in collected.jobs or ()]
    assert "every_night" in [schedule.name for schedule in collected.schedules or ()]
    assert "tell_this_test" in [sensor.name for sensor in collected.sensors or ()]
