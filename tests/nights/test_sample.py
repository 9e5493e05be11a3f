"""Three nights on deliveries by another hand, held against the reference: a second, independent computation in plain
Python of the ledger, the quarantine, the star and every figure. Then a rebuild, which must change nothing.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

import schemas.mapping
from tests.nights.command import assert_same_tables, run_night, tables
from tests.reference import compare, deliveries, star

pytestmark = pytest.mark.xdist_group("sample")
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample_landing"
NIGHTS = [
    (SAMPLE / "night_1", date(2026, 3, 3)),
    (SAMPLE / "night_2", date(2026, 3, 24)),
    (SAMPLE / "night_3", date(2026, 8, 11)),
]
# Tables that tell of the build itself.
OF_THE_BUILD = ("audit.build", "audit.table_count", "audit.check_result")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_night_agrees_with_the_reference(folder: Path, number: int) -> None:
    source, as_of = NIGHTS[number - 1]
    shutil.copytree(source, folder / "landing", dirs_exist_ok=True)
    night = run_night(folder / "landing", folder / "warehouse", as_of.isoformat())
    assert night.returncode == 0, night.stdout + night.stderr
    assert "Traceback" not in night.stdout + night.stderr
    reference = deliveries.run(NIGHTS[:number], deliveries.Settings(schemas.mapping.DEFAULT_MAPPING_DIR))
    published = folder / "warehouse" / "published" / "analysis.duckdb"
    found = compare.differences(published.resolve(), reference, star.build(reference.state, as_of))
    assert not found, "\n".join(map(str, found[:40]))


def test_a_rebuild_changes_no_row(folder: Path) -> None:
    nights = tables(folder / "warehouse", "core", "marts", "history", "audit")
    rebuilt = run_night(folder / "landing", folder / "warehouse", NIGHTS[-1][1].isoformat(), "--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    anew = tables(folder / "warehouse", "core", "marts", "history", "audit")
    for name in OF_THE_BUILD:
        del nights[name], anew[name]
    assert len(nights) > 30
    assert_same_tables(nights, anew)
