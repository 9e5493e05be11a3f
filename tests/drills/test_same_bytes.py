"""A second night on the deliveries behind the report, with the same bytes again and a broken file: no figure moves."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.conftest import LACKS_A_COLUMN
from tests.nights.command import assert_same_tables, query, run_night, tables

pytestmark = pytest.mark.xdist_group("report")
AS_OF = "2025-04-15"


def test_same_bytes_and_a_broken_file(report_warehouse: Path, report_landing: Path, tmp_path: Path) -> None:
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    shutil.copytree(report_landing, landing)
    shutil.copytree(report_warehouse, warehouse, symlinks=True)
    first = tables(warehouse, "core", "marts")
    sessions = next((landing / "wiz").glob("bijeenkomsten*"))
    again = shutil.copy(sessions, sessions.with_name(f"bijeenkomsten_nogmaals_2025-04-15{sessions.suffix}"))
    broken = landing / "ervaringwijzer" / "antwoorden_2025-04-15.csv"
    broken.write_text("vragenlijst;ingevuld_op\nEW-O;2025-03-01\n", encoding="utf-8")

    reader = duckdb.connect(warehouse / "published" / "analysis.duckdb")
    build = reader.execute("select build_id from audit.build").fetchall()
    second = run_night(landing, warehouse, AS_OF)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "Traceback" not in second.stdout + second.stderr
    assert reader.execute("select build_id from audit.build").fetchall() == build
    reader.close()
    assert query(warehouse, "select build_id from audit.build") != build

    assert "ervaringwijzer/antwoorden_2025-04-15.csv" in second.stdout
    assert "respons_id" in second.stdout
    assert query(
        warehouse,
        "select file_name, status, reason from audit.delivery_file where status <> 'accepted' order by 1",
    ) == [
        ("ervaringwijzer/antwoorden_2025-04-15.csv", "rejected", "missing_column"),
        (f"wiz/{again.name}", "duplicate", "same_content"),
        (LACKS_A_COLUMN, "rejected", "missing_column"),
        ("wiz/lees mij.txt", "ignored", "unknown_kind"),
    ]
    assert_same_tables(_of_persons(first), _of_persons(tables(warehouse, "core", "marts")))


def _of_persons(published: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Without the two tables that tell of the deliveries themselves, which a new file rightly changes."""
    return {name: published[name] for name in published.keys() - {"core.fct_delivery_file", "marts.delivery_quality"}}
