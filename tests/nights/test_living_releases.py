"""Months of a small living city: the attacker finds nothing, and dashboards stay fresh. The long form is a drill."""

from pathlib import Path

from tests.nights.living import run_city


def test_a_small_city_stays_fresh_and_nobody_is_recognised(tmp_path: Path) -> None:
    closings = run_city(tmp_path, participants=400, seed=7, months=4)
    assert len(closings) == 4
    for closing in closings:
        assert closing.findings == []
        assert closing.registrations_until == [closing.until.isoformat()]
        assert closing.n_rows_of_table_1 > 0
    assert closings[-1].n_rows_of_table_1 == 20
    assert closings[-1].share_with_figures > 0.8
