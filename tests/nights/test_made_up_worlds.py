"""One night on each made-up world, held against the reference computation: every cell of the ledger, star and marts."""

from datetime import date
from pathlib import Path

import pytest

import schemas.mapping
from schemas.made_up import city
from tests.nights.command import make_demo, run_night
from tests.reference import compare, deliveries, star

PARTICIPANTS = 150


def differences(landing: Path, warehouse: Path, as_of: date) -> list[compare.Difference]:
    settings = deliveries.Settings(schemas.mapping.DEFAULT_MAPPING_DIR)
    reference = deliveries.run([(landing, as_of)], settings)
    published = (warehouse / "published" / "analysis.duckdb").resolve()
    return compare.differences(published, reference, star.build(reference.state, as_of))


@pytest.mark.xdist_group("report")
def test_the_report_s_world(report_landing: Path, report_warehouse: Path) -> None:
    found = differences(report_landing, report_warehouse, date(2025, 4, 15))
    assert not found, "\n".join(map(str, found[:40]))


@pytest.mark.parametrize("seed", [3, 4])
def test_a_living_city(tmp_path: Path, seed: int) -> None:
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    make_demo("stad", landing, "--participants", str(PARTICIPANTS), "--seed", str(seed))
    night = run_night(landing, warehouse, city.AS_OF.isoformat())
    assert night.returncode == 0, night.stdout + night.stderr
    found = differences(landing, warehouse, city.AS_OF)
    assert not found, "\n".join(map(str, found[:40]))
