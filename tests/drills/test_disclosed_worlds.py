"""Twenty living worlds of different sizes: the attacker finds nothing in what dashboards would get of any of them."""

from datetime import date
from pathlib import Path

import pytest

from tests.nights.building import build_tables
from tests.nights.command import make_demo
from tests.nights.releasing import closed_periods

AS_OF = date(2026, 6, 30)


@pytest.mark.parametrize("seed", range(1, 21))
def test_nobody_is_recognised_in_a_living_world(tmp_path: Path, seed: int) -> None:
    landing, n_participants = tmp_path / "landing", 60 * seed
    make_demo("stad", landing, "--participants", str(n_participants), "--seed", str(seed), "--until", AS_OF.isoformat())
    build_tables([(landing, AS_OF)], tmp_path / "warehouse")
    with closed_periods(landing, tmp_path / "warehouse", AS_OF) as releasing:
        report = releasing.release()
        assert releasing.findings(releasing.dashboard) == []
    print(f"{n_participants} participants: {report.n_hidden / report.n_figures:.1%} of the figures hidden")  # noqa: T201
    assert report.n_hidden <= 1.1 * report.least_hidden
