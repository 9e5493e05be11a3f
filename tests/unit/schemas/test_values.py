"""Value parsers against the contract's list of notations: what is taken, what is empty, what is a bad value."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import values
from schemas.rules import Rule
from schemas.values import BadValue


def rule_of(parse: values.Parser, text: str) -> Rule:
    with pytest.raises(BadValue) as broken:
        parse(text)
    return broken.value.rule


@pytest.mark.parametrize(
    "text",
    ["03-01-2025", "3-1-2025", "2025-01-03", "20250103", "2025-01-03 14:05", "3-1-2025 9:05:07", "20250103T00:00:00"],
)
def test_date_notations(text: str) -> None:
    assert values.parse_date(text) == date(2025, 1, 3)


@pytest.mark.parametrize(
    "text",
    ["00-00-0000", "0-0-0000", "00000000", "0000-00-00", "0000-00-00 00:00:00", "31-12-9999", "99991231", "Onbekend"],
)
def test_texts_that_mean_no_date(text: str) -> None:
    assert values.parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "30-02-2025", "2025-13-01", "3/1/2025", "01 feb. 2024", "1-2-24", "45717", "45717.0", "20250103.0", "2025-1-3",
        "2025-01-03 24:00", "2025-01-03 7:60", "2025-03-30 02:30", "1999-12-31", "2041-01-01", "03-01-0025",
        "\uff10\uff13-01-2025", "03-01-2025 middag", "2025-01-03Z", "0001-01-01", "9999-12-30",
    ],
)  # fmt: skip
def test_bad_dates(text: str) -> None:
    assert rule_of(values.parse_date, text) is Rule.DATE


def test_moments_are_amsterdam_clock_time() -> None:
    assert values.parse_moment("2025-07-01T22:30:00Z") == datetime(2025, 7, 2, 0, 30)
    assert values.parse_moment("2025-01-01 10:00:00+0000") == datetime(2025, 1, 1, 11)
    assert values.parse_moment("2025-10-26 02:30") == datetime(2025, 10, 26, 2, 30)
    assert values.parse_moment("2025-03-30 03:00") == datetime(2025, 3, 30, 3)
    assert values.parse_moment("2025-01-03") == datetime(2025, 1, 3)
    assert rule_of(values.parse_moment, "0001-01-01T00:00:00+14:00") is Rule.DATE


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_every_day_comes_back_from_every_notation(day: date) -> None:
    for notation in ("%d-%m-%Y", "%Y-%m-%d", "%Y%m%d", "%d-%m-%Y 00:00:00"):
        assert values.parse_date(day.strftime(notation)) == day


def test_an_end_after_2040_is_open() -> None:
    assert values.parse_end_date("2099-12-31") is None
    assert values.parse_end_date("31-12-2040") == date(2040, 12, 31)
    assert rule_of(values.parse_end_date, "31-12-1999") is Rule.DATE


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("1", 1), ("A5", 5), ("Helemaal niet mee eens", 1), ("NIET MEE EENS", 2), ("neutraal", 3), ("Mee eens", 4),
        ("Helemaal mee eens", 5), ("99", None), ("weet niet", None), ("Weet\u00a0 niet", None),
    ],
)  # fmt: skip
def test_answers(text: str, score: int | None) -> None:
    assert values.parse_answer(text) == score


@pytest.mark.parametrize("text", ["0", "6", "3.0", "4 - Mee eens", "a", "A6", "eens", "\uff13", "-1"])
def test_bad_answers(text: str) -> None:
    assert rule_of(values.parse_answer, text) is Rule.DOMAIN


@pytest.mark.parametrize("text", ["ja", "J", "1", "TRUE", "True", "WAAR", "Vrai", "WAHR"])
def test_true(text: str) -> None:
    assert values.parse_boolean(text) is True


@pytest.mark.parametrize("text", ["nee", "N", "0", "false", "ONWAAR", "faux", "FALSCH"])
def test_false(text: str) -> None:
    assert values.parse_boolean(text) is False


def test_other_booleans_are_bad() -> None:
    assert rule_of(values.parse_boolean, "yes") is Rule.DOMAIN


@pytest.mark.parametrize(
    "text",
    [
        "45.0", "9,999E+08", "9.999E8", "1E+05", "9,9E\u221205", "9,9 E+08", "-3.5", "500032.00", "3-mrt", "mrt-07",
        "1-Jan", "jan-99", "3 maart 2025", "Sep-2005", "1. Mai", "03-03-2025", "3/3/2025", "2025-03-03",
        "2025-03-03 00:00:00", "03.03.2025", "WAAR", "onwaar", "True", "FAUX", "VERDADERO", "#REF!", "#NAAM?", "=A1",
        "#WERT!", "#valeur!", "#Nom?", "#NV", "#OVERLOOP!", "#\u00fcberlauf!", "#CALC!", "########", "Err:502",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_made_of_a_code_is_no_identifier(text: str) -> None:
    assert rule_of(values.parse_identifier, text) is Rule.NOTATION


@given(
    st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    st.sampled_from(["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec", "mar", "oct"]),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_a_day_or_a_year_with_a_month_is_no_identifier(day: date, month: str, cased: Callable[[str], str]) -> None:
    for text in (f"{day.day}-{month}", f"{day:%d}-{month}-{day:%y}", f"{month}-{day:%y}", f"{month} {day.year}"):
        assert rule_of(values.parse_identifier, cased(text)) is Rule.NOTATION


@pytest.mark.parametrize(
    "text",
    [
        "00123", "500032-36", "1E5", "12E3", "G00.1a", "2025.1.1", "D00000-001", "20250303", "groep-3-mei", "mei",
        "mei-groep", "mei1", "3mei", "2025-13", "99-99-2025", "Waarder", "vero", "12:30", "45E04", "#1", "#top!",
    ],
)  # fmt: skip
def test_identifiers_stay_as_they_are(text: str) -> None:
    assert values.parse_identifier(text) == text


def test_bsn() -> None:
    assert values.parse_bsn("999900006") == "999900006"
    assert values.parse_bsn("12345672") == "012345672"
    assert values.parse_bsn("000000000") is None
    assert values.parse_bsn("999999999") is None
    assert values.parse_bsn("00000000") is None


@pytest.mark.parametrize("text", ["999900007", "1234567", "9999.00.006", "999 900 006", "\uff19" * 9, "abc"])
def test_bad_bsn(text: str) -> None:
    assert rule_of(values.parse_bsn, text) is Rule.ELFPROEF


def test_the_demo_takes_test_bsns_only() -> None:
    assert values.parse_test_bsn("999900006") == "999900006"
    assert values.parse_test_bsn("999999999") is None
    assert rule_of(values.parse_test_bsn, "111222333") is Rule.OUTSIDE_TEST_RANGE


@given(st.integers(0, 999_999_999))
def test_elfproef_is_the_weighted_sum(number: int) -> None:
    digits = f"{number:09d}"
    weighted = sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    assert values.passes_elfproef(digits) is (weighted % 11 == 0 and number > 0)


def test_postcode_keeps_four_digits() -> None:
    assert values.parse_postcode("3572 XZ") == "3572"
    assert values.parse_postcode("3572xz") == "3572"
    assert values.parse_postcode("3572") == "3572"
    assert values.parse_postcode("3572\u00a0 \u2009XZ") == "3572"
    assert rule_of(values.parse_postcode, "B-2000") is Rule.DOMAIN
    assert rule_of(values.parse_postcode, "0572 XZ") is Rule.DOMAIN
    assert rule_of(values.parse_postcode, "3572.0") is Rule.DOMAIN


def test_codes_are_never_padded() -> None:
    assert values.parse_municipality("0344") == "0344"
    assert rule_of(values.parse_municipality, "344") is Rule.DOMAIN


@given(
    st.sampled_from(["00", "0"]),
    st.sampled_from([("00", "0"), ("05", "5"), ("12", "12")]),
    st.sampled_from("-./"),
    st.integers(1900, 2040),
    st.sampled_from(["", " 00:00", "T00:00:00", "  0:00:00.000", " 00:00:00+01:00"]),
)
def test_the_year_of_a_partly_unknown_birth_counts_and_elsewhere_it_is_no_date(
    zero: str, months: tuple[str, str], between: str, year: int, clock: str
) -> None:
    month, short_month = months
    texts = [f"{year}{month}00{clock}", f"{year}{clock}"]
    for written in (month, short_month):
        texts += [between.join([zero, written, str(year)]) + clock, between.join([str(year), written, zero]) + clock]
    for text in texts:
        born = values.parse_birth_date(text)
        assert born is not None
        assert born.year == year
        assert rule_of(values.parse_date, text) is Rule.DATE


@pytest.mark.parametrize(
    ("text", "year"), [("1985.0", 1985), ("19790000.0", 1979), ("0000", None), ("00-05-0000", None), ("onbekend", None)]
)
def test_a_birth_from_a_number_cell_or_not_known_at_all(text: str, year: int | None) -> None:
    born = values.parse_birth_date(text)
    assert (born and born.year) == year


@pytest.mark.parametrize("text", ["15-00-1985", "00-13-1985", "1985-00", "45717.0", "198500", "0-0-85", "31-02-1985"])
def test_what_is_no_birth_date(text: str) -> None:
    assert rule_of(values.parse_birth_date, text) is Rule.DATE


@pytest.mark.parametrize(
    "wrapped",
    [
        '="007"', '= "007" ', "'007", "\u2019007", "`007", "'007'", '"007"', "=\u201c007\u201d", "='007'",
        '\u00a0="\u200b007\u00ad"', "' 007", "\u202a007\u202c",
    ],
)  # fmt: skip
def test_the_wrapping_of_a_spreadsheet_is_undone(wrapped: str) -> None:
    assert values.clean_code(wrapped) == "007"


def test_of_words_only_the_formula_is_undone() -> None:
    assert values.clean_text('="zei ""ja"""') == 'zei "ja"'
    for words in ("'t Was fijn", "'s avonds", '"fijn"', "=1+1", "=SOM(A1)", '="a'):
        assert values.clean_text(words) == words


@given(
    st.sampled_from(sorted(values.NO_VALUE)),
    st.sampled_from(["", " ", "\u00a0", "'", '"', "\u2019"]),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_no_value_in_any_case_and_quotes(word: str, around: str, cased: Callable[[str], str]) -> None:
    assert values.is_no_value(values.clean_text(f"{around}{cased(word)}{around}"))
    assert values.is_no_value(values.clean_code(f"{around}{cased(word)}{around}"))


@pytest.mark.parametrize("text", ["0", "99", "onbekend", "geen", "nee", "na afloop", "none of these", "NaNa", ".", "?"])
def test_what_says_something(text: str) -> None:
    assert not values.is_no_value(text)


def test_cleaning() -> None:
    assert values.clean_text("\u00a0 \u200bMe\u0301e \ufeff") == "M\u00e9e"
    assert values.clean_text("a\u200bb") == "a\u200bb"
    assert values.clean_code("G00\u200b000\u00ad") == "G00000"
    assert values.comparable_header("Geluist\u00e9rd ") == values.comparable_header("geluisterd")
    assert values.comparable_header(" INGEVULD-OP ") == values.comparable_header("ingevuld_op")
