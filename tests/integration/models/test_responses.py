"""Responses that replace one another although somebody gave each of them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.integration.models.conftest import Build
from tests.integration.models.raw_world import RawWorld

pytestmark = pytest.mark.xdist_group("models")

CHECK = "stg_antwoorden_has_one_submission_a_response.sql"


@pytest.mark.parametrize(("day_of_the_second", "found"), [(1, []), (9, [("EW-J", "1")])])
def test_two_surveys_that_number_alike_are_noticed(
    build: Build, tmp_path: Path, day_of_the_second: int, found: list[tuple[str, str]]
) -> None:
    world = RawWorld()
    for delivered_on, day, score in [(date(2025, 3, 1), 1, 4), (date(2025, 4, 1), day_of_the_second, 5)]:
        response = {"vragenlijst": "EW-J", "respons_id": "1", "ingevuld_op": datetime(2025, 2, day), "op_gemak": score}
        world.deliver("antwoorden", delivered_on, [response])
    world.write(tmp_path / "build.duckdb")
    (compiled,) = (build.target / "compiled").rglob(CHECK)
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        assert connection.execute(compiled.read_text()).fetchall() == found
