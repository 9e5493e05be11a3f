"""What becomes of whole files: taken once, rejected by name, ignored, judged the same in whatever order they come."""

import errno
import io
import os
import stat
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.integration.intake.landing_night import GROUPS, LandingNight
from warehouse.intake.intake import AnotherKey
from warehouse.intake.landed_files import LandedFiles
from warehouse.landing.area import FileWithheld, LandingAreaMissing
from warehouse.reading import Limits

ANSWERS = "vragenlijst;respons_id;ingevuld_op;op_gemak\nEW-O;1;2025-02-01;4\n"


def test_a_file_is_taken_once_whatever_its_name(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS)
    night.night()
    night.put("wiz/groepen_2025-03-01.csv", GROUPS)
    night.night()
    assert night.statuses() == {
        "wiz/groepen_2025-02-01.csv": ("accepted", None),
        "wiz/groepen_2025-03-01.csv": ("duplicate", "same_content"),
    }
    assert night.query("select count(*) from raw.groepen") == [(2,)]
    assert night.query("select delivered_on::varchar from raw.snapshot order by 1") == [
        ("2025-02-01",),
        ("2025-03-01",),
    ]


def test_missing_column_is_named_and_the_others_load(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS.replace("organisatie", "baas"))
    night.put("ervaringwijzer/antwoorden_2025-03-01.csv", ANSWERS)
    night.night()
    assert night.statuses()["wiz/groepen_2025-02-01.csv"] == ("rejected", "missing_column")
    assert "organisatie" in (night.rows["wiz/groepen_2025-02-01.csv"].detail or "")
    assert night.statuses()["ervaringwijzer/antwoorden_2025-03-01.csv"] == ("accepted", None)


def test_two_headers_for_one_column(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS.replace("startdatum", "Groep-ID"))
    night.night()
    assert night.statuses()["wiz/groepen_2025-02-01.csv"] == ("rejected", "double_column")


@pytest.mark.parametrize("rows", ["", "Totaal;;;;;\n"])
def test_an_empty_snapshot_is_rejected_an_empty_export_is_not(night: LandingNight, rows: str) -> None:
    night.put("wiz/groepen_2025-02-01.csv", f"{GROUPS.splitlines()[0]}\n{rows}")
    night.put("ervaringwijzer/antwoorden_2025-03-01.csv", ANSWERS.splitlines()[0])
    night.night()
    assert night.statuses() == {
        "wiz/groepen_2025-02-01.csv": ("rejected", "no_rows"),
        "ervaringwijzer/antwoorden_2025-03-01.csv": ("accepted", None),
    }


def test_dates_in_names(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-30.csv", GROUPS)
    night.put("wiz/groepen_2025-07-01.csv", GROUPS + "G3;Drie;sportgroep;jongeren;JoU;2025-01-01\n")
    night.night("2025-06-01")
    assert night.statuses() == {
        "wiz/groepen_2025-02-30.csv": ("rejected", "bad_date_in_name"),
        "wiz/groepen_2025-07-01.csv": ("rejected", "bad_date_in_name"),
    }
    assert night.intake("2025-06-30").look().changed is False
    assert night.intake("2025-07-01").look().changed is True
    night.night("2025-07-01")
    assert night.statuses()["wiz/groepen_2025-07-01.csv"] == ("accepted", None)


def test_too_many_bad_rows_reject_the_file(night: LandingNight) -> None:
    rows = [f"EW-O;{number};2025-02-01;4" for number in range(15)] + [f"EW-O;{number};;4" for number in range(15, 20)]
    night.put("ervaringwijzer/antwoorden_2025-03-01.csv", "\n".join([ANSWERS.splitlines()[0], *rows]))
    night.night()
    row = night.rows["ervaringwijzer/antwoorden_2025-03-01.csv"]
    assert (row.status, row.reason) == ("rejected", "too_many_bad_rows")
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == (20, 0, 5, 15)
    assert night.query("select count(*) from answered") == [(0,)]
    assert night.query("select line, column_name, rule from raw.quarantined_row order by line")[0] == (
        17,
        "ingevuld_op",
        "required",
    )


def test_bsns_in_a_column_that_is_not_for_them(night: LandingNight) -> None:
    valid = ["999900006", "999900018", "999900031", "999900043", "999900055", "999900067"]
    rows = [f"EW-O;{number};2025-02-01;{valid[number % 6] if number % 3 else 'x'}" for number in range(21)]
    header = "vragenlijst;respons_id;ingevuld_op;respondentcode"
    night.put("ervaringwijzer/antwoorden_2025-03-01.csv", "\n".join([header, *rows]))
    night.night()
    row = night.rows["ervaringwijzer/antwoorden_2025-03-01.csv"]
    assert (row.status, row.reason) == ("rejected", "identifier_in_wrong_column")
    assert "respondentcode" in (row.detail or "")
    assert row.n_read == row.n_quarantined + row.n_dropped == 21


def test_bsns_as_keys_stand_nowhere_when_the_file_is_rejected(night: LandingNight) -> None:
    valid = ["999900006", "999900018", "999900031", "999900043", "999900055", "999900067"]
    rows = [f"EW-O;{valid[number % 6]};2025-{'02' if number % 7 else '04'}-01" for number in range(21)]
    night.put("ervaringwijzer/antwoorden_2025-03-01.csv", "\n".join(["vragenlijst;respons_id;ingevuld_op", *rows]))
    night.night()
    assert night.rows["ervaringwijzer/antwoorden_2025-03-01.csv"].reason == "identifier_in_wrong_column"
    assert night.query("select count(*) from raw.quarantined_row where rule = 'in_future'") == [(3,)]
    assert night.query("select count(*) from raw.listed_key") == [(0,)]
    notes = [pq.read_table(path).to_pylist() for path in night.warehouse.rglob("quarantine/*/*.parquet")]
    assert not [note for found in notes for note in found if note["listed_key"] or note["owner"]]


def test_a_row_that_breaks_a_rule_twice_counts_once(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", f"{GROUPS}G3;;;jongeren;JoU;2025-01-01\n")
    night.night()
    assert night.rows["wiz/groepen_2025-02-01.csv"].quarantined_by_rule == {"required": 1}
    assert night.query("select count(*) from raw.quarantined_row") == [(2,)]


def test_what_is_no_delivery_is_never_opened(night: LandingNight, tmp_path: Path) -> None:
    os.mkfifo(night.landing / "wiz/groepen_2025-02-01.csv")
    (night.landing / "wiz/deelnemers_2025-02-01.csv").symlink_to(tmp_path / "elsewhere.csv")
    (night.landing / "wiz/archief").mkdir()
    night.put("wiz/~$groepen_2025-02-02.xlsx", "x")
    night.put("wiz/notities.csv", "x")
    night.put("leesmij.txt", "x")
    night.night()
    assert night.statuses() == {
        "wiz/groepen_2025-02-01.csv": ("ignored", "not_a_file"),
        "wiz/deelnemers_2025-02-01.csv": ("ignored", "not_a_file"),
        "wiz/archief": ("ignored", "not_a_file"),
        "wiz/~$groepen_2025-02-02.xlsx": ("ignored", "not_yet_complete"),
        "wiz/notities.csv": ("ignored", "unknown_kind"),
        "leesmij.txt": ("ignored", "unknown_kind"),
    }


def test_a_file_that_grows_waits_for_the_next_night(night: LandingNight, monkeypatch: pytest.MonkeyPatch) -> None:
    path = night.put("wiz/groepen_2025-02-01.csv", GROUPS)

    def grow(seconds: float) -> None:
        path.write_text(GROUPS + "G3;Drie;sportgroep;jongeren;JoU;2025-01-01\n")

    monkeypatch.setattr("warehouse.intake.landed_files.time.sleep", grow)
    night.night()
    assert night.statuses() == {"wiz/groepen_2025-02-01.csv": ("waiting", "not_yet_complete")}
    monkeypatch.undo()
    night.night()
    assert night.statuses() == {"wiz/groepen_2025-02-01.csv": ("accepted", None)}
    assert night.query("select count(*) from raw.groepen") == [(3,)]


def test_a_file_that_may_not_be_read_says_so_and_stops_no_other(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = night.put("wiz/groepen_2025-02-01.csv", GROUPS)
    night.put("ervaringwijzer/antwoorden_2025-03-01.csv", ANSWERS)
    really_open = os.open

    def open_others(path: str | Path, *arguments: Any, **more: Any) -> int:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return really_open(path, *arguments, **more)

    monkeypatch.setattr("warehouse.landing.local.os.open", open_others)
    night.night()
    os.utime(closed, (1_700_000_000, 1_700_000_000))
    night.night()
    assert night.statuses() == {
        "wiz/groepen_2025-02-01.csv": ("waiting", "cannot_be_read"),
        "ervaringwijzer/antwoorden_2025-03-01.csv": ("accepted", None),
    }
    assert "give it read access" in str(night.rows["wiz/groepen_2025-02-01.csv"].detail)
    monkeypatch.undo()
    assert night.intake().look().changed is True
    night.night()
    assert night.statuses()["wiz/groepen_2025-02-01.csv"] == ("accepted", None)


def test_content_that_changes_under_one_name_is_a_newer_file(night: LandingNight) -> None:
    night.put("wiz/groepen.csv", GROUPS)
    night.night()
    night.put("wiz/groepen.csv", GROUPS.replace("Een", "Een anders"))
    night.night()
    query = "select naam from raw.groepen join raw.snapshot using (delivery_id) where groep_id = 'G1'"
    assert night.query(query) == [("Een anders",)]
    night.put("wiz/groepen.csv", GROUPS)
    night.night()
    assert night.query(query) == [("Een",)]


def test_a_snapshot_that_is_put_back_under_its_undated_name_counts_again(night: LandingNight) -> None:
    other = GROUPS + "G3;Drie;sportgroep;jongeren;JoU;2025-01-01\n"
    for day, content in enumerate([GROUPS, other, GROUPS, GROUPS, other], start=1):
        path = night.put("wiz/groepen.csv", content)
        moment = datetime(2025, 3, day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
        night.night()
    counted = """
        select s.delivered_on::varchar, count(*), max(f.delivered_on)::varchar
        from raw.snapshot s join raw.delivery_file f using (delivery_id) join raw.groepen g using (delivery_id)
        group by s.delivered_on order by 1
    """
    assert night.query(counted) == [
        ("2025-03-01", 2, "2025-03-03"),
        ("2025-03-02", 3, "2025-03-05"),
        ("2025-03-03", 2, "2025-03-03"),
        ("2025-03-05", 3, "2025-03-05"),
    ]
    assert night.query("select count(*) from raw.groepen") == [(5,)]
    fingerprint = night.night().fingerprint
    assert night.night().fingerprint == fingerprint
    assert len(night.query("select * from raw.snapshot")) == 4


def test_a_repeat_outlives_the_rejection_of_what_it_repeats(night: LandingNight) -> None:
    night.mapping_dir = night.landing.parent / "mappings"
    night.mapping_dir.mkdir()
    (night.mapping_dir / "wiz.yml").write_text("headers: {organisatie: [Trekker]}")
    for day in ("2025-02-01", "2025-03-01"):
        repeat = night.put(f"wiz/groepen_{day}.csv", GROUPS.replace("organisatie", "trekker"))
    night.night()
    repeat.unlink()
    (night.mapping_dir / "wiz.yml").write_text("{}")
    night.night()
    assert night.rows["wiz/groepen_2025-02-01.csv"].reason == "missing_column"
    assert night.query("select count(*) from raw.snapshot") == [(0,)]
    (night.mapping_dir / "wiz.yml").write_text("headers: {organisatie: [Trekker]}")
    night.night()
    assert night.query("select delivered_on::varchar from raw.snapshot order by 1") == [
        ("2025-02-01",),
        ("2025-03-01",),
    ]


def test_a_file_that_was_renamed_is_tried_again_when_the_mapping_changes(night: LandingNight) -> None:
    night.mapping_dir = night.landing.parent / "mappings"
    night.mapping_dir.mkdir()
    (night.mapping_dir / "wiz.yml").write_text("{}")
    path = night.put("wiz/groepen_2025-02-01 (2).csv", GROUPS.replace("sportgroep", "kookgroep"))
    night.night()
    path.rename(path.with_name("groepen_2025-02-01_def.csv"))
    night.night()
    (night.mapping_dir / "wiz.yml").write_text("labels: {groepstype: {kookgroep: ontmoetingsgroep}}")
    night.night()
    assert night.query("select groepstype from raw.groepen order by 1") == [("ontmoetingsgroep",), ("oudertraining",)]
    assert night.query("select count(*) from raw.unmapped_label") == [(0,)]


def test_what_a_file_brought_stands_while_it_is_replaced(night: LandingNight) -> None:
    path = night.put("ervaringwijzer/antwoorden_2025-03-01.csv", ANSWERS)
    night.night()
    rereading = night.intake(reread=True)
    rereading.look()
    path.write_text(ANSWERS.replace(";1;", ";2;") + "EW-O;3;2025-02-01;4\n")
    rereading.take("ervaringwijzer/antwoorden")
    night.night()
    assert night.query("select respons_id from answered order by 1") == [("1",), ("2",), ("3",)]


def test_a_file_put_back_with_its_former_time_is_noticed(night: LandingNight) -> None:
    other = ANSWERS.replace(";4", ";2") + "EW-O;9;2025-02-01;2\n"
    for content, moment in [(ANSWERS, 1_700_000_000), (other, 1_710_000_000), (ANSWERS, 1_700_000_000)]:
        path = night.put("ervaringwijzer/antwoorden_2025-03-01.csv", content)
        os.utime(path, (moment, moment))
        assert night.intake().look().changed is True
        night.night()
    assert night.intake().look().changed is False
    newest = "select op_gemak from answered join raw.delivery_file using (delivery_id) where respons_id = '1'"
    assert night.query(f"{newest} order by file_order desc limit 1") == [(4,)]


def test_content_of_the_same_size_and_time_is_noticed_by_a_rebuild(night: LandingNight) -> None:
    for content in (ANSWERS, ANSWERS.replace(";4", ";2")):
        path = night.put("ervaringwijzer/antwoorden_2025-03-01.csv", content)
        os.utime(path, (1_700_000_000, 1_700_000_000))
        night.night(reread=True)
    assert night.query(
        "select op_gemak, count(distinct sha256) from answered, raw.delivery_file group by 1 order by 1"
    ) == [
        (2, 2),
        (4, 2),
    ]


def test_an_undated_file_that_could_not_be_read_for_a_night_keeps_its_day(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = night.put("wiz/groepen.csv", GROUPS)
    os.utime(path, (1_740_000_000, 1_740_000_000))
    night.night()
    os.utime(path, (1_745_000_000, 1_745_000_000))
    with monkeypatch.context() as failing:
        failing.setattr("warehouse.landing.local._PlainlyFailing.readinto", _fail)
        night.night()
    assert night.rows["wiz/groepen.csv"].reason == "cannot_be_read"
    night.night()
    assert night.query("select delivered_on::varchar from raw.snapshot") == [("2025-02-19",)]


def _fail(*_: object) -> int:
    raise FileWithheld("a disk fails")


def test_a_repeat_that_is_gone_stands_in_the_place_of_what_is_withdrawn(night: LandingNight) -> None:
    for day in ("2025-02-01", "2025-03-01"):
        night.put(f"wiz/groepen_{day}.csv", GROUPS)
    night.night()
    for day in ("2025-02-01", "2025-03-01"):
        (night.landing / f"wiz/groepen_{day}.csv").unlink()
    assert night.intake().withdraw("wiz/groepen_2025-02-01.csv") == 2
    night.night()
    assert night.query("select delivered_on::varchar from raw.snapshot") == [("2025-03-01",)]
    assert night.query("select count(*) from raw.groepen") == [(2,)]
    assert night.intake().withdraw("wiz/groepen_2025-03-01.csv") == 2
    night.night()
    assert night.query("select count(*) from raw.groepen") == [(0,)]
    assert not list(night.warehouse.rglob("raw/groepen/*.parquet"))


def test_a_night_with_an_early_as_of_dates_no_file_for_ever(night: LandingNight) -> None:
    for name, day, score in [("nieuw", 20, 5), ("oud", 10, 2)]:
        path = night.put(f"ervaringwijzer/antwoorden_{name}.csv", ANSWERS.replace(";4", f";{score}"))
        moment = datetime(2025, 5, day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
    night.night("2025-03-01")
    assert night.intake("2025-03-01").look().changed is False
    assert night.intake("2025-05-15").look().changed is True
    night.night("2025-06-01")
    assert night.query(
        "select op_gemak, delivered_on::varchar from answered join raw.delivery_file using (delivery_id)"
        " order by file_order"
    ) == [(2, "2025-05-10"), (5, "2025-05-20")]


def test_any_order_of_nights_gives_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
    files = {
        "wiz/groepen_2025-03-01.csv": GROUPS,
        "wiz/groepen_2025-02-01.csv": GROUPS,
        "wiz/groepen_2025-04-01.csv": GROUPS + "G3;Drie;sportgroep;jongeren;JoU;2025-01-01\n",
    }
    results = set()
    for number, order in enumerate(permutations(files)):
        (tmp_path / str(number)).mkdir()
        night = LandingNight(tmp_path / str(number))
        for name in order:
            night.put(name, files[name])
            night.night()
        tables = ("delivery_file", "snapshot", "groepen", "quarantined_row")
        results.add(repr([night.query(f"select * from raw.{table} order by all") for table in tables]))
        night.night(reread=True)
        results.add(repr([night.query(f"select * from raw.{table} order by all") for table in tables]))
    assert len(results) == 1


def test_nothing_new_is_noticed(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS)
    night.night()
    assert night.intake().look().changed is False
    night.put("wiz/notities.csv", "x")
    assert night.intake().look().changed is True
    night.night()
    assert night.intake().look().changed is False
    night.put("wiz/groepen_2025-03-01.csv", GROUPS)
    assert night.intake().look().changed is True


def test_another_key_is_refused(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS)
    night.night()
    with pytest.raises(AnotherKey, match="key"):
        night.night(key=b"k" * 32)


def test_no_landing_folder_is_told_plainly(night: LandingNight) -> None:
    night.landing = night.landing / "nowhere"
    with pytest.raises(LandingAreaMissing, match="LANDING_URL"):
        night.night()


def test_a_folder_whose_name_is_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "a[1]*'x").mkdir()
    night = LandingNight(tmp_path / "a[1]*'x")
    night.put("wiz/groepen_2025-02-01.csv", GROUPS)
    night.night()
    assert night.query("select count(*) from raw.groepen") == [(2,)]


def test_restricted_folders_are_closed(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS)
    night.night()
    for folder in ("build", "quarantine"):
        assert stat.S_IMODE((night.warehouse / folder).stat().st_mode) == 0o700


def test_a_new_csv_is_read_whole_twice(night: LandingNight, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for its hash and encoding, once for its rows; beside that its first bytes and its first block."""
    header, first, _ = GROUPS.splitlines(keepends=True)
    rows = "".join(first.replace("G1", f"G{number}") for number in range(2_000))
    path = night.put("wiz/groepen_2025-05-01.csv", header + rows)
    sizes = []

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            block = super().read(size)
            sizes.append(len(block))
            return block

    monkeypatch.setattr(LandedFiles, "open", lambda _, file: Counted((night.landing / file.path).read_bytes()))
    night.limits = Limits(block_bytes=4_096)
    night.night()
    assert night.statuses() == {"wiz/groepen_2025-05-01.csv": ("accepted", None)}
    assert 2 <= sum(sizes) / path.stat().st_size < 2.2
