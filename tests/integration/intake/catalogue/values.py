"""Cases 50 to 84: values."""

from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.integration.intake.catalogue.case import (
    ANSWERS,
    CLIENTS,
    DECISIONS,
    GOOD_ROWS,
    GROUPS,
    PARTICIPATIONS,
    SESSIONS,
    Case,
    bad,
    day,
    empty_answer,
    empty_value,
    good,
    rejected,
    table,
    taken,
)
from tests.unit.reading.building import saved, workbook_of

FULL_WIDTH = "９９９９００００６"
WELL_FORMED = ["999900006", "999900018", "999900031", "999900043", "999900055", "999900067"]


def sheet(kind: str, **change: Any) -> bytes:
    row: dict[str, Any] = GOOD_ROWS[kind] | change
    return workbook_of([list(row), list(row.values())])


def sheet_since_1904() -> bytes:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    first: Any = book.active
    row: dict[str, Any] = GOOD_ROWS[SESSIONS] | {"datum": date(2025, 1, 8)}
    first.append(list(row))
    first.append(list(row.values()))
    return saved(book)


CASES: list[Case] = [
    # A BSN of the public test range has nine digits: an eight-digit one that is sound lies outside it.
    taken(
        50, "a BSN without its leading zero", table(CLIENTS, {"bsn": "12345672"}, {"bsn": "12345673"}), kind=CLIENTS,
        counts=(2, 1, 1, 0), notes=((2, "bsn", "outside_test_range"), (3, "bsn", "elfproef")),
        columns="bsn_pseudonym", rows=[(None,)],
    ),
    bad(50, "a gemeentecode without its leading zero", DECISIONS, "gemeentecode", ["363"], "domain"),
    good(50, "leading zeros stay", PARTICIPATIONS, "groep_id", ["007", "7"], ["007", "7"]),
    bad(51, "scientific notation", GROUPS, "groep_id", ["1,23457E+08", "9.9e+10", "9,999E+08"], "notation"),
    taken(
        51, "a number that a spreadsheet rounded", sheet(GROUPS, groep_id=1234567890123456), kind=GROUPS,
        extension="xlsx", counts=(1, 0, 1, 0), notes=((2, "groep_id", "notation"),),
    ),
    taken(
        51, "a whole number cell", sheet(GROUPS, groep_id=123456789012345), kind=GROUPS, extension="xlsx",
        columns="groep_id", rows=[("123456789012345",)],
    ),
    bad(52, "an Excel serial as text", SESSIONS, "datum", ["45665", "45665.0"], "date"),
    taken(
        52, "an Excel date cell", sheet(SESSIONS, datum=date(2025, 1, 8)), kind=SESSIONS, extension="xlsx",
        columns="datum", rows=[(day("2025-01-08"),)],
    ),
    taken(
        52, "a date cell since 1904", sheet_since_1904(), kind=SESSIONS, extension="xlsx", columns="datum",
        rows=[(day("2025-01-08"),)],
    ),
    taken(
        52, "a number cell without a date format", sheet(SESSIONS, datum=45665), kind=SESSIONS, extension="xlsx",
        counts=(1, 0, 1, 0), notes=((2, "datum", "date"),),
    ),
    good(
        53, "day, month, year and the other way", SESSIONS, "datum",
        ["01-02-2025", "1-2-2025", "2025-02-01", "20250201"], [day("2025-02-01")] * 4,
    ),
    bad(
        53, "what is no date", SESSIONS, "datum",
        ["02-13-2025", "1-2-25", "01 feb. 2025", "2025-02-30", "2025-2-1", "1/2/2025", "31-04-2025"], "date",
    ),
    good(
        54, "a moment with a zone", ANSWERS, "ingevuld_op",
        ["2025-02-01T23:30:00Z", "2025-01-31 23:30:00+00:00", "2025-02-01 10:00:00+01:00"],
        [datetime(2025, 2, 2, 0, 30), datetime(2025, 2, 1, 0, 30), datetime(2025, 2, 1, 10)],
    ),
    empty_value(55, "decimals, thousands, signs", SESSIONS, "duur_minuten", ["90,5", "1.234", "90%", "€ 90"], "domain"),
    good(56, "not answered", ANSWERS, "op_gemak", ["n.v.t.", "99", "Weet niet", "", "N.V.T.", "nvt", "-"], [None] * 7),
    empty_answer(56, "no answer in other words", ["?", "geen antwoord", "-1", "999", "9", "-99"]),
    bad(57, "what tools write for nothing is no text", GROUPS, "naam", ["NA", "None", "null", "NaN"], "required"),
    good(
        57, "nor what somebody said", ANSWERS, "open_positief", ["N.v.t.", "(null)", r"\N", "#N/B", "na drie", "geen"],
        [None, None, None, None, "na drie", "geen"],
    ),
    good(
        58, "case and spaces around", ANSWERS, "op_gemak", [" HELEMAAL mee eens\xa0", "a4", "neutraal"], [5, None, 3],
        notes=((3, "op_gemak", "domain"),),
    ),
    empty_answer(58, "other words", ["eens", "Agree", "Mee eensch", '"mee&nbsp;eens"']),
    good(
        58, "a label by case, accents and punctuation", GROUPS, "groepstype", ["SPORT-groep ", "Sportgroep."],
        ["sportgroep", "sportgroep"],
    ),
    good(
        58, "an unknown label", GROUPS, "groepstype", ["Muziekcafé (pilot)", "sportgroepje"], ["onbekend"] * 2,
        unmapped=("Muziekcafé (pilot)", "sportgroepje"),
    ),
    empty_answer(59, "number and label in one", ["4 - Mee eens", "4. Mee eens", "4 (mee eens)"]),
    empty_answer(60, "a scale from 0", ["0", "A0"]),
    empty_answer(61, "grades to 10", ["7", "10", "8,5"]),
    good(
        61, "grades in every row are no reason to reject the file", ANSWERS, "op_gemak", ["7"] * 25, [None] * 25,
        notes=tuple((line, "op_gemak", "other_scale") for line in range(2, 27)),
    ),
    good(62, "a scale that runs the other way cannot be seen in codes", ANSWERS, "op_gemak", ["1", "2"], [1, 2]),
    taken(
        63, "all answers alike", table(ANSWERS, {"geluisterd": "4", "toepassen": "4", "aanraden": "4"}),
        columns="op_gemak, geluisterd, toepassen, aanraden", rows=[(4, 4, 4, 4)],
    ),
    taken(
        63, "nothing answered", table(ANSWERS, {"op_gemak": "", "open_positief": ""}),
        columns="op_gemak, open_positief", rows=[(None, None)],
    ),
    taken(
        64, "submitted twice on one invitation", table(ANSWERS, {"uitnodiging_id": "U1"}, {"uitnodiging_id": "U1"}),
        counts=(2, 2, 0, 0),
    ),
    taken(
        64, "one response twice", table(ANSWERS, {}, {"respons_id": "1"}), counts=(2, 1, 0, 1), columns="line",
        rows=[(2,)],
    ),
    taken(
        64, "one response number, two answers", table(ANSWERS, {}, {"respons_id": "1", "op_gemak": "1"}),
        counts=(2, 0, 2, 0), notes=((2, None, "duplicate_key"), (3, None, "duplicate_key")),
    ),
    bad(65, "another name for a moment", ANSWERS, "meetmoment", ["nameting", "T1"], "domain"),
    good(65, "no moment is the end", ANSWERS, "meetmoment", ["", "na_6_maanden"], ["einde", "na_6_maanden"]),
    bad(66, "in the future of the file", ANSWERS, "ingevuld_op", ["2025-03-02", "2030-01-01"], "in_future"),
    bad(
        66, "long ago, far ahead", ANSWERS, "ingevuld_op", ["1900-01-01", "0001-01-01", "1999-12-31", "2041-01-01"],
        "date",
    ),
    taken(
        67, "the end before the start", table(PARTICIPATIONS, {"startdatum": "2025-02-01", "einddatum": "2025-01-31"}),
        kind=PARTICIPATIONS, counts=(1, 0, 1, 0), notes=((2, "einddatum", "end_before_start"),),
    ),
    good(
        67, "an open end", PARTICIPATIONS, "einddatum",
        ["31-12-9999", "2099-12-31", "00-00-0000", "-", "n.v.t.", "NULL", ""], [None] * 7,
    ),
    taken(
        67, "two participations that overlap",
        table(PARTICIPATIONS, {"startdatum": "2025-01-05"}, {"startdatum": "2025-01-08"}), kind=PARTICIPATIONS,
        counts=(2, 2, 0, 0),
    ),
    empty_value(
        68, "an impossible birth", CLIENTS, "geboortedatum", ["31-12-1899", "2025-03-02", "00-00-1899"], "birth_range",
        columns="geboortejaar",
    ),
    empty_value(68, "an age for a birth year", CLIENTS, "jongste_kind_geboortejaar", ["12", "-1"], "domain"),
    empty_value(68, "a child that is yet to come", CLIENTS, "oudste_kind_geboortejaar", ["2026"], "birth_range"),
    good(
        68, "a birth that is partly unknown", CLIENTS, "geboortedatum",
        ["00-00-1985", "19790000", "1990-05-00", "1985"], [1985, 1979, 1990, 1985], columns="geboortejaar",
    ),
    taken(
        68, "a number cell for a birth", sheet(CLIENTS, geboortedatum=19790000), kind=CLIENTS, extension="xlsx",
        columns="geboortejaar", rows=[(1979,)],
    ),
    empty_value(68, "a postcode abroad", CLIENTS, "postcode", ["B-2000", "50667 "], "domain", columns="postcode4"),
    good(68, "blanks in one", CLIENTS, "postcode", ["3572\xa0XZ", "3572  XZ"], ["3572"] * 2, columns="postcode4"),
    taken(
        68, "a gender that the list lacks", table(CLIENTS, {"geslacht": "X"}), kind=CLIENTS,
        notes=((2, "geslacht", "domain"),), columns="geslacht", rows=[("onbekend",)],
    ),
    good(69, "a parent that is not there yet", PARTICIPATIONS, "groep_id", ["bestaat nog niet"], ["bestaat nog niet"]),
    good(70, "a group of nobody", GROUPS, "max_deelnemers", ["0", ""], [0, None]),
    bad(70, "a group of fewer than nobody", GROUPS, "max_deelnemers", ["-5"], "domain"),
    bad(
        71, "no BSN", DECISIONS, "bsn",
        ["999900007", "1234.56.782", "9999 00006", FULL_WIDTH, "9999000060", "1234567", "99990000a"], "elfproef",
    ),
    bad(71, "a BSN of nobody's test range", DECISIONS, "bsn", ["123456782", "111222333"], "outside_test_range"),
    bad(71, "no BSN at all", DECISIONS, "bsn", [""], "required"),
    good(
        71, "the BSN of an unknown person", DECISIONS, "bsn", ["000000000", "999999999"], [None, None],
        columns="bsn_pseudonym",
    ),
    taken(
        71, "a bad BSN costs a client no row", table(CLIENTS, {"bsn": "999900007"}), kind=CLIENTS,
        notes=((2, "bsn", "elfproef"),), columns="bsn_pseudonym", rows=[(None,)],
    ),
    taken(72, "two clients with one BSN", table(CLIENTS, {}, {}), kind=CLIENTS, counts=(2, 2, 0, 0)),
    rejected(
        73, "BSNs where none belong", table(ANSWERS, *({"respondentcode": WELL_FORMED[n % 6]} for n in range(20))),
        "identifier_in_wrong_column", "respondentcode", counts=(20, 0, 0, 20),
    ),
    rejected(
        73, "BSNs where nobody looks", table(ANSWERS, *({"kenmerk": WELL_FORMED[n % 6]} for n in range(20))),
        "identifier_in_wrong_column", "column 6", counts=(20, 0, 0, 20),
    ),
    taken(
        74, "names and numbers in free text",
        table(ANSWERS, {"open_positief": "Jan Jansen (06-12345678) woont op de Kerkstraat 1"}),
        columns="length(open_positief)", rows=[(49,)],
    ),
    good(
        75, "formulas stay text", ANSWERS, "open_positief", ["=1+1", "+31", "-3", "@SUM(A1)", "＝1+1"],
        ["=1+1", "+31", "-3", "@SUM(A1)", "＝1+1"],
    ),
    good(
        76, "markup and escapes stay text", ANSWERS, "open_positief",
        ["<script>alert(1)</script>", "[klik](http://x)", "\x1b[31mrood"],
        ["<script>alert(1)</script>", "[klik](http://x)", "\x1b[31mrood"],
    ),
    good(
        77, "invisible characters in a key", PARTICIPATIONS, "groep_id",
        ["\ufeffG\u200b1\xad", "G1\u200e\xa0", "\u0421-1", "Cafe\u0301"], ["G1", "G1", "\u0421-1", "Caf\xe9"],
    ),
    good(
        77, "in a text they go at the edges only", GROUPS, "naam", ["\u200bA\u200bB\xa0", "Cafe\u0301", "\u202eX"],
        ["A\u200bB", "Caf\xe9", "\u202eX"],
    ),
    good(78, "emoji", ANSWERS, "open_positief", ["top 👍🏽"], ["top 👍🏽"]),
    rejected(78, "a lone surrogate", table(ANSWERS, {}).encode().replace(b"fijn", b"\xed\xa0\xbd"), "unreadable"),
    bad(78, "a text of a million characters", ANSWERS, "open_positief", ["x" * 1_000_000], "too_long"),
    rejected(
        78, "ten thousand columns", ";".join([*GOOD_ROWS[ANSWERS], *(f"k{n}" for n in range(10_000))]) + "\n",
        "too_many_columns", "1000",
    ),
    good(
        79, "gemeenten are not looked up", DECISIONS, "gemeentecode", ["0344", "1904", "9999"], ["0344", "1904", "9999"]
    ),
    bad(79, "a gemeente by its name", DECISIONS, "gemeentecode", ["Utrecht", "GM0344"], "domain"),
    good(
        80, "a generic allocation", DECISIONS, "productcategorie", ["", "n.v.t.", "Onbekend"], ["onbekend"] * 3,
        columns="productcategorie",
    ),
    empty_value(80, "a referrer of a later list", DECISIONS, "verwijzer", ["07", "huisarts"], "domain"),
    empty_value(80, "a product code that became a number", DECISIONS, "productcode", ["4,5E+05"], "notation"),
    bad(80, "a category that is not in the list", DECISIONS, "productcategorie", ["39", "56", "045"], "domain"),
    good(80, "a product code is nobody's list", DECISIONS, "productcode", ["45A04", "0"], ["45A04", "0"]),
    taken(
        80, "a later end on the same number",
        table(
            DECISIONS, {"einddatum": "2025-06-30"},
            {"toewijzingnummer": "1", "einddatum": "2025-12-31", "toewijzingsdatumtijd": "2025-02-02 10:00"},
        ),
        kind=DECISIONS, counts=(2, 2, 0, 0),
    ),
    good(81, "keys that differ by case", GROUPS, "groep_id", ["g1", "G1"], ["g1", "G1"]),
    taken(
        81, "keys that differ by spaces",
        table(
            GROUPS, {"groep_id": "G1 "}, {"groep_id": " G1"}, {"groep_id": "G2"},
            {"groep_id": "G2\xa0", "naam": "Anders"},
        ),
        kind=GROUPS, counts=(4, 1, 2, 1), notes=((4, None, "duplicate_key"), (5, None, "duplicate_key")),
    ),
    bad(82, "45.0 in a key", GROUPS, "groep_id", ["45.0", "45,0", "1.0"], "notation"),
    bad(82, "1.0 in another identifier", PARTICIPATIONS, "client_id", ["1.0"], "notation"),
    bad(
        82, "a date, a boolean, a formula", PARTICIPATIONS, "groep_id",
        ["3-mrt", "mrt-07", "03-03-2025", "ONWAAR", "=A1", "#REF!"], "notation",
    ),
    good(
        82, "what keeps the zeros of a code", PARTICIPATIONS, "groep_id", ['"=""007"""', "'007", "\u2019007", "007"],
        ["007"] * 4,
    ),
    taken(
        82, "a boolean for a code", sheet(GROUPS, groep_id=True), kind=GROUPS, extension="xlsx", counts=(1, 0, 1, 0),
        notes=((2, "groep_id", "notation"),),
    ),
    empty_answer(82, "3.0 as an answer", ["3.0"]),
    good(
        83, "booleans", GROUPS, "voortgezet_als_netwerk",
        ["ja", "Nee", "J", "n", "1", "0", "TRUE", "False", "", "Waar", "onwaar"],
        [True, False, True, False, True, False, True, False, None, True, False],
    ),
    bad(83, "other booleans", GROUPS, "voortgezet_als_netwerk", ["yes", "X"], "domain"),
    bad(
        84, "no moment", ANSWERS, "ingevuld_op",
        ["2025-02-01 24:00", "2025-02-01 7:60", "2025-02-01 12.30", "1 februari 2025", "2025-02-01 12:00 PM"], "date",
    ),
    bad(84, "an hour that the clock skipped", ANSWERS, "ingevuld_op", ["2024-03-31 02:30"], "date"),
    good(84, "an hour that came twice", ANSWERS, "ingevuld_op", ["2024-10-27 02:30"], [datetime(2024, 10, 27, 2, 30)]),
]  # fmt: skip
