"""How a made-up file spells its values: encoding, delimiter, dates, booleans, labels and headers.

What stands in a file, and the writing of it, does not belong here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from made_up.records import KINDS, Chapter, key_of
from made_up.vocabulary import ANSWER_CODES, ANSWER_LABELS, END_REASONS, FOLLOW_UPS, NEIGHBOURHOODS, STATEMENTS

Cell = str | int | date | datetime | None
Row = dict[str, Cell]
Spelling = dict[str, dict[Any, str]]

LABELS: Spelling = {
    "wijk": NEIGHBOURHOODS,
    "reden_beeindiging": END_REASONS,
    "vervolg_bij_uitstroom": FOLLOW_UPS,
}
ANSWERS_AS_LABELS: Spelling = dict.fromkeys(STATEMENTS, ANSWER_LABELS)
ANSWERS_AS_CODES: Spelling = dict.fromkeys(STATEMENTS, ANSWER_CODES)


@dataclass(frozen=True)
class Format:
    """One exporter's habits. An XLSX file keeps dates and whole numbers as cells of that type."""

    extension: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ";"
    line_end: str = "\r\n"
    quote_all: bool = False
    date_format: str = "%d-%m-%Y"
    time_format: str = "%d-%m-%Y %H:%M:%S"
    true_false: tuple[str, str] = ("ja", "nee")
    spelling: Spelling = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def render(kind: str, chapter: Chapter, records: list[Any], format: Format) -> list[Row]:
    """The records as the rows of a file, with the cells that this chapter delivers otherwise: in the file's own
    notation too, as a bare code among labels would make another scale of the whole column.
    """
    columns = {column: _speller(column, format) for column in KINDS[kind].columns}
    rows: list[Row] = []
    for record in records:
        row = {column: spell(getattr(record, column)) for column, spell in columns.items()}
        if chapter.spellings and (own := chapter.spellings.get(key_of(kind, record))):
            row.update({column: columns[column](value) for column, value in own.items()})
        rows.append(row)
    return rows


def _speller(column: str, format: Format) -> Callable[[Any], Cell]:
    labels = format.spelling.get(column, {})

    def spell(value: Any) -> Cell:
        if value is None:
            return None
        if labels:
            return labels.get(value, value)
        return value if type(value) is str else _plain(value, format)

    return spell


def _plain(value: Any, format: Format) -> Cell:
    if isinstance(value, bool):
        return format.true_false[0] if value else format.true_false[1]
    if isinstance(value, tuple):
        return ", ".join(value)
    if format.extension == "xlsx":
        return value
    if isinstance(value, datetime):
        return value.strftime(format.time_format)
    if isinstance(value, date):
        return value.strftime(format.date_format)
    return str(value)
