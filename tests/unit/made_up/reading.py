"""Reads made-up files back for the tests, with nothing of the code that wrote them and nothing of the intake."""

import codecs
import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a delivered CSV or XLSX file as text by header."""
    cells = _xlsx_cells(path) if path.suffix == ".xlsx" else _csv_cells(path)
    header = next(cells)
    return [dict(zip(header, row, strict=True)) for row in cells]


def read_kind(folder: Path, kind: str) -> list[dict[str, str]]:
    """The rows of every file of a kind, in the order of the names."""
    return [row for path in sorted(folder.glob(f"{kind}*")) for row in read_rows(path)]


def _csv_cells(path: Path) -> Iterator[list[str]]:
    text = _decoded(path.read_bytes())
    first_line = text.splitlines()[0]
    return csv.reader(text.splitlines(keepends=True), delimiter=max(";,\t", key=first_line.count))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _xlsx_cells(path: Path) -> Iterator[list[str]]:
    workbook = openpyxl.load_workbook(path, read_only=True)
    (sheet,) = workbook.worksheets
    width = 0
    for row in sheet.iter_rows(values_only=True):
        width = width or len(row)
        yield [_text(value) for value in row] + [""] * (width - len(row))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
