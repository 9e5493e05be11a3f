"""`make reference DIR=…`: a folder to begin with, that a night takes as it is."""

from pathlib import Path

import pytest

from orchestration.__main__ import main
from schemas.reference import load_reference
from schemas.reference_files import FILES


def test_a_folder_to_begin_with_is_right_and_says_what_stands_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):  # fmt: skip
    folder = tmp_path / "reference"
    assert main(["reference", str(folder)]) == 0
    assert load_reference(folder).wordings == load_reference().wordings
    told = (folder / "README.md").read_text("utf-8")
    for name, row in FILES.items():
        assert f"## {name}.csv" in told
        assert all(f"| `{column}` |" in told for column in row.model_fields)
    assert "set REFERENCE_DIR" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("named", "told"),
    [("", "Which folder"), (".", "no empty folder"), ("none/reference", "There is no folder")],
    ids=["nothing", "what is there", "below nothing"],
)
def test_nothing_is_written_over_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: str, told: str
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").touch()
    assert main(["reference", named]) == 1
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.txt"]
