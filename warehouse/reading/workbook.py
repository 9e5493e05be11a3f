"""An Excel workbook (.xlsx) as one table for each visible sheet that has a header row.

What is unsafe to open is archive.py's to refuse, what spans too much compacting.py's to write close together, how a
cell becomes text cells.py's.
"""

import io
import itertools
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree

import numpy as np
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from warehouse.reading.archive import CellsOfSheet, damaged_workbook, encrypted_workbook, inspect_workbook
from warehouse.reading.cells import Cell, cell_text, column_texts
from warehouse.reading.compacting import Compact, check_extent, check_last_cell, compact, is_sparse
from warehouse.reading.tables import (
    Chunk,
    ColumnType,
    Limits,
    Lines,
    Rejected,
    Table,
    check_width,
    chunks_of,
    header_cells,
    is_blank,
    text_table,
)

_ERROR_TEXT = "#VALUE!"
_LARGEST_INDEX_PART = 16 * 2**20
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def read_workbook(content: bytes, limits: Limits) -> list[Table]:
    """The tables of a workbook; the whole sheet is in memory while its table is."""
    cells = inspect_workbook(content, limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        parts = _parts_of_sheets(content)
        visible = [
            (number, parts[number])
            for number, sheet in enumerate(workbook.sheets_metadata)
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        ]
        for _, part in visible:
            check_last_cell(cells[part])
        compacts: dict[str, Compact] = {}
        if sparse := {part for _, part in visible if is_sparse(cells[part], limits)}:
            content, compacts = compact(content, sparse, limits)
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
            cells |= {part: written.cells for part, written in compacts.items()}
        check_extent([cells[part].extent for _, part in visible], limits)
        tables = [
            _sheet_table(workbook.get_sheet_by_index(number), cells[part], limits, compacts.get(part))
            for number, part in visible
        ]
    except PasswordError as error:
        raise encrypted_workbook() from error
    except (CalamineError, ElementTree.ParseError, zipfile.BadZipFile, LookupError, ValueError) as error:
        raise damaged_workbook() from error
    found = [table for table in tables if table is not None]
    if not found:
        detail = "No visible sheet of the workbook has a header row. Deliver it with one, even without rows."
        raise Rejected(detail)
    return found


class SheetTable:
    """One visible sheet; its header is the first row that holds anything. Of the columns beside it those count that
    hold something, as columns without a name.
    """

    labels: list[str] | None = None
    value_labels: list[Mapping[str, str]] | None = None

    def __init__(
        self,
        sheet: CalamineSheet,
        cells: CellsOfSheet,
        limits: Limits,
        header: list[str],
        row: int,
        written: Compact | None,
    ) -> None:
        self.name = sheet.name
        beside = _filled_beside(sheet, len(header), row)
        self.header = header + [""] * len(beside)
        self._columns = [*range(len(header)), *beside]
        self._row_of_header = row
        self._lines_of_rows = written.lines if written else None
        self.header_line = int(self._lines(row, 1)[0])
        self._sheet = sheet
        self._limits = limits
        first_column = (sheet.start or (0, 0))[1]
        self._errors = {(row, column - 1 - first_column) for row, column in cells.errors}

    def chunks(self, types: Sequence[ColumnType]) -> Iterator[Chunk]:
        check_width(self.header, self.header_line, self._limits)
        rows = itertools.islice(_rows_of(self._sheet), self._row_of_header, None)
        first = self._row_of_header + 1
        while chunk := list(itertools.islice(rows, self._limits.chunk_rows)):
            self._mark_errors(chunk, first)
            yield from self._chunk(chunk, first, types)
            first += len(chunk)

    def _lines(self, first: int, n: int) -> Lines:
        """On which lines so many rows stand, of which the first has this number in what the library reads."""
        rows = np.arange(first, first + n, dtype=np.int64)
        return rows if self._lines_of_rows is None else self._lines_of_rows[rows - 1]

    def _mark_errors(self, rows: list[list[Cell]], first: int) -> None:
        """A cell with an error has no value for the library; it must be a bad value, not an empty one."""
        for row, column in self._errors:
            if first <= row < first + len(rows) and 0 <= column < len(rows[0]):
                rows[row - first][column] = _ERROR_TEXT

    def _chunk(self, rows: list[list[Cell]], first: int, types: Sequence[ColumnType]) -> Iterator[Chunk]:
        columns = list(zip(*rows, strict=True))
        texts = [
            column_texts(columns[place], column_type) for place, column_type in zip(self._columns, types, strict=True)
        ]
        lines = self._lines(first, len(rows))
        table = text_table(texts)
        yield from chunks_of(lines, table, lines[:0], table.slice(0, 0), self._limits)


def _filled_beside(sheet: CalamineSheet, width: int, header_row: int) -> list[int]:
    """The places to the right of a header in which a row below it holds something."""
    found: set[int] = set()
    if sheet.width > width:
        for row in itertools.islice(_rows_of(sheet), header_row, None):
            beside = range(width, len(row))
            found |= {
                place for place in beside if row[place] != "" and not is_blank(cell_text(row[place], ColumnType.OTHER))
            }
    return sorted(found)


def _sheet_table(sheet: CalamineSheet, cells: CellsOfSheet, limits: Limits, written: Compact | None) -> Table | None:
    for number, row in enumerate(_rows_of(sheet)):
        header = header_cells([cell_text(cell, ColumnType.OTHER) for cell in row])
        if header:
            return SheetTable(sheet, cells, limits, header, number + 1, written)
    return None


def _rows_of(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """The rows; a cell that the library can give no value, such as a span of a billion days, is damage."""
    try:
        yield from sheet.iter_rows()
    except (CalamineError, OverflowError, ValueError) as error:
        raise damaged_workbook() from error


def _parts_of_sheets(content: bytes) -> list[str]:
    """The path in the zip of every sheet, in the workbook's order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        index = _parsed(archive, members["xl/workbook.xml"])
        relations = _parsed(archive, members["xl/_rels/workbook.xml.rels"])
    targets = {part.get("Id"): part.get("Target", "") for part in relations.iter(f"{_RELATIONS}Relationship")}
    sheets = [element for element in index.iter() if element.tag.rpartition("}")[2] == "sheet"]
    paths = [targets[sheet.get(_ID) or sheet.get(_STRICT_ID)] for sheet in sheets]
    return [posixpath.normpath(posixpath.join("/xl", path.replace("\\", "/"))).lstrip("/").lower() for path in paths]


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > _LARGEST_INDEX_PART:
        raise damaged_workbook()
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 - a DOCTYPE has been refused by now
