"""What the commands tell and how they end, where it goes well and where it does not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import INTERRUPTED
from orchestration.__main__ import main
from orchestration.commands import BUSY, DONE, FAILED, nightly, with_settings
from orchestration.settings import REPOSITORY, Settings
from tests.nights.command import KEY
from tests.unit.publication.building import KEEPING, audit, inputs, make_build_file
from warehouse.disk.lock import AnotherNightIsRunning
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.publication.builds import builds_folder
from warehouse.publication.manifest import MANIFEST, Manifest
from warehouse.publication.publish import publish

SECRET = "999900006"


@pytest.fixture(autouse=True)
def warehouse(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_DIR", str(places.warehouse_dir))


def published(places: Places, participants: int) -> Manifest:
    make_build_file(places, participants)
    audit(places)
    return publish(places, inputs(str(participants)), KEEPING)


@pytest.mark.parametrize(("fault", "status"), [(Fault("Set this."), FAILED), (AnotherNightIsRunning("Wait."), BUSY)])
def test_a_foreseen_fault_is_told_in_its_own_words(
    fault: Fault, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(_: Settings) -> int:
        raise fault

    assert with_settings("trying")(command)() == status
    assert capsys.readouterr() == ("", f"{fault}\n")


def test_an_unforeseen_fault_never_repeats_a_value(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    def command(_: Settings) -> int:
        raise KeyError(SECRET)

    assert with_settings("forgetting clients")(command)() == FAILED
    told = capsys.readouterr().err
    (log,) = places.logs.glob("fault-*.log")
    assert (
        told
        == f"An unforeseen fault, KeyError, stopped this (forgetting clients). Where it happened stands in {log}.\n"
    )
    assert SECRET not in log.read_text("utf-8")


def test_whoever_interrupts_is_told_to_go_on_later(capsys: pytest.CaptureFixture[str]) -> None:
    def command(_: Settings) -> int:
        raise KeyboardInterrupt

    assert with_settings("forgetting clients")(command)() == INTERRUPTED
    told = capsys.readouterr().err
    assert told == "Interrupted while forgetting clients. What readers see is whole. Run it again to finish it.\n"


def test_ctrl_c_while_a_command_is_imported_is_no_traceback() -> None:
    program = "import orchestration; raise KeyboardInterrupt"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (INTERRUPTED, "Interrupted before anything was done.\n")


def test_ctrl_c_while_the_file_of_a_command_is_imported_is_no_traceback() -> None:
    program = """
import orchestration.__main__ as program
def interrupt(_):
    raise KeyboardInterrupt
program.import_module = interrupt
program.main(["builds"])
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        INTERRUPTED,
        "",
        "Interrupted before anything was done.\n",
    )


def test_each_command_is_behind_a_target_of_make_and_each_target_has_its_command() -> None:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    called = re.findall(r"-m orchestration[ .]([\w-]+)", makefile)
    files = {file.stem.replace("_", "-") for file in (REPOSITORY / "orchestration" / "commands").glob("[!_]*.py")}
    assert set(called) == files


def test_a_command_is_imported_without_the_others_and_without_dagster(places: Places) -> None:
    program = """
import sys
from orchestration.__main__ import main
status = main(["builds"])
print(status, [name for name in sys.modules if name.startswith("orchestration.commands.")], "dagster" in sys.modules)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert ended.stdout.splitlines()[-1] == "0 ['orchestration.commands.builds'] False"


def test_help_lists_every_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    lines = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert "  builds           List the published builds, or bring one back." in lines
    assert all(len(line.split()) > 1 for line in lines)


@pytest.mark.parametrize(
    "arguments", [[], ["night"], ["erase"], ["builds", "--no-such-option"], ["pull-limesurvey", "--answers", "both"]]
)
def test_what_is_not_understood_is_told_with_how_it_is_used(
    arguments: list[str], places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("Usage: python -m orchestration")


def test_crontabs_may_call_the_night_by_its_own_name(places: Places) -> None:
    command = [sys.executable, "-m", "orchestration.nightly", "--no-such-option"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert ended.returncode == 2
    assert ended.stderr.startswith("Usage: python -m orchestration nightly")


def test_a_setting_that_is_misspelled_in_the_environment_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MAX_ROWDROP", SECRET)
    assert main(["builds"]) == DONE
    told = capsys.readouterr().err
    assert told == "Warning: MAX_ROWDROP in the environment is no setting: is MAX_ROW_DROP meant?\n"


@pytest.mark.parametrize(
    ("command", "arguments", "told"),
    [
        ("builds", ["--restore", ""], "Which build? make restore BUILD=… Builds that can be restored: 2"),
        ("withdraw", [""], "Nothing was taken yet"),
        ("coding-sheet", [""], "make coding-sheet OUT="),
        ("coding-sheet", ["."], "make coding-sheet OUT="),
        ("coding-sheet", ["/nowhere/out.xlsx"], "There is no folder /nowhere"),
        ("report", ["LICENSE"], "LICENSE is there already, and it is no folder"),
        ("report", ["/nowhere/report"], "There is no folder /nowhere"),
        ("erase", [""], "make erase CLIENT_ID_FILE="),
        ("rotate-key", ["--let-go", "ja"], "LET_GO is yes, or is left out"),
        ("rotate-key", [], "To change the key, set the new one as PSEUDONYM_KEY"),
        ("map", [""], "make map FILE="),
        (
            "map",
            ["tests/data/sample_landing/night_1"],
            "is a folder: let FILE= name one file. Files in it: tests/",
        ),
        ("map", ["LICENSE", "--kind", "wiz/groep"], "wiz/groep is no kind of delivery. Is wiz/groepen meant?"),
    ],
)
def test_a_command_without_what_it_needs_says_so_and_what_there_is(
    command: str,
    arguments: list[str],
    told: str,
    places: Places,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "landing").mkdir()
    monkeypatch.setenv("LANDING_URL", str(tmp_path / "landing"))
    published(places, 60)
    assert main([command, *arguments]) == FAILED
    printed = capsys.readouterr().err
    assert told in printed
    assert printed.count("\n") == 1


def test_a_fault_after_the_switch_is_not_told_as_nothing_published(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail_once_published(*_: object) -> int:
        published(places, 60)
        raise KeyError(SECRET)

    monkeypatch.setenv("PSEUDONYM_KEY", KEY)
    monkeypatch.setenv("LANDING_URL", str(tmp_path / "landing"))
    monkeypatch.setattr(nightly, "_run", fail_once_published)
    assert main(["nightly"]) == FAILED
    told = capsys.readouterr().out
    assert "is published; what comes after it was not finished. An unforeseen fault, KeyError, stopped this" in told
    assert "Nothing was published" not in told
    assert SECRET not in told


def test_a_build_without_a_readable_manifest_is_listed_as_damaged(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    yesterday, today = published(places, 60), published(places, 70)
    (builds_folder(places) / yesterday.build_id / MANIFEST).write_text("{", "utf-8")
    assert main(["builds"]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert f"  {yesterday.build_id}  damaged: its manifest cannot be read" in lines
    assert any(line.startswith(f"* {today.build_id}  as of ") for line in lines)


def test_a_report_is_made_of_a_build_of_todays_code_alone(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_other_code = published(places, 60)
    assert main(["report", str(tmp_path / "report")]) == FAILED
    told = f"Build {of_other_code.build_id} was published by another version of the warehouse: make nightly first."
    assert told in capsys.readouterr().err
    assert not (tmp_path / "report").exists()


def test_no_build_and_no_night_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["builds"]) == DONE
    assert main(["builds", "--restore", "20260101T000000.000000Z-00000000"]) == FAILED
    assert main(["coding-sheet", str(tmp_path / "out.xlsx")]) == FAILED
    assert main(["report", str(tmp_path / "report")]) == FAILED
    told = capsys.readouterr()
    assert "Nothing is published yet: make run, or make nightly, and then make report." in told.err
    assert not (tmp_path / "report").exists()
    assert "There is no published build yet." in told.out
    assert "There are no rows to take answers from" in told.err
