"""Landing folders of made-up deliveries: the same bytes every time, made once, never half there."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import schemas
from made_up.city import City
from made_up.command import made_up, make_city, make_report
from made_up.formats import Format
from made_up.landing import NotOurFolderError, make_landing, note_path
from made_up.records import Chapter
from made_up.report import report_deliveries, report_world
from made_up.writer import opened

TINY = City(participants=40)


class PowerCut(Exception):
    pass


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def breaking_off(n_chapters: int) -> Iterator[Chapter]:
    for number, chapter in enumerate(report_world().chapters()):
        if number == n_chapters:
            raise PowerCut
        yield chapter


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for make in (make_report, lambda folder: make_city(folder, TINY)):
        first, second = tmp_path / make.__name__ / "a", tmp_path / make.__name__ / "b"
        make(first)
        make(second)
        assert contents(first) == contents(second)
        assert any(name.endswith(".xlsx") for name in contents(first))


def test_another_process_with_another_hash_seed_and_time_zone_gives_the_same_bytes(tmp_path: Path) -> None:
    make_report(tmp_path / "here")
    root = Path(schemas.__file__).parents[1]
    environment = os.environ | {"PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland"}
    command = [sys.executable, "-m", "made_up", "rapport", "--out", str(tmp_path / "there")]
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_a_second_call_leaves_the_folder_alone(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    assert make_report(folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert not make_report(folder)
    assert times == {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_other_parameters_replace_all_files(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    make_report(folder)
    assert make_city(folder, TINY)
    assert "ervaringwijzer/antwoorden_EW-J_2025-04-07.xlsx" not in contents(folder)
    assert make_city(folder, City(participants=41))


def test_a_file_that_is_gone_or_changed_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    make_report(folder)
    whole = contents(folder)
    (folder / "wiz/groepen_2025-04-14.csv").unlink()
    assert make_report(folder)
    (folder / "wiz/deelnemers_2025-04-14.csv").write_text("half")
    assert make_report(folder)
    assert contents(folder) == whole


def test_a_folder_with_strange_files_is_refused_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "landing"
    folder.mkdir()
    (folder / "wiz_export.csv").write_text("someone's own")
    before = contents(folder)
    with pytest.raises(NotOurFolderError):
        make_report(folder)
    assert status_of(["rapport", "--out", str(folder)]) == 1
    assert "choose another" in capsys.readouterr().err
    assert contents(folder) == before


def test_no_file_is_seen_before_it_is_whole_and_the_next_call_needs_no_hand(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    with pytest.raises(PowerCut):
        make_landing(folder, {"world": "rapport"}, report_deliveries(), breaking_off(3))
    assert not contents(folder)
    assert make_report(folder)


def test_what_a_killed_call_left_behind_is_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    make_report(folder)
    whole = contents(folder)
    (folder / "wiz/groepen_2025-04-14.csv").rename(folder / "wiz/.groepen_2025-04-14.csv")
    (folder / "wiz/.deelnames_2025-04-14.xlsx.raw").write_bytes(b"half a workbook")
    assert make_report(folder)
    assert contents(folder) == whole


def test_nothing_but_deliveries_lies_in_the_folder(tmp_path: Path) -> None:
    make_report(tmp_path / "landing")
    assert contents(tmp_path / "landing").keys() == {delivery.name for delivery in report_deliveries()}
    assert note_path(tmp_path / "landing").parent == tmp_path


def test_while_it_is_written_a_file_has_a_hidden_name(tmp_path: Path) -> None:
    for name, format in (("a.csv", Format()), ("b.xlsx", Format(extension="xlsx"))):
        with opened(tmp_path / name, format, ["kolom"]) as file:
            file.write_rows([{"kolom": "waarde"}])
            assert not [path.name for path in tmp_path.iterdir() if path.name == name]
        assert (tmp_path / name).stat().st_size


def test_a_workbook_keeps_dates_and_numbers_as_such(tmp_path: Path) -> None:
    with opened(tmp_path / "b_1.xlsx", Format(extension="xlsx"), ["dag", "aantal", "code"]) as file:
        file.write_rows([{"dag": datetime(2025, 1, 2), "aantal": 3, "code": "01"}])
    sheet = openpyxl.load_workbook(tmp_path / "b_1.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["dag", "aantal", "code"],
        [datetime(2025, 1, 2), 3, "01"],
    ]


def status_of(arguments: list[str]) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        made_up(arguments)
    return ended.value.code


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["stad", "--out", str(tmp_path / "stad"), "--participants", "30", "--seed", "3"]
    assert status_of(arguments) == 0
    assert status_of([*arguments, "--until", "2026-07-01"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"made: {tmp_path}/stad", f"already there: {tmp_path}/stad"]


@pytest.mark.parametrize(
    "wrong", [["--participants", "0"], ["--seed", "0"], ["--until", "gisteren"], ["--wijken", "3"]]
)
def test_the_command_refuses_what_no_city_has(tmp_path: Path, wrong: list[str]) -> None:
    assert status_of(["stad", "--out", str(tmp_path / "stad"), *wrong]) == 2
    assert not (tmp_path / "stad").exists()
