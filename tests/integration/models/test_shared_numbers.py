"""Numbers that a survey tool or a registration hands out again: figures as with numbers of their own, or a warning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.reference import load_reference
from tests.integration.models.conftest import Build
from tests.integration.models.raw_world import MOMENTS, RawWorld, Row

pytestmark = pytest.mark.xdist_group("models")

# What fct_invitation and fct_response are made of, in the order in which dbt makes it.
MODELS = (
    "staging.stg_deelnemers", "staging.stg_groepen", "staging.stg_uitnodigingen", "staging.stg_antwoorden",
    "staging.stg_antwoord_scores",
    "intermediate.int_responses", "core.fct_invitation", "core.fct_response",
)  # fmt: skip
FIRST_DAY = date(2025, 1, 10)
Figures = Counter[tuple[Any, ...]]


@dataclass(frozen=True)
class Wave:
    """One export of invitations and one of answers; each person answers so many times, the last time with `score`."""

    questionnaire: str
    moment: str
    answers: tuple[int, ...]
    score: int


WAVES = st.lists(
    st.builds(
        Wave,
        st.sampled_from(("EW-J", "EW-O")),
        st.sampled_from(tuple(MOMENTS)),
        st.lists(st.integers(0, 2), min_size=1, max_size=4).map(tuple),
        st.integers(1, 5),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda wave: (wave.questionnaire, wave.moment),
)


@contextmanager
def made(build: Build, world: RawWorld) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build file with the models of responses and invitations, by the SQL that dbt compiled."""
    with TemporaryDirectory() as folder:
        world.write(Path(folder) / "build.duckdb")
        with duckdb.connect(str(Path(folder) / "build.duckdb")) as connection:
            questionnaires = load_reference().files["questionnaires.csv"]
            connection.execute(f"create schema seeds; create table seeds.questionnaires as from '{questionnaires}'")
            for model in MODELS:
                schema, name = model.split(".")
                connection.execute(f"create schema if not exists {schema}")
                connection.execute(f"create table {model} as {compiled(build, name)}")
            yield connection


def compiled(build: Build, name: str) -> str:
    """A model or test of the project; dbt compiles its unit tests beside it."""
    (node,) = (node for node in build.manifest["nodes"].values() if node["name"] == name)
    return (build.target / "compiled" / node["package_name"] / node["original_file_path"]).read_text()


def figures(build: Build, world: RawWorld) -> Figures:
    """Invitations by what became of them, and answers by whether they count, as readers see them: without numbers."""
    with made(build, world) as connection:
        invitations = connection.execute(
            "select target_group, moment_key, invited_date_key, is_responded, responded_date_key"
            " from core.fct_invitation"
        ).fetchall()
        responses = connection.execute(
            "select target_group, moment_key, submitted_at, is_superseded, is_respondent, invitation_key = 'onbekend'"
            " from core.fct_response"
        ).fetchall()
    return Counter([*invitations, *responses])


def delivered(waves: list[Wave], order: list[int], number: Callable[[int, int], str]) -> RawWorld:
    """The files of these waves, in this order of dates; `number` says what the tool calls a person of a wave."""
    world = RawWorld()
    for place, index in enumerate(order):
        wave = waves[index]
        invited = FIRST_DAY + timedelta(days=30 * index)
        invitations: list[Row] = []
        answers: list[Row] = []
        for person, n_answers in enumerate(wave.answers):
            named = {
                "vragenlijst": wave.questionnaire,
                "uitnodiging_id": number(index, person),
                "meetmoment": wave.moment,
            }
            invitations.append({**named, "uitgenodigd_op": invited})
            for again in range(n_answers):
                submitted = datetime(invited.year, invited.month, invited.day, 20) + timedelta(days=1 + again + person)
                response = {"respons_id": f"{index}-{person}-{again}", "ingevuld_op": submitted, "versie": 1}
                answers.append({**named, **response, "aanraden": wave.score})
        world.deliver("uitnodigingen", date(2026, 1, 1) + timedelta(days=place), invitations)
        world.deliver("antwoorden", date(2026, 1, 1) + timedelta(days=place), answers)
    return world


@settings(max_examples=15, deadline=None)
@given(waves=WAVES, data=st.data())
def test_numbers_that_come_again_give_the_figures_of_numbers_of_their_own(
    build: Build, waves: list[Wave], data: st.DataObject
) -> None:
    """Whatever questionnaires and moments share numbers, and in whatever order their files come."""
    in_order = list(range(len(waves)))
    order = data.draw(st.permutations(in_order))
    shared = figures(build, delivered(waves, order, lambda _, person: f"T{person}"))
    assert shared == figures(build, delivered(waves, in_order, lambda wave, person: f"T{wave}-{person}"))
    assert shared.total() == sum(len(wave.answers) + sum(wave.answers) for wave in waves)


INVITATION = {"vragenlijst": "EW-O", "uitnodiging_id": "T1", "uitgenodigd_op": FIRST_DAY, "meetmoment": "einde"}
ANSWER = {
    "vragenlijst": "EW-O",
    "respons_id": "1",
    "versie": 1,
    "ingevuld_op": datetime(2025, 1, 12),
    "uitnodiging_id": "T1",
    "meetmoment": "einde",
    "groep_id": "G1",
}
GROUP = {"groep_id": "G1", "startdatum": date(2025, 1, 1)}
ALLOCATION = {"gemeentecode": "0344", "toewijzingnummer": "7", "bsn_pseudonym": "one"}


@pytest.mark.parametrize(
    ("check", "first", "second", "found"),
    [
        ("repeated_invitation", {"uitnodigingen": INVITATION}, {"uitnodigingen": INVITATION}, 0),
        (
            "repeated_invitation",
            {"uitnodigingen": INVITATION},
            {"uitnodigingen": INVITATION | {"uitgenodigd_op": date(2025, 7, 10)}},
            1,
        ),
        (
            "repeated_invitation",
            {"uitnodigingen": INVITATION},
            {"uitnodigingen": INVITATION | {"uitgenodigd_op": date(2025, 7, 10), "meetmoment": "na_6_maanden"}},
            0,
        ),
        (
            "stg_uitnodigingen_has_one_moment_a_day",
            {"uitnodigingen": INVITATION},
            {"uitnodigingen": INVITATION | {"meetmoment": "start"}},
            1,
        ),
        (
            "stg_uitnodigingen_has_one_moment_a_day",
            {"uitnodigingen": INVITATION},
            {"uitnodigingen": INVITATION | {"vragenlijst": "EW-J", "meetmoment": "start"}},
            0,
        ),
        ("stg_antwoorden_answer_an_invitation_of_their_own", {"uitnodigingen": INVITATION}, {"antwoorden": ANSWER}, 0),
        (
            "stg_antwoorden_answer_an_invitation_of_their_own",
            {"uitnodigingen": INVITATION},
            {"antwoorden": ANSWER | {"meetmoment": "start"}},
            1,
        ),
        (
            "stg_antwoorden_answer_an_invitation_of_their_own",
            {"uitnodigingen": INVITATION},
            {"antwoorden": ANSWER | {"uitnodiging_id": "open link"}},
            0,
        ),
        ("stg_groepen_began_before_their_survey", {"antwoorden": ANSWER}, {"groepen": GROUP}, 0),
        (
            "stg_groepen_began_before_their_survey",
            {"antwoorden": ANSWER},
            {"groepen": GROUP | {"startdatum": date(2025, 9, 1)}},
            1,
        ),
        ("stg_beschikkingen_has_one_person_a_number", {"beschikkingen": ALLOCATION}, {"beschikkingen": ALLOCATION}, 0),
        (
            "stg_beschikkingen_has_one_person_a_number",
            {"beschikkingen": ALLOCATION},
            {"beschikkingen": ALLOCATION | {"bsn_pseudonym": "other"}},
            1,
        ),
        (
            "stg_beschikkingen_has_one_person_a_number",
            {"beschikkingen": ALLOCATION},
            {"beschikkingen": ALLOCATION | {"bsn_pseudonym": "other", "gemeentecode": "0355"}},
            0,
        ),
    ],
)
def test_numbers_that_cannot_be_told_apart_are_warned_of(
    build: Build, check: str, first: dict[str, Row], second: dict[str, Row], found: int
) -> None:
    world = RawWorld()
    for day, files in ((date(2026, 1, 1), first), (date(2026, 1, 2), second)):
        for table, row in files.items():
            world.deliver(table, day, [row])
    with made(build, world) as connection:
        assert len(connection.execute(compiled(build, check)).fetchall()) == found
    (node,) = (node for node in build.manifest["nodes"].values() if node["name"] == check)
    assert node["config"]["severity"] == "warn"
