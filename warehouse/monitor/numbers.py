"""How figures read in Dutch: the one place that rounds (half up), for pages, PDF, Word and CSV.

Which figure stands where does not belong here.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date

_LOCALE = "nl_NL"
_HERE = ZoneInfo("Europe/Amsterdam")
_UTC = ZoneInfo("UTC")


def rounded(value: float | Decimal, decimals: int = 0) -> Decimal:
    """The value to so many decimals, halves away from zero: 62.5 is 63, in every place where it stands."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """1781 is `1.781`, 55.56 to one decimal is `55,6`; never `-0`."""
    settled = rounded(value, decimals)
    text = f"{settled + 0 if settled else abs(settled):,f}"
    return text.translate(str.maketrans(",.", ".,"))


def bare(value: Decimal) -> str:
    """A rounded value for a file that a spreadsheet reads: `1781`, `55,6`, `-3`, without unit or thousands."""
    return f"{value + 0 if value else abs(value):f}".replace(".", ",")


def percentage(value: float, decimals: int = 0) -> str:
    """Of 0 to 100: `55,6%`."""
    return f"{number(value, decimals)}%"


def between(low: float, high: float) -> str:
    """Two bounds of 0 to 100, to whole per cent: `26 tot 81%`."""
    return f"{number(low)} tot {number(high)}%"


def points(value: float) -> str:
    """A difference in percentage points with its sign: `+12`, `−3`, `0`."""
    settled = rounded(value)
    return f"{'+' if settled > 0 else '−' if settled < 0 else ''}{number(abs(settled))}"


def day(value: date) -> str:
    """`15 april 2025`."""
    return format_date(value, "d MMMM y", locale=_LOCALE)


def month(value: date) -> str:
    """`april 2025`."""
    return format_date(value, "MMMM y", locale=_LOCALE)


def moment(value: datetime) -> str:
    """A moment in UTC as the clock here shows it: `15 april 2025, 3.05 uur`."""
    here = value.replace(tzinfo=_UTC).astimezone(_HERE)
    return f"{day(here.date())}, {here.hour}.{here.minute:02} uur"
