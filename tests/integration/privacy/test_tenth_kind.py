"""A tenth kind, listed in KINDS and nowhere else: its rows go with their person, and what is noted of bad ones."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from schemas import columns
from schemas.columns import Identity
from schemas.kinds import KINDS, DeliveredAs, DeliveryKind, Tie
from schemas.model import Delivery
from tests.integration.intake.landing_night import KEY
from tests.integration.privacy import people as everybody
from tests.integration.privacy.people import NOBODY, People
from warehouse.disclosure.period_cut_off import close
from warehouse.disk.places import Places
from warehouse.erasure.receipt import Receipt
from warehouse.intake import Intake
from warehouse.privacy.pseudonyms import PairingPseudonymiser, Pseudonymiser
from warehouse.rekeying.rotation import rotate

ANNA, BAS = "C7100001", "C7200002"
NEW_KEY = bytes(range(100, 132))
NAME = "wiz/gesprekken"
OF_ANNA = ("anna", "D71", ANNA, Pseudonymiser(KEY).pseudonym("client", ANNA))
BY_CLIENT = Tie(Identity.CLIENT, ("client_id",))


class OfClient(Delivery):
    """A talk with a client."""

    gesprek_id: str = columns.identifier("talk", key=True)
    client_id: str = columns.identifier("client", identity=Identity.CLIENT)
    gevoerd_op: np.datetime64 = columns.date("day of the talk", required=True)
    verslag: str = columns.text("what was said")


class OfClientAndDay(Delivery):
    """A talk, known by whom it was with and when."""

    client_id: str = columns.identifier("client", key=True, identity=Identity.CLIENT)
    gesprek_id: str = columns.identifier("talk", key=True)
    gevoerd_op: np.datetime64 = columns.date("day of the talk", required=True)
    verslag: str = columns.text("what was said")


class OfParticipation(Delivery):
    """A talk about a participation."""

    gesprek_id: str = columns.identifier("talk", key=True)
    deelname_id: str = columns.identifier("participation")
    gevoerd_op: np.datetime64 = columns.date("day of the talk", required=True)
    verslag: str = columns.text("what was said")


class OfResponse(Delivery):
    """A talk about a response."""

    gesprek_id: str = columns.identifier("talk", key=True)
    vragenlijst: str = columns.identifier("questionnaire")
    respons_id: str = columns.identifier("response")
    gevoerd_op: np.datetime64 = columns.date("day of the talk", required=True)
    verslag: str = columns.text("what was said")


BY_RESPONSE = Tie("response", ("vragenlijst", "respons_id"))
CASES = {
    "client": (OfClient, (BY_CLIENT,), "client_id", ANNA, BAS),
    "client in the key": (OfClientAndDay, (BY_CLIENT,), "client_id", ANNA, BAS),
    "participation": (OfParticipation, (Tie("participation", ("deelname_id",)),), "deelname_id", "D71", "D72"),
    "response": (OfResponse, (BY_RESPONSE,), "vragenlijst;respons_id", "EW-O;R71", "EW-O;R72"),
}


@pytest.fixture(params=CASES)
def told(
    request: pytest.FixtureRequest, make_people: Callable[[str], People], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> People:  # fmt: skip
    """After a night on everybody and on talks with Anna and Bas: a good row, a bad one, two that contradict."""
    model, ties, column, of_anna, of_bas = CASES[request.param]
    kind = DeliveryKind(
        "wiz", "gesprekken", model, DeliveredAs.CUMULATIVE,
        title="gesprekken", belongs_to=ties, dated_by=("gevoerd_op",),
    )  # fmt: skip
    monkeypatch.setitem(KINDS, NAME, kind)
    monkeypatch.setitem(everybody.HEADERS, NAME, f"{column};gesprek_id;gevoerd_op;wat is gezegd")
    people = make_people("people")
    people.mapping_dir = tmp_path / "mappings"
    people.mapping_dir.mkdir()
    (people.mapping_dir / "wiz.yml").write_text("headers:\n  verslag: [wat is gezegd]\n")
    everybody.deliver_everybody(people)
    people.deliver(
        NAME, "2025-03-01",
        *(
            (owner, f"{tied};{owner}{number};{day};{owner} zei {day}")
            for owner, tied in (("anna", of_anna), ("bas", of_bas))
            for number, day in ((1, "2025-01-02"), (2, "2 januari"), (3, "2025-01-03"), (3, "2025-01-04"))
        ),
    )  # fmt: skip
    people.night()
    assert people.query("select count(*) from raw.gesprekken") == [(2,)]
    assert people.query(f"select count(*) from raw.listed_key where kind = '{NAME}'") == [(4,)]
    return people


def found(people: People) -> set[str]:
    """What is left of Anna in the values of raw, of the notes and of the build file."""
    places = Places(people.warehouse)
    values = [
        text
        for folder in (places.raw, places.quarantine)
        for path in folder.rglob("*.parquet")
        for column in pq.read_table(path).drop_columns("delivery_id").to_pydict().values()
        for text in map(str, column)
    ]
    tables = people.query("select table_name from duckdb_tables() union all select view_name from duckdb_views()"
                          " where schema_name = 'raw'")  # fmt: skip
    values += [str(row) for (table,) in tables for row in people.query(f'from raw."{table}"')]
    return {sought for sought in OF_ANNA for text in values if sought in text}


def assert_only_bas_is_left(people: People) -> None:
    assert people.query("select verslag from raw.gesprekken") == [("bas zei 2025-01-02",)]
    keys = people.query(f"select key from raw.listed_key where kind = '{NAME}' order by 1")
    assert [str(key).rpartition("|")[2] for (key,) in keys] == ["bas2", "bas3"]
    assert found(people) == set()
    people.assert_counts_are_true()


def test_who_is_erased_is_found_in_no_row_and_no_note(told: People) -> None:
    assert found(told) >= {"anna"}
    told.forget(ANNA)
    night = told.night()
    assert_only_bas_is_left(told)
    printed = Receipt(night.forgotten.asked, [], [], [], 0).lines()
    assert f"  {NAME}: 1" in printed
    if KINDS[NAME].is_known_by_key:
        nobody = ";" * len(KINDS[NAME].owner)
        told.deliver(NAME, "2025-04-01", ("anna", f"{nobody}anna1;2025-01-02;anna zei 2025-01-02"))
    told.night(reread=True)
    assert_only_bas_is_left(told)


def test_who_has_lapsed_goes_from_it_too_unless_it_is_about_an_answer_which_stays(told: People) -> None:
    stays = KINDS[NAME].is_tied_to("response")
    told.deliver("wiz/deelnemers", "2025-04-01", (NOBODY, f"{BAS};999900018;;vader;"))
    told.retention_days = 30
    told.night("2025-06-01")
    left = [("anna zei 2025-01-02",)] * stays + [("bas zei 2025-01-02",)]
    assert told.query("select verslag from raw.gesprekken order by 1") == left
    assert told.query(f"select count(*) from raw.listed_key where kind = '{NAME}'") == [(4 if stays else 2,)]


def test_a_closed_period_cuts_at_what_dates_it(told: People) -> None:
    close(told.build, date(2025, 1, 2), Places(told.warehouse).raw)
    assert told.query("select count(*) from raw.gesprekken") == [(2,)]
    told.night()
    close(told.build, date(2025, 1, 1), Places(told.warehouse).raw)
    assert told.query("select count(*) from raw.gesprekken") == [(0,)]


def test_who_is_erased_after_a_change_of_key_is_recognised(told: People) -> None:
    def read_landing(folder: Path, pseudonymiser: PairingPseudonymiser) -> Intake:
        return Intake(
            landing_url=str(told.landing), warehouse_dir=folder, mapping_dir=told.mapping_dir, pseudonym_key=NEW_KEY,
            as_of=date(2025, 6, 1), only_test_bsns=True, pseudonymiser=pseudonymiser,
        )  # fmt: skip

    rotate(Places(told.warehouse), NEW_KEY, KEY, read_landing, [], let_go=False)
    told.intake(key=NEW_KEY).forget_clients([ANNA])
    told.night(key=NEW_KEY)
    assert_only_bas_is_left(told)
