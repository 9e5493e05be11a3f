"""The night on the report's world, held against the reference computation: every cell of the ledger, star and marts."""

from datetime import date
from pathlib import Path

import pytest

import schemas.mapping
from tests.reference import compare, deliveries, star


def differences(landing: Path, warehouse: Path, as_of: date) -> list[compare.Difference]:
    settings = deliveries.Settings(schemas.mapping.DEFAULT_MAPPING_DIR)
    reference = deliveries.run([(landing, as_of)], settings)
    published = (warehouse / "published" / "analysis.duckdb").resolve()
    return compare.differences(published, reference, star.build(reference.state, as_of))


@pytest.mark.xdist_group("report")
def test_the_report_s_world(report_landing: Path, report_warehouse: Path) -> None:
    found = differences(report_landing, report_warehouse, date(2025, 4, 15))
    assert not found, "\n".join(map(str, found[:40]))
