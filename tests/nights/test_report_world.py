"""Nights on the deliveries behind the report: once more, the same bytes again, a broken file, a rebuild."""

import fcntl
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.nights.command import assert_same_tables, query, run_night, tables

pytestmark = pytest.mark.xdist_group("report")
AS_OF = "2025-04-15"


def test_nothing_new_changes_nothing(report_warehouse: Path, report_landing: Path) -> None:
    before = query(report_warehouse, "select build_id from audit.build")
    again = run_night(report_landing, report_warehouse, AS_OF)
    assert again.returncode == 0, again.stderr
    assert "nothing new delivered" in again.stdout.lower()
    assert query(report_warehouse, "select build_id from audit.build") == before


def test_a_second_night_at_once_says_so(report_warehouse: Path, report_landing: Path) -> None:
    with (report_warehouse / "build" / "night.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = run_night(report_landing, report_warehouse, AS_OF)
    assert refused.returncode == 75
    assert "another night is running" in (refused.stdout + refused.stderr).lower()


def test_a_landing_folder_that_is_not_there(report_warehouse: Path, report_landing: Path) -> None:
    before = query(report_warehouse, "select build_id from audit.build")
    failed = run_night(report_landing / "nowhere", report_warehouse, AS_OF)
    assert failed.returncode == 1
    assert "landing folder" in failed.stdout + failed.stderr
    assert "Traceback" not in failed.stdout + failed.stderr
    assert query(report_warehouse, "select build_id from audit.build") == before


def test_same_bytes_and_a_broken_file_and_a_rebuild(
    report_warehouse: Path, report_landing: Path, tmp_path: Path
) -> None:  # fmt: skip
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    shutil.copytree(report_landing, landing)
    shutil.copytree(report_warehouse, warehouse, symlinks=True)
    first = tables(warehouse, "core", "marts")
    for groups in list((landing / "wiz").glob("groepen*")):
        shutil.copy(groups, groups.with_name(f"groepen_nogmaals_2025-04-15{groups.suffix}"))
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
        (f"wiz/groepen_nogmaals_2025-04-15{groups.suffix}", "duplicate", "same_content"),
    ]
    assert_same_tables(first, tables(warehouse, "core", "marts"))

    nights = tables(warehouse, "core", "marts", "audit")
    rebuilt = run_night(landing, warehouse, AS_OF, "--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    anew = tables(warehouse, "core", "marts", "audit")
    for changing in ("audit.build", "audit.table_count", "audit.check_result"):
        del nights[changing], anew[changing]
    assert_same_tables(nights, anew)


def test_no_identifier_is_anywhere_on_disk(report_warehouse: Path, report_landing: Path) -> None:
    clients = (report_landing / "wiz").glob("deelnemers*")
    delivered = {
        text.encode()
        for path in clients
        for line in path.read_bytes().decode("cp1252").splitlines()[1:]
        for text in line.split(";")[:2]
        if len(text) >= 6
    }
    assert len(delivered) > 100
    written = b"\0".join(path.read_bytes() for path in report_warehouse.rglob("*") if path.is_file())
    assert not [text for text in delivered if text in written]
