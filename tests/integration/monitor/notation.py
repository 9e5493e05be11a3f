"""How figures read in Dutch, written a second time: nothing here is the product's.

A value is taken as the decimal digits that it is written with, and is rounded once, half up, after all multiplying.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

MOST_DECIMALS = 2
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


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


def shown(values: list[Decimal], units: list[Unit], text: str) -> str:
    """The text that these values must read as, the first with as many decimals as the text has, others with none.

    One value; two bounds; a value and its bounds; or a number with its percentage.
    """
    part = re.match(r"[+−]?[\d.]*,(\d+)", text)
    decimals = len(part[1]) if part else 0
    assert decimals <= MOST_DECIMALS, text
    first, *others = [
        _digits(value * (100 if unit is Unit.SHARE else 1), unit, 0 if at else decimals)
        for at, (value, unit) in enumerate(zip(values, units, strict=True))
    ]
    sign, *signs = ["%" if unit in (Unit.PERCENT, Unit.SHARE) else "" for unit in units]
    match others:
        case []:
            return f"{first}{sign}"
        case [other] if units[0] is Unit.PLAIN:
            return f"{first} ({other}{signs[0]})"
        case [other]:
            return f"{first} tot {other}{sign}"
        case [low, high]:
            return f"{first}{sign} ({low} tot {high}{sign})"
    raise AssertionError(f"nothing reads as {text}")


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


def day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
