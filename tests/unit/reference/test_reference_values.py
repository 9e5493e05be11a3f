"""Single cells: what is a value and which rule a bad one breaks."""

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.reference import contract, values

FILE_DATE = date(2026, 3, 2)


def around(kind: str, column: str, **more: Any) -> values.Surroundings:
    return values.Surroundings(contract.KIND[kind].by_name[column], FILE_DATE, more.pop("labels", {}), **more)


def parsed(kind: str, column: str, cell: Any, **more: Any) -> Any:
    return values.parse(cell, around(kind, column, **more))


def rule(kind: str, column: str, cell: Any, **more: Any) -> str:
    with pytest.raises(values.BrokenRuleError) as broken:
        parsed(kind, column, cell, **more)
    return broken.value.rule


@pytest.mark.parametrize(
    "text",
    [
        "03-01-2025",
        "3-1-2025",
        "2025-01-03",
        "20250103",
        "\u00a03-1-2025 \u200b",
        "2025-01-03T23:59",
        "03-01-2025 9:05:00",
    ],
)
def test_a_date_in_every_notation(text: str) -> None:
    assert parsed("wiz/deelnames", "aanmelddatum", text) == date(2025, 1, 3)


@pytest.mark.parametrize("text", ["31-12-9999", "00-00-0000", "-", "n.v.t.", "ONBEKEND", "NULL", "", " \u00a0"])
def test_no_value_in_a_date_column(text: str) -> None:
    assert parsed("wiz/deelnames", "startdatum", text) is None
    assert rule("wiz/deelnames", "aanmelddatum", text) == "required"


@pytest.mark.parametrize(
    "cell",
    [
        "31-6-2025",
        "1-2-24",
        "1/2/2025",
        "45292",
        45292,
        "2025-01-03 24:00",
        "1999-12-31",
        "31-12-2041",
        "30-03-2025 02:30",
    ],
)
def test_a_bad_date(cell: Any) -> None:
    assert rule("wiz/deelnames", "startdatum", cell) == "date"


def test_the_double_hour_is_its_first_and_a_zone_is_converted() -> None:
    kind, column = "ervaringwijzer/antwoorden", "ingevuld_op"
    assert parsed(kind, column, "26-10-2025 02:30") == datetime(2025, 10, 26, 2, 30)
    assert parsed(kind, column, "2025-07-01T22:30:00Z") == datetime(2025, 7, 2, 0, 30)
    assert parsed(kind, column, datetime(2025, 7, 1, 9, 0)) == datetime(2025, 7, 1, 9, 0)


def test_an_end_after_2040_is_open() -> None:
    assert parsed("wiz/groepen", "einddatum", "01-01-2041") is None
    assert parsed("wiz/groepen", "einddatum", datetime(9999, 12, 31)) is None
    assert rule("wiz/groepen", "startdatum", "01-01-2041") == "date"


def test_birth_keeps_the_year_and_knows_its_range() -> None:
    assert parsed("wiz/deelnemers", "geboortedatum", "15-8-1973") == 1973
    assert rule("wiz/deelnemers", "geboortedatum", "31-12-1899") == "birth_range"
    assert rule("wiz/deelnemers", "geboortedatum", "03-03-2026") == "birth_range"


@pytest.mark.parametrize("cell", ["45.0", "9,999E+08", 4.5, 10**15, datetime(2025, 1, 1), time(9)])
def test_a_spreadsheet_notation_in_an_identifier(cell: Any) -> None:
    assert rule("wiz/deelnemers", "client_id", cell) == "notation"


def test_identifiers_keep_zeros_and_lose_what_cannot_be_seen() -> None:
    assert parsed("wiz/deelnemers", "client_id", "007") == "007"
    assert parsed("wiz/deelnemers", "client_id", 1010) == "1010"
    assert parsed("wiz/groepen", "groep_id", "G00\u200b000\u00ad") == "G00000"


def test_bsn() -> None:
    kind = "beschikkingen/beschikkingen"
    assert parsed(kind, "bsn", "999900006") == "999900006"
    assert parsed(kind, "bsn", "10000008") == "010000008"
    assert parsed(kind, "bsn", 999900006) == "999900006"
    assert parsed(kind, "bsn", "00000000") == parsed(kind, "bsn", "999999999") == "onbekend"
    assert rule(kind, "bsn", "999900007") == "elfproef"
    assert rule(kind, "bsn", "9999.00.006") == rule(kind, "bsn", "1234567") == "elfproef"
    assert rule(kind, "bsn", "123456782", demo=True) == "outside_test_range"


def test_codes_are_never_padded_and_labels_are_mapped() -> None:
    assert rule("beschikkingen/beschikkingen", "gemeentecode", "344") == "domain"
    assert rule("beschikkingen/beschikkingen", "reden_wijziging", "4") == "domain"
    assert rule("beschikkingen/beschikkingen", "productcategorie", "39") == "domain"
    assert rule("wiz/deelnemers", "rol", "andere opvoeder") == "domain"
    assert parsed("wiz/deelnemers", "geslacht", "Meisje") == "V"
    assert parsed("wiz/groepen", "wijk", "Leidsche Rijn").value == "WK034409"
    assert parsed("wiz/groepen", "groepstype", "Sportgroep ").value == "sportgroep"
    assert parsed("wiz/groepen", "groepstype", "Filmclub") == values.Labelled("onbekend", ("Filmclub",))
    assert parsed("wiz/groepen", "partners", "KOOS, De Bieb, KOOS") == values.Labelled(
        "KOOS,onbekend,KOOS", ("De Bieb",)
    )


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        ("3", 3),
        (4, 4),
        (5.0, 5),
        ("A1", 1),
        ("HELEMAAL MEE EENS", 5),
        ("weet niet", None),
        (99, None),
        ("n.v.t.", None),
    ],
)
def test_answers(cell: Any, score: int | None) -> None:
    assert parsed("ervaringwijzer/antwoorden", "op_gemak", cell) == score


@pytest.mark.parametrize("cell", ["0", "6", "3.0", "4 - Mee eens", "eens", "A6", 4.5])
def test_bad_answers(cell: Any) -> None:
    assert rule("ervaringwijzer/antwoorden", "op_gemak", cell) == "domain"


def test_a_cell_may_not_be_longer_than_the_limit() -> None:
    assert rule("wiz/groepen", "naam", "x" * 100_001) == "too_long"
    assert parsed("wiz/groepen", "naam", "x" * 100_000) == "x" * 100_000


def test_booleans_and_postcodes() -> None:
    for text, value in (("Ja", True), ("n", False), ("1", True), ("FALSE", False), (True, True)):
        assert parsed("wiz/groepen", "voortgezet_als_netwerk", text) is value
    assert rule("wiz/groepen", "voortgezet_als_netwerk", "misschien") == "domain"
    assert parsed("wiz/deelnemers", "postcode", "3525 ab") == "3525"
    assert rule("wiz/deelnemers", "postcode", "35250") == "domain"
