"""Builds small delivered files in memory for the tests of reading, and reads them back as plain lists."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat

from warehouse.reading import ColumnType, Limits, Table, read_tables

SHEET = "xl/worksheets/sheet1.xml"


@dataclass
class Found:
    """All that a table gives."""

    header: list[str]
    header_line: int
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    malformed: list[int] = field(default_factory=list)


def tables(content: bytes, extension: str, limits: Limits | None = None) -> list[Table]:
    return read_tables(lambda: io.BytesIO(content), extension, limits or Limits())


def found_in(table: Table, types: Sequence[ColumnType] | None = None) -> Found:
    found = Found(table.header, table.header_line)
    for chunk in table.chunks(types or [ColumnType.OTHER] * len(table.header)):
        assert list(chunk.frame.columns) == list(range(len(table.header)))
        assert len(chunk.lines) == len(chunk.frame)
        found.rows += chunk.frame.to_numpy().tolist()
        found.lines += chunk.lines.tolist()
        found.malformed += chunk.malformed.tolist()
    assert found.lines == sorted(set(found.lines))
    assert not set(found.lines) & set(found.malformed)
    return found


def read(
    content: bytes, extension: str = "csv", types: Sequence[ColumnType] | None = None, limits: Limits | None = None
) -> Found:
    """The one table of a file."""
    (table,) = tables(content, extension, limits)
    return found_in(table, types)


def csv_of(text: str, encoding: str = "utf-8") -> Found:
    return read(text.encode(encoding))


def workbook(fill: Callable[[Any], None]) -> bytes:
    """An .xlsx whose first sheet `fill` writes."""
    book = openpyxl.Workbook()
    fill(book.active)
    return saved(book)


def workbook_of(rows: Iterable[Sequence[Any]]) -> bytes:
    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_parts(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same zip with its parts changed, checksums and all."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def with_sheet_data(rows: str) -> bytes:
    """A workbook whose sheet holds the given row elements."""

    def change(parts: dict[str, bytes]) -> None:
        sheet = parts[SHEET].decode()
        start, end = sheet.index("<sheetData>"), sheet.index("</sheetData>")
        parts[SHEET] = (sheet[: start + len("<sheetData>")] + rows + sheet[end:]).encode()

    return with_parts(workbook_of([["leeg"]]), change)


def sav_of(folder: Path, columns: Mapping[str, Sequence[Any]], **choices: Any) -> bytes:
    """An SPSS file; pyreadstat can only write to a path."""
    path = folder / "made.sav"
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), **choices)
    return path.read_bytes()
