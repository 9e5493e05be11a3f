"""What every reader hands over: tables of text in bounded chunks, the limits they keep, and why a file cannot be read.

Nothing here knows a file format, and nothing in this package knows what a column means.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.rules import Rule
from schemas.values import EDGES

OpenStream = Callable[[], BinaryIO]
Lines = npt.NDArray[np.int64]

BLANK = EDGES + "\x1a"  # what a value is trimmed of, and the Ctrl-Z with which old programs end a file

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of any spreadsheet
_TEXT = pd.StringDtype(na_value=np.nan)


class Rejected(Exception):
    """Why a whole file is rejected: a sentence without a value of the file, the line where it shows, and the rule."""

    def __init__(self, detail: str, line: int | None = None, *, rule: Rule = Rule.UNREADABLE) -> None:
        super().__init__(detail)
        self.detail, self.line, self.rule = detail, line, rule


class ColumnType(Enum):
    """What the typed cells (workbook, SPSS) of a column must become as text; a CSV is text already."""

    IDENTIFIER = auto()
    DATE = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Limits:
    """Bounds on what one file may ask for. A longer cell is cut at `cell_characters` + 1, so that it shows."""

    cell_characters: int = 100_000
    columns: int = 1_000
    line_characters: int = 16 * 2**20
    chunk_rows: int = 50_000
    block_bytes: int = 8 * 2**20
    whole_file_bytes: int = 512 * 2**20
    unpacked_bytes: int = 2**30
    unpack_ratio: int = 200
    archive_members: int = 5_000
    sheet_cells: int = 30_000_000


@dataclass(frozen=True)
class Chunk:
    """Some rows in the file's order. `lines`: where each row of `frame` begins; `malformed`: rows of another width, of
    which `malformed_frame` has what can be read, from the left.
    """

    lines: Lines
    frame: pd.DataFrame
    malformed: Lines
    malformed_frame: pd.DataFrame


class Table(Protocol):
    """One table of a file. A column without a name has the header "". `labels` and `value_labels` are what SPSS knows
    of its columns, else None.
    """

    name: str
    header: list[str]
    header_line: int
    labels: list[str] | None
    value_labels: list[Mapping[str, str]] | None

    def chunks(self, types: Sequence[ColumnType]) -> Iterator[Chunk]:
        """Read the rows, with one type for each column of the header; may raise Rejected after some chunks."""
        ...


def is_blank(text: str) -> bool:
    return not text.strip(BLANK)


def header_cells(cells: Sequence[str]) -> list[str]:
    """The headers as delivered, without the empty ones at the end and without a byte order mark."""
    filled = [position for position, cell in enumerate(cells) if not is_blank(cell)]
    header = list(cells[: filled[-1] + 1]) if filled else []
    return [header[0].lstrip("\ufeff"), *header[1:]] if header else []


def check_width(header: Sequence[str], line: int, limits: Limits) -> None:
    """Columns with a name count; those without one are only bounded."""
    n_named = sum(not is_blank(cell) for cell in header)
    if n_named > limits.columns or len(header) > limits.columns + LAST_COLUMN:
        detail = f"The header has {len(header)} columns; at most {limits.columns} are read. Deliver fewer columns."
        raise Rejected(detail, line, rule=Rule.TOO_MANY_COLUMNS)


def text_table(columns: Sequence[Sequence[str] | pa.Array]) -> pa.Table:
    arrays = [pa.array(column, pa.large_string()) for column in columns]
    return pa.table(arrays, names=[str(position) for position in range(len(columns))])


def chunks_of(
    lines: Lines, rows: pa.Table, malformed: Lines, malformed_rows: pa.Table, limits: Limits
) -> Iterator[Chunk]:  # fmt: skip
    """Leave out the blank rows, cut the longest cells and hand over at most `chunk_rows` rows at a time."""
    kept = np.flatnonzero(~_blank_rows(rows))
    if len(kept) < len(lines):
        lines, rows = lines[kept], rows.take(pa.array(kept))
    for start in range(0, max(len(lines), 1), limits.chunk_rows):
        part = slice(start, start + limits.chunk_rows)
        bad = malformed if start == 0 else malformed[:0]
        if len(lines[part]) or len(bad):
            bad_rows = malformed_rows.slice(0, len(bad))
            frame = _frame(rows.slice(start, limits.chunk_rows), limits)
            yield Chunk(lines[part], frame, bad, _frame(bad_rows, limits))


def blank_cells(texts: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    is_empty: npt.NDArray[np.bool_] = pc.equal(pc.utf8_trim(texts, characters=BLANK), "").to_numpy()
    return is_empty


def _blank_rows(rows: pa.Table) -> npt.NDArray[np.bool_]:
    candidates = np.arange(rows.num_rows)
    for column in rows.columns:
        texts = column if len(candidates) == rows.num_rows else column.take(pa.array(candidates))
        candidates = candidates[blank_cells(texts)]
        if not len(candidates):
            break
    result = np.zeros(rows.num_rows, dtype=np.bool_)
    result[candidates] = True
    return result


def _frame(rows: pa.Table, limits: Limits) -> pd.DataFrame:
    columns = [_cut(column, limits.cell_characters + 1) for column in rows.columns]
    frame: pd.DataFrame = pa.table(columns, names=rows.column_names).to_pandas(
        types_mapper={pa.large_string(): _TEXT}.get
    )
    frame.columns = pd.RangeIndex(len(columns))
    return frame


def _cut(column: pa.ChunkedArray, characters: int) -> pa.ChunkedArray:
    longest = pc.max(pc.binary_length(column)).as_py() or 0
    return pc.utf8_slice_codeunits(column, 0, characters) if longest > characters else column
