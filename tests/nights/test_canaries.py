"""Where personal values get to in nights that pass, that fail, and after their client was erased."""

import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
import typst
from docx import Document

from schemas.kinds import KINDS
from tests.nights.canaries import NAMED, OF_THE_CLIENT, OWN, STRAY, found_in_files, spellings, write_landing
from tests.nights.command import KEY, run_command, run_night
from tests.nights.shared import warehouse_with
from warehouse.disk.places import Places
from warehouse.publication.builds import build_ids

pytestmark = pytest.mark.xdist_group("canaries")
AS_OF = "2025-04-15"
# The contract publishes a group's number and name to researchers; what somebody types there they can read.
GROUPS = {
    f"analysis.duckdb: {table}.{column}"
    for table in ("core.dim_group", "history.groups")
    for column in ("group_id", "group_name")
}


@dataclass(frozen=True)
class Evidence:
    """What a command printed, and which files outside the restricted area, or of all, held canaries after it."""

    status: int
    printed: str
    stray_outside: set[str]
    own_outside: set[str]
    own_anywhere: set[str]
    named_anywhere: set[str]
    builds: list[str]
    modes: dict[str, int]


def look(warehouse: Path, status: int, printed: str) -> Evidence:
    places = Places(warehouse)
    restricted = (places.build, places.quarantine)
    return Evidence(
        status,
        printed,
        found_in_files(warehouse, spellings(STRAY), restricted),
        found_in_files(warehouse, spellings(OWN), restricted),
        found_in_files(warehouse, spellings(OWN)),
        found_in_files(warehouse, spellings(NAMED)),
        build_ids(places),
        {
            str(path.relative_to(warehouse)): stat.S_IMODE(path.stat().st_mode)
            for path in [warehouse, *warehouse.rglob("*")]
            if not path.is_symlink()
        },
    )


@pytest.fixture(scope="module")
def stages(dbt_read: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Evidence]:
    """A night that publishes, one in which files are rejected and nothing is published, and an erasure."""
    folder = tmp_path_factory.mktemp("canaries")
    landing, warehouse = folder / "landing", warehouse_with(dbt_read, folder / "warehouse")
    write_landing(landing)
    (folder / "ids.txt").write_text(f"{OWN['client']}\n")
    settings = {"LANDING_URL": landing, "WAREHOUSE_DIR": warehouse, "PSEUDONYM_KEY": KEY, "AS_OF": AS_OF}
    seen = {}
    passed = run_night(landing, warehouse, AS_OF, MAX_QUARANTINED_SHARE="1")
    seen["passed"] = look(warehouse, passed.returncode, passed.stdout + passed.stderr)
    failed = run_night(landing, warehouse, AS_OF, MAX_QUARANTINED_SHARE="0.2")
    seen["failed"] = look(warehouse, failed.returncode, failed.stdout + failed.stderr)
    erased = run_command("orchestration", "erase", str(folder / "ids.txt"), MAX_QUARANTINED_SHARE="1", **settings)
    seen["erased"] = look(warehouse, erased.returncode, erased.stdout + erased.stderr)
    return seen


def test_a_canary_is_seen_in_the_report_too(tmp_path: Path) -> None:
    """Its words stand compressed in both files, and break over lines in the PDF."""
    told = f"Zij zei: {STRAY['sentence']}, en nog veel meer."
    document = Document()
    document.add_paragraph(told)
    document.save(str(tmp_path / "monitor.docx"))
    (tmp_path / "monitor.pdf").write_bytes(typst.compile(f"#set page(width: 5cm)\n{told}".encode()))
    assert not any(text in file.read_bytes().lower() for file in tmp_path.iterdir() for text in spellings(STRAY))
    assert found_in_files(tmp_path, spellings(STRAY)) == {"monitor.docx: word/document.xml", "monitor.pdf: text"}


def test_rows_of_every_kind_that_belongs_to_somebody_hold_canaries() -> None:
    assert OF_THE_CLIENT.keys() == {kind.name for kind in KINDS.values() if kind.belongs_to}


def test_the_nights_were_what_they_should_be(stages: dict[str, Evidence]) -> None:
    assert {name: seen.status for name, seen in stages.items()} == {"passed": 0, "failed": 1, "erased": 0}
    assert "rejected" in stages["failed"].printed


@pytest.mark.parametrize("stage", ["passed", "failed", "erased"])
def test_nothing_is_printed(stages: dict[str, Evidence], stage: str) -> None:
    printed = stages[stage].printed.lower().encode()
    assert not [text for text in spellings(STRAY) + spellings(OWN) + spellings(NAMED) if text in printed]


@pytest.mark.parametrize("stage", ["passed", "failed", "erased"])
def test_numbers_in_names_are_kept_nowhere(stages: dict[str, Evidence], stage: str) -> None:
    assert stages[stage].named_anywhere == set()
    assert "groepen_\u2026_2025-02-30.csv" in stages[stage].printed


@pytest.mark.parametrize("stage", ["passed", "failed", "erased"])
def test_nothing_leaves_the_restricted_area(stages: dict[str, Evidence], stage: str) -> None:
    assert stages[stage].stray_outside == GROUPS
    assert stages[stage].own_outside == set()


def test_after_an_erasure_nothing_is_left_anywhere(stages: dict[str, Evidence]) -> None:
    assert stages["passed"].own_anywhere
    assert stages["erased"].own_anywhere == set()
    assert len(stages["erased"].builds) == 1
    assert stages["erased"].builds != stages["passed"].builds


def test_the_receipt_tells_what_went_and_what_the_landing_area_holds(stages: dict[str, Evidence]) -> None:
    receipt = stages["erased"].printed
    assert "asked for: 1; known here: 1" in receipt
    for kind, n_rows in {
        "wiz/deelnemers": 1, "wiz/deelnames": 1, "wiz/aanwezigheid": 1, "beschikkingen/beschikkingen": 1,
        "ervaringwijzer/uitnodigingen": 1, "ervaringwijzer/antwoorden": 1, "coderingen/coderingen": 1,
        "notes of quarantined rows, of whose they were": 2,
    }.items():  # fmt: skip
        assert f"  {kind}: {n_rows}\n" in receipt
    assert "  wiz/deelnemers_2025-03-01.csv\n" in receipt
    assert "groepen_2025-03-01.csv" not in receipt


@pytest.mark.parametrize("stage", ["passed", "failed", "erased"])
def test_others_can_read_what_dashboards_show_and_no_more(stages: dict[str, Evidence], stage: str) -> None:
    open_to_others = {path: mode for path, mode in stages[stage].modes.items() if mode & 0o007}
    build_ids = "|".join(stages[stage].builds)
    for path, mode in open_to_others.items():
        below = Path(path).parts[3:] if path.startswith("published/builds/") else ()
        if path == ".":
            assert mode == 0o711, path
        elif path in ("published", "published/builds") or path.removeprefix("published/builds/") in build_ids:
            assert mode == 0o755, path
        else:
            assert below[0] in ("dashboard.duckdb", "parquet", "monitor"), path
    assert not [path for path, mode in stages[stage].modes.items() if mode & 0o002]
    restricted = {path: mode for path, mode in stages[stage].modes.items() if path.startswith(("build", "quarantine"))}
    assert {mode & 0o077 for mode in restricted.values()} == {0}
