"""Reference files that change, and rows of files that are gone from the landing area: nothing of them is lost."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.reference import DEFAULT_REFERENCE_DIR
from tests.integration.intake.landing_night import GROUPS, RESPONSES, LandingNight
from warehouse.raw.rows import raw_schema

ANSWERS = (
    "vragenlijst;respons_id;ingevuld_op;meetmoment;op_gemak;aanraden\n"
    "EW-J;1;2025-03-01 10:00;einde;4;5\n"
    "EW-O;2;2025-03-01 10:00;na_6_maanden;;1\n"
)
GROUPS_FILE, ANSWERS_FILE = "wiz/groepen_2025-03-02.csv", "ervaringwijzer/antwoorden_2025-03-02.csv"
ANSWERED = "select respons_id, op_gemak, aanraden from answered order by respons_id"
LED = "select groep_id, organisatie from raw.groepen order by groep_id"
UNLISTED = "select column_name, code, n_rows from raw.unlisted_code order by all"


@pytest.fixture
def night(tmp_path: Path) -> LandingNight:
    """Groups and answers that were taken, and are gone from the landing area since."""
    night = LandingNight(tmp_path)
    night.reference_dir = Path(shutil.copytree(DEFAULT_REFERENCE_DIR, tmp_path / "reference"))
    files = [night.put(GROUPS_FILE, GROUPS), night.put(ANSWERS_FILE, ANSWERS)]
    night.night()
    for file in files:
        file.unlink()
    return night


def drop_lines(night: LandingNight, file: str, holding: str) -> str:
    """Take the lines that hold this out of a reference file; gives what it was before."""
    assert night.reference_dir is not None
    path = night.reference_dir / file
    before = path.read_text("utf-8")
    path.write_text("".join(line for line in before.splitlines(keepends=True) if holding not in line), "utf-8")
    assert path.read_text("utf-8") != before
    return before


def hold_nothing_against_answers(night: LandingNight) -> None:
    """Leave of the assumptions one that needs no statement."""
    assert night.reference_dir is not None
    path = night.reference_dir / "assumption_indicators.csv"
    header, *lines = path.read_text("utf-8").splitlines(keepends=True)
    (line,) = (line for line in lines if ",network," in line)
    path.write_text(header + line.replace(",13,", ",1,"), "utf-8")


def test_a_label_that_is_listed_no_more_is_unknown_and_told(night: LandingNight):
    drop_lines(night, "organisations.csv", "JoU")
    night.night()
    assert night.query(LED) == [("G1", "onbekend"), ("G2", "Lokalis")]
    assert night.query(UNLISTED) == [("organisatie", "JoU", 1)]
    assert night.query("select column_name, label, n_rows from raw.unmapped_label") == [("organisatie", "JoU", 1)]


def test_rows_of_a_code_that_is_listed_no_more_are_kept_aside_until_it_is_again(night: LandingNight):
    before = drop_lines(night, "moments.csv", "na_")
    hold_nothing_against_answers(night)
    night.night()
    assert night.query(ANSWERED) == [("1", 4, 5)]
    assert night.query(UNLISTED) == [("meetmoment", "na_6_maanden", 1)]
    assert night.reference_dir is not None
    (night.reference_dir / "moments.csv").write_text(before, "utf-8")
    night.night()
    assert night.query(ANSWERED) == [("1", 4, 5), ("2", None, 1)]
    assert night.query(UNLISTED) == []


def test_answers_to_a_statement_that_is_asked_no_more_are_told(night: LandingNight):
    hold_nothing_against_answers(night)
    for file in ("questionnaire_statements.csv", "statements.csv"):
        drop_lines(night, file, "aanraden,")
    night.night()
    assert night.query("select respons_id, statement from raw.antwoord_scores") == [("1", "op_gemak")]
    assert night.query(UNLISTED) == [("scores", "EW-J aanraden", 1), ("scores", "EW-O aanraden", 1)]


def test_answers_that_were_stored_with_a_column_for_each_statement_are_the_same(night: LandingNight):
    """As the version before stored them. Of files that are gone nothing can be read again."""
    before = night.query(ANSWERED)
    (path,) = (night.warehouse / "build").rglob("antwoorden/*.parquet")
    long = pq.read_table(path)
    given = [{one["statement"]: one["score"] for one in scores} for scores in long["scores"].to_pylist()]
    wide = long.drop_columns(["scores"])
    for statement in RESPONSES.statements:
        wide = wide.append_column(statement, pa.array([row.get(statement) for row in given], pa.int32()))
    pq.write_table(wide, path)
    night.night()
    assert night.query(ANSWERED) == before
    assert pq.read_schema(path).equals(raw_schema(RESPONSES))
