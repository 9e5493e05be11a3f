"""The command `make map`: which mapping it uses, and that it ends in plain words."""

from pathlib import Path

import pytest

from orchestration.__main__ import main
from orchestration.settings import REPOSITORY

EXAMPLE = "tests/data/survey_tools/limesurvey/ervaringwijzer/antwoorden_EW-J_v2_einde_2025-03-10.csv"


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)


def test_the_mapping_in_force_is_used(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", EXAMPLE]) == 0
    before = capsys.readouterr().out
    assert "Missing and required: the file would be rejected\n  vragenlijst\n" in before
    assert "To add to ervaringwijzer.yml in your MAPPING_DIR" in before
    monkeypatch.setenv("MAPPING_DIR", "schemas/mappings/limesurvey")
    assert main(["map", EXAMPLE]) == 0
    after = capsys.readouterr().out
    assert "Mapping: schemas/mappings/limesurvey/ervaringwijzer.yml" in after
    assert "  vragenlijst = EW-J\n" in after
    assert "Missing and required" not in after
    assert "The mapping knows all that is required. What it could add:" in after


def test_a_named_kind_wins(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", EXAMPLE, "--kind", "coderingen"]) == 0
    assert " as coderingen/coderingen: 5 rows" in capsys.readouterr().out


def test_a_file_that_would_be_rejected_is_not_called_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bijeenkomsten_2025-02-01.csv"
    rows = "".join(f"B{n};G1;{'ooit' if n < 3 else '2025-01-01'}\n" for n in range(20))
    path.write_text(f"bijeenkomst_id;groep_id;datum\n{rows}", encoding="utf-8")
    assert main(["map", str(path)]) == 0
    assert "The mapping knows all that is required." in capsys.readouterr().out
    monkeypatch.setenv("MAX_QUARANTINED_SHARE", "0.1")
    assert main(["map", str(path)]) == 0
    told = capsys.readouterr().out
    assert "As it is, the nightly would reject it (too_many_bad_rows): 3 of 20 rows break a rule (date 3)" in told
    assert "The file would be rejected, as said above. What the mapping could add:" in told
    assert "The mapping knows" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([""], "Which file?"),
        (["nergens/groepen.csv"], "There is no file nergens/groepen.csv"),
        (["LICENSE"], "Which kind of delivery is this?"),
        (["LICENSE", "--kind", "wiz/groepen"], "comes as csv or xlsx"),
    ],
)
def test_faults_are_told_plainly(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", *arguments]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.count("\n") == 1


def test_a_mapping_that_cannot_be_used_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wiz.yml").write_text("headers: [", encoding="utf-8")
    monkeypatch.setenv("MAPPING_DIR", str(tmp_path))
    assert main(["map", EXAMPLE]) == 1
    assert "wiz.yml is not YAML" in capsys.readouterr().err
