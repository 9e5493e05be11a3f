"""What names say: kind, date, and whether a name is a delivery at all."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.kinds import KINDS
from schemas.name_dates import date_in_name
from schemas.rules import Rule
from warehouse.intake import file_names
from warehouse.landing.area import LandedFile
from warehouse.privacy.names import shown_name


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
    assert file_names.kind_of(file(path)) is KINDS[kind]


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
    assert file_names.kind_of(file(path)) is reason


def test_what_is_no_regular_file_is_never_a_delivery() -> None:
    assert file_names.kind_of(file("wiz/groepen_2026-03-01.csv", is_regular=False)) is Rule.NOT_A_FILE


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
    assert date_in_name(name) == day


NUMERIC = [
    f"{parts}{time}"
    for sign in ("-", "_", ".", " ", "\u2013", " - ")
    for parts in ("%Y@%m@%d".replace("@", sign), "%d@%m@%Y".replace("@", sign))
    for time in ("", "T0430", " 04h30", f"{'_' if sign.strip() in ('-', '.') else '-'}0430")
]
NOTATIONS = [*NUMERIC, "%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%Y%m%d_%H%M", "%Y-%m-%dT%H-%M-%SZ"]
MONTHS = [
    "januari februari maart april mei juni juli augustus september oktober november december",
    "january february march april may june july august september october november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
]
AROUND = [("groepen_", ".csv"), ("antwoorden_EW-J_", "_def.csv"), ("Groepen ", " (2).csv"), ("antwoorden_v1_na_", "")]
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 12, 31))


@given(MOMENTS, st.sampled_from(NOTATIONS), st.sampled_from(AROUND))
def test_every_notation_of_a_date_is_that_day(moment: datetime, notation: str, around: tuple[str, str]) -> None:
    assert date_in_name(moment.strftime(notation).join(around)) == moment.date()


@given(
    MOMENTS, st.sampled_from(MONTHS), st.sampled_from(["", " ", "-", "_", "."]), st.sampled_from(AROUND), st.booleans()
)
def test_a_month_in_words_is_read_too(
    moment: datetime, months: str, sign: str, around: tuple[str, str], is_loud: bool
) -> None:
    month = months.split()[moment.month - 1]
    words = f"{moment.day}{sign}{month.upper() if is_loud else month}{sign}{moment.year}"
    assert date_in_name(words.join(around)) == moment.date()
    assert date_in_name(f"{month}{sign}{moment.year}".join(around)) is Rule.BAD_DATE_IN_NAME


@pytest.mark.parametrize(
    "name",
    [
        "groepen_03-15-2026.csv", "groepen_01032026.csv", "groepen_03152026.csv", "groepen_2026-03.csv",
        "groepen_202603.csv", "groepen_03-2026.csv", "groepen_3-2026.csv", "groepen maart 2026.csv",
        "groepen_1 maart.csv", "groepen_01-02-03.csv", "groepen_15.02.26.csv", "groepen_15-02-26_0430.csv",
        "groepen_20261301.csv", "groepen_20032026.csv", "groepen_19991231.csv", "groepen_2026-3-1.csv",
        "groepen_01-03_2026.csv", "groepen_202603012599.csv", "groepen_2026030104.csv", "groepen_01-03-2026-04-30.csv",
        "groepen_2026-01-01_2026-02-30.csv", "antwoorden G12-03-2026.csv", "groepen_20260301999900006.csv",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_told(name: str) -> None:
    assert date_in_name(name) is Rule.BAD_DATE_IN_NAME


@pytest.mark.parametrize(
    "name",
    [
        "antwoorden_EW-J_v1.csv", "groepen_v1.2.3.csv", "groepen_999900006.csv", "groepen_9999.00.006.csv",
        "groepen_06-12345678.csv", "groepen_0612345678.csv", "antwoorden_2025.csv", "groepen_2025-2026.csv",
        "antwoorden_123456.csv", "groepen (1).csv", "beschikkingen_0344_45.csv", "groep 12-3.csv",
        "groepen_2026-W09.csv",
        "antwoorden_meting 2 van 3.csv", "groepen_12345678.csv", "groepen_2025-26.csv", "deelnemers_99-99-00-006.csv",
        "dossier decennium 2.csv",
    ],
)  # fmt: skip
def test_other_numbers_are_no_dates(name: str) -> None:
    assert date_in_name(name) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("groepen_01-03-2026_04-30.csv", date(2026, 3, 1)),
        ("antwoorden_1_2_2025-03-01.csv", date(2025, 3, 1)),
        ("groepen_2026-03_2026-03-31.csv", date(2026, 3, 31)),
        ("groepen_01-01-2026_tot_2026-03-01.csv", date(2026, 3, 1)),
        ("antwoorden_202512_2026-03-01.csv", date(2026, 3, 1)),
    ],
)
def test_of_several_the_last_whole_date_counts(name: str, day: date) -> None:
    assert date_in_name(name) == day


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
    assert file_names.fault_of_date(named, date(2025, 3, 1)) == fault


def test_day_of_modification_is_amsterdams() -> None:
    assert file_names.day_of_modification(file("wiz/groepen.csv")) == date(2025, 3, 1)


@pytest.mark.parametrize("seconds", [0, -1, -(2**40), 946_000_000, 2**45, 2**62])
def test_a_modification_time_that_cannot_be_true_is_no_day(seconds: int) -> None:
    assert file_names.day_of_modification(LandedFile("wiz/groepen.csv", 1, seconds * 10**9, is_regular=True)) is None


def test_names_are_shown_as_plain_text() -> None:
    assert shown_name("wiz/groep\u202een\n.csv") == "wiz/groep\\u202een\\n.csv"
    assert shown_name("wiz/caf\udce9.csv") == "wiz/caf\\xe9.csv"
    assert shown_name("wiz/café.csv") == "wiz/café.csv"
