"""The night on the report's world, held against the reference computation: every cell of the ledger, star and marts."""

from datetime import date
from pathlib import Path

from tests.nights.beside_reference import assert_as_reference


def test_the_report_s_world(report_landing: Path, report_warehouse: Path) -> None:
    published = report_warehouse / "published" / "analysis.duckdb"
    assert_as_reference(published, [(report_landing, date(2025, 4, 15))])
