"""Many made-up worlds held against the reference: whole nights on living cities, and nights as awkward as can be."""

from datetime import date
from pathlib import Path

import pytest

from tests.nights.beside_reference import assert_as_reference
from tests.nights.building import build_tables
from tests.nights.command import make_demo, run_night
from tests.reference import awkward

NIGHTS = [date(2025, 3, 1), date(2025, 9, 1), date(2026, 2, 1)]


@pytest.mark.parametrize("seed", range(11, 17))
def test_two_nights_on_a_living_city(tmp_path: Path, seed: int) -> None:
    nights = []
    for as_of in (date(2025, 12, 31), date(2026, 7, 1)):
        landing = tmp_path / f"until_{as_of}"
        make_demo("stad", landing, "--participants", "150", "--seed", str(seed), "--until", as_of.isoformat())
        night = run_night(landing, tmp_path / "warehouse", as_of.isoformat())
        assert night.returncode == 0, night.stdout + night.stderr
        nights.append((landing, as_of))
    assert_as_reference(tmp_path / "warehouse" / "published" / "analysis.duckdb", nights)


@pytest.mark.parametrize("seed", range(1, 9))
def test_three_nights_as_awkward_as_the_contract_allows(tmp_path: Path, seed: int) -> None:
    nights = awkward.write_nights(tmp_path / "landing", seed, NIGHTS)
    assert_as_reference(build_tables(nights, tmp_path / "warehouse"), nights)
