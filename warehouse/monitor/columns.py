"""How columns of the marts become figures: of one row, or of several.

What a figure is, `content` says; how it reads, `numbers`.
"""

from collections.abc import Mapping, Sequence

from warehouse.monitor import numbers
from warehouse.monitor.content import PER_CENT, POINTS, ROWS, Absent, Figure, Value
from warehouse.monitor.figures import Row


def count(row: Row, column: str) -> Figure:
    """A number of people or things: `1.781`."""
    return _figure(row, numbers.number(row[column]), {column: row[column]})


def percentage(row: Row, column: str, decimals: int = 0) -> Figure | Absent:
    """A column of 0 to 100. NULL in a row that is shown means that there were too few to tell."""
    return _percentage(row, column, row[column], decimals)


def share(row: Row, column: str, decimals: int = 0) -> Figure | Absent:
    """A column of 0 to 1, shown as a percentage."""
    return _percentage(row, column, None if row[column] is None else 100 * row[column], decimals)


def _percentage(row: Row, column: str, value: float | None, decimals: int) -> Figure | Absent:
    if value is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    return _figure(row, numbers.percentage(value, decimals), {column: value}, PER_CENT, decimals)


def with_share(row: Row, number: str, value: str) -> Figure:
    """A number of people and what part of all that is, a column of 0 to 100: `27 (63%)`."""
    text = f"{numbers.number(row[number])} ({numbers.percentage(row[value])})"
    values = (Value(numbers.rounded(row[number])), Value(numbers.rounded(row[value]), PER_CENT))
    return Figure(text, row.mart, (number, value), row.key, values)


def amount(row: Row, column: str, decimals: int = 0) -> Figure | Absent:
    """A median or another number that is none of people: `37`."""
    if row[column] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    return _figure(row, numbers.number(row[column], decimals), {column: row[column]}, decimals=decimals)


def difference(row: Row, column: str) -> Figure | Absent:
    """Percentage points, with a sign: `+12`."""
    if row[column] is None:
        return Absent.TOO_FEW
    return _figure(row, numbers.points(row[column]), {column: row[column]}, POINTS)


def interval(row: Row, low: str, high: str, of: int = 1) -> Figure | Absent:
    """Two bounds: `26 tot 81%`. of: 1 for columns of 0 to 100, 100 for those of 0 to 1."""
    if row[low] is None or row[high] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    values = {name: of * row[name] for name in (low, high)}
    return _figure(row, numbers.between(*values.values()), values, PER_CENT)


def with_margin(row: Row, value: str, low: str, high: str, of: int = 1) -> Figure | Absent:
    """A percentage with its bounds: `89% (57 tot 98%)`. of: 1 for columns of 0 to 100, 100 for those of 0 to 1."""
    if row[value] is None or row[low] is None or row[high] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    values = {name: of * row[name] for name in (value, low, high)}
    text = f"{numbers.percentage(values[value])} ({numbers.between(values[low], values[high])})"
    return _figure(row, text, values, PER_CENT)


def interval_of_difference(row: Row, low: str, high: str) -> Figure | Absent:
    """The bounds of a difference in percentage points: `−3 tot +21`."""
    if row[low] is None or row[high] is None:
        return Absent.TOO_FEW
    values = {name: row[name] for name in (low, high)}
    return _figure(row, " tot ".join(map(numbers.points, values.values())), values, POINTS)


def _figure(row: Row, text: str, values: Mapping[str, float], unit: str = "", decimals: int = 0) -> Figure:
    shown = tuple(Value(numbers.rounded(value, decimals), unit) for value in values.values())
    return Figure(text, row.mart, tuple(values), row.key, shown)


def total(rows: Sequence[Row], column: str, key: str) -> Figure:
    """The sum of a column of counts over rows. key: what they share, with `*` for what differs."""
    value = sum(row[column] for row in rows)
    return Figure(numbers.number(value), rows[0].mart, (column,), key, (Value(numbers.rounded(value)),))


def newest(rows: Sequence[Row], column: str, key: str) -> Figure | None:
    """The last day of a column of rows; None where no row has one. key: as of a total."""
    day = max((row[column] for row in rows if row[column]), default=None)
    return Figure(numbers.day(day), rows[0].mart, (column,), key, (Value(day),)) if day else None


def number_of_rows(mart: str, rows: Sequence[Row], key: str = "*") -> Figure:
    """How many rows a mart has, or has of which a label is a value: `shown_as=rounded`."""
    return Figure(numbers.number(len(rows)), mart, (ROWS,), key, (Value(numbers.rounded(len(rows))),))
