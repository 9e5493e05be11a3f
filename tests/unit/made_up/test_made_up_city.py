"""The living city: its files add up to its truth, its dirt is what was intended, and it fits in memory at any size."""

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

from made_up.bsn import client_bsns
from made_up.city import AS_OF, City
from made_up.city_deliveries import city_deliveries, city_world
from made_up.city_stories import full_stories
from made_up.command import make_city
from made_up.delivery import Delivery, write_deliveries
from made_up.history import known
from made_up.records import (
    ATTENDANCE,
    CLIENTS,
    CODINGS,
    DECISIONS,
    GROUPS,
    INVITATIONS,
    KINDS,
    PARTICIPATIONS,
    RESPONSES,
    SESSIONS,
    Chapter,
    World,
)
from made_up.vocabulary import GROUP_TYPES, NEIGHBOURHOODS, ORGANISATIONS, UTRECHT
from schemas import lists
from schemas.mapping import load_mappings
from schemas.scales import AnswerScales
from tests.unit.made_up.judging import broken_rules, judge
from tests.unit.made_up.reading import read_rows
from tests.unit.made_up.resolving import resolve, rows_of

SMALL = City(participants=320, seed=11)
LARGE = City(participants=200_000)
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made_up") / "stad"
    assert make_city(folder, SMALL)
    return folder


@pytest.fixture(scope="module")
def world() -> World:
    return city_world(SMALL)


def accepted() -> list[Delivery]:
    return [delivery for delivery in city_deliveries(SMALL) if delivery.status == "accepted"]


def test_the_files_add_up_to_the_truth(landing: Path, world: World) -> None:
    delivered = resolve(landing, city_deliveries(SMALL))
    truth = {
        GROUPS: rows_of(GROUPS, world.groups()),
        SESSIONS: rows_of(SESSIONS, world.sessions()),
        CLIENTS: rows_of(CLIENTS, world.clients()),
        PARTICIPATIONS: rows_of(PARTICIPATIONS, world.participations()),
        ATTENDANCE: rows_of(ATTENDANCE, world.attendance()),
        INVITATIONS: rows_of(INVITATIONS, world.invitations()),
        RESPONSES: rows_of(RESPONSES, world.responses()),
        CODINGS: rows_of(CODINGS, world.codings()),
        DECISIONS: rows_of(DECISIONS, world.decisions()),
    }
    for kind in KINDS:
        assert len(truth[kind]) > 20, kind
        assert delivered[kind] == truth[kind], kind


def test_dirt_breaks_many_rules_but_few_rows(landing: Path) -> None:
    rules: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    for delivery in accepted():
        split = judge(landing / delivery.name, delivery.kind, delivery.delivered_on)
        rows = split.broken[split.broken["scope"] == "row"]
        n_bad, n_good = rows["line"].nunique(), len(split.clean)
        assert n_bad < 0.2 * (n_bad + n_good), delivery.name
        rules += Counter(rule for _, rule in broken_rules(split).elements())
        labels += Counter(split.unmapped["column_name"])
    assert rules.keys() == {
        "required",
        "domain",
        "date",
        "notation",
        "elfproef",
        "end_before_start",
        "start_before_application",
        "in_future",
        "birth_range",
        "wrong_questionnaire",
    }
    assert labels.keys() == {"groepstype", "organisatie", "reden_beeindiging"}


def test_answers_are_spelt_in_one_way_in_a_file(landing: Path) -> None:
    """Else nothing of the column counts, and the city's figures have no answers to that statement."""
    for delivery in accepted():
        if delivery.kind == RESPONSES:
            mapping = load_mappings()[RESPONSES]
            rows = pd.DataFrame(read_rows(landing / delivery.name), dtype="str")
            scales = AnswerScales(mapping, {})
            scales.count(rows.rename(columns={header: mapping.column_of(header) for header in rows.columns}))
            assert not scales.others(most_outside=0.2), delivery.name


def test_some_keys_stand_twice_in_a_file_with_other_values(landing: Path) -> None:
    for name in ("wiz/bijeenkomsten_2026-06-30.csv", "wiz/deelnemers_2026-06-30.csv"):
        rows = read_rows(landing / name)
        key = next(iter(rows[0]))
        doubled = {value for value, n in Counter(row[key] for row in rows).items() if n == 2 and value.startswith("X")}
        assert doubled, name


def test_files_that_go_wrong_are_there(landing: Path) -> None:
    fates = {delivery.name: (delivery.status, delivery.reason) for delivery in city_deliveries(SMALL)}
    assert fates["wiz/aanwezigheid_2026-05-31.csv"] == ("rejected", "missing_column")
    assert "status" not in read_rows(landing / "wiz/aanwezigheid_2026-05-31.csv")[0]
    assert fates["ervaringwijzer/antwoorden_2026-06-29.csv.part"] == ("ignored", "not_yet_complete")
    copy = landing / "ervaringwijzer/uitnodigingen_2026-01-05_kopie.csv"
    assert copy.read_bytes() == (landing / "ervaringwijzer/uitnodigingen_2026-01-05.csv").read_bytes()
    assert len([one for one in accepted() if one.kind == PARTICIPATIONS and one.delivered_on == date(2026, 6, 30)]) == 2
    assert [one.name for one in accepted() if one.arrives_on > one.delivered_on] == [
        "beschikkingen/beschikkingen_nalevering_2024-09-30.csv",
        "wiz/deelnemers_2025-03-31.csv",
    ]


def test_snapshots_change(landing: Path) -> None:
    days = ("2025-06-30", "2025-12-31", "2026-05-31", "2026-06-30")
    clients = [set(_column(landing / f"wiz/deelnemers_{day}.csv", 0)) for day in days]
    assert clients[1] - clients[0], "people come"
    assert clients[0] - clients[-1], "people vanish"
    assert (clients[0] - clients[1]) & clients[2], "people come back"


def test_some_participations_come_before_their_client(landing: Path, world: World) -> None:
    clients = set(_column(landing / "wiz/deelnemers_2024-06-30.csv", 0))
    early = {row["client_id"] for row in read_rows(landing / "wiz/deelnames_2024-06-30.csv")}
    assert (early - clients) & {client.client_id for client in world.clients()}


def test_extensions_and_deletions_come_in_a_later_file() -> None:
    stories = list(full_stories(SMALL))
    first_day: dict[str, date] = {}
    later = {
        decision.reden_wijziging
        for story in stories
        for decision in story.decisions
        if first_day.setdefault(decision.toewijzingnummer, decision.decided_on) < decision.decided_on
    }
    assert later == {"04", "13"}


def test_a_bsn_of_an_earlier_snapshot_is_told(world: World) -> None:
    today = {client.client_id: client.bsn for client in world.clients()}
    changed = [(client, bsn) for client, bsn in world.earlier_bsns() if today.get(client)]
    assert changed
    assert all(today[client] != bsn for client, bsn in changed)


def test_every_code_of_the_closed_lists_occurs(world: World) -> None:
    groups = list(world.groups())
    assert {group.groepstype for group in groups} >= set(GROUP_TYPES)
    assert {group.organisatie for group in groups} >= set(ORGANISATIONS)
    assert {group.wijk for group in groups} >= set(NEIGHBOURHOODS)
    assert {response.meetmoment for response in world.responses()} == set(UTRECHT.codes(lists.MOMENTS))
    assert {one.reden_beeindiging for one in world.participations()} >= {"01", "02", "03", "04", "05", "onbekend", None}


def test_respondents_are_measured_again_under_one_code(world: World) -> None:
    moments: dict[str, set[str]] = {}
    for response in world.responses():
        if response.respondentcode:
            moments.setdefault(response.respondentcode, set()).add(response.meetmoment)
    assert {"einde", "na_12_maanden"} in [found & {"einde", "na_12_maanden"} for found in moments.values()]
    clients = {client.client_id for client in world.clients()}
    assert not clients & moments.keys()


def test_bsns_are_used_once_but_for_the_intended_pairs() -> None:
    city = City(participants=30_000)
    bsns = Counter(
        client.bsn
        for number in range(city.n_groups)
        for client in city.new_clients(number, city.group(number))
        if client.bsn
    )
    assert max(bsns.values()) == 1
    assert set(bsns) <= set(client_bsns())
    assert len(bsns) > 0.85 * len(client_bsns())


def test_a_city_has_exactly_as_many_clients_as_asked() -> None:
    for participants in (1, 4, 180, 181, 1_000):
        serials = [serial for n in range(City(participants).n_groups) for serial in City(participants).serials(n)]
        assert serials == list(range(participants))


def test_another_seed_is_another_city() -> None:
    assert list(city_world(City(50, seed=1)).clients()) != list(city_world(City(50, seed=2)).clients())
    assert list(city_world(City(50, seed=1)).clients()) == list(city_world(City(50, seed=1)).clients())


def test_what_had_arrived_by_an_earlier_day_has_nothing_of_later() -> None:
    early = city_deliveries(SMALL, until=date(2025, 7, 10))
    assert {delivery.name for delivery in early} < {delivery.name for delivery in city_deliveries(SMALL)}
    assert max(delivery.arrives_on for delivery in early) <= date(2025, 7, 10) < AS_OF


def test_no_delivery_knows_the_future(world: World) -> None:
    for story in islice(full_stories(SMALL), 20):
        for response in known(story, RESPONSES, date(2025, 7, 7)):
            assert response.ingevuld_op.date() <= date(2025, 7, 7)
        for participation in known(story, PARTICIPATIONS, date(2025, 6, 30)):
            assert participation.aanmelddatum <= date(2025, 6, 30)
            assert participation.einddatum is None or participation.einddatum <= date(2025, 6, 30)


def test_a_city_of_any_size_is_told_and_written_within_a_few_megabytes(tmp_path: Path) -> None:
    """One chapter at a time: six times as many chapters of a large city need no more memory."""
    peaks = [_peak_while_writing(tmp_path / str(n_chapters), n_chapters) for n_chapters in (10, 60)]
    assert peaks[1] < 12 * MEBIBYTE
    assert peaks[1] < 1.1 * peaks[0]


def _peak_while_writing(folder: Path, n_chapters: int) -> int:
    tracemalloc.start()
    write_deliveries(folder, city_deliveries(LARGE), _first(n_chapters))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _first(n_chapters: int) -> Iterator[Chapter]:
    return islice(full_stories(LARGE), n_chapters)


def _column(path: Path, place: int) -> list[str]:
    return [list(row.values())[place] for row in read_rows(path)]
