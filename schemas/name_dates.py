"""The day that stands in a file's name, in the notations of dates in cells and with the separators that names have.

What looks like a date and is none, or can be read in two ways, breaks a rule; it is never a guess. What else a name
says (its kind) and which day a file without one gets do not belong here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas.rules import Rule
from schemas.values import MONTHS, BadValue, parse_date, passes_elfproef

_MONTHS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_MONTH = rf"(?<![^\W\d_])(?P<month>{'|'.join(_MONTHS)})(?![^\W\d_])\.?"
_SEPARATOR = r"(?: ?[-._] ?| )"
_CENTURY = "(?:19|20)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace("SEP", _SEPARATOR).replace("MONTH", _MONTH), re.IGNORECASE)


_YEAR_FIRST = _pattern(
    rf"(?<![0-9])({_CENTURY}[0-9]{{2}})(?P<separator>SEP)([0-9]{{1,2}})(?P=separator)([0-9]{{1,2}})(?![0-9])"
)
_DAY_FIRST = _pattern(
    rf"(?<![0-9])([0-9]{{1,2}})(?P<separator>SEP)([0-9]{{1,2}})(?P=separator)({_CENTURY}[0-9]{{2}})(?![0-9])"
)
_COMPACT = _pattern(rf"(?<![0-9])({_CENTURY}[0-9]{{6}})(?![0-9])")
_COMPACT_WITH_TIME = _pattern(
    rf"(?<![0-9])({_CENTURY}[0-9]{{6}})(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{{3}})?)?(?![0-9])"
)
_IN_WORDS = _pattern(rf"(?<![0-9])([0-9]{{1,2}})(?:SEP)?MONTH(?:SEP)?({_CENTURY}[0-9]{{2}})(?![0-9])")

# Looked at only in a name without any of the above.
_TWO_DIGIT_YEAR = _pattern(
    r"(?<![0-9])([0-9]{2})(?P<separator>SEP)([0-9]{2})(?P=separator)([0-9]{2})(?!(?P=separator)?[0-9])"
)
_EIGHT_DIGITS = _pattern(rf"(?<![0-9])([0-9]{{2}})([0-9]{{2}}){_CENTURY}[0-9]{{2}}(?![0-9])")
_MORE_DIGITS = _pattern(rf"(?<![0-9])(({_CENTURY}[0-9]{{6}})[0-9]+)(?![0-9])")
_NO_DAY = [
    _pattern(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"),
    _pattern(rf"(?<![0-9]){_CENTURY}[0-9]{{2}}(?:SEP)(?:0[1-9]|1[0-2])(?![0-9])"),
    _pattern(rf"(?<![0-9])(?:0[1-9]|1[0-2])(?:SEP){_CENTURY}[0-9]{{2}}(?![0-9])"),
    _pattern(rf"(?<![0-9])[1-9][-.]{_CENTURY}[0-9]{{2}}(?![0-9])"),
    _pattern(r"(?<![0-9])20[0-4][0-9](?:0[1-9]|1[0-2])(?![0-9])"),
    _pattern(r"(?<![0-9])9999[0-9]{4}(?![0-9])"),  # The registries' year without end.
    _pattern(r"[0-9](?:SEP)?MONTH"),
    _pattern(r"MONTH(?:SEP)?[0-9]"),
]
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_SEPARATORS_BY_STRENGTH = " ", "_", "-."
_A_CODE = re.compile(r"(?<![^\W_])[^\W\d_]{1,2}$")


@dataclass(frozen=True)
class NamedDay:
    """A stretch of a name that reads as a date: its day, or None where there is no such day or it is not plain."""

    start: int
    end: int
    day: date | None
    separator: str = "-"


def date_in_name(name: str) -> date | Rule | None:
    """The last date in a name; the rule that it breaks; None without a date."""
    plain = _plain(name)
    found = _named_days(plain)
    if found:
        return found[-1].day or Rule.BAD_DATE_IN_NAME
    return Rule.BAD_DATE_IN_NAME if _looks_like_a_date(plain) else None


def days_in_name(name: str) -> list[NamedDay]:
    """Where the dates stand that can be read."""
    return [found for found in _named_days(_plain(name)) if found.day]


def _plain(name: str) -> str:
    """The name, as long as it was, with blanks, dashes and digits of one kind."""
    return "".join(
        " " if character.isspace() else str(int(character)) if character.isdecimal() else character
        for character in name.translate(_DASHES)
    )


def _named_days(plain: str) -> list[NamedDay]:
    """In order. Of two that share digits the plainer separator tells which is meant; where it does not, neither is."""
    kept: list[NamedDay] = []
    for found in sorted(_read(plain), key=lambda found: found.start):
        if not kept or kept[-1].end <= found.start:
            kept.append(found)
            continue
        other = kept.pop()
        by_strength = sorted((other, found), key=_strength)
        is_plain = _strength(other) != _strength(found)
        kept.append(by_strength[-1] if is_plain else NamedDay(other.start, found.end, None))
    return kept


def _strength(found: NamedDay) -> int:
    separator = found.separator.strip() or " "
    return next(number for number, alike in enumerate(_SEPARATORS_BY_STRENGTH) if separator in alike)


def _read(plain: str) -> Iterator[NamedDay]:
    for match in _YEAR_FIRST.finditer(plain):
        year, separator, month, day = match.groups()
        if separator.strip() in ("-", ".") or _could_be(month, day):
            yield NamedDay(*match.span(), _day(f"{year}-{month}-{day}"), separator)
    for match in _DAY_FIRST.finditer(plain):
        day, separator, month, year = match.groups()
        if _could_be(day, month):
            yield NamedDay(*match.span(), _day_first(plain, match, f"{day}-{month}-{year}"), separator)
    for match in _IN_WORDS.finditer(plain):
        day, month, year = match[1], _MONTHS[match["month"].casefold()], match[3]
        yield NamedDay(*match.span(), _day_first(plain, match, f"{day}-{month}-{year}"))
    for match in _COMPACT.finditer(plain):
        yield NamedDay(*match.span(), _day(match[1]))
    for match in _COMPACT_WITH_TIME.finditer(plain):
        if day := _day(match[1]):
            yield NamedDay(*match.span(), day)


def _day_first(plain: str, match: re.Match[str], text: str) -> date | None:
    """Digits that a letter or two run into (G12, v1) may be of a code, and no day."""
    return None if _A_CODE.search(plain[: match.start()]) else _day(text)


def _day(text: str) -> date | None:
    """As a cell is read."""
    try:
        return parse_date(text)
    except BadValue:
        return None


def _could_be(*parts: str) -> bool:
    """Whether two numbers could be a day and a month, in whatever order."""
    smaller, greater = sorted(map(int, parts))
    return smaller <= 12 and greater <= 31


def _looks_like_a_date(plain: str) -> bool:
    return (
        any(_is_short(plain, match) for match in _TWO_DIGIT_YEAR.finditer(plain))
        or any(_could_be(*match.groups()) for match in _EIGHT_DIGITS.finditer(plain))
        or any(_day(match[2]) and not _is_bsn(match[1]) for match in _MORE_DIGITS.finditer(plain))
        or any(pattern.search(plain) for pattern in _NO_DAY)
    )


def _is_short(plain: str, match: re.Match[str]) -> bool:
    """Whether two digits each are a date in some order, and no part of a longer number."""
    first, separator, second, third = match.groups()
    is_inside = re.search(rf"[0-9]{re.escape(separator)}$", plain[: match.start()])
    return not is_inside and (_could_be(first, second) or _could_be(second, third))


def _is_bsn(digits: str) -> bool:
    return len(digits) == 9 and passes_elfproef(digits)
