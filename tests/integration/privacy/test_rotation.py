"""A new pseudonym key: everybody keeps rows and history under new pseudonyms, one to one, also when interrupted."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

import warehouse.rekeying.key_change
from schemas.columns import Identity
from schemas.kinds import KINDS
from tests.integration.intake.landing_night import KEY
from tests.integration.privacy.people import HEADERS, People, assert_same_rows, deliver_everybody
from warehouse.disk.places import Places
from warehouse.erasure.forgotten import Forgotten
from warehouse.faults import Fault
from warehouse.intake import Intake
from warehouse.intake.intake import AnotherKey
from warehouse.privacy.pseudonyms import PairingPseudonymiser, Pseudonymiser
from warehouse.raw.ledger import Ledger
from warehouse.raw.parquet import rewrite
from warehouse.rekeying.key_change import NotOneToOne, Rekeying, pseudonyms_held
from warehouse.rekeying.rotation import WouldForgetTheForgotten, WrongKeys, rotate

NEW = bytes(range(100, 132))
ANNA, BAS = "C7100001", "C7200002"


def places(people: People) -> Places:
    return Places(people.warehouse)


def rotated(
    people: People, client_ids: Sequence[str] = (), *, let_go: bool = False, new: bytes = NEW
) -> Rekeying | None:
    def read_landing(folder: Path, pseudonymiser: PairingPseudonymiser) -> Intake:
        return Intake(
            landing_url=str(people.landing), warehouse_dir=folder, mapping_dir=None, pseudonym_key=new,
            as_of=date(2025, 6, 1), only_test_bsns=True, pseudonymiser=pseudonymiser,
        )  # fmt: skip

    return rotate(places(people), new, KEY, read_landing, client_ids, let_go=let_go)


def held(people: People) -> dict[str, set[str]]:
    return pseudonyms_held(places(people), Forgotten.load(places(people).forgotten))


def taken_in_with(key: bytes, folder: Path) -> People:
    """Everybody and a newer file, after a night with a key."""
    made = People(folder)
    deliver_everybody(made)
    made.deliver(
        "wiz/deelnemers", "2025-04-01", ("anna", f"{ANNA};999900006;;moeder;"), ("bas", f"{BAS};;;tante;")
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
        made.night(key=key)
    return made


@pytest.fixture(scope="module")
def made_with_the_old_key(tmp_path_factory: pytest.TempPathFactory) -> People:
    return taken_in_with(KEY, tmp_path_factory.mktemp("old_key"))


@pytest.fixture
def people(make_people: Callable[[str], People], made_with_the_old_key: People) -> People:
    return make_people("people").go_on_from(made_with_the_old_key)


@pytest.fixture(scope="module")
def made_with_the_new_key(tmp_path_factory: pytest.TempPathFactory) -> People:
    """The same deliveries in a warehouse that never had another key; read only."""
    return taken_in_with(NEW, tmp_path_factory.mktemp("new_key"))


def test_everything_is_as_if_the_new_key_had_always_been_there(people: People, made_with_the_new_key: People) -> None:
    before = held(people)
    rekeying = rotated(people)
    assert rekeying is not None
    assert {domain: set(pairs) for domain, pairs in rekeying.pairs.items()} == before
    assert {domain: set(pairs.values()) for domain, pairs in rekeying.pairs.items()} == held(people)
    assert not any(rekeying.unmatched.values())
    assert all(len(pairs) >= 2 for pairs in rekeying.pairs.values())
    people.night(key=NEW)
    assert_same_rows(people, made_with_the_new_key)
    assert people.query("from raw.listed_key") == made_with_the_new_key.query("from raw.listed_key")
    assert not (places(people).build / "rekeying").exists()


def test_afterwards_only_the_new_key_is_taken(people: People) -> None:
    rotated(people)
    with pytest.raises(AnotherKey, match="rotate-key"):
        people.night()
    assert rotated(people) is None


def test_a_first_night_that_did_not_end_keeps_its_key(make_people: Callable[[str], People]) -> None:
    """It stored one kind, or only somebody to forget: another key is refused, and a change of key has work to do."""
    for name in ("after_a_kind", "after_a_request"):
        people = make_people(name)
        deliver_everybody(people)
        if name == "after_a_kind":
            people.intake().take("wiz/deelnemers")
        else:
            people.forget(ANNA)
        with pytest.raises(AnotherKey, match="rotate-key"):
            people.intake(key=NEW)
        assert rotated(people) is not None
        ledger = Ledger.load(places(people).ledger)
        ledger.key_id = None
        ledger.save()
        with pytest.raises(WrongKeys, match="did not end"):
            rotated(people)


def test_a_warehouse_made_with_a_third_key_is_left_alone(people: People) -> None:
    rotated(people)
    with pytest.raises(WrongKeys):
        rotated(people, new=bytes(range(50, 82)))


def test_rows_of_files_that_vanished_stay_joined(people: People, made_with_the_new_key: People) -> None:
    """Cor is in no file any more, Anna in some of hers."""
    for path in people.landing.rglob("*_2025-03-01.csv"):
        path.unlink()
    rekeying = rotated(people)
    assert rekeying is not None
    assert len(rekeying.unmatched[Identity.CLIENT]) == 1
    people.night(key=NEW)
    by_person = """
        select rol, count(distinct client_pseudonym), count(*), count(deelname_id), count(toewijzingnummer)
        from raw.deelnemers
        left join raw.deelnames using (client_pseudonym)
        left join raw.beschikkingen using (bsn_pseudonym)
        group by rol order by all
    """
    assert people.query(by_person) == made_with_the_new_key.query(by_person)
    same = f"select * from raw.deelnemers where client_pseudonym = '{Pseudonymiser(NEW).pseudonym('client', ANNA)}'"
    assert len(people.query(same)) == 2


@pytest.mark.parametrize("n_done", [0, 1, 5, 9])
def test_an_interrupted_change_is_finished_and_no_night_runs_in_between(
    people: People, made_with_the_new_key: People, monkeypatch: pytest.MonkeyPatch, n_done: int
) -> None:  # fmt: skip
    done = []

    def killed(path: Path, *changes: object) -> None:
        if len(done) == n_done:
            raise KeyboardInterrupt
        done.append(path)
        rewrite(path, *changes)

    monkeypatch.setattr(warehouse.rekeying.key_change, "rewrite", killed)
    with pytest.raises(KeyboardInterrupt):
        rotated(people)
    for key in (KEY, NEW):
        with pytest.raises(AnotherKey, match="interrupted"):
            people.intake(key=key)
    monkeypatch.setattr(warehouse.rekeying.key_change, "rewrite", rewrite)
    with pytest.raises(WrongKeys, match="interrupted"):
        rotated(people, new=bytes(range(50, 82)))
    rotated(people)
    people.night(key=NEW)
    assert_same_rows(people, made_with_the_new_key)


def test_what_was_read_of_the_landing_area_does_not_stay(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither after a fault nor after a kill that the next change of key follows."""
    scratch = places(people).build / "rekeying"

    def failing(intake: Intake, kind: str) -> None:
        assert scratch.exists()
        raise Fault(kind)

    with monkeypatch.context() as patched:
        patched.setattr(Intake, "take", failing)
        with pytest.raises(Fault):
            rotated(people)
    assert not scratch.exists()
    rotated(people)
    (scratch / "build" / "raw").mkdir(parents=True)
    assert rotated(people) is None
    assert not scratch.exists()


def test_who_is_forgotten_stays_forgotten(people: People, without_anna: Callable[[People], People]) -> None:
    people.forget(ANNA)
    people.night()
    rotated(people)
    people.night(key=NEW, reread=True)
    assert people.query("select count(*) from raw.deelnames where deelname_id = 'D71'") == [(0,)]
    assert people.query("select count(distinct client_pseudonym) from raw.deelnemers") == [(2,)]
    assert people.query("select toewijzingnummer from raw.beschikkingen") == [("T72",)]


def test_who_is_forgotten_and_in_no_file_any_more_is_not_lost_unawares(people: People) -> None:
    people.forget(ANNA)
    people.night()
    people.write(leave_out=["anna"])
    before = held(people)
    with pytest.raises(WouldForgetTheForgotten, match="1 who asked"):
        rotated(people)
    assert held(people) == before
    people.put("wiz/deelnemers_2025-03-02.csv", f"{HEADERS['wiz/deelnemers']}\nC7500005;999900006;;moeder;\n")
    rotated(people, [ANNA])
    people.write()
    people.night(key=NEW)
    assert people.query("select count(*) from raw.deelnames where deelname_id = 'D71'") == [(0,)]


def test_decisions_of_who_is_forgotten_stay_away_when_no_file_has_the_bsn(people: People) -> None:
    people.forget(ANNA)
    people.night()
    decisions = "beschikkingen/beschikkingen_2025-03-01.csv"
    delivered = (people.landing / decisions).read_text()
    people.write(leave_out=["anna"])
    with pytest.raises(WouldForgetTheForgotten, match="The BSNs of 1 who asked"):
        rotated(people, [ANNA])
    rotated(people, [ANNA], let_go=True)
    people.put(decisions, delivered)
    people.night(key=NEW, reread=True)
    assert people.query("select toewijzingnummer from raw.beschikkingen") == [("T72",)]


def test_somebody_may_choose_to_let_them_go(people: People) -> None:
    people.forget(ANNA)
    people.night()
    people.write(leave_out=["anna"])
    rotated(people, let_go=True)
    people.night(key=NEW)
    assert len(people.intake(key=NEW).forgotten.asked) == 1


def test_what_was_published_with_the_former_key_is_withdrawn(people: People) -> None:
    rotated(people)
    forgotten = Forgotten.load(places(people).forgotten)
    assert not forgotten.is_cleared
    assert forgotten.withdrawn_before is not None


def test_pairs_that_are_not_one_to_one_change_nothing(people: People) -> None:
    before = held(people)
    former, new = Pseudonymiser(KEY), Pseudonymiser(NEW)
    one = new.pseudonym("client", "x")
    for found in (
        dict.fromkeys(before[Identity.CLIENT], one),
        {former.pseudonym("client", ANNA): former.pseudonym("client", BAS)},
    ):
        with pytest.raises(NotOneToOne):
            Rekeying.of(places(people), Forgotten(places(people).forgotten), {"client": found}, former.key_id, new)
    assert held(people) == before


def test_every_column_with_a_pseudonym_is_changed() -> None:
    """A kind that gets another identity must not be forgotten by the change of key."""
    names = {
        kind.stored_name(name) for kind in KINDS.values() for name, role in kind.roles.items() if role.identity
    }  # fmt: skip
    assert names == {"client_pseudonym", "bsn_pseudonym", "respondent_pseudonym"}
