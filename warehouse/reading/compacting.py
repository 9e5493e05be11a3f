"""A sheet that spans far more than it holds, such as one with a stray cell in its last corner, written close together.

Rows and columns in which no cell holds anything are left out, so that the library, which makes the whole rectangle,
can read the rest. What is unsafe to open is archive.py's to refuse, before.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from warehouse.reading.archive import CellsOfSheet, column_number, part_of, row_number, whole_pieces
from warehouse.reading.tables import LAST_COLUMN, LAST_ROW, Limits, Lines, Rejected

_SPARSE_FROM = 1_000_000

_TAG = re.compile(
    rb"(?P<row><(?:\w+:)?row\b(?P<of_row>[^<>]*?)(?P<end>/?>))"
    rb"|(?P<empty><(?:\w+:)?c\b(?P<of_empty>[^<>]*?)"
    rb"(?:/>|>\s*(?:<(?:\w+:)?v\b[^<>]*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>))"
    rb"|(?P<cell><(?:\w+:)?c)\b(?P<of_cell>[^<>]*)>"
)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]*)["']""")


@dataclass(frozen=True)
class Compact:
    """A sheet written close together: where its cells lie now, and the line on which each of its rows stands."""

    cells: CellsOfSheet
    lines: Lines


@dataclass
class _Places:
    """Follows the tags of a sheet and tells where each cell stands; one that does not say so stands after the last."""

    row: int = 0
    column: int = 0

    def begin_row(self, attributes: bytes) -> None:
        found = _PLACE.search(attributes)
        self.row, self.column = row_number(found[2]) if found else self.row + 1, 0

    def next_cell(self, attributes: bytes) -> tuple[int, int]:
        found = _PLACE.search(attributes)
        self.column = column_number(found[1]) if found else self.column + 1
        return (row_number(found[2]) if found else self.row), self.column


def is_sparse(cells: CellsOfSheet, limits: Limits) -> bool:
    """Whether a sheet is to be written close together before it is read."""
    is_wide = cells.last_column > limits.columns
    return is_wide or cells.extent > limits.sheet_cells or cells.extent > max(_SPARSE_FROM, 8 * cells.n_cells)


def compact(content: bytes, parts: Collection[str], limits: Limits) -> tuple[bytes, dict[str, Compact]]:
    """The workbook with these parts written close together, and what became of each of them."""
    compacts = {}
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written,
    ):
        for member in archive.infolist():
            part = part_of(member)
            if part not in parts:
                written.writestr(member.filename, archive.read(member))
                continue
            rows, columns = _held(content, member)
            check_extent([len(rows) * len(columns)], limits)
            cells = CellsOfSheet()
            with written.open(member.filename, "w", force_zip64=True) as sheet:
                for piece in _written(content, member, rows, columns):
                    cells.note(piece)
                    sheet.write(piece)
            compacts[part] = Compact(cells, np.array(rows, dtype=np.int64))
    return target.getvalue(), compacts


def check_extent(extents: Collection[int], limits: Limits) -> None:
    """The library holds the whole rectangle of every sheet."""
    if sum(extents) > limits.sheet_cells:
        raise too_far()


def check_last_cell(cells: CellsOfSheet) -> None:
    """No spreadsheet has rows or columns beyond these."""
    if max(cells.last_row, cells.unplaced_rows) > LAST_ROW or cells.last_column > LAST_COLUMN:
        raise too_far()


def too_far() -> Rejected:
    return Rejected(
        "The cells reach too far down or to the right. Delete what stands outside the table, or deliver CSV."
    )


def _held(content: bytes, member: zipfile.ZipInfo) -> tuple[list[int], list[int]]:
    """The rows and the columns in which a cell holds something, in order."""
    rows, columns, places = set[int](), set[int](), _Places()
    for piece in whole_pieces(content, member):
        for tag in _TAG.finditer(piece):
            if tag["row"] is not None:
                places.begin_row(tag["of_row"])
            elif tag["empty"] is not None:
                places.next_cell(tag["of_empty"])
            else:
                row, column = places.next_cell(tag["of_cell"])
                rows.add(row)
                columns.add(column)
    return sorted(rows), sorted(columns)


def _written(content: bytes, member: zipfile.ZipInfo, rows: list[int], columns: list[int]) -> Iterator[bytes]:
    """The part anew: every cell that holds something says its new place, and rows say none."""
    row_numbers = {row: number for number, row in enumerate(rows, start=1)}
    letters = {column: _letters(number) for number, column in enumerate(columns, start=1)}
    places = _Places()

    def anew(tag: re.Match[bytes]) -> bytes:
        if tag["row"] is not None:
            places.begin_row(tag["of_row"])
            return tag["row"][: -len(tag["of_row"]) - len(tag["end"])] + tag["end"]
        if tag["empty"] is not None:
            places.next_cell(tag["of_empty"])
            return b""
        row, column = places.next_cell(tag["of_cell"])
        attributes = _PLACE.sub(b"", tag["of_cell"], count=1)
        return b'%b r="%b%d"%b>' % (tag["cell"], letters[column], row_numbers[row], attributes)

    for piece in whole_pieces(content, member):
        yield _TAG.sub(anew, piece)


def _letters(number: int) -> bytes:
    """
    >>> _letters(1), _letters(27), _letters(16_384)
    (b'A', b'AA', b'XFD')
    """
    letters = b""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = bytes([ord("A") + letter]) + letters
    return letters
