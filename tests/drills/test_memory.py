"""A file of two gigabytes is taken in within one and a half of resident memory."""

import shutil
from pathlib import Path

import pytest

from benchmarks.intake import take_in_a_new_process, write_megabytes

MOST_MB = 1_500
MEGABYTES = 2_000


@pytest.mark.parametrize("times", [1, 2], ids=["every row once", "every row twice"])
def test_two_gigabytes_are_taken_in_one_and_a_half(tmp_path: Path, times: int) -> None:
    path = tmp_path / "landing" / "ervaringwijzer" / "antwoorden_2026-01-31.csv"
    path.parent.mkdir(parents=True)
    rows = write_megabytes(path, MEGABYTES // times)
    if times == 2:
        repeat_rows(path, tmp_path / "once.csv")
    _, peak = take_in_a_new_process(tmp_path / "landing", tmp_path / "warehouse", rows)
    assert peak < MOST_MB


def repeat_rows(path: Path, once: Path) -> None:
    shutil.copy(path, once)
    with once.open("rb") as source, path.open("ab") as target:
        source.readline()
        shutil.copyfileobj(source, target)
    once.unlink()
