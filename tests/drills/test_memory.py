"""A file of two gigabytes is taken in within one and a half of resident memory."""

from pathlib import Path

from benchmarks.intake import take_in_a_new_process, write_megabytes

MOST_MB = 1_500


def test_two_gigabytes_are_taken_in_one_and_a_half(tmp_path: Path) -> None:
    path = tmp_path / "landing" / "ervaringwijzer" / "antwoorden_2026-01-31.csv"
    path.parent.mkdir(parents=True)
    rows = write_megabytes(path, 2_000)
    _, peak = take_in_a_new_process(tmp_path / "landing", tmp_path / "warehouse", rows)
    assert peak < MOST_MB
