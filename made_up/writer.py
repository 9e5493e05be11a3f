"""Streaming writers: rows of many files go to disk one by one, and each file appears under its name only when whole.

Which files there are and what stands in them does not belong here.
"""

import csv
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from openpyxl import Workbook

from made_up.formats import Cell, Format, Row

ZIP_TIME = (2020, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
FIXED_MODIFIED = rb"\g<1>2020-01-01T00:00:00Z"
CORE_PROPERTIES = "docProps/core.xml"


class FileWriter(Protocol):
    def write(self, cells: Sequence[Cell]) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """A CSV file in the encoding and with the delimiter of its format."""

    def __init__(self, path: Path, format: Format) -> None:
        self._file = path.open("w", encoding=format.encoding, newline="")
        self._writer = csv.writer(
            self._file,
            delimiter=format.delimiter,
            lineterminator=format.line_end,
            quoting=csv.QUOTE_ALL if format.quote_all else csv.QUOTE_MINIMAL,
        )

    def write(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow(cells)

    def close(self) -> None:
        self._file.close()


class XlsxWriter:
    """A workbook of one sheet, with every time stamp fixed: the same rows give the same bytes."""

    def __init__(self, path: Path, title: str) -> None:
        self._path = path
        self._workbook = Workbook(write_only=True)
        self._sheet = self._workbook.create_sheet(title)

    def write(self, cells: Sequence[Cell]) -> None:
        self._sheet.append(cells)

    def close(self) -> None:
        raw = self._path.with_name(self._path.name + ".raw")
        self._workbook.save(raw)
        _copy_with_fixed_times(raw, self._path)
        raw.unlink()


def _copy_with_fixed_times(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, ZIP_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            with old.open(entry) as reader, new.open(fixed, "w", force_zip64=True) as writer:
                if entry.filename == CORE_PROPERTIES:
                    writer.write(MODIFIED.sub(FIXED_MODIFIED, reader.read()))
                else:
                    shutil.copyfileobj(reader, writer)


@contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """The hidden name to write a file under: it gets its own when it is left without an error, and else goes."""
    hidden = path.with_name(f".{path.name}")
    try:
        yield hidden
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


class OpenFile:
    """One file while it is written."""

    def __init__(self, writer: FileWriter, columns: Sequence[str]) -> None:
        self._writer, self._columns = writer, columns

    def write_rows(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._writer.write([row.get(column) for column in self._columns])


@contextmanager
def opened(path: Path, format: Format, columns: Sequence[str]) -> Iterator[OpenFile]:
    """A file of these columns, with its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with appearing_whole(path) as hidden, closing(_writer(hidden, path, format)) as writer:
        writer.write([format.headers.get(column, column) for column in columns])
        yield OpenFile(writer, columns)


def _writer(hidden: Path, path: Path, format: Format) -> FileWriter:
    return XlsxWriter(hidden, path.name.split("_")[0]) if format.extension == "xlsx" else CsvWriter(hidden, format)
