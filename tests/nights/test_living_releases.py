"""Months of a living city: the attacker finds nothing, and dashboards stay fresh. The long form is a drill."""

from pathlib import Path

from tests.nights.living import run_city
from tests.nights.shared import warehouse_with


def test_a_city_stays_fresh_and_nobody_is_recognised(dbt_read: Path, tmp_path: Path) -> None:
    warehouse_with(dbt_read, tmp_path / "warehouse")
    closings = run_city(tmp_path, participants=2000, seed=2000, months=5)
    assert len(closings) == 5
    for closing in closings:
        assert closing.findings == []
        assert closing.registrations_until == [closing.until.isoformat()]
        assert closing.n_rows_of_table_1 == 20
        assert closing.share_with_figures >= 0.95
