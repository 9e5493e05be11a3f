"""Names of files without numbers of persons: a BSN in any grouping goes, dates and versions stay."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.name_dates import date_in_name
from schemas.values import passes_elfproef
from warehouse.privacy.names import may_be_numbers, may_hold_a_number, shown_name, without_bsns

BSNS = st.integers(10_000_000, 999_999_999).map("{:09}".format).filter(passes_elfproef)
SIGNS = st.sampled_from(["", "", ".", "-", " ", "_", ". ", "\u2013", "\u00a0"])
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31)).map(str)


@given(BSNS, st.lists(SIGNS, min_size=8, max_size=8), DAYS, st.booleans())
def test_a_bsn_is_left_out_however_it_is_grouped_and_the_date_stays(
    bsn: str, signs: list[str], day: str, is_behind: bool
) -> None:
    grouped = "".join(digit + sign for digit, sign in zip(bsn, [*signs, ""], strict=True))
    name = f"wiz/groepen_{day}_x{grouped}.csv" if is_behind else f"wiz/groepen_{grouped}x_{day}.csv"
    shown = shown_name(name)
    assert bsn not in re.sub(r"[^0-9]", "", shown.replace(day, ""))
    assert "\u2026" in shown
    assert day in shown or date_in_name(grouped) is not None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("wiz/dossier_999900006.csv", "wiz/dossier_\u2026.csv"),
        ("beschikkingen_999900006_2025-12-01.csv", "beschikkingen_\u2026_2025-12-01.csv"),
        ("beschikkingen_2025-12-01_999900006.csv", "beschikkingen_2025-12-01_\u2026.csv"),
        ("Map 9999.00.006", "Map \u2026"),
        ("x_99990000612.csv", "x_\u2026.csv"),
        ("x_\uff19\uff19\uff19\uff19\uff10\uff10\uff10\uff10\uff16.csv", "x_\u2026.csv"),
        ("x_2026-03-01-1234-56782.csv", "x_2026-03-01-\u2026.csv"),
        ("x_999900006_999900018.csv", "x_\u2026_\u2026.csv"),
    ],
)
def test_what_is_left_out(name: str, shown: str) -> None:
    assert without_bsns(name) == shown


@pytest.mark.parametrize(
    "name",
    [
        "groepen_20260301043000.csv", "groepen_2026-03-01_0430.csv", "groepen_123456789.csv",
        "antwoorden_EW-J_v2_na12_2025-03-10.csv", "antwoorden_123456_2025-04-15 (2).csv", "groepen_2026-03-01_8.csv",
    ],
)  # fmt: skip
def test_what_stays(name: str) -> None:
    assert without_bsns(name) == name


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("dossier_C9182736.csv", "C9182736"), ("dossier c9182736.csv", "C9182736"), ("dossierC9182736.csv", "C9182736"),
        ("C-91.82-736 Jansen", "C9182736"), ("deelnemers_2025-03-01_12345.csv", "12345"), ("x_CL0001_v2", "CL-0001"),
    ],
)  # fmt: skip
def test_a_client_number_is_tried_as_it_may_be_spelled(name: str, number: str) -> None:
    assert any(number in spellings for _, spellings in may_be_numbers(name))


def test_dates_and_copies_are_no_client_numbers() -> None:
    assert not may_hold_a_number("wiz/groepen_2026-03-01 (1).csv")
    assert not may_hold_a_number("wiz/groepen_20260301043000.csv")
