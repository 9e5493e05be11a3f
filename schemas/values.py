"""Value parsers: one delivered text becomes one value, or breaks a named rule. Never a guess.

Each parser takes cleaned text that is not empty and no word for "no value" (`is_no_value`), and returns the value: None
where the text says that it is not known. Nothing here knows columns, rows or files; cleaning of text is here too,
because every parser relies on it.
"""

import itertools
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
# In a text, marks of the writing direction may mean something; in a code they come along with a copied cell.
_DIRECTION = "\u061c" + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2061, 0x2065), *range(0x2066, 0x2070)]))
INVISIBLE_IN_CODES = INVISIBLE + _DIRECTION
_REMOVE_INVISIBLE = str.maketrans("", "", INVISIBLE_IN_CODES)
QUOTES = "'\"`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\uff07"
# What a cell begins with that a spreadsheet, or a program that writes for one, may have wrapped.
WRAPPED = "=" + QUOTES
_FORMULA_OF_TEXT = re.compile(rf"=\s*[{QUOTES}](.*)[{QUOTES}]", re.DOTALL)

# Words for nothing, of any tool, as they stand in any column: lower case, without quotes and brackets around them.
NO_VALUE = frozenset({
    "", "null", "(null)", "\\n", "nan", "na", "n/a", "#n/b", "#n/a", "none", "nvt", "n.v.t.", "n.v.t", "-", "--",
    "\u2013", "\u2014", "{question_not_shown}",
})  # fmt: skip
AROUND_NO_VALUE = QUOTES + "<>[] \u00a0"
_NOT_KNOWN = frozenset({UNKNOWN})
_NOT_ANSWERED = frozenset({"99", "weet niet"})
_TRUE = frozenset({"ja", "j", "1", "true", "waar", "vrai", "wahr"})
_FALSE = frozenset({"nee", "n", "0", "false", "onwaar", "faux", "falsch"})
_LIKERT_LABELS = {
    "helemaal niet mee eens": 1,
    "niet mee eens": 2,
    "neutraal": 3,
    "mee eens": 4,
    "helemaal mee eens": 5,
}
ANSWERS = [str(answer) for answer in _LIKERT_LABELS.values()]
_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
_DATE_TIME = re.compile(
    r"(?:(?P<d>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<y>[0-9]{4})"
    r"|(?P<y2>[0-9]{4})-(?P<m2>[0-9]{2})-(?P<d2>[0-9]{2})"
    r"|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
    rf"(?:[T ]+(?P<time>{_TIME})\s?(?P<zone>Z|z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?",
    re.ASCII,
)
# A date of which the day, or day and month, is zero; with the separators of other registries too, as nothing but the
# year is read.
_PARTLY_UNKNOWN = re.compile(
    r"(?:00?[-./](?:0?[0-9]|1[0-2])[-./](?P<y>[0-9]{4})"
    r"|(?P<y2>[0-9]{4})[-./](?:0?[0-9]|1[0-2])[-./]00?"
    r"|(?P<y3>[0-9]{4})(?:0[0-9]|1[0-2])00"
    rf"|(?P<y4>[0-9]{{4}}))(?:[T ]+{_TIME}\s?(?:Z|z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?",
    re.ASCII,
)
# A number cell of a workbook or an SPSS file in a date column; as a serial number of a day it would be in no century.
_NUMBER_OF_BIRTH = re.compile(r"((?:19|20)[0-9]{2}(?:[0-9]{4})?)\.0", re.ASCII)
SPREADSHEET_NUMBER = re.compile(
    "[+\u2212-]?[0-9]+[.,][0-9]+(?: ?[eE][+\u2212-]?[0-9]+)?|[+\u2212-]?[0-9]+ ?[eE][+\u2212-][0-9]+", re.ASCII
)
# The errors of spreadsheets in Dutch, English, German and French, and the signs where a column is too narrow.
_WORDS_OF_ERRORS = (
    "REF|VERW|BEZUG|VALUE|WAARDE|WERT|VALEUR|DIV/0|DEEL/0|NULL?|LEEG|NUM|GETAL|ZAHL|NOMBRE|CALC|BEREKENEN|KALK|SPILL"
    "|OVERLOOP|\u00dcBERLAUF|PROPAGATION|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY"
)
SPREADSHEET_ERROR = re.compile(
    f"#(?:N/A|N/B|NV|(?:NAME|NAAM|NOM)\\?|(?:{_WORDS_OF_ERRORS})!)|##+|Err:[0-9]{{3}}", re.IGNORECASE
)
# January to December, as Dutch and English write them in full and short.
MONTHS = [
    names.split()
    for names in (
        "januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may",
        "juni june jun", "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
        "november nov", "december dec",
    )
]  # fmt: skip
# What German and French write besides. re.ASCII knows no two cases of a letter with an accent.
_OTHER_MONTHS = (
    "januar janv janvier februar f[éÉ]v f[éÉ]vr f[éÉ]vrier m[äÄ]r m[äÄ]rz mrz mars avr avril mai juin juil juillet"
    " ao[ûÛ]t septembre octobre novembre dez dezember d[éÉ]c d[éÉ]cembre"
)
_MONTH = f"(?:{'|'.join([*itertools.chain(*MONTHS), *_OTHER_MONTHS.split()])})"
_DAY, _YEAR, _BETWEEN = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:[0-9]{2}|(?:19|20)[0-9]{2})", r"(?:\.? |\.?[-/]|\.)"
_DATE_OF_CODE = (
    f"{_DAY}{_BETWEEN}{_MONTH}(?:{_BETWEEN}{_YEAR}|\\.)?|{_MONTH}{_BETWEEN}{_YEAR}|{_MONTH} {_DAY},? {_YEAR}"
    f"|{_DAY}[-/.]{_DAY}[-/.](?:19|20)[0-9]{{2}}"
    "|(?:19|20)[0-9]{2}(?:-[01][0-9]-[0-3][0-9]|/[01][0-9]/[0-3][0-9]|\\.[01][0-9]\\.[0-3][0-9])"
)
# What a spreadsheet makes of a code that looks like something else to it: a date, a boolean in its own language. The
# booleans of languages that are words or names elsewhere count as a spreadsheet writes them, in capitals.
SPREADSHEET_CODE = re.compile(
    f"(?:{_DATE_OF_CODE})(?:[T ]+{_TIME})?|TRUE|FALSE|WAAR|ONWAAR|WAHR|FALSCH|VRAI|FAUX"
    "|(?-i:VERDADERO|FALSO|VERO|VERDADEIRO|PRAWDA|FA\u0141SZ|SAND|FALSK|SANT|FALSKT|DO\u011eRU|YANLI\u015e)",
    re.ASCII | re.IGNORECASE,
)
NO_IDENTIFIERS = (SPREADSHEET_NUMBER, SPREADSHEET_ERROR, SPREADSHEET_CODE)
_POSTCODE = re.compile(r"([1-9][0-9]{3})(?:[A-Za-z]{2})?", re.ASCII)


class BadValue(Exception):
    """A value that breaks `rule`. Holds the rule alone, never the value."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.value)
        self.rule = rule


def clean_text(text: str) -> str:
    """Trim (NBSP and zero-width characters included) and compose to NFC; `="Fijn"` is the text Fijn."""
    trimmed = text.strip(EDGES)
    formula = _FORMULA_OF_TEXT.fullmatch(trimmed)
    if formula:
        trimmed = formula[1].replace('""', '"').strip(EDGES)
    return trimmed if trimmed.isascii() else unicodedata.normalize("NFC", trimmed)


def clean_code(text: str) -> str:
    """As `clean_text`, for all that is not free text: zero-width characters and soft hyphens are removed anywhere, and
    so are the quotes that keep a spreadsheet from reading a code as a number (`'007`, `"007"`).
    """
    cleaned = clean_text(text if text.isascii() else text.translate(_REMOVE_INVISIBLE))
    if cleaned[:1] in QUOTES:
        cleaned = cleaned.strip(QUOTES).strip(EDGES)
    return cleaned


def is_no_value(text: str) -> bool:
    """Whether a cleaned text is one of the words that tools write for nothing."""
    return text.strip(AROUND_NO_VALUE).lower() in NO_VALUE


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
    """An identifier is any text but what a spreadsheet put in its place (`45.0`, `9,999E+08`, `3-mrt`, `#VERW!`)."""
    if text.startswith("=") or any(form.fullmatch(text) for form in NO_IDENTIFIERS):
        raise BadValue(Rule.NOTATION)
    return text


def parse_respondent_code(text: str) -> str | None:
    """As an identifier; what several people write who have none (`onbekend`) would make them one person."""
    return None if text.casefold() in _NOT_KNOWN else parse_identifier(text)


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
    """The four digits of a Dutch postcode, with any blanks; the letters are not kept anywhere."""
    match = _POSTCODE.fullmatch("".join(text.split()))
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


def is_answer_code(text: str) -> bool:
    """Whether a text is the bare code of one of the five answers, as 1 or as LimeSurvey's A1."""
    return re.fullmatch(r"A?[1-5]", text, re.ASCII) is not None


def parse_answer(text: str) -> int | None:
    """An answer to a statement: 1..5 (helemaal niet mee eens .. helemaal mee eens); None when not answered."""
    if is_answer_code(text):
        return int(text[-1])
    folded = comparable_label(text)
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
    """Local time in Europe/Amsterdam without zone; a date alone is 00:00, a time with a zone is converted. None for a
    day that is not known (`00-00-0000`, 31 December 9999, in any notation).
    """
    text = " ".join(text.split())
    if text.casefold() in _NOT_KNOWN:
        return None
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise BadValue(Rule.DATE)
    part = match.groupdict()
    year, month, day = (part[name] or part[f"{name}2"] or part[f"{name}3"] for name in "ymd")
    if int(year) == int(month) == int(day) == 0:
        return None
    clock = (part["time"] or "00:00").replace(",", ".")
    iso_time = clock if clock[1] != ":" else "0" + clock
    zone = part["zone"] or ""
    try:
        moment = datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T{iso_time}{zone.upper()}")
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
    """A birth date in any year; whether a person can be that old is a rule of the row. Of one that is partly unknown
    (`00-00-1985`, `19790000`, `1990-05-00`, `1985`) the year counts: its first day stands for it.
    """
    text = " ".join(text.split())
    if number := _NUMBER_OF_BIRTH.fullmatch(text):
        text = number[1]
    if partly := _PARTLY_UNKNOWN.fullmatch(text):
        year = int(next(filter(None, partly.groupdict().values())))
        return date(year, 1, 1) if year else None
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
