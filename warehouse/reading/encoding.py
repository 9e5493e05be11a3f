"""Which encoding a delimited text file has, judged over the whole file, and its text as blocks of whole UTF-8 lines.

Line ends (CR, LF, CRLF, mixed) become LF here, so that a line number means the same everywhere after.
"""

import codecs
import itertools
import re
from collections.abc import Iterator
from typing import Literal, Protocol

from warehouse.reading.code_pages import CodePages
from warehouse.reading.tables import Limits, Rejected

Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "cp1252"]


class Readable(Protocol):
    """What gives bytes from its beginning on."""

    def read(self, size: int, /) -> bytes: ...


_ASCII = bytes(range(128))
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")

# Byte sequences that Dutch text in Windows-1252 does not hold, but text in UTF-8 does. A capital with an accent before
# a closing quote or dash (E-acute, right quote) is valid UTF-8 too, so validity alone proves nothing.
_UTF_8_LETTER = re.compile(
    rb"[\xc2-\xc5][\x80-\xbf]"
    rb"|(?:[\xc6-\xdf][\x80-\xbf]){2}"
    rb"|\xe2[\x80-\x9f][\x80-\xbf]"
    rb"|\xed[\xa0-\xbf][\x80-\xbf]"
    rb"|\xef\xbb\xbf"
    rb"|\xf0\x9f[\x80-\xbf]{2}"
)

_SAVE_AGAIN = "Export the file again as CSV UTF-8."


def encoding_of(stream: Readable, limits: Limits) -> Encoding | Rejected:
    """Read a file to its end: byte order mark, else strict UTF-8 over the whole file, else Windows-1252; or why it is
    none of these, and then perhaps not to its end.
    """
    try:
        return _encoding_of(stream, limits)
    except Rejected as fault:
        return fault


def _encoding_of(stream: Readable, limits: Limits) -> Encoding:
    pieces = _pieces(stream, limits.block_bytes)
    first = next(pieces, b"")
    if first.startswith(_UTF_16_MARKS):
        for line, block in _whole_lines(_from_utf_16(first, pieces), limits):
            _refuse_nul(line, block)
        return "utf-16"
    marked = first.startswith(codecs.BOM_UTF8)
    judge = Judge()
    for line, block in _whole_lines(itertools.chain([first], pieces), limits):
        _refuse_nul(line, block)
        judge.look_at(line, block)
        if marked and judge.other_line is not None:
            detail = f"The file says that it is UTF-8, but line {judge.other_line} is not. {_SAVE_AGAIN}"
            raise Rejected(detail, judge.other_line)
    return "utf-8-sig" if marked else judge.verdict()


def utf_8_lines(stream: Readable, encoding: Encoding, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """The text as blocks of whole lines in UTF-8, each with the number of its first line; every line ends in LF."""
    pieces = _pieces(stream, limits.block_bytes)
    if encoding == "utf-16":
        pieces = _from_utf_16(next(pieces, b""), pieces)
    elif encoding == "utf-8-sig":
        pieces = itertools.chain([next(pieces, b"").removeprefix(codecs.BOM_UTF8)], pieces)
    for line, block in _whole_lines(pieces, limits):
        try:
            yield line, _to_utf_8(block, encoding)
        except UnicodeDecodeError as error:
            raise Rejected("The file changed while it was being read. Deliver it again.") from error


def _to_utf_8(block: bytes, encoding: Encoding) -> bytes:
    if encoding == "cp1252":
        return block if block.isascii() else block.decode("cp1252").encode()
    block.decode("utf-8")
    return block


def _pieces(stream: Readable, size: int) -> Iterator[bytes]:
    """The stream in pieces of `size` bytes, also where it gives less at a time."""
    parts: list[bytes] = []
    held = 0
    while part := stream.read(size - held):
        parts.append(part)
        held += len(part)
        if held >= size:
            yield b"".join(parts)
            parts, held = [], 0
    if parts:
        yield b"".join(parts)


def _from_utf_16(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    """Transcode to UTF-8; where that fails, what came before is still given, so that the line is known."""
    decoder = codecs.getincrementaldecoder("utf-16")("strict")
    pieces = itertools.chain([first], others)
    while True:
        piece = next(pieces, b"")
        try:
            yield decoder.decode(piece, final=not piece).encode()
        except UnicodeDecodeError as error:
            yield error.object[: error.start].decode(error.encoding, "ignore").encode()
            raise
        if not piece:
            return


def _whole_lines(pieces: Iterator[bytes], limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Cut at line ends, with LF for every line end; the last line gets one, and a final Ctrl-Z is dropped."""
    line, data = 1, b""
    try:
        for piece in pieces:
            cut = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
            block, data = _with_lf(data[:cut]), data[cut:] + piece
            if block:
                yield line, block
                line += block.count(b"\n")
            elif len(data) > limits.line_characters + len(piece):
                detail = f"Line {line} is longer than {limits.line_characters} characters."
                raise Rejected(f"{detail} Check that this is a table of rows.", line)
    except UnicodeDecodeError as error:
        line += _with_lf(data).count(b"\n")
        detail = f"The file says that it is UTF-16, but it is damaged or cut short at line {line}. {_SAVE_AGAIN}"
        raise Rejected(detail, line) from error
    last = _with_lf(data.rstrip(b"\x1a"))
    if last:
        yield line, last if last.endswith(b"\n") else last + b"\n"


def _with_lf(block: bytes) -> bytes:
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in block else block


def _refuse_nul(line: int, block: bytes) -> None:
    position = block.find(b"\0")
    if position >= 0:
        at = line + block.count(b"\n", 0, position)
        detail = f"Line {at} holds a NUL byte: the file is damaged, or UTF-16 without a byte order mark. {_SAVE_AGAIN}"
        raise Rejected(detail, at)


class Judge:
    """UTF-8 or Windows-1252: looks at the blocks in order and refuses a file that mixes the two, or is neither."""

    def __init__(self) -> None:
        self.utf_8_line: int | None = None
        self.other_line: int | None = None
        self.undefined_line: int | None = None
        self.has_beyond_ascii = False
        self._code_pages = CodePages()

    def look_at(self, line: int, block: bytes) -> None:
        if block.isascii():
            return
        self.has_beyond_ascii = True
        if self.other_line is None:
            try:
                block.decode("utf-8")
            except UnicodeDecodeError as error:
                self.other_line = line + block.count(b"\n", 0, error.start)
        beyond_ascii = block.translate(None, _ASCII)
        if self.utf_8_line is None:
            self.utf_8_line = _line_of(_UTF_8_LETTER, line, block, beyond_ascii)
        if self.other_line is not None:
            self._code_pages.look_at(line, block)
        if self.undefined_line is None:
            self.undefined_line = _line_of(_UNDEFINED_IN_CP1252, line, block, beyond_ascii)

    def verdict(self) -> Encoding:
        if self.other_line is None:
            return "utf-8"
        if self.utf_8_line is not None:
            at = max(self.utf_8_line, self.other_line)
            detail = f"The file mixes UTF-8 and another encoding, from line {at} on. {_SAVE_AGAIN}"
            raise Rejected(detail, at)
        if self.undefined_line is not None:
            detail = f"Line {self.undefined_line} holds a byte that no text in Windows-1252 holds. {_SAVE_AGAIN}"
            raise Rejected(detail, self.undefined_line)
        if fault := self._code_pages.fault():
            why, at = fault
            detail = f"The file {why}: its letters would become other ones, from line {at} on. {_SAVE_AGAIN}"
            raise Rejected(detail, at)
        return "cp1252"


def _line_of(pattern: re.Pattern[bytes], line: int, block: bytes, beyond_ascii: bytes) -> int | None:
    """Where the pattern first stands; the few bytes beyond ASCII tell quickly that it does not."""
    found = pattern.search(block) if pattern.search(beyond_ascii) else None
    return line + block.count(b"\n", 0, found.start()) if found else None
