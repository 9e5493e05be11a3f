"""The report's world: every published count, from the records and from the files, and deliveries without a fault."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from made_up import report
from made_up.command import make_report
from made_up.figures import response_counts, statement_counts, theme_counts
from made_up.records import KINDS, World
from made_up.vocabulary import JONGEREN, NOTHING_FOUND, OPVOEDERS, QUESTIONNAIRES, UTRECHT
from schemas.kinds import KINDS as DELIVERY_KINDS
from schemas.kinds import kinds_in
from tests.unit.made_up.judging import broken_rules, judge
from tests.unit.made_up.reading import read_kind, read_rows

DISAGREE, NEUTRAL, AGREE = ("Helemaal niet mee eens", "Niet mee eens"), ("Neutraal",), ("Mee eens", "Helemaal mee eens")


@pytest.fixture(scope="module")
def world() -> World:
    return report.report_world()


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made_up") / "rapport"
    assert make_report(folder)
    return folder


def test_statements_have_the_published_counts(world: World) -> None:
    responses = list(world.responses())
    for counts in statement_counts():
        scores = [
            getattr(response, counts.statement)
            for response in responses
            if response.vragenlijst == QUESTIONNAIRES[counts.target_group]
        ]
        classes = Counter("missing" if score is None else (score > 3) - (score < 3) for score in scores)
        assert (len(scores), classes[-1], classes[0], classes[1], classes["missing"]) == counts[2:], counts


def test_both_ends_of_the_scale_are_used(world: World) -> None:
    scores = {response.contact_buiten for response in world.responses()}
    assert scores == {1, 2, 3, 4, 5, None}


def test_invited_and_answering_people_are_as_many_and_as_early_as_published(world: World) -> None:
    invitations, responses = list(world.invitations()), list(world.responses())
    for counts in response_counts():
        questionnaire = QUESTIONNAIRES[counts.target_group]
        invited = {one.uitnodiging_id: one for one in invitations if one.vragenlijst == questionnaire}
        answered = [one for one in responses if one.vragenlijst == questionnaire]
        assert (len(invited), len(answered)) == (counts.n_invited, counts.n_responded)
        assert len({one.uitnodiging_id for one in answered} & invited.keys()) == counts.n_responded
        for response in answered:
            assert counts.period_start <= response.ingevuld_op.date() <= counts.period_end
            assert response.uitnodiging_id is not None
            assert invited[response.uitnodiging_id].uitgenodigd_op <= response.ingevuld_op.date()


def test_themes_have_the_published_mentions(world: World) -> None:
    mentions = {(coding.thema, coding.vragenlijst, coding.respons_id) for coding in world.codings()}
    found = Counter(theme for theme, _, _ in mentions)
    by_jongeren = Counter(theme for theme, questionnaire, _ in mentions if questionnaire == QUESTIONNAIRES[JONGEREN])
    assert {one.theme: one.n_mentions for one in theme_counts()} == {
        theme: n for theme, n in found.items() if theme != NOTHING_FOUND
    }
    assert not [one.theme for one in theme_counts() if one.target_group == OPVOEDERS and by_jongeren[one.theme]]


def test_some_answers_are_coded_by_two_coders_who_do_not_always_agree(world: World) -> None:
    themes_of_coder: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for coding in world.codings():
        answer = themes_of_coder.setdefault((coding.vragenlijst, coding.respons_id, coding.vraag), {})
        answer.setdefault(coding.codeur, set()).add(coding.thema)
    double = [coders for coders in themes_of_coder.values() if len(coders) == 2]
    agreeing = [coders for coders in double if len(set(map(frozenset, coders.values()))) == 1]
    assert len(double) >= 20
    assert 0 < len(agreeing) < len(double)


def test_a_theme_said_in_two_answers_of_one_person_is_one_mention(world: World) -> None:
    questions: dict[tuple[str, str, str], set[str]] = {}
    for coding in world.codings():
        if coding.thema != NOTHING_FOUND:
            questions.setdefault((coding.vragenlijst, coding.respons_id, coding.thema), set()).add(coding.vraag)
    assert any(len(asked) > 1 for asked in questions.values())


def test_there_are_approved_quotes_out_of_the_answers_themselves(world: World) -> None:
    answers = {(one.vragenlijst, one.respons_id): one for one in world.responses()}
    quotes = [coding for coding in world.codings() if coding.citaat]
    assert quotes
    for coding in quotes:
        assert coding.citaat in getattr(answers[coding.vragenlijst, coding.respons_id], coding.vraag)


def test_every_answer_is_measured_at_the_end(world: World, landing: Path) -> None:
    assert {response.meetmoment for response in world.responses()} == {"einde"}
    assert {row["meetmoment"] for row in read_kind(landing, "ervaringwijzer/antwoorden")} == {"", "einde"}


def test_the_files_have_the_published_counts_too(landing: Path) -> None:
    rows = read_rows(landing / "ervaringwijzer/antwoorden_EW-O_2025-04-07.csv")
    for counts in (one for one in statement_counts() if one.target_group == OPVOEDERS):
        given = [row[counts.statement] for row in rows]
        found = [sum(answer in labels for answer in given) for labels in (DISAGREE, NEUTRAL, AGREE, ("", "n.v.t."))]
        assert (len(rows), *found) == counts[2:], counts


def test_the_jongeren_file_has_the_published_counts_too(landing: Path) -> None:
    rows = read_rows(landing / "ervaringwijzer/antwoorden_EW-J_2025-04-07.xlsx")
    for counts in (one for one in statement_counts() if one.target_group == JONGEREN):
        given = Counter(row[counts.statement] for row in rows)
        found = (given["A1"] + given["A2"], given["A3"], given["A4"] + given["A5"], given[""])
        assert (len(rows), *found) == counts[2:], counts


def test_the_coding_file_has_the_published_mentions(landing: Path) -> None:
    rows = read_kind(landing, "coderingen/coderingen")
    found = Counter(theme for theme, _, _ in {(row["thema"], row["vragenlijst"], row["respons_id"]) for row in rows})
    assert {one.theme: found[one.theme] for one in theme_counts()} == {
        one.theme: one.n_mentions for one in theme_counts()
    }


def test_no_row_value_or_label_of_any_file_breaks_a_rule(landing: Path) -> None:
    for delivery in report.report_deliveries():
        split = judge(landing / delivery.name, delivery.kind, delivery.delivered_on)
        assert not broken_rules(split), delivery.name
        assert split.unmapped.empty, delivery.name


def test_every_file_is_dated_before_today_and_every_kind_is_delivered(landing: Path) -> None:
    deliveries = report.report_deliveries()
    assert {delivery.kind for delivery in deliveries} == set(DELIVERY_KINDS) == set(KINDS)
    assert all(delivery.delivered_on <= report.AS_OF for delivery in deliveries)
    assert {path.relative_to(landing).as_posix() for path in landing.rglob("*") if path.is_file()} == {
        delivery.name for delivery in deliveries
    }


def test_the_formats_vary(landing: Path) -> None:
    assert (landing / "ervaringwijzer/antwoorden_EW-O_2025-04-07.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"Opvoedcaf\xe9" in (landing / "wiz/groepen_2025-04-14.csv").read_bytes()
    assert list(landing.glob("*/*.xlsx"))


def test_columns_are_those_of_the_models() -> None:
    in_utrecht = kinds_in(UTRECHT)
    for name, kind in KINDS.items():
        assert kind.columns == tuple(in_utrecht[name].columns), name
        assert set(kind.key) == set(DELIVERY_KINDS[name].key), name


def test_every_row_has_its_parent(world: World) -> None:
    groups = {group.groep_id for group in world.groups()}
    clients = {client.client_id for client in world.clients()}
    sessions = {session.bijeenkomst_id: session for session in world.sessions()}
    participations = {one.deelname_id: one for one in world.participations()}
    responses = {(one.vragenlijst, one.respons_id) for one in world.responses()}
    assert {session.groep_id for session in sessions.values()} <= groups
    assert all(one.client_id in clients and one.groep_id in groups for one in participations.values())
    for attendance in world.attendance():
        assert participations[attendance.deelname_id].groep_id == sessions[attendance.bijeenkomst_id].groep_id
    assert {(coding.vragenlijst, coding.respons_id) for coding in world.codings()} <= responses


def test_surroundings_are_varied(world: World) -> None:
    groups, decisions = list(world.groups()), list(world.decisions())
    participations = list(world.participations())
    assert len({group.groepstype for group in groups}) == 6
    assert len({group.organisatie for group in groups} | {one for group in groups for one in group.partners}) == 7
    assert len({group.wijk for group in groups}) == 10
    assert {one.reden_beeindiging for one in participations} >= {None, "01", "02", "03"}
    assert {one.resultaat for one in decisions} == {"toegewezen", "afgewezen"}
    assert {one.reden_wijziging for one in decisions} >= {None, "04", "13"}


def test_help_begins_before_and_after_the_group(world: World) -> None:
    clients = {client.client_id: client.bsn for client in world.clients()}
    ends: dict[str, date] = {}
    for one in world.participations():
        bsn = clients[one.client_id]
        if one.einddatum and one.reden_beeindiging and bsn:
            ends[bsn] = one.einddatum
    starts = [(one.ingangsdatum, ends[one.bsn]) for one in world.decisions() if one.bsn in ends and one.ingangsdatum]
    assert sum(start > end for start, end in starts) >= 5
    assert sum(start < end for start, end in starts) >= 5
