"""A power cut in the middle of a scheduled night: the next one runs by itself, and what happened is told."""

from pathlib import Path

from orchestration.instance.run_launcher import CUT_OFF
from tests.nights.power_cuts import Ui, copied, ended, let_a_night_be_due, statuses, why_failed


def test_after_a_power_cut_the_next_scheduled_night_runs_by_itself(
    report_landing: Path, report_warehouse: Path, tmp_path: Path
) -> None:
    warehouse, home = copied(report_warehouse, tmp_path)
    before = statuses(home)
    let_a_night_be_due(home)
    with Ui(report_landing, warehouse, "2025-04-16") as ui:
        ui.wait_until(lambda: "STARTED" in statuses(home).values())
    (cut_off,) = statuses(home).keys() - before.keys()
    assert statuses(home)[cut_off] == "STARTED"
    let_a_night_be_due(home)
    with Ui(report_landing, warehouse, "2025-04-17") as ui:
        ui.wait_until(lambda: len(ended(home)) == len(before) + 2)
        assert f"(run {cut_off[:8]}). {CUT_OFF}" in ui.printed()
    assert list(statuses(home).values())[len(before) :] == ["FAILURE", "SUCCESS"]
    assert why_failed(home, cut_off) == [CUT_OFF]
