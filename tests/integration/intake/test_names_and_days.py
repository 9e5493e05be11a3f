"""What nights keep of a file's name, and which day a file has: by name, by time, and which parts of a day count."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.integration.intake.landing_night import GROUPS, KEY, LandingNight
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.intake import Intake
from warehouse.privacy.pseudonyms import PairingPseudonymiser
from warehouse.rekeying.rotation import rotate

BSN, CLIENT = "999900006", "C9182736"
CLIENTS = f"client_id;rol\n{CLIENT};moeder\nC2;vader\n"
HEADER = GROUPS.splitlines()[0]


def group(number: int) -> str:
    return f"{HEADER}\nG{number};Een;sportgroep;jongeren;JoU;2025-01-01\n"


def names(night: LandingNight) -> list[tuple[object, ...]]:
    return night.query("select file_name from raw.delivery_file order by 1")


def days(night: LandingNight) -> list[tuple[object, ...]]:
    return night.query("select delivered_on::varchar from raw.delivery_file order by 1")


# --- numbers of persons


def test_numbers_of_persons_are_kept_nowhere(night: LandingNight, everything_on_disk: Callable[[], bytes]) -> None:
    """Taken, rejected, ignored, folders; in the night that brings the client, whatever kind is taken first."""
    night.put(f"wiz/bijeenkomsten_{CLIENT}_van_{BSN}_2025-03-01.csv", "bijeenkomst_id\nB1\n")
    night.put("wiz/groepen_C-9182736_2025-03-01.csv", GROUPS)
    night.put(f"wiz/groepen_{CLIENT}_2025-02-30.csv", group(7))
    night.put(f"wiz/dossier {CLIENT.lower()}.csv", "x")
    (night.landing / f"map 9999.00.006 {CLIENT}").mkdir()
    night.put("wiz/deelnemers_2025-03-01.csv", CLIENTS)
    night.night()
    assert names(night) == [
        ("map \u2026 \u2026",),
        ("wiz/bijeenkomsten_\u2026_van_\u2026_2025-03-01.csv",),
        ("wiz/deelnemers_2025-03-01.csv",),
        ("wiz/dossier \u2026.csv",),
        ("wiz/groepen_\u2026_2025-02-30.csv",),
        ("wiz/groepen_\u2026_2025-03-01.csv",),
    ]
    assert night.query("select count(distinct file_key) from raw.delivery_file") == [(6,)]
    held = everything_on_disk().lower()
    assert not [number for number in (BSN, CLIENT.lower(), "9182736", "9999.00") if number.encode() in held]
    assert night.intake().look().changed is False


def test_a_client_who_becomes_known_later_is_left_out_from_then_on(
    night: LandingNight, everything_on_disk: Callable[[], bytes]
) -> None:
    gone = night.put(f"wiz/groepen_{CLIENT}_2025-03-01.csv", GROUPS)
    night.put(f"wiz/dossier_{CLIENT}.csv", "x")
    night.night()
    gone.unlink()
    night.put("wiz/deelnemers_2025-03-01.csv", CLIENTS)
    night.night()
    assert names(night)[1:] == [("wiz/dossier_\u2026.csv",), ("wiz/groepen_\u2026_2025-03-01.csv",)]
    (night.landing / "wiz/deelnemers_2025-03-01.csv").unlink()
    night.night(reread=True)
    assert CLIENT.encode() not in everything_on_disk()
    assert night.query("select count(*) from raw.groepen") == [(2,)]


def test_a_forgotten_client_stays_left_out(night: LandingNight, everything_on_disk: Callable[[], bytes]) -> None:
    night.put("wiz/deelnemers_2025-03-01.csv", CLIENTS)
    night.night()
    night.intake().forget_clients([CLIENT])
    night.put(f"wiz/dossier_{CLIENT}.csv", "x")
    night.night()
    assert CLIENT.encode() not in everything_on_disk()


def test_names_that_are_shown_alike_stay_two_files(night: LandingNight) -> None:
    for bsn, content in ((BSN, group(1)), ("999900018", group(2)), ("999900031", group(2))):
        night.put(f"wiz/groepen_{bsn}_2025-03-01.csv", content)
    night.night()
    files = night.query("select file_name, status from raw.delivery_file order by 2")
    assert files == [("wiz/groepen_\u2026_2025-03-01.csv", status) for status in ("accepted", "accepted", "duplicate")]
    assert night.intake().look().changed is False
    with pytest.raises(Fault, match="3 deliveries are shown by that name"):
        night.intake().withdraw("wiz/groepen_\u2026_2025-03-01.csv")
    (night.landing / f"wiz/groepen_{BSN}_2025-03-01.csv").unlink()
    assert night.intake().withdraw(f"wiz/groepen_{BSN}_2025-03-01.csv") == 1
    night.night()
    assert night.query("select count(*) from raw.delivery_file") == [(2,)]


def test_the_shown_name_takes_back_where_no_other_is_shown_so(night: LandingNight) -> None:
    night.put(f"wiz/groepen_{BSN}_2025-03-01.csv", GROUPS)
    night.night()
    (night.landing / f"wiz/groepen_{BSN}_2025-03-01.csv").unlink()
    assert night.intake().withdraw("wiz/groepen_\u2026_2025-03-01.csv") == 2


def test_a_mapping_reads_the_name_as_it_was_delivered(night: LandingNight) -> None:
    night.mapping_dir = night.landing.parent / "mappings"
    night.mapping_dir.mkdir()
    (night.mapping_dir / "ervaringwijzer.yml").write_text(f"constants: {{vragenlijst: {{'{BSN}': EW-O}}}}")
    night.put(f"ervaringwijzer/antwoorden_{BSN}_2025-03-01.csv", "respons_id;ingevuld_op;op_gemak\n1;2025-02-01;4\n")
    night.night()
    assert night.query("select vragenlijst from answered") == [("EW-O",)]


def test_a_ledger_from_before_there_were_keys_goes_on(
    night: LandingNight, everything_on_disk: Callable[[], bytes]
) -> None:
    gone = night.put(f"wiz/groepen_{BSN}_2025-03-01.csv", GROUPS)
    night.put(f"wiz/groepen_{BSN}_2025-04-01.csv", group(3))
    night.night()
    gone.unlink()
    path = night.warehouse / "build" / "ledger.json"
    ledger = json.loads(path.read_text())
    for row in ledger["files"]:
        del row["file_key"]
        row["file_name"] = row["file_name"].replace("\u2026", BSN)
    path.write_text(json.dumps(ledger))
    night.night()
    assert names(night) == [("wiz/groepen_\u2026_2025-03-01.csv",), ("wiz/groepen_\u2026_2025-04-01.csv",)]
    assert night.query("select count(*) from raw.groepen") == [(3,)]
    assert BSN.encode() not in everything_on_disk()


def test_names_are_known_again_after_a_change_of_key(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", group(1))
    gone = night.put("wiz/groepen_2025-03-01.csv", group(2))
    night.put(f"wiz/groepen_{BSN}_2025-04-01.csv", group(3))
    night.night()
    gone.unlink()
    new = b"n" * 32

    def elsewhere(folder: Path, pseudonymiser: PairingPseudonymiser) -> Intake:
        return Intake(
            landing_url=str(night.landing), warehouse_dir=folder, mapping_dir=None, pseudonym_key=new,
            as_of=date(2025, 6, 1), only_test_bsns=True, pseudonymiser=pseudonymiser,
        )  # fmt: skip

    rotate(Places(night.warehouse), new, KEY, elsewhere, [], let_go=True)
    assert night.intake(key=new).look().changed is False
    night.put("wiz/groepen_2025-03-01.csv", group(2))
    night.night(key=new)
    assert night.query("select count(*), count(distinct file_key) from raw.delivery_file") == [(3, 3)]


# --- days


@pytest.mark.parametrize("modified", [0, -1_000_000_000, 946_000_000, 4_000_000_000])
def test_a_time_that_cannot_be_true_gives_the_day_of_the_first_night(night: LandingNight, modified: int) -> None:
    path = night.put("wiz/groepen.csv", GROUPS)
    os.utime(path, (modified, modified))
    night.night("2025-06-01")
    assert days(night) == [("2025-06-01",)]
    assert night.intake("2025-06-03").look().changed is False
    fingerprint = night.night("2025-06-03").fingerprint
    assert days(night) == [("2025-06-01",)]
    assert night.night("2025-06-09", reread=True).fingerprint == fingerprint
    os.utime(night.put("wiz/groepen.csv", group(9)), (modified, modified))
    night.night("2025-06-10")
    os.utime(night.put("wiz/groepen.csv", GROUPS), (modified, modified))
    night.night("2025-06-11")
    assert night.query("select delivered_on::varchar from raw.snapshot order by 1") == [
        ("2025-06-01",), ("2025-06-10",), ("2025-06-11",),
    ]  # fmt: skip


def test_a_file_that_had_to_wait_is_of_the_night_that_saw_it_first(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(night.put("wiz/groepen.csv", GROUPS), (0, 0))
    with monkeypatch.context() as limited:
        limited.setattr("warehouse.intake.candidates._MOST_NEW_FILES", 0)
        night.night("2025-06-01")
    assert night.statuses() == {"wiz/groepen.csv": ("waiting", "too_many_files")}
    night.night("2025-06-05")
    assert night.query("select status, delivered_on::varchar, taken_on::varchar from raw.delivery_file") == [
        ("accepted", "2025-06-01", "2025-06-01")
    ]


def test_copies_with_day_first_dates_stand_in_the_order_of_their_dates(night: LandingNight) -> None:
    night.put("wiz/groepen_01-03-2025.csv", GROUPS)
    night.put("wiz/groepen_15.02.2025.csv", group(9))
    night.put("wiz/groepen_03-15-2025.csv", group(8))
    night.night()
    assert night.query("select delivered_on::varchar from raw.snapshot order by 1") == [
        ("2025-02-15",), ("2025-03-01",),
    ]  # fmt: skip
    assert night.statuses()["wiz/groepen_03-15-2025.csv"] == ("rejected", "bad_date_in_name")


# --- how many a night


def test_more_files_than_a_night_takes_wait_and_the_newest_come_first(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.intake.candidates._MOST_NEW_FILES", 2)
    for month in range(1, 6):
        night.put(f"wiz/groepen_2025-0{month}-01.csv", group(month))
    unreadable = night.put("wiz/groepen_2025-06-01.csv", group(6))
    really_open = os.open
    monkeypatch.setattr(
        "warehouse.landing.local.os.open",
        lambda path, *more: _refuse() if Path(path) == unreadable else really_open(path, *more),
    )
    waiting = []
    for _ in range(3):
        assert night.intake().look().changed is True
        night.night()
        waiting.append([name for name, found in night.statuses().items() if found == ("waiting", "too_many_files")])
    assert waiting == [[f"wiz/groepen_2025-0{month}-01.csv" for month in (1, 2, 3)], ["wiz/groepen_2025-01-01.csv"], []]
    assert night.query("select max(delivered_on)::varchar, count(*) from raw.snapshot") == [("2025-05-01", 5)]


def _refuse() -> int:
    raise PermissionError


# --- what names say of equal bytes


def test_equal_bytes_are_other_rows_where_their_names_say_other_things(night: LandingNight, tmp_path: Path) -> None:
    """Two questionnaires whose invitations count from 1 and went out on one day; a repeat of either is none."""
    night.mapping_dir = tmp_path
    (tmp_path / "ervaringwijzer.yml").write_text("constants: {vragenlijst: {EW-J: EW-J, EW-O: EW-O}}")
    (tmp_path / "wiz.yml").write_text("prefixes: {groep_id: {noord: N-, zuid: Z-}}")
    invited = "uitnodiging_id;uitgenodigd_op\n1;2025-01-10\n"
    parents = night.put("ervaringwijzer/uitnodigingen_EW-O_2025-01-31.csv", invited)
    for name in ("EW-J_2025-01-31", "EW-J_2025-02-28"):
        night.put(f"ervaringwijzer/uitnodigingen_{name}.csv", invited)
    for name in ("noord_2025-03-01", "zuid_2025-03-02", "noord_2025-03-03"):
        night.put(f"wiz/groepen_{name}.csv", group(1))
    counted = "select vragenlijst, count(*) from raw.uitnodigingen group by all order by all"
    night.night()
    assert night.query(counted) == [("EW-J", 1), ("EW-O", 1)]
    of_day = (
        "select delivered_on::varchar, groep_id from raw.snapshot join raw.groepen using (delivery_id)"
        " where kind = 'wiz/groepen' order by 1"
    )
    assert night.query(of_day) == [("2025-03-01", "N-G1"), ("2025-03-02", "Z-G1"), ("2025-03-03", "N-G1")]
    parents.unlink()
    night.night(reread=True)
    assert night.query(counted) == [("EW-J", 1), ("EW-O", 1)]
    night.intake().withdraw("ervaringwijzer/uitnodigingen_EW-O_2025-01-31.csv")
    night.night()
    assert night.query(counted) == [("EW-J", 1)]


# --- parts of a day


def test_what_a_later_name_of_the_day_replaces_is_told_with_its_keys(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-03-01_a.csv", group(1))
    night.put("wiz/groepen_2025-03-01_b.csv", group(2))
    night.put("wiz/groepen_2025-04-01_a.csv", group(1))
    night.put("wiz/groepen_2025-04-01_b.csv", group(1) + "G3;;sportgroep;jongeren;JoU;2025-01-01\n")
    night.night()
    found = night.query(
        "select file_name, left_out.delivered_on::varchar from raw.replaced_snapshot as left_out"
        " join raw.delivery_file using (file_key, sha256) order by 2"
    )
    assert found == [("wiz/groepen_2025-03-01_a.csv", "2025-03-01"), ("wiz/groepen_2025-04-01_a.csv", "2025-04-01")]
    keys = night.query(
        "select file_name, list_sort(list(key)) from raw.snapshot_key join raw.delivery_file using (delivery_id)"
        " group by 1 order by 1"
    )
    assert keys == [
        ("wiz/groepen_2025-03-01_a.csv", ["G1"]),
        ("wiz/groepen_2025-03-01_b.csv", ["G2"]),
        ("wiz/groepen_2025-04-01_b.csv", ["G1", "G3"]),
    ]
