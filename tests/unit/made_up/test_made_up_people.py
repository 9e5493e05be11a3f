"""People of both worlds live consistent lives."""

from collections.abc import Callable

import pytest

from made_up.city import City
from made_up.city_deliveries import city_world
from made_up.people import CLIENT_NUMBERS, client_number
from made_up.records import World, newest_versions
from made_up.report import report_world

SMALL = City(participants=300, seed=5)


@pytest.fixture(params=[report_world, lambda: city_world(SMALL)], ids=["rapport", "stad"], scope="module")
def world(request: pytest.FixtureRequest) -> World:
    make: Callable[[], World] = request.param
    return make()


def test_client_numbers_do_not_repeat() -> None:
    assert len({client_number(serial) for serial in range(50_000)}) == 50_000
    assert client_number(CLIENT_NUMBERS) == client_number(0)


def test_participations_go_from_application_to_start_to_end(world: World) -> None:
    for one in world.participations():
        assert one.startdatum is None or one.aanmelddatum <= one.startdatum
        assert one.einddatum is None or (one.startdatum or one.aanmelddatum) <= one.einddatum
        assert one.einddatum or (one.reden_beeindiging, one.vervolg_bij_uitstroom) == (None, None)


def test_sessions_lie_within_their_group(world: World) -> None:
    groups = {group.groep_id: group for group in world.groups()}
    for session in world.sessions():
        group = groups[session.groep_id]
        assert group.startdatum <= session.datum
        assert group.einddatum is None or session.datum <= group.einddatum


def test_attendance_is_of_sessions_during_the_participation(world: World) -> None:
    sessions = {session.bijeenkomst_id: session for session in world.sessions()}
    participations = {one.deelname_id: one for one in world.participations()}
    for attendance in world.attendance():
        participation, session = participations[attendance.deelname_id], sessions[attendance.bijeenkomst_id]
        assert participation.startdatum is not None
        assert participation.startdatum <= session.datum <= (participation.einddatum or world.as_of)


def test_children_are_younger_than_their_parents_and_jongeren_have_none(world: World) -> None:
    for client in world.clients():
        if client.rol == "jongere":
            assert (client.jongste_kind_geboortejaar, client.oudste_kind_geboortejaar) == (None, None)
        else:
            assert client.oudste_kind_geboortejaar is not None
            assert client.jongste_kind_geboortejaar is not None
            assert client.geboortedatum.year + 15 < client.oudste_kind_geboortejaar <= client.jongste_kind_geboortejaar


def test_help_is_decided_before_it_starts_and_refusals_have_no_period(world: World) -> None:
    for decision in world.decisions():
        if decision.resultaat == "afgewezen":
            assert (decision.ingangsdatum, decision.einddatum) == (None, None)
            continue
        assert decision.ingangsdatum is not None
        assert decision.datum_afgifte <= decision.ingangsdatum
        assert decision.einddatum is None or decision.ingangsdatum <= decision.einddatum
        assert (decision.reden_wijziging == "13") <= (decision.ingangsdatum == decision.einddatum)


def test_the_newest_version_of_a_decision_is_the_one_decided_last(world: World) -> None:
    for chapter in world.chapters():
        for newest in newest_versions(chapter.decisions):
            versions = [one for one in chapter.decisions if one.toewijzingnummer == newest.toewijzingnummer]
            assert max(one.decided_on for one in versions) == newest.decided_on


def test_questionnaires_ask_only_their_own_statements(world: World) -> None:
    for response in world.responses():
        assert (response.gezin_geleerd if response.vragenlijst == "EW-J" else response.geleerd) is None
