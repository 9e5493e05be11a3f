"""Value parsers: one delivered text becomes one value, or breaks a named rule. Never a guess.

Each parser takes cleaned text that is not empty and returns the value (None where the text means "no value").
Nothing here knows columns, rows or files; cleaning of text is here too, because every parser relies on it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from stdnum.exceptions import ValidationError
from stdnum.nl import bsn as stdnum_bsn

from schemas.rules import Rule

Value = str | int | bool | date | datetime | None
Parser = Callable[[str], Value]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST_YEAR, LAST_YEAR = 2000, 2040
FIRST_TEST_BSN, LAST_TEST_BSN = "999900006", "999999990"
UNKNOWN = "onbekend"

INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
EDGES = "".join(map(chr, [*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, 0x3000, 0x202F, 0x205F]))
EDGES += "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029" + INVISIBLE
_REMOVE_INVISIBLE = str.maketrans("", "", INVISIBLE)

_NO_DATE = frozenset({"00-00-0000", "31-12-9999", "-", "n.v.t.", UNKNOWN, "null"})
NO_CODE = frozenset({"-", "n.v.t.", "nvt", UNKNOWN, "null"})
_NOT_ANSWERED = frozenset({"99", "n.v.t.", "weet niet"})
_TRUE, _FALSE = frozenset({"ja", "j", "1", "true"}), frozenset({"nee", "n", "0", "false"})
_LIKERT_LABELS = {
    "helemaal niet mee eens": 1,
    "niet mee eens": 2,
    "neutraal": 3,
    "mee eens": 4,
    "helemaal mee eens": 5,
}
_DATE_TIME = re.compile(
    r"(?:(?P<d>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<y>[0-9]{4})"
    r"|(?P<y2>[0-9]{4})-(?P<m2>[0-9]{2})-(?P<d2>[0-9]{2})"
    r"|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
    r"(?:[T ]+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)\s?(?P<zone>Z|z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
SPREADSHEET_NUMBER = re.compile(r"[+-]?[0-9]+[.,][0-9]+(?:[eE][+-]?[0-9]+)?|[+-]?[0-9]+[eE][+-][0-9]+", re.ASCII)
SPREADSHEET_ERROR = re.compile(
    r"#(?:N/A|N/B|REF!|VERW!|NAME\?|NAAM\?|VALUE!|WAARDE!|DIV/0!|DEEL/0!|NULL!|LEEG!|NUM!|GETAL!)", re.IGNORECASE
)
_POSTCODE = re.compile(r"([1-9][0-9]{3})\s?(?:[A-Za-z]{2})?", re.ASCII)


class BadValue(Exception):
    """A value that breaks `rule`. Holds the rule alone, never the value."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.value)
        self.rule = rule


def clean_text(text: str) -> str:
    """Trim (NBSP and zero-width characters included) and compose to NFC."""
    if text.isascii():
        return text.strip(EDGES)
    return unicodedata.normalize("NFC", text.strip(EDGES))


def clean_code(text: str) -> str:
    """As `clean_text`, for keys and codes: zero-width characters and soft hyphens are removed anywhere."""
    return clean_text(text) if text.isascii() else clean_text(text.translate(_REMOVE_INVISIBLE))


def comparable_header(text: str) -> str:
    """A header as it is compared: no case, accents, spaces or punctuation."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if character.isalnum())


def comparable_label(text: str) -> str:
    """A label as it is compared: trimmed, no case, single spaces."""
    return " ".join(clean_code(text).casefold().split())


def parse_text(text: str) -> str:
    return text


def parse_words(text: str) -> str | None:
    """What somebody wrote. The error that a spreadsheet shows in its place (`#NAAM?`) says nothing."""
    return None if SPREADSHEET_ERROR.fullmatch(text) else text


def parse_identifier(text: str) -> str:
    """An identifier is any text but what a spreadsheet has put in its place (`45.0`, `9,999E+08`, `#N/B`)."""
    if SPREADSHEET_NUMBER.fullmatch(text) or SPREADSHEET_ERROR.fullmatch(text):
        raise BadValue(Rule.NOTATION)
    return text


def parse_respondent_code(text: str) -> str | None:
    """As an identifier; what several people write who have none (`-`, `n.v.t.`) would make them one person."""
    return None if text.casefold() in NO_CODE else parse_identifier(text)


def parse_municipality(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}", parse_identifier(text), re.ASCII):
        raise BadValue(Rule.DOMAIN)
    return text


def parse_whole_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text, re.ASCII):
        raise BadValue(Rule.DOMAIN)
    return int(text)


def parse_birth_year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII):
        raise BadValue(Rule.DOMAIN)
    return int(text)


def parse_postcode(text: str) -> str:
    """The four digits of a Dutch postcode; the letters are not kept anywhere."""
    match = _POSTCODE.fullmatch(text)
    if match is None:
        raise BadValue(Rule.DOMAIN)
    return match[1]


def parse_boolean(text: str) -> bool:
    folded = text.casefold()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    raise BadValue(Rule.DOMAIN)


def parse_answer(text: str) -> int | None:
    """An answer to a statement: 1..5 (helemaal niet mee eens .. helemaal mee eens); None when not answered."""
    if re.fullmatch(r"A?[1-5]", text, re.ASCII):
        return int(text[-1])
    folded = text.casefold()
    if folded in _NOT_ANSWERED:
        return None
    if folded in _LIKERT_LABELS:
        return _LIKERT_LABELS[folded]
    raise BadValue(Rule.DOMAIN)


def parse_bsn(text: str) -> str | None:
    """A BSN of nine digits that passes the elfproef; None for the sentinels 000000000 and 999999999."""
    parse_identifier(text)
    if not re.fullmatch(r"[0-9]{8,9}", text, re.ASCII):
        raise BadValue(Rule.ELFPROEF)
    digits = text.zfill(9)
    if digits in ("000000000", "999999999"):
        return None
    if not passes_elfproef(digits):
        raise BadValue(Rule.ELFPROEF)
    return digits


def parse_test_bsn(text: str) -> str | None:
    """As `parse_bsn`, but only BSNs of the public test range are taken."""
    digits = parse_bsn(text)
    if digits is not None and not FIRST_TEST_BSN <= digits <= LAST_TEST_BSN:
        raise BadValue(Rule.OUTSIDE_TEST_RANGE)
    return digits


def passes_elfproef(digits: str) -> bool:
    """Whether nine ASCII digits pass the elfproef (stdnum.nl.bsn)."""
    try:
        stdnum_bsn.validate(digits)
    except ValidationError:
        return False
    return True


def parse_moment(text: str) -> datetime | None:
    """Local time in Europe/Amsterdam without zone; a date alone is 00:00, a time with a zone is converted."""
    if text.casefold() in _NO_DATE:
        return None
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise BadValue(Rule.DATE)
    part = match.groupdict()
    iso_day = f"{part['y'] or part['y2'] or part['y3']}-{part['m'] or part['m2'] or part['m3']:0>2}"
    iso_day += f"-{part['d'] or part['d2'] or part['d3']:0>2}"
    clock = (part["time"] or "00:00").replace(",", ".")
    iso_time = clock if clock[1] != ":" else "0" + clock
    zone = part["zone"] or ""
    try:
        moment = datetime.fromisoformat(f"{iso_day}T{iso_time}{zone.upper()}")
    except ValueError:
        raise BadValue(Rule.DATE) from None
    if (moment.year, moment.month, moment.day) == (9999, 12, 31):
        return None
    return _local(moment)


def _local(moment: datetime) -> datetime:
    """The moment on the clock in Amsterdam; a time that the clock skips in spring is no time."""
    if moment.tzinfo is not None:
        try:
            return moment.astimezone(AMSTERDAM).replace(tzinfo=None)
        except OverflowError:
            raise BadValue(Rule.DATE) from None
    if moment.month == 3 and moment.hour == 2 and moment.year >= FIRST_YEAR:
        there_and_back = moment.replace(tzinfo=AMSTERDAM).astimezone(UTC).astimezone(AMSTERDAM)
        if there_and_back.replace(tzinfo=None) != moment:
            raise BadValue(Rule.DATE)
    return moment


def parse_moment_in_period(text: str) -> datetime | None:
    """As `parse_moment`, within the years that deliveries can speak of."""
    moment = parse_moment(text)
    if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadValue(Rule.DATE)
    return moment


def parse_date(text: str) -> date | None:
    moment = parse_moment_in_period(text)
    return None if moment is None else moment.date()


def parse_end_date(text: str) -> date | None:
    """As `parse_date`; an end after 2040 is an open end."""
    moment = parse_moment(text)
    if moment is None or moment.year > LAST_YEAR:
        return None
    if moment.year < FIRST_YEAR:
        raise BadValue(Rule.DATE)
    return moment.date()


def parse_birth_date(text: str) -> date | None:
    """A birth date in any year; whether a person can be that old is a rule of the row."""
    moment = parse_moment(text)
    return None if moment is None else moment.date()


def closed_list(codes: Mapping[str, str]) -> Parser:
    """A parser for a closed list: `codes` maps every accepted spelling to its code."""
    spellings = {comparable_label(spelling): code for spelling, code in codes.items()}

    def parse(text: str) -> str:
        code = spellings.get(comparable_label(text))
        if code is None:
            raise BadValue(Rule.DOMAIN)
        return code

    return parse
