"""Labels of rows that say more than a name: the whole, small parts, half-years and spans of them, the last twelve
months. What is counted in them does not belong here.
"""

from collections.abc import Iterable
from datetime import date
from itertools import takewhile

# All target groups, or all of a slice; the moment that counts as the whole; small parts together; no value.
ALL, AT_THE_END, POOLED, UNKNOWN = "all", "einde", "overig", "onbekend"
BETWEEN = " t/m "
# The slice in two: the twelve months that closed last, and what came before.
LAST_12_MONTHS, EARLIER = "last_12_months", "eerder"


def span_of(label: str) -> tuple[str, str]:
    """The first and the last half-year (or month) of a part: `2024-1` is one, `2024-1 t/m 2025-1` three."""
    first, _, last = label.partition(BETWEEN)
    return first, last or first


def half_years(seen: Iterable[str], until: date) -> list[str]:
    """From one before the earliest half-year or year seen, up to the one that a day is in."""
    years = sorted(end.partition("-") for label in seen for end in span_of(label) if end[:4].isdigit())
    last = _numbered(until.year, 2 if until.month > 6 else 1)
    first = min([last, *(_numbered(int(year), int(half or 1)) for year, _, half in years)]) - 1
    return [f"{n // 2}-{n % 2 + 1}" for n in takewhile(lambda n: n <= last, range(first, last + 1))]


def last_12_months(until: date) -> str:
    """The part of the twelve months up to the end of a month: `2024-04 t/m 2025-03`."""
    year, month = (until.year, 1) if until.month == 12 else (until.year - 1, until.month + 1)
    return f"{year}-{month:02}{BETWEEN}{until:%Y-%m}"


def months_of(label: str) -> tuple[str, str]:
    """The first and the last month of a half-year, or of a span of them."""
    first, last = span_of(label)
    return first[:-1] + {"1": "01", "2": "07"}[first[-1]], last[:-1] + {"1": "06", "2": "12"}[last[-1]]


def _numbered(year: int, half: int) -> int:
    return 2 * year + half - 1
