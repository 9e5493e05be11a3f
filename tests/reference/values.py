"""From one delivered cell to one value or the rule it breaks; rules across columns are in rows.py.

A cell is text (CSV), or what a spreadsheet or SPSS file holds: a number, a date, a boolean, None.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from . import contract

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MAX_TEXT = 100_000

DATE_FORMS = (
    re.compile(r"(?P<d>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
)
TIME_FORM = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<min>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,](?P<part>[0-9]{1,6})[0-9]*)?)?\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
SPREADSHEET_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+|[+-]?[0-9]+[.,][0-9]+(?:[eE][0-9]+)?")
SPREADSHEET_BOOLEANS = {"true", "false", "waar", "onwaar", "wahr", "falsch", "vrai", "faux"}
MONTHS = {
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december", "january", "february", "march", "may", "june", "july", "august", "october", "jan", "feb", "mrt", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "okt", "oct", "nov", "dec", "dez", "mai", "mrz",
}  # fmt: skip
QUOTES = "'\"`´‘’‚‛“”„‟′＇"
SPREADSHEET_ERRORS = {
    "#n/a", "#n/b", "#ref!", "#verw!", "#name?", "#naam?", "#value!", "#waarde!", "#div/0!", "#deel/0!", "#null!",
    "#leeg!", "#num!", "#getal!",
}  # fmt: skip
POSTCODE = re.compile(r"([1-9][0-9]{3})\s?(?:[A-Za-z]{2})?")


class BrokenRuleError(ValueError):
    """The cell breaks this rule."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True)
class Surroundings:
    """What a cell's meaning depends on beside the cell: column, file date, labels of the mapping, demo or not."""

    column: contract.Column
    delivered_on: date
    labels: dict[str, str]
    demo: bool = False


@dataclass(frozen=True)
class Labelled:
    """A mapped value together with the labels that no mapping knows."""

    value: str | None
    unknown: tuple[str, ...] = ()


# Most cells, headers and labels of a world are the same few.
remembered = lru_cache(maxsize=50_000)


@remembered
def is_zero_width(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


@remembered
def trim(text: str) -> str:
    """Text without white space, NBSP and zero-width characters at its ends, NFC."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or is_zero_width(text[start])):
        start += 1
    while end > start and (text[end - 1].isspace() or is_zero_width(text[end - 1])):
        end -= 1
    return unicodedata.normalize("NFC", text[start:end])


@remembered
def trim_code(text: str) -> str:
    """Trimmed text of a key or code: zero-width characters and soft hyphens go anywhere."""
    return trim("".join(character for character in text if not is_zero_width(character)))


@remembered
def squeeze(text: str) -> str:
    """How headers and labels are compared: without case, accents, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", trim_code(text)).casefold()
    return "".join(character for character in plain if character.isalnum())


def as_text(cell: Any) -> str:
    """The text of any cell; a whole number is its digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return str(cell)


def is_empty(cell: Any) -> bool:
    return trim(as_text(cell)) == ""


def passes_elfproef(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


def unwrap(cell: Any, is_words: bool) -> Any:
    """A text without what keeps a spreadsheet from reading it: `="007"` and, but for free text, `'007`."""
    if not isinstance(cell, str):
        return cell
    text = trim(cell) if is_words else trim_code(cell)
    rest = text[1:].lstrip() if text.startswith("=") else ""
    if len(rest) > 1 and rest[0] in QUOTES and rest[-1] in QUOTES:
        text = trim(rest[1:-1].replace('""', '"'))
    if not is_words and text and text[0] in QUOTES:
        text = trim(text.strip(QUOTES))
    return text


def says_nothing(cell: Any) -> bool:
    """Whether a cell holds one of the words that tools write for no value."""
    return is_empty(cell) or (
        isinstance(cell, str) and trim(cell).strip(f"<>[] \xa0{QUOTES}").casefold() in ("", *contract.NOTHING)
    )


def is_day_of_a_code(text: str) -> bool:
    """Whether a spreadsheet made a date of a code: a day or a year with a month's name, or a full date."""
    parts = re.split(r"[-/. ]+", re.sub(r"[ T][0-9:.,]+$", "", text.casefold()) if ":" in text else text.casefold())
    parts = [part for part in parts if part]
    names = [part for part in parts if part in MONTHS]
    numbers = [part for part in parts if part.isascii() and part.isdecimal()]
    if len(names) == 1 and numbers and len(names) + len(numbers) == len(parts) <= 3:
        return parts[0] in numbers or len(numbers[-1]) in (2, 4)
    if len(numbers) == len(parts) == 3 and re.fullmatch(r"[0-9]+([-/.])[0-9]+\1[0-9]+.*", text):
        year, others = (numbers[0], numbers[1:]) if len(numbers[0]) == 4 else (numbers[2], numbers[:2])
        is_padded = year is numbers[2] or all(len(other) == 2 for other in others)
        return year[:2] in ("19", "20") and len(year) == 4 and is_padded and all(0 < int(one) < 32 for one in others)
    return False


def parse_id(cell: Any, around: Surroundings) -> str:
    if isinstance(cell, bool | date | time | timedelta) or (
        isinstance(cell, int | float) and not (float(cell).is_integer() and abs(cell) < 10**15)
    ):
        raise BrokenRuleError("notation")
    text = trim_code(as_text(cell))
    if isinstance(cell, str) and (
        SPREADSHEET_NUMBER.fullmatch(text)
        or text.casefold() in SPREADSHEET_ERRORS | SPREADSHEET_BOOLEANS
        or text.startswith("=")
        or is_day_of_a_code(text)
    ):
        raise BrokenRuleError("notation")
    return text


def parse_own_code(cell: Any, around: Surroundings) -> str | None:
    """A code that a respondent made up; what people write who have none ties nobody together."""
    text = trim_code(as_text(cell))
    return None if text.casefold() == "onbekend" else parse_id(cell, around)


def parse_municipality(cell: Any, around: Surroundings) -> str:
    text = parse_id(cell, around)
    if not re.fullmatch("[0-9]{4}", text):
        raise BrokenRuleError("domain")
    return text


def parse_bsn(cell: Any, around: Surroundings) -> str:
    """Nine digits, or `onbekend` for a sentinel."""
    text = parse_id(cell, around)
    bsn = text.zfill(9) if len(text) == 8 else text
    if bsn in ("000000000", "999999999"):
        return "onbekend"
    if not re.fullmatch("[0-9]{9}", bsn) or not passes_elfproef(bsn):
        raise BrokenRuleError("elfproef")
    if around.demo and not "999900006" <= bsn <= "999999990":
        raise BrokenRuleError("outside_test_range")
    return bsn


def parse_code(cell: Any, around: Surroundings) -> str:
    """A member of a closed list, in any case, by its code or by a label of the contract or the mapping."""
    text = trim_code(as_text(cell))
    own = {code.casefold(): code for code in contract.CODE_LISTS[around.column.name]}
    own |= {label.casefold(): code for label, code in contract.LABELS.get(around.column.name, {}).items()}
    mapped = {squeeze(label): code for label, code in around.labels.items()}
    code = own.get(text.casefold()) or mapped.get(squeeze(text))
    if code is None:
        raise BrokenRuleError("domain")
    return code


def parse_label(cell: Any, around: Surroundings) -> Labelled:
    text = trim_code(as_text(cell))
    code = known_code(text, around)
    return Labelled(code) if code is not None else Labelled("onbekend", (text,))


def parse_labels(cell: Any, around: Surroundings) -> Labelled:
    """Comma-separated labels; the value is their codes in the order delivered, joined by commas."""
    named = [part for part in as_text(cell).split(",") if not says_nothing(part)]
    parts = [Labelled(None)] + [parse_label(part, around) for part in named]
    codes = [part.value for part in parts if part.value is not None]
    unknown = tuple(label for part in parts for label in part.unknown)
    return Labelled(",".join(codes) or None, unknown)


def known_code(text: str, around: Surroundings) -> str | None:
    codes = [*contract.CODE_LISTS[around.column.name], "onbekend"]
    by_spelling = {squeeze(code): code for code in codes} | {
        squeeze(label): code for label, code in contract.LABELS.get(around.column.name, {}).items()
    }
    by_spelling |= {squeeze(label): code for label, code in around.labels.items()}
    return by_spelling.get(squeeze(text))


def parse_answer(cell: Any, around: Surroundings) -> int | None:
    """1..5; None for an explicit 'not answered'."""
    text = " ".join(trim_code(as_text(cell)).split())
    if isinstance(cell, str) and SPREADSHEET_NUMBER.fullmatch(text):
        raise BrokenRuleError("domain")
    if re.fullmatch("A?[1-5]", text):
        return int(text[-1])
    if text.casefold() in contract.ANSWER_LABELS:
        return contract.ANSWER_LABELS[text.casefold()]
    if text.casefold() in contract.NOT_ANSWERED:
        return None
    code = {squeeze(label): code for label, code in around.labels.items()}.get(squeeze(text))
    if code is None:
        raise BrokenRuleError("domain")
    is_none = says_nothing(str(code)) or str(code).casefold() in contract.NOT_ANSWERED
    return None if is_none else int(str(code)[-1])


def parse_integer(cell: Any, around: Surroundings) -> int:
    text = trim_code(as_text(cell))
    if isinstance(cell, bool) or not re.fullmatch("[0-9]{1,9}", text):
        raise BrokenRuleError("domain")
    return int(text)


def parse_birth_year(cell: Any, around: Surroundings) -> int:
    year = parse_integer(cell, around)
    if year < 1000:
        raise BrokenRuleError("domain")
    if not 1900 <= year <= around.delivered_on.year:
        raise BrokenRuleError("birth_range")
    return year


def parse_boolean(cell: Any, around: Surroundings) -> bool:
    text = trim_code(as_text(cell)).casefold()
    if text in ("ja", "j", "1", "true", "waar", "vrai", "wahr"):
        return True
    if text in ("nee", "n", "0", "false", "onwaar", "faux", "falsch"):
        return False
    raise BrokenRuleError("domain")


def parse_postcode(cell: Any, around: Surroundings) -> str:
    match = POSTCODE.fullmatch("".join(trim_code(as_text(cell)).split()))
    if not match:
        raise BrokenRuleError("domain")
    return match[1]


def parse_text(cell: Any, around: Surroundings) -> str | None:
    text = trim(as_text(cell))
    return None if text.casefold() in SPREADSHEET_ERRORS else text


def parse_moment(cell: Any) -> datetime | None:
    """Local time of any date notation; None for 'no value'. A date alone is 00:00."""
    if isinstance(cell, datetime):
        return on_the_clock(cell.replace(microsecond=0, tzinfo=None))
    if isinstance(cell, date):
        return datetime.combine(cell, datetime.min.time())
    if not isinstance(cell, str):
        raise BrokenRuleError("date")
    text = trim_code(cell)
    if text.casefold() == "onbekend":
        return None
    day_text, _, time_text = " ".join(text.replace("T", " ").split()).partition(" ")
    if any(form.fullmatch(day_text) for form in DATE_FORMS) and not day_text.strip("0-"):
        return None
    if re.fullmatch("31-12-9999|9999-12-31|99991231", day_text):
        return None
    try:
        day = _day(day_text)
        return _with_time(day, time_text.strip()) if time_text else day
    except ValueError:
        raise BrokenRuleError("date") from None


def _day(text: str) -> datetime:
    for form in DATE_FORMS:
        if match := form.fullmatch(text):
            return datetime(int(match["y"]), int(match["m"]), int(match["d"]))
    raise ValueError("not a date")


def _with_time(day: datetime, text: str) -> datetime:
    match = TIME_FORM.fullmatch(text)
    if not match:
        raise ValueError("not a time")
    moment = day.replace(
        hour=int(match["h"]),
        minute=int(match["min"]),
        second=int(match["s"] or 0),
        microsecond=int((match["part"] or "").ljust(6, "0")),
    )
    if not match["zone"]:
        return on_the_clock(moment)
    offset = match["zone"].replace("Z", "+0000").replace(":", "")
    zoned = datetime.strptime(f"{moment:%Y%m%d%H%M%S.%f}{offset}", "%Y%m%d%H%M%S.%f%z")
    return zoned.astimezone(AMSTERDAM).replace(tzinfo=None)


def on_the_clock(moment: datetime) -> datetime:
    """The local time, unless the clock never showed it (the hour that summer time skips)."""
    local = moment.replace(tzinfo=AMSTERDAM)
    if local.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) != moment:
        raise BrokenRuleError("date")
    return moment


def parse_datetime(cell: Any, around: Surroundings) -> datetime | None:
    moment = parse_moment(cell)
    if moment is not None and not 2000 <= moment.year <= 2040:
        raise BrokenRuleError("date")
    return moment


def parse_date(cell: Any, around: Surroundings) -> date | None:
    moment = parse_datetime(cell, around)
    return moment.date() if moment else None


def parse_end_date(cell: Any, around: Surroundings) -> date | None:
    """An end after 2040 counts as open."""
    moment = parse_moment(cell)
    if moment is None or moment.year > 2040:
        return None
    if moment.year < 2000:
        raise BrokenRuleError("date")
    return moment.date()


def parse_birth_date(cell: Any, around: Surroundings) -> int | None:
    """Only the year is kept; it counts too where the day, or day and month, is not known."""
    year = year_of_partly_unknown(trim_code(cell)) if isinstance(cell, str) else None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
        digits = str(int(cell))
        year = int(digits[:4]) if len(digits) in (4, 8) and digits[:2] in ("19", "20") else None
    if year is not None:
        if year and not 1900 <= year <= around.delivered_on.year:
            raise BrokenRuleError("birth_range")
        return year or None
    moment = parse_moment(cell)
    if moment is None:
        return None
    if moment.year < 1900 or moment.date() > around.delivered_on:
        raise BrokenRuleError("birth_range")
    return moment.year


def year_of_partly_unknown(text: str) -> int | None:
    day_text = " ".join(text.replace("T", " ").split()).partition(" ")[0]
    if re.fullmatch("[0-9]{4}", day_text):
        return int(day_text)
    if re.fullmatch("[0-9]{8}", day_text):
        parts = [day_text[:4], day_text[4:6], day_text[6:]]
    else:
        parts = re.split("[-./]", day_text)
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    year, month, day = parts if len(parts[0]) == 4 else parts[::-1]
    return int(year) if len(year) == 4 and int(day) == 0 and int(month) <= 12 else None


PARSERS: dict[str, Callable[[Any, Surroundings], Any]] = {
    "id": parse_id,
    "own_code": parse_own_code,
    "municipality": parse_municipality,
    "bsn": parse_bsn,
    "code": parse_code,
    "label": parse_label,
    "labels": parse_labels,
    "answer": parse_answer,
    "integer": parse_integer,
    "birth_year": parse_birth_year,
    "boolean": parse_boolean,
    "postcode": parse_postcode,
    "text": parse_text,
    "datetime": parse_datetime,
    "date": parse_date,
    "end_date": parse_end_date,
    "birth_date": parse_birth_date,
}


def parse(cell: Any, around: Surroundings) -> Any:
    """The value of a cell, None where it is empty; raises BrokenRuleError with the rule's name."""
    if len(as_text(cell)) > MAX_TEXT:
        raise BrokenRuleError("too_long")
    cell = unwrap(cell, around.column.type == "text")
    is_label = around.column.type == "label" and known_code(trim_code(as_text(cell)), around) is not None
    is_nothing = is_empty(cell) or (says_nothing(cell) and not is_label)
    value = None if is_nothing else PARSERS[around.column.type](cell, around)
    if around.column.required and value is None:
        raise BrokenRuleError("required")
    return value
