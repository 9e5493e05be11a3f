"""The command `make withdraw`: what it says, and when it refuses."""

from pathlib import Path

import pytest

from orchestration.__main__ import main
from tests.integration.intake.landing_night import GROUPS, KEY, LandingNight

NAME = "wiz/groepen_2025-05-01.csv"


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LandingNight:
    """A night that took one delivery, and the settings that name its warehouse."""
    monkeypatch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
    night = LandingNight(tmp_path)
    night.put(NAME, GROUPS)
    night.night()
    monkeypatch.setenv("LANDING_URL", str(night.landing))
    monkeypatch.setenv("WAREHOUSE_DIR", str(night.warehouse))
    monkeypatch.setenv("PSEUDONYM_KEY", KEY.hex())
    return night


def test_a_delivery_is_taken_back(night: LandingNight, capsys: pytest.CaptureFixture[str]) -> None:
    (night.landing / NAME).rename(night.landing / "wiz/groepen_2025-02-01.csv")
    assert main(["withdraw", NAME]) == 0
    assert capsys.readouterr().out.startswith(f"Taken back: {NAME} with 2 rows.")
    night.night()
    assert night.query("select file_name, status from raw.delivery_file") == [
        ("wiz/groepen_2025-02-01.csv", "accepted")
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (NAME, "still lies in the landing area"),
        ("wiz/groepen_1.csv", f"No delivery of that name is known. Is {NAME} meant?"),
        (
            "",
            f"Which delivery? Give its name as in audit.delivery_file: make withdraw FILE={NAME}. Taken were: {NAME}.",
        ),
    ],
)
def test_it_is_not_taken_back(
    night: LandingNight, capsys: pytest.CaptureFixture[str], name: str, words: str
) -> None:  # fmt: skip
    assert main(["withdraw", name]) == 1
    assert words in capsys.readouterr().err
    assert night.intake().look().changed is False
