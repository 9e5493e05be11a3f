"""From a file's bytes to its header and its rows with their line. No rule about a value is judged here."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import openpyxl
import pyreadstat

from . import values

OLE = b"\xd0\xcf\x11\xe0"
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
MAX_COLUMNS = 1_000

CountKnown = Callable[[Sequence[Any]], int]


class RejectedError(Exception):
    """The file cannot be taken, for this reason (the name of a file rule)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Record:
    """A row as delivered: the line where it begins and its cells."""

    line: int
    cells: list[Any]

    def is_blank(self) -> bool:
        return all(values.is_empty(cell) for cell in self.cells)


@dataclass
class Table:
    """Header cells and the records after it, blank ones left out. `ragged`: the number of fields says something."""

    header: list[str]
    records: list[Record]
    ragged: bool
    value_labels: dict[int, dict[Any, str]] = field(default_factory=dict)


def read(content: bytes, extension: str, count_known: CountKnown, is_of_kind: Callable[[Sequence[Any]], bool]) -> Table:
    """The table in a file; `count_known` counts the columns of the kind in a header, `is_of_kind` knows a whole one."""
    check_content(content, extension)
    if extension == ".csv":
        table = read_csv(content, count_known)
    elif extension == ".xlsx":
        table = read_xlsx(content, is_of_kind)
    else:
        table = read_sav(content)
    if len(table.header) > MAX_COLUMNS:
        raise RejectedError("too_many_columns")
    return table


def check_content(content: bytes, extension: str) -> None:
    """Content decides, not the extension."""
    start = content[:512].lstrip()
    if extension == ".xlsx":
        if content.startswith(OLE):
            encrypted = "EncryptedPackage".encode("utf-16-le") in content
            raise RejectedError("encrypted" if encrypted else "not_its_extension")
        if not content.startswith(b"PK"):
            raise RejectedError("not_its_extension")
    elif extension == ".sav":
        if not content.startswith((b"$FL2", b"$FL3")):
            raise RejectedError("not_its_extension")
    elif start.startswith((b"PK\x03\x04", OLE, b"%PDF", b"$FL2", b"$FL3", b"<", b"{", b"[", b"\x1f\x8b")):
        raise RejectedError("not_its_extension")


# --- CSV


def read_csv(content: bytes, count_known: CountKnown) -> Table:
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub("\x1a\n*$", "", text)
    if "\0" in text:
        raise RejectedError("unreadable")
    first_line, _, rest = text.partition("\n")
    declared = re.fullmatch("sep=(.)", first_line.strip(" \"'"), re.IGNORECASE)
    if declared:
        if declared[1] not in ";,\t":
            raise RejectedError("unreadable")
        records = list(split(rest, declared[1], first_line=2))
    else:
        records = list(split(text, find_delimiter(text, count_known), first_line=1))
    records = [record for record in records if not record.is_blank()]
    if not records or count_known(re.split("[|:^~]", records[0].cells[0])) > 1:
        raise RejectedError("unreadable")
    return Table(records[0].cells, records[1:], ragged=True)


def decode(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return decode_as(content[len(mark) :], encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        refuse_mixed_encodings(content)
        return decode_as(content, "cp1252")


def decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise RejectedError("unreadable") from None


def refuse_mixed_encodings(content: bytes) -> None:
    """Windows-1252 in one line and UTF-8 beyond ASCII in another is nobody's encoding."""
    for line in content.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        raise RejectedError("unreadable")


def find_delimiter(text: str, count_known: CountKnown) -> str:
    """The delimiter under which the first record holds most of the kind's columns."""

    def known(delimiter: str) -> int:
        try:
            first = next((record for record in split(text, delimiter, 1) if not record.is_blank()), None)
        except RejectedError:
            return 0
        return count_known(first.cells) if first else 0

    return max(";,\t", key=known)


def split(text: str, delimiter: str, first_line: int) -> Iterator[Record]:
    """Records of delimited text, as a generator; a quote counts only where a field begins."""
    position, line, length = 0, first_line, len(text)
    while position < length:
        record = Record(line, [])
        while True:
            field, position, newlines = _field(text, position, delimiter)
            record.cells.append(field)
            line += newlines
            if position >= length or text[position] == "\n":
                break
            position += 1
        position += 1
        line += 1
        yield record


def _field(text: str, position: int, delimiter: str) -> tuple[str, int, int]:
    """One field from `position`: its text, where it ends, and how many line ends lie within."""
    quoted = ""
    start = position
    if text[position : position + 1] == '"':
        position += 1
        while True:
            close = text.find('"', position)
            if close < 0:
                raise RejectedError("unreadable")
            quoted += text[position:close]
            position = close + 1
            if text[position : position + 1] != '"':
                break
            quoted += '"'
            position += 1
    ends = [end for end in (text.find(delimiter, position), text.find("\n", position)) if end >= 0]
    end = min(ends, default=len(text))
    return quoted + text[position:end], end, text.count("\n", start, end)


# --- XLSX


def read_xlsx(content: bytes, is_of_kind: Callable[[Sequence[Any]], bool]) -> Table:
    """The one visible sheet whose first non-empty row is a header of the kind."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError):
        raise RejectedError("unreadable") from None
    tables = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        as_written = formulas[sheet.title]
        records = [
            Record(row[0].row, [_cached_value(cell, as_written[cell.coordinate]) for cell in row])
            for row in sheet.iter_rows()
            if row
        ]
        records = [record for record in records if not record.is_blank()]
        if records and is_of_kind(records[0].cells):
            header = [values.as_text(cell) for cell in records[0].cells]
            tables.append(Table(header, records[1:], ragged=False))
    if not tables:
        raise RejectedError("missing_column")
    if len(tables) > 1:
        raise RejectedError("unreadable")
    return tables[0]


def _cached_value(cell: Any, as_written: Any) -> Any:
    """A formula that no program calculated has no value; that is not the same as an empty cell."""
    return "#VALUE!" if cell.value is None and as_written.data_type == "f" else cell.value


# --- SPSS


def read_sav(content: bytes) -> Table:
    """Value labels in place of codes; a user-missing code is no value; line = case + 1."""
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        file.write(content)
        file.flush()
        try:
            columns, meta = pyreadstat.read_sav(file.name, user_missing=True, output_format="dict")
        except pyreadstat.ReadstatError:
            raise RejectedError("unreadable") from None
    delivered = [
        [_sav_cell(cell, meta.variable_value_labels.get(name, {}), meta.missing_ranges.get(name, [])) for cell in cells]
        for name, cells in columns.items()
    ]
    rows = zip(*delivered, strict=True)
    records = [Record(case + 1, list(row)) for case, row in enumerate(rows, start=1)]
    labels = {place: meta.variable_value_labels.get(name, {}) for place, name in enumerate(columns)}
    return Table(
        list(columns), [record for record in records if not record.is_blank()], ragged=False, value_labels=labels
    )


def _sav_cell(cell: Any, labels: dict[Any, str], missing: Sequence[Any]) -> Any:
    if cell is None or cell != cell:
        return None
    if any(not isinstance(cell, datetime) and _within(cell, span) for span in missing):
        return None
    return labels.get(cell, cell)


def _within(cell: Any, span: Any) -> bool:
    return type(cell) is type(span["lo"]) and span["lo"] <= cell <= span["hi"]
