"""The catalogue of 84 bad inputs, end to end: what a night of intake makes of each.

Most are a file in a table (catalogue/), and one night takes them all; the others are about names, nights and limits.
"""

import os
import re
import socket
import string
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from schemas.kinds import KINDS
from tests.integration.intake.catalogue import files, headers, values
from tests.integration.intake.catalogue.case import ANSWERS, CLIENTS, DELIVERED_ON, GROUPS, Case, table
from tests.integration.intake.landing_night import ANSWERED, LandingNight
from warehouse.intake import DeliveryFile
from warehouse.reading import Limits

CASES = [*files.CASES, *headers.CASES, *values.CASES]
ANSWER = table(ANSWERS, {})


@dataclass(frozen=True)
class Night:
    """The one night that took every file of the tables."""

    rows: dict[str, DeliveryFile]
    names: dict[str, str]
    opened: duckdb.DuckDBPyConnection

    def row(self, case: Case) -> DeliveryFile:
        return self.rows[self.names[case.id]]

    def query(self, case: Case, sql: str) -> list[tuple[object, ...]]:
        return self.opened.execute(
            f"{sql} where delivery_id = ? order by line", [self.row(case).delivery_id]
        ).fetchall()


of_one_night = pytest.mark.xdist_group("catalogue")


@pytest.fixture(scope="module")
def all_of_them(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    landing = LandingNight(tmp_path_factory.mktemp("catalogue"))
    names: dict[str, str] = {}
    for case in CASES:
        letter = string.ascii_lowercase[sum(other.startswith(case.id[:7]) for other in names)]
        names[case.id] = f"{case.kind}_case{case.number:02d}{letter}_{DELIVERED_ON}.{case.extension}"
        landing.put(names[case.id], case.content)
    assert len({(case.kind, case.content) for case in CASES}) == len(CASES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
        landing.night()
    with duckdb.connect(landing.build, read_only=True) as opened:
        yield Night(landing.rows, names, opened)


@of_one_night
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_file(all_of_them: Night, case: Case) -> None:
    row = all_of_them.row(case)
    assert (row.status, row.reason) == (("rejected", case.reason) if case.reason else ("accepted", None))
    assert case.detail in (row.detail or "")
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == case.counts
    assert all_of_them.query(case, "select line, column_name, rule from raw.quarantined_row") == list(case.notes)
    assert sorted(label for _, label, _ in row.unmapped) == sorted(case.unmapped)
    assert set(case.extra) <= set(row.extra_columns)
    if case.columns:
        rows = f"({ANSWERED})" if KINDS[case.kind].holds_responses else f"raw.{KINDS[case.kind].prefix}"
        assert all_of_them.query(case, f"select {case.columns} from {rows}") == case.rows


@of_one_night
def test_every_row_of_every_file_is_accounted_for(all_of_them: Night) -> None:
    for row in all_of_them.rows.values():
        assert row.n_read == row.n_valid + row.n_quarantined + row.n_dropped, row.file_name


@pytest.mark.parametrize(
    "name", ["~$antwoorden.xlsx", ".DS_Store", "Thumbs.db", ".antwoorden_2025.csv", "antwoorden.csv.part"]
)
def test_case_30_locks_and_leftovers_are_never_opened(night: LandingNight, name: str) -> None:
    night.put(f"ervaringwijzer/{name}", ANSWER)
    night.night()
    assert [status for status, _ in night.statuses().values()] == ["ignored"]


@pytest.mark.parametrize(
    "name", ["antwoorden (1).csv", "antwoorden[1].csv", "antwoorden*.csv", "ANTWOORDEN_2025-03-01 - kopie.CSV"]
)
def test_case_30_a_copy_by_its_name_is_a_delivery(night: LandingNight, name: str) -> None:
    night.put("ervaringwijzer/antwoorden1.csv", table(ANSWERS, {"respons_id": "ander bestand"}))
    night.put(f"ervaringwijzer/{name}", ANSWER)
    night.night()
    assert set(night.statuses().values()) == {("accepted", None)}
    assert night.query("select respons_id from answered order by 1") == [("1",), ("ander bestand",)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("antwoorden_'; drop table x; --.csv", "antwoorden_'; drop table x; --.csv"),
        ('antwoorden_"$(id)`.csv', 'antwoorden_"$(id)`.csv'),
        ("antwoorden_\n.csv", r"antwoorden_\n.csv"),
        ("antwoorden_\u202efdp.csv", r"antwoorden_\u202efdp.csv"),
        (os.fsdecode(b"antwoorden_\xff.csv"), r"antwoorden_\xff.csv"),
        ("antwoorden_" + "x" * 240 + ".csv", "antwoorden_" + "x" * 240 + ".csv"),
    ],
)
def test_case_31_a_name_is_only_a_name(night: LandingNight, name: str, shown: str) -> None:
    night.put(f"ervaringwijzer/{name}", ANSWER)
    night.night()
    assert night.statuses() == {f"ervaringwijzer/{shown}": ("accepted", None)}
    assert night.query("select file_name from raw.delivery_file") == [(f"ervaringwijzer/{shown}",)]
    assert night.query("select count(*) from answered") == [(1,)]


def test_case_31_a_leading_dash_is_no_start_of_a_kind(night: LandingNight) -> None:
    night.put("ervaringwijzer/-antwoorden.csv", ANSWER)
    night.night()
    assert night.statuses() == {"ervaringwijzer/-antwoorden.csv": ("ignored", "unknown_kind")}


@pytest.fixture
def listening(night: LandingNight, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(night.landing / "ervaringwijzer")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("antwoorden_socket.csv")
        yield


@pytest.mark.usefixtures("listening")
def test_case_32_what_is_no_regular_file_is_never_opened(night: LandingNight, tmp_path: Path) -> None:
    folder = night.landing / "ervaringwijzer"
    (tmp_path / "elders.csv").write_text(ANSWER)
    (folder / "antwoorden_link.csv").symlink_to(tmp_path / "elders.csv")
    (folder / "antwoorden_weg.csv").symlink_to("nergens")
    os.mkfifo(folder / "antwoorden_pipe.csv")
    (folder / "antwoorden_map.csv").mkdir()
    night.night()
    assert len(night.statuses()) == 5
    assert set(night.statuses().values()) == {("ignored", "not_a_file")}


def test_case_33_a_file_that_grows_is_taken_the_next_night(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = night.put(f"{ANSWERS}_{DELIVERED_ON}.csv", ANSWER[:-20])
    with monkeypatch.context() as growing:
        growing.setattr("warehouse.intake.landed_files.time.sleep", lambda _: path.write_text(ANSWER))
        night.night()
    assert set(night.statuses().values()) == {("waiting", "not_yet_complete")}
    assert night.query("select * from answered") == []
    night.night()
    assert set(night.statuses().values()) == {("accepted", None)}
    assert night.query("select count(*) from answered") == [(1,)]


def test_case_34_a_modification_in_the_future_counts_as_today(night: LandingNight) -> None:
    path = night.put(f"{ANSWERS}.csv", ANSWER)
    os.utime(path, (4_000_000_000, 4_000_000_000))
    night.night("2025-06-01")
    assert night.query("select status, delivered_on::varchar from raw.delivery_file") == [("accepted", "2025-06-01")]


def test_case_35_the_same_content_under_another_name(night: LandingNight) -> None:
    night.put(f"{ANSWERS}_2025-03-01.csv", ANSWER)
    night.put(f"{ANSWERS}_2025-04-01 (2).csv", ANSWER)
    night.night()
    assert list(night.statuses().values()) == [("accepted", None), ("duplicate", "same_content")]
    assert night.query("select count(*) from answered") == [(1,)]


def test_case_35_other_content_under_the_same_name_is_newer(night: LandingNight) -> None:
    night.put(f"{ANSWERS}_2025-03-01.csv", ANSWER)
    night.night()
    night.put(f"{ANSWERS}_2025-03-01.csv", table(ANSWERS, {"op_gemak": "1"}))
    night.night()
    assert _newest_answer(night) == [(1,)]


def test_case_35_an_older_file_after_a_newer_one_changes_nothing(night: LandingNight) -> None:
    night.put(f"{ANSWERS}_2025-03-01.csv", ANSWER)
    night.night()
    night.put(f"{ANSWERS}_2025-02-15.csv", table(ANSWERS, {"op_gemak": "1"}))
    night.night()
    assert _newest_answer(night) == [(4,)]


def _newest_answer(night: LandingNight) -> list[tuple[object, ...]]:
    return night.query(
        "select op_gemak from answered join raw.delivery_file using (delivery_id) order by file_order desc limit 1"
    )


def test_case_36_many_small_files(night: LandingNight) -> None:
    for number in range(25):
        night.put(f"{ANSWERS}_{number:03d}_{DELIVERED_ON}.csv", table(ANSWERS, {"respons_id": f"R{number}"}))
    night.night()
    assert set(night.statuses().values()) == {("accepted", None)}
    assert night.query("select count(distinct respons_id) from answered") == [(25,)]


def test_case_36_more_files_than_one_night_takes_wait_for_the_next(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.intake.candidates._MOST_NEW_FILES", 3)
    for number in range(7):
        night.put(f"{ANSWERS}_{number:03d}_{DELIVERED_ON}.csv", table(ANSWERS, {"respons_id": f"R{number}"}))
    for n_taken in (3, 6, 7):
        assert night.intake().look().changed is True
        night.night()
        assert night.query("select count(distinct respons_id) from answered") == [(n_taken,)]
        waiting = [row.reason for row in night.rows.values() if row.status == "waiting"]
        assert waiting == ["too_many_files"] * (7 - n_taken)
    assert night.intake().look().changed is False


def test_case_36_a_file_of_many_blocks_is_read_block_by_block(night: LandingNight) -> None:
    night.limits = Limits(block_bytes=512, chunk_rows=7)
    night.put(f"{ANSWERS}_{DELIVERED_ON}.csv", table(ANSWERS, *({"respons_id": f"R{number}"} for number in range(60))))
    night.night()
    assert night.query("select count(distinct respons_id), min(line), max(line) from answered") == [(60, 2, 61)]


def test_case_36_a_workbook_beyond_the_limit_is_refused_in_words(night: LandingNight) -> None:
    night.limits = Limits(whole_file_bytes=1000)
    night.put(f"{ANSWERS}_{DELIVERED_ON}.xlsx", files.sheet(files.SHEET_ROW))
    night.night()
    (row,) = night.rows.values()
    assert (row.status, row.reason) == ("rejected", "unreadable")
    assert "Deliver CSV instead" in (row.detail or "")


def test_case_49_columns_that_identify_are_read_and_not_kept(
    night: LandingNight, everything_on_disk: Callable[[], bytes]
) -> None:
    identifying = {
        "IPAddress": "192.0.2.77",
        "RecipientEmail": "jan@example.org",
        "Naam": "Jan Jansen",
        "Latitude": "52.0907",
    }
    night.put(f"{ANSWERS}_{DELIVERED_ON}.csv", table(ANSWERS, identifying))
    night.night()
    (row,) = night.rows.values()
    assert row.n_valid == 1
    assert row.extra_columns == list(identifying)
    kept = repr(night.query("from answered")).encode() + everything_on_disk() + night.build.read_bytes()
    for value in identifying.values():
        assert value.encode() not in kept


def test_case_69_a_child_stands_by_until_its_parent_comes(night: LandingNight) -> None:
    """Who waits is judged anew each night by dbt over raw: here the child must stay there, whole and once."""
    night.put(f"wiz/deelnames_{DELIVERED_ON}.csv", "deelname_id;client_id;groep_id;aanmelddatum\nD1;C1;G1;2025-01-01\n")
    night.night()
    before = night.query("from raw.deelnames")
    night.put(f"{GROUPS}_{DELIVERED_ON}.csv", table(GROUPS, {}))
    night.put(f"{CLIENTS}_{DELIVERED_ON}.csv", table(CLIENTS, {}))
    night.night()
    assert night.query("from raw.deelnames") == before
    assert night.query("select count(*) from raw.deelnames semi join raw.deelnemers using (client_pseudonym)") == [(1,)]
    assert night.query("select count(*) from raw.deelnames semi join raw.groepen using (groep_id)") == [(1,)]


def test_case_72_one_client_with_two_bsns_keeps_both_snapshots(night: LandingNight) -> None:
    night.put(f"{CLIENTS}_2025-02-01.csv", table(CLIENTS, {}))
    night.put(f"{CLIENTS}_2025-03-01.csv", table(CLIENTS, {"bsn": "999900018"}))
    night.night()
    found = night.query("select count(distinct client_pseudonym), count(distinct bsn_pseudonym) from raw.deelnemers")
    assert found == [(1, 2)]


@of_one_night
def test_no_value_of_the_catalogue_is_in_a_note_or_message(all_of_them: Night) -> None:
    """Case 74 and all others: what people wrote stands in raw alone."""
    told = repr([(row.reason, row.detail) for row in all_of_them.rows.values()])
    told += repr(all_of_them.opened.execute("select column_name, rule, scope from raw.quarantined_row").fetchall())
    for value in (*values.WELL_FORMED, "Jan Jansen", "06-12345678", "fijn", "nooit", "alert(1)", "12345672", "C1"):
        assert value not in told


def test_all_84_cases_are_here() -> None:
    in_tables = {case.number for case in CASES}
    of_their_own = map(int, re.findall(r"^test_case_(\d\d)_", "\n".join(vars(sys.modules[__name__])), re.MULTILINE))
    assert in_tables | {*of_their_own} == set(range(1, 85))
