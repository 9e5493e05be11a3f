"""Typed cells of a workbook or an SPSS file as the text that a CSV would have had.

What could only be guessed becomes text that is a bad value for its column: a fraction in an identifier, a bare number
in a date column.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from warehouse.reading.tables import ColumnType

Cell = int | float | str | bool | date | datetime | time | timedelta

_FIRST_ROUNDED_NUMBER = 10**15
_DAY = timedelta(days=1)
_LAST_SECOND = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001 - a cell's date has no zone
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's date has no zone


def number_text(number: float, column_type: ColumnType) -> str:
    """A whole number is its digits, but not in a date column, nor where a spreadsheet no longer holds all digits."""
    if column_type is ColumnType.DATE or not number.is_integer() or abs(number) >= _FIRST_ROUNDED_NUMBER:
        return repr(number)
    return str(int(number))


def moment_text(moment: datetime, column_type: ColumnType) -> str:
    """Date and time to the second. A date is no identifier: there it becomes its serial number, `45717.0`."""
    if column_type is ColumnType.IDENTIFIER:
        return repr((moment - _EXCEL_DAY_ZERO) / _DAY)
    if moment.microsecond:
        moment = (min(moment, _LAST_SECOND) + timedelta(milliseconds=500)).replace(microsecond=0)
    return moment.isoformat()


def date_text(day: date, column_type: ColumnType) -> str:
    if column_type is ColumnType.IDENTIFIER:
        return moment_text(datetime(day.year, day.month, day.day), column_type)  # noqa: DTZ001 - a cell's date has no zone
    return day.isoformat()


def span_text(span: timedelta, column_type: ColumnType) -> str:
    """A time of day or a duration, as hours, minutes and seconds."""
    if column_type is ColumnType.IDENTIFIER:
        return repr(span / _DAY)
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def plain_text(text: str, _: ColumnType) -> str:
    """Text as it is, with LF for every line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


_TEXT_OF_TYPE: Mapping[type[Cell], Callable[[Any, ColumnType], str]] = {
    str: plain_text,
    bool: lambda truth, _: "true" if truth else "false",
    int: lambda number, column_type: number_text(float(number), column_type),
    float: number_text,
    datetime: moment_text,
    date: date_text,
    time: lambda clock, column_type: span_text(
        timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second), column_type
    ),
    timedelta: span_text,
}


def cell_text(cell: Cell, column_type: ColumnType) -> str:
    return _TEXT_OF_TYPE[type(cell)](cell, column_type)


def column_texts(cells: Sequence[Cell], column_type: ColumnType) -> list[str]:
    return [_TEXT_OF_TYPE[type(cell)](cell, column_type) for cell in cells]
