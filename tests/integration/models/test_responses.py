"""Checks that warn where responses replace one another, or where a newer file empties them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.models.conftest import Build
from tests.integration.models.raw_world import RawWorld

pytestmark = pytest.mark.xdist_group("models")

FIRST = {
    "vragenlijst": "EW-J",
    "respons_id": "1",
    "ingevuld_op": datetime(2025, 2, 1),
    "uitnodiging_id": "U1",
    "respondent_pseudonym": "own",
    "meetmoment": "start",
    "op_gemak": 4,
}


@pytest.mark.parametrize(
    ("check", "second", "found"),
    [
        ("has_one_submission_a_response", {}, []),
        ("has_one_submission_a_response", {"ingevuld_op": datetime(2025, 2, 9)}, [("EW-J", "1")]),
        ("has_one_submission_a_response", {"meetmoment": "na_6_maanden"}, [("EW-J", "1")]),
        ("has_one_submission_a_response", {"uitnodiging_id": "U2"}, [("EW-J", "1")]),
        ("has_one_submission_a_response", {"respondent_pseudonym": "other"}, [("EW-J", "1")]),
        ("keeps_its_answers", {"op_gemak": None, "open_overig": "prima"}, []),
        ("keeps_its_answers", {"op_gemak": None}, [("EW-J", "1")]),
    ],
)
def test_what_a_newer_file_does_to_a_response_is_noticed(
    build: Build, tmp_path: Path, check: str, second: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    world = RawWorld()
    world.deliver("antwoorden", date(2025, 3, 1), [FIRST])
    world.deliver("antwoorden", date(2025, 4, 1), [FIRST | second])
    world.write(tmp_path / "build.duckdb")
    (compiled,) = (build.target / "compiled").rglob(f"stg_antwoorden_{check}.sql")
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        assert connection.execute(compiled.read_text()).fetchall() == found
