"""A delimited text file (CSV) as one table: its delimiter and header, then its rows block by block.

Encoding is encoding.py's; what is a row within a block is records.py's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from warehouse.reading.encoding import Encoding, encoding_of, utf_8_lines
from warehouse.reading.records import OpenQuote, Width, read_record, read_rows, unclosed_quote
from warehouse.reading.tables import (
    BLANK,
    Chunk,
    ColumnType,
    Limits,
    OpenStream,
    Rejected,
    check_width,
    chunks_of,
    header_cells,
)

_DELIMITERS = (b";", b"\t", b",")
_SEPARATOR_LINE = re.compile(rb'"?sep=([^"])"?[;,\t ]*', re.IGNORECASE)
_RECORD = re.compile(rb'(?:[^"\n]++|"[^"]*+")*+(?=\n)')
_QUOTED = re.compile(rb'"[^"]*"')
_ROWS_LOOKED_AT = 20


class DelimitedTable:
    """The one table of a CSV."""

    name = ""
    labels: list[str] | None = None
    value_labels: list[Mapping[str, str]] | None = None

    def __init__(self, open_stream: OpenStream, limits: Limits, encoding: Encoding | Rejected | None = None) -> None:
        """`encoding`: what `encoding_of` said of this content, so that it is not read through for that once more."""
        self._open_stream = open_stream
        self._limits = limits
        if encoding is None:
            with open_stream() as stream:
                encoding = encoding_of(stream, limits)
        if isinstance(encoding, Rejected):
            raise encoding
        self._encoding: Encoding = encoding
        with open_stream() as stream:
            _, block = next(utf_8_lines(stream, self._encoding, limits), (1, b""))
        self._delimiter, start = _separator_line(block)
        start = _skip_blank(block, start)
        if start == len(block):
            raise Rejected("The file has no header row. Deliver it with one, even without rows.")
        self.header_line = 1 + block.count(b"\n", 0, start)
        self._delimiter = self._delimiter or _delimiter_of_header(block, start)
        self.header, self._width, self._start_of_rows = self._read_header(block, start)

    def _read_header(self, block: bytes, start: int) -> tuple[list[str], Width, int]:
        record = read_record(block, start, self._delimiter)
        if isinstance(record, OpenQuote) or record.is_broken:
            raise unclosed_quote(self.header_line)
        header = header_cells(record.fields)
        check_width(header, self.header_line, self._limits)
        width = Width(len(header), max(len(header), min(len(record.fields), self._limits.columns)))
        return header + [""] * (width.whole - width.named), width, record.end + 1

    def chunks(self, types: Sequence[ColumnType]) -> Iterator[Chunk]:  # noqa: ARG002 - every cell is text already
        with self._open_stream() as stream:
            lines = utf_8_lines(stream, self._encoding, self._limits)
            line, unread = 1, b""
            to_skip = self._start_of_rows
            for block_line, block in lines:
                if to_skip:
                    line, unread, to_skip = block_line + block.count(b"\n", 0, to_skip), block[to_skip:], 0
                else:
                    line, unread = (line if unread else block_line), unread + block
                if not unread:
                    continue
                rows = read_rows(unread, line, self._width, self._delimiter, self._limits)
                yield from chunks_of(rows.lines, rows.table, rows.malformed, rows.malformed_table, self._limits)
                line, unread = self._rest(line, unread, rows.unread)
            if unread:
                raise self._unclosed(line, unread)

    def _rest(self, line: int, block: bytes, start: int | None) -> tuple[int, bytes]:
        """What a row that goes on after the block has so far, which may not be without end."""
        if start is None:
            return line, b""
        line, rest = line + block.count(b"\n", 0, start), block[start:]
        if len(rest) > self._limits.line_characters:
            raise self._unclosed(line, rest)
        return line, rest

    def _unclosed(self, line: int, row: bytes) -> Rejected:
        record = read_record(row, 0, self._delimiter)
        position = record.position if isinstance(record, OpenQuote) else 0
        return unclosed_quote(line + row.count(b"\n", 0, position))


def _separator_line(block: bytes) -> tuple[bytes, int]:
    """The delimiter that Excel's first line `sep=;` names, and where the next line starts; without one, nothing."""
    end = block.find(b"\n")
    named = _SEPARATOR_LINE.fullmatch(block[:end].rstrip(b" ")) if end >= 0 else None
    if named is None:
        return b"", 0
    if named[1] not in _DELIMITERS:
        raise _other_delimiter(1)
    return named[1], end + 1


def _skip_blank(block: bytes, start: int) -> int:
    """Where the first line begins that holds more than delimiters and blanks."""
    while start < len(block):
        end = block.find(b"\n", start)
        if block[start:end].decode().strip(BLANK + ';,"'):
            break
        start = end + 1
    return start


def _delimiter_of_header(block: bytes, start: int) -> bytes:
    """The one of the three that most rows have as often as the header, or else that stands most often in the header.

    Quotes aside; a question text in the header may hold more commas than there are columns.
    """
    header, *rows = _counts_of_records(block, start)
    if not any(header) and b"|" in _QUOTED.sub(b"", block[start : block.find(b"\n", start)]):
        raise _other_delimiter(1 + block.count(b"\n", 0, start))
    agreeing = [sum(row[position] == count > 0 for row in rows) for position, count in enumerate(header)]
    return max(zip(agreeing, header, _DELIMITERS, strict=True), key=lambda found: found[:2])[2]


def _counts_of_records(block: bytes, start: int) -> list[list[int]]:
    """How often each of the three stands in the header and in the first rows below it, outside quotes."""
    counts: list[list[int]] = []
    while start < len(block) and len(counts) <= _ROWS_LOOKED_AT:
        found = _RECORD.match(block, start)
        end = found.end() if found else block.find(b"\n", start)
        outside = _QUOTED.sub(b"", block[start : end if end >= 0 else len(block)])
        counts.append([outside.count(delimiter) for delimiter in _DELIMITERS])
        start = end + 1 if end >= 0 else len(block)
    return counts


def _other_delimiter(line: int) -> Rejected:
    detail = f"Line {line} uses another delimiter than a semicolon, a comma or a tab. Export again with one of them."
    return Rejected(detail, line)
