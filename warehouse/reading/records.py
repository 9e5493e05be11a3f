"""The rows in a block of delimited text: which physical lines are whole rows, and the odd ones read by hand.

A line whose quotes all stand where they should is a row of its own and goes to Arrow's parser, with thousands of others
at once. Any other line (a line end inside quotes, a bare quote) is read field by field, as the csv module would.
"""

import codecs
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from warehouse.reading.tables import Limits, Lines, Rejected, blank_cells, is_blank, text_table

_LF, _QUOTE = 10, 34


@dataclass(frozen=True)
class Record:
    """One row read by hand. `end` is where its line end stands; `is_broken`: text follows a closing quote."""

    fields: list[str]
    end: int
    is_broken: bool


@dataclass(frozen=True)
class OpenQuote:
    """A row whose quote, opened at `position`, does not close; `may_close`: it may do so after the block."""

    position: int
    may_close: bool


@dataclass(frozen=True)
class Width:
    """How many fields a header has: until the last that names a column, and in all. A row that has as many may hold
    something in those without a name; one that has more fields may not, as a delimiter within a text moved them.
    """

    named: int
    whole: int


@dataclass(frozen=True)
class Rows:
    """What a block holds, by physical line. `unread` is where the row begins that goes on after the block."""

    lines: Lines
    table: pa.Table
    malformed: Lines
    malformed_table: pa.Table
    unread: int | None


@dataclass(frozen=True)
class _Layout:
    """The physical lines of a block. `is_row`: were the line to begin outside quotes, it would be one whole row."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    delimiters: npt.NDArray[np.int32]
    is_row: npt.NDArray[np.bool_]


def read_rows(block: bytes, first_line: int, width: Width, delimiter: bytes, limits: Limits) -> Rows:
    """Read the rows of a block that begins at the start of a row and holds whole lines. Blank rows may still be among
    them; `malformed` are those of another width than the header's.
    """
    layout = _layout(block, delimiter)
    gathered = _Gathered(width)
    unread = _read_by_hand(block, first_line, delimiter, layout, gathered)
    fields = layout.delimiters + 1
    for count in np.unique(fields[layout.is_row]).tolist():
        numbers = np.flatnonzero(layout.is_row & (fields == count))
        if width.named <= count <= limits.columns:
            table = _parse(_select(block, layout, numbers), count, delimiter)
            gathered.add_table(numbers, table)
        else:
            for number in numbers.tolist():
                start, end = int(layout.starts[number]), int(layout.ends[number])
                record = read_record(block[start : end + 1], 0, delimiter)
                gathered.add_record(
                    number, Record([], end, is_broken=True) if isinstance(record, OpenQuote) else record
                )
    return gathered.rows(first_line, unread)


def read_record(block: bytes, start: int, delimiter: bytes) -> Record | OpenQuote:
    """Read one row from `start`. A quote opens only at the start of a field; elsewhere it is text."""
    fields: list[str] = []
    is_broken = False
    position = start
    line_end = block.find(b"\n", start)
    while True:
        quote = block.find(b'"', position, line_end)
        plain_end = line_end if quote < 0 else block.rfind(delimiter, position, quote)
        if plain_end >= 0:
            fields += block[position:plain_end].decode().split(delimiter.decode())
            field_end = plain_end
        elif quote > position:
            field_end = _field_end(block, quote, line_end, delimiter)
            fields.append(block[position:field_end].decode())
        else:
            close = _closing_quote(block, position)
            if close is None:
                return OpenQuote(position, may_close=True)
            if close > line_end:
                line_end = block.find(b"\n", close)
            field_end = _field_end(block, close + 1, line_end, delimiter)
            value, after = block[position + 1 : close].replace(b'""', b'"'), block[close + 1 : field_end]
            if after.strip(b" \t"):
                if b"\n" in value:
                    return OpenQuote(position, may_close=False)
                is_broken = True
            fields.append(value.decode())
        if field_end == line_end:
            return Record(fields, line_end, is_broken)
        position = field_end + 1


def _closing_quote(block: bytes, opening: int) -> int | None:
    position = block.find(b'"', opening + 1)
    while position >= 0 and block[position + 1] == _QUOTE:
        position = block.find(b'"', position + 2)
    return position if position >= 0 else None


def _field_end(block: bytes, position: int, line_end: int, delimiter: bytes) -> int:
    found = block.find(delimiter, position, line_end)
    return found if found >= 0 else line_end


def _layout(block: bytes, delimiter: bytes) -> _Layout:
    buffer = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(buffer == _LF)
    starts = np.concatenate(([0], ends[:-1] + 1))
    is_delimiter = buffer == delimiter[0]
    is_row = np.ones(len(ends), dtype=np.bool_)
    is_quote = buffer == _QUOTE
    if is_quote.any():
        quotes = np.add.reduceat(is_quote.view(np.uint8), starts, dtype=np.int32)
        is_row = _quotes_stand_right(buffer, delimiter[0], is_quote, quotes)
        is_delimiter &= ~_is_quoted(is_quote, starts, ends)
    delimiters = np.add.reduceat(is_delimiter.view(np.uint8), starts, dtype=np.int32)
    return _Layout(starts, ends, delimiters, is_row)


def _quotes_stand_right(
    buffer: npt.NDArray[np.uint8],
    delimiter: int,
    is_quote: npt.NDArray[np.bool_],
    quotes: npt.NDArray[np.int32],
) -> npt.NDArray[np.bool_]:
    """For each line: its quotes pair up, each first one at a field's start (or doubled), each second at its end."""
    positions = np.flatnonzero(is_quote)
    line_of_quote = np.repeat(np.arange(len(quotes)), quotes)
    first_of_line = np.cumsum(quotes) - quotes
    is_closing = (np.arange(len(positions)) - first_of_line[line_of_quote]) % 2 == 1
    beside = buffer[positions + np.where(is_closing, 1, -1)]  # before the first byte: the last one, which is LF
    is_misplaced = (beside != delimiter) & (beside != _LF) & (beside != _QUOTE)
    result = quotes % 2 == 0
    result[line_of_quote[is_misplaced]] = False
    return result


def _is_quoted(
    is_quote: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """For each byte: an odd number of quotes stands before it on its line."""
    is_odd = np.logical_xor.accumulate(is_quote)
    before_line = is_odd[starts] ^ is_quote[starts]
    if before_line.any():
        is_odd ^= np.repeat(before_line, ends - starts + 1)
    return is_odd


def _read_by_hand(
    block: bytes, first_line: int, delimiter: bytes, layout: _Layout, gathered: "_Gathered"
) -> int | None:  # fmt: skip
    """Read the rows that begin on a line that is no row by itself, and take the lines they cover out of the layout."""
    following = 0
    for number in np.flatnonzero(~layout.is_row).tolist():
        if number < following:
            continue
        record = read_record(block, int(layout.starts[number]), delimiter)
        if isinstance(record, OpenQuote):
            if not record.may_close:
                raise unclosed_quote(first_line + block.count(b"\n", 0, record.position))
            layout.is_row[number:] = False
            return int(layout.starts[number])
        following = int(np.searchsorted(layout.ends, record.end)) + 1
        layout.is_row[number:following] = False
        gathered.add_record(number, record)
    return None


def unclosed_quote(line: int) -> Rejected:
    detail = f"A quote opens on line {line} and is not closed as it should be. Export the file again."
    return Rejected(detail, line)


def _select(block: bytes, layout: _Layout, numbers: npt.NDArray[np.int64]) -> bytes:
    """The chosen lines, one after another."""
    if len(numbers) == len(layout.starts):
        return block
    is_chosen = np.zeros(len(layout.starts), dtype=np.bool_)
    is_chosen[numbers] = True
    return np.frombuffer(block, np.uint8)[np.repeat(is_chosen, layout.ends - layout.starts + 1)].tobytes()


def _parse(lines: bytes, width: int, delimiter: bytes) -> pa.Table:
    """Whole rows of one width. Arrow takes a byte order mark at the start away, so one that is data is doubled."""
    if lines.startswith(codecs.BOM_UTF8):
        lines = codecs.BOM_UTF8 + lines
    names = [str(position) for position in range(width)]
    return csv.read_csv(
        pa.py_buffer(lines),
        csv.ReadOptions(column_names=names, block_size=len(lines) + 1, use_threads=False),
        csv.ParseOptions(delimiter=delimiter.decode(), quote_char='"', double_quote=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            check_utf8=False, strings_can_be_null=False, column_types=dict.fromkeys(names, pa.large_string())
        ),
    )


class _Gathered:
    """Rows of one block as they are found, put in the file's order at the end."""

    def __init__(self, width: Width) -> None:
        self._width = width
        self._numbers: list[npt.NDArray[np.int64]] = []
        self._tables: list[pa.Table] = []
        self._by_hand: dict[int, list[str]] = {}
        self.malformed: dict[int, list[str]] = {}

    def add_table(self, numbers: npt.NDArray[np.int64], table: pa.Table) -> None:
        fits = np.ones(len(numbers), dtype=np.bool_)
        if table.num_columns > self._width.whole:
            for surplus in table.columns[self._width.named :]:
                fits &= blank_cells(surplus)
        rows = self._whole(table)
        if not fits.all():
            surplus_rows = rows.filter(pa.array(~fits)).to_pydict().values()
            self.malformed |= dict(
                zip(numbers[~fits].tolist(), map(list, zip(*surplus_rows, strict=True)), strict=True)
            )
        self._numbers.append(numbers[fits])
        self._tables.append(rows if fits.all() else rows.filter(pa.array(fits)))

    def _whole(self, table: pa.Table) -> pa.Table:
        """The table with a column for each field of the header."""
        for number in range(table.num_columns, self._width.whole):
            table = table.append_column(str(number), pa.array([""] * table.num_rows, pa.large_string()))
        return table.select(range(self._width.whole))

    def add_record(self, number: int, record: Record) -> None:
        fields = record.fields
        if not record.is_broken and all(map(is_blank, fields)):
            return
        surplus = fields[self._width.named :] if len(fields) > self._width.whole else []
        if record.is_broken or len(fields) < self._width.named or not all(map(is_blank, surplus)):
            self.malformed[number] = fields
        else:
            self._by_hand[number] = self._padded(fields)

    def _padded(self, fields: list[str]) -> list[str]:
        return (fields + [""] * self._width.whole)[: self._width.whole]

    def rows(self, first_line: int, unread: int | None) -> Rows:
        columns = list(zip(*self._by_hand.values(), strict=True)) or [()] * self._width.whole
        numbers = np.concatenate([*self._numbers, np.array(list(self._by_hand), dtype=np.int64)])
        table = pa.concat_tables([*self._tables, text_table(columns)])
        if len(self._tables) > 1 or self._by_hand:
            order = np.argsort(numbers)
            numbers, table = numbers[order], table.take(pa.array(order))
        malformed = np.array(sorted(self.malformed), dtype=np.int64)
        padded = [self._padded(self.malformed[number]) for number in malformed.tolist()]
        malformed_table = text_table(list(zip(*padded, strict=True)) or [()] * self._width.whole)
        return Rows(numbers + first_line, table, malformed + first_line, malformed_table, unread)
