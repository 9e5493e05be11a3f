"""Twenty closings of living cities of all sizes: the attacker finds nothing, and dashboards stay fresh and full."""

from pathlib import Path

import pytest

from tests.nights.living import run_city


@pytest.mark.parametrize("participants", [200, 400, 800, 2000, 4000, 8000])
def test_twenty_months_of_a_city(tmp_path: Path, participants: int) -> None:
    closings = run_city(tmp_path, participants, seed=participants, months=20)
    assert len(closings) == 20
    for closing in closings:
        assert closing.findings == [], closing.until
        assert closing.registrations_until == [closing.until.isoformat()]
        assert closing.n_rows_of_table_1 > 0
        if participants >= 2000:
            assert closing.share_with_figures >= 0.95
            assert closing.n_rows_of_table_1 == 20
    lowest = min(closing.share_with_figures for closing in closings)
    redrawn = sum(closing.n_redrawn for closing in closings)
    print(f"{participants} participants: at least {lowest:.1%} of rows with figures, {redrawn} counts drawn again")  # noqa: T201
