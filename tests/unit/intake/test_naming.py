"""What names say: kind, date, and whether a name is a delivery at all."""

from datetime import date

import pytest

from schemas.kinds import KINDS
from schemas.rules import Rule
from warehouse.intake import naming
from warehouse.intake.naming import NotADelivery
from warehouse.landing import LandedFile, shown_name


def file(path: str, *, is_regular: bool = True) -> LandedFile:
    return LandedFile(path, size=1, modified_ns=1_740_787_199_000_000_000, is_regular=is_regular)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("ervaringwijzer/Antwoorden_2025.CSV", "ervaringwijzer/antwoorden"),
        ("ervaringwijzer/antwoorden EW-O 2026-03-02.xlsx", "ervaringwijzer/antwoorden"),
        ("ervaringwijzer/antwoorden1.csv", "ervaringwijzer/antwoorden"),
        ("wiz/groepen.pdf", "wiz/groepen"),
        ("wiz/deelnemers_2026.csv", "wiz/deelnemers"),
        ("wiz/deelnames-2026.csv", "wiz/deelnames"),
    ],
)
def test_kind(path: str, kind: str) -> None:
    assert naming.kind_of(file(path)) is KINDS[kind]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("ervaringwijzer/antwoordenboek.csv", Rule.UNKNOWN_KIND),
        ("wiz/antwoorden_2025.csv", Rule.UNKNOWN_KIND),
        ("groepen_2025.csv", Rule.UNKNOWN_KIND),
        ("wiz/Thumbs.db", Rule.UNKNOWN_KIND),
        ("wiz/.groepen.csv", Rule.NOT_YET_COMPLETE),
        ("wiz/~$groepen_2026-03-01.xlsx", Rule.NOT_YET_COMPLETE),
        ("wiz/groepen.csv.PART", Rule.NOT_YET_COMPLETE),
        ("wiz/groepen.csv.crdownload", Rule.NOT_YET_COMPLETE),
    ],
)
def test_not_a_delivery(path: str, reason: Rule) -> None:
    assert naming.kind_of(file(path)) == NotADelivery(reason)


def test_what_is_no_regular_file_is_never_a_delivery() -> None:
    assert naming.kind_of(file("wiz/groepen_2026-03-01.csv", is_regular=False)) == NotADelivery(Rule.NOT_A_FILE)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("groepen_2026-03-01.csv", date(2026, 3, 1)),
        ("groepen_20260301.csv", date(2026, 3, 1)),
        ("groepen_2025-01-01_tot_20260301_v2.csv", date(2026, 3, 1)),
        ("groepen 2026-03-01 (1).csv", date(2026, 3, 1)),
        ("groepen_2026-02-30.csv", Rule.BAD_DATE_IN_NAME),
        ("groepen_99999999.csv", Rule.BAD_DATE_IN_NAME),
        ("groepen_123456789.csv", None),
        ("groepen.csv", None),
    ],
)
def test_date_in_name(name: str, day: date | Rule | None) -> None:
    assert naming.date_in_name(name) == day


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        (None, None),
        (date(2025, 3, 1), None),
        (date(2025, 3, 2), Rule.BAD_DATE_IN_NAME),
        (Rule.BAD_DATE_IN_NAME, Rule.BAD_DATE_IN_NAME),
    ],
)
def test_a_date_that_does_not_exist_or_is_to_come_is_a_fault(named: date | Rule | None, fault: Rule | None) -> None:
    assert naming.fault_of_date(named, date(2025, 3, 1)) == fault


def test_day_of_modification_is_amsterdams() -> None:
    assert naming.day_of_modification(file("wiz/groepen.csv")) == date(2025, 3, 1)


def test_names_are_shown_as_plain_text() -> None:
    assert shown_name("wiz/groep\u202een\n.csv") == "wiz/groep\\u202een\\n.csv"
    assert shown_name("wiz/caf\udce9.csv") == "wiz/caf\\xe9.csv"
    assert shown_name("wiz/café.csv") == "wiz/café.csv"
