"""How figures read in Dutch, written a second time: nothing here is the product's.

A value is taken as the decimal digits that it is written with, and is rounded once, half up, after all multiplying.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

MOST_DECIMALS = 2


class Unit(Enum):
    """What a column counts in: things, per cent of 0 to 100, shares of 0 to 1, or percentage points."""

    PLAIN = "plain"
    PERCENT = "percent"
    SHARE = "share"
    POINTS = "points"


def unit_of(column: str, comment: str) -> Unit:
    """By the names of columns, and by what the data dictionary says of those of 0 to 1."""
    if re.search(r"\b0-1\b", comment):
        return Unit.SHARE
    if column.startswith("difference_"):
        return Unit.POINTS
    return Unit.PERCENT if re.search(r"(^pct_|(^|_)(low|high)$|^value$)", column) else Unit.PLAIN


def shown(values: list[Decimal], unit: Unit, text: str) -> str:
    """The text that these values must read as, with as many decimals as the text has (none but in a first value).

    One value; two, which are bounds; or a value and its bounds.
    """
    decimals = len(part[0]) if (part := re.findall(r"^[+−]?[\d.]*,(\d+)", text)) else 0
    assert decimals <= MOST_DECIMALS, text
    numbers = [_digits(value * (100 if unit is Unit.SHARE else 1), unit, 0) for value in values]
    first = _digits(values[0] * (100 if unit is Unit.SHARE else 1), unit, decimals)
    sign = "%" if unit in (Unit.PERCENT, Unit.SHARE) else ""
    if len(values) == 1:
        return f"{first}{sign}"
    bounds = f"{numbers[-2]} tot {numbers[-1]}{sign}"
    return bounds if len(values) == 2 else f"{first}{sign} ({bounds})"


def _digits(value: Decimal, unit: Unit, decimals: int) -> str:
    rounded = value.quantize(Decimal(10) ** -decimals, rounding=ROUND_HALF_UP)
    whole, _, rest = str(abs(rounded)).partition(".")
    groups = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    text = ".".join(groups) + (f",{rest}" if rest else "")
    if unit is Unit.POINTS:
        return ("" if not rounded else "+" if rounded > 0 else "−") + text
    assert rounded >= 0, rounded
    return text
