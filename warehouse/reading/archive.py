"""Looks into a workbook's zip before anything opens it: bombs, damage, passwords, macros, and where its cells lie.

Every member is unpacked once in small pieces and thrown away, so that the sizes checked are real, not declared.
Reading the cells is workbook.py's.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.rules import Rule
from warehouse.reading.tables import Limits, Rejected

_PIECE = 2**20
_LOCAL_HEADER = 30
_PASSWORD_FLAG = 0x1
_NAME_IN_UTF_8 = 0x800
_KNOWN_FLAGS = _NAME_IN_UTF_8 | 0xE  # and how hard it was compressed, sizes after the data
_RATIO_MATTERS_FROM = 2**20
_MOST_ERRORS = 1_000_000
_LONGEST_MARK = 16
_LONGEST_NUMBER = 8
_LONGEST_CELL = 2**17

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_EMPTY_ELEMENT = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^<>]*/>")
_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*([0-9]+)["']""")
_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)[0-9]""")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*?\sr\s*=\s*["']([A-Za-z]+)([0-9]+)["']"""
    rb"""(?![^<>]*>\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v\b[^<>]*>#N/A<)"""
)
_FORMULA_CELL = re.compile(
    rb"""<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\b[^<>]*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_PLACE_OF_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_HOLDS_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>]*)>")
_PLACE = re.compile(rb"\sr\s*=")
_UNPLACED = re.compile(rb"<(?:\w+:)?(?:row|c)\b(?![^<>]*\sr\s*=)[^<>]*>")


@dataclass
class CellsOfSheet:
    """How many cells a sheet has, how far they reach (counted from 1), and which of them hold an error instead of a
    value, or a formula that nobody has calculated. `#N/A` is no error here: it says that there is no value.

    A row or cell that does not say where it stands, stands after the one before.
    """

    last_row: int = 0
    last_column: int = 0
    unplaced_rows: int = 0
    unplaced_in_this_row: int = 0
    most_unplaced_in_a_row: int = 0
    n_cells: int = 0
    errors: set[tuple[int, int]] = field(default_factory=set)

    @property
    def has_unplaced(self) -> bool:
        return self.unplaced_rows > 0 or self.most_unplaced_in_a_row > 0

    @property
    def lowest_row(self) -> int:
        return self.last_row + self.unplaced_rows

    @property
    def extent(self) -> int:
        """The most cells that the rectangle around all of them can hold."""
        return self.lowest_row * (self.last_column + self.most_unplaced_in_a_row)

    def note(self, tags: bytes) -> None:
        """Take in a piece of the sheet."""
        rows, columns = set(_ROW.findall(tags)), _COLUMN.findall(tags)
        self.n_cells += len(columns)
        self.last_row = max(self.last_row, *map(row_number, rows), 0)
        self.last_column = max(self.last_column, *map(column_number, set(columns)), 0)
        if _UNPLACED.search(tags):
            self._count_unplaced(tags)
        if b'"e"' in tags or b"'e'" in tags:
            self.errors.update((row_number(row), column_number(column)) for column, row in _ERROR_CELL.findall(tags))
        if _FORMULA.search(tags):
            self.errors.update(_uncalculated(tags))
        if len(self.errors) > _MOST_ERRORS:
            raise Rejected("The workbook holds over a million cells with an error. Repair its formulas.")

    def _count_unplaced(self, tags: bytes) -> None:
        for name, attributes in _ROW_OR_CELL.findall(tags):
            is_placed = _PLACE.search(attributes) is not None
            if name == b"row":
                self.unplaced_rows += not is_placed
                self.unplaced_in_this_row = 0
            elif not is_placed:
                self.n_cells += 1
                self.unplaced_in_this_row += 1
                self.most_unplaced_in_a_row = max(self.most_unplaced_in_a_row, self.unplaced_in_this_row)


def inspect_workbook(content: bytes, limits: Limits) -> dict[str, CellsOfSheet]:
    """Refuse what must not be opened; say of every part with cells, by its path in small letters, where they lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error) as error:
        raise damaged_workbook() from error
    _check_members(members, len(content), limits)
    _check_parts({part_of(member) for member in members})
    return {part_of(member): _cells_of(content, member, limits) for member in members}


def damaged_workbook() -> Rejected:
    return Rejected(
        "The workbook is damaged or cut short. Open it in a spreadsheet program, save it as .xlsx and deliver that."
    )


def encrypted_workbook() -> Rejected:
    return Rejected("The workbook has a password. Save it without one and deliver it again.", rule=Rule.ENCRYPTED)


def part_of(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lower()


def _check_members(members: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    unpacked = sum(member.file_size for member in members)
    is_bomb = (
        len(members) > limits.archive_members
        or unpacked > limits.unpacked_bytes
        or sum(member.compress_size for member in members) > size
        or any(
            member.file_size > max(_RATIO_MATTERS_FROM, limits.unpack_ratio * member.compress_size)
            for member in members
        )
    )
    if is_bomb:
        raise Rejected("The workbook unpacks to more than is allowed. Deliver fewer rows or sheets a file, or CSV.")
    if any(member.flag_bits & _PASSWORD_FLAG for member in members):
        raise encrypted_workbook()
    for member in members:
        if member.flag_bits & ~_KNOWN_FLAGS or part_of(member).startswith("/") or ".." in part_of(member).split("/"):
            raise damaged_workbook()


def _check_parts(parts: set[str]) -> None:
    if "xl/workbook.bin" in parts:
        found = "a binary workbook (.xlsb)"
    elif "xl/workbook.xml" not in parts:
        found = "another kind of zip file"
    elif "xl/vbaproject.bin" in parts:
        found = "a workbook with macros (.xlsm)"
    else:
        return
    raise Rejected(f"The file is {found}, not .xlsx. Save it as .xlsx and deliver that.", rule=Rule.NOT_ITS_EXTENSION)


def _cells_of(content: bytes, member: zipfile.ZipInfo, limits: Limits) -> CellsOfSheet:
    """Cells that are formatted but empty reach far on many a sheet; they are only left out where that matters."""
    cells = _inspect_part(content, member, leave_out_empty=False)
    if cells.extent > limits.sheet_cells and not cells.has_unplaced:
        cells = _inspect_part(content, member, leave_out_empty=True)
    return cells


def _inspect_part(content: bytes, member: zipfile.ZipInfo, leave_out_empty: bool) -> CellsOfSheet:
    cells = CellsOfSheet()
    for piece in whole_pieces(content, member):
        if _has_cells(member):
            cells.note(_EMPTY_ELEMENT.sub(b"", piece) if leave_out_empty else piece)
    return cells


def _has_cells(member: zipfile.ZipInfo) -> bool:
    return part_of(member).startswith("xl/worksheets/")


def whole_pieces(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member unpacked, in pieces that never end within the tag of a cell."""
    is_xml = part_of(member).endswith((".xml", ".rels"))
    rest = b""
    for piece in _unpacked(content, member):
        data = rest + piece
        if is_xml and _DOCTYPE.search(data):
            raise damaged_workbook()
        whole = _end_of_cells(data) if _has_cells(member) else max(len(data) - _LONGEST_MARK, 0)
        rest = data[whole:]
        if len(rest) > _PIECE:
            raise damaged_workbook()
        yield data[:whole]
    yield rest


def _end_of_cells(data: bytes) -> int:
    """Where the last cell begins, which may go on in the next piece; where none begins nearby, the end of a tag."""
    near = max(len(data) - _LONGEST_CELL, 0)
    begins = [cell.start() for cell in _CELL.finditer(data, near)]
    return begins[-1] if begins and begins[-1] else data.rfind(b">") + 1


def _uncalculated(tags: bytes) -> Iterator[tuple[int, int]]:
    """Cells with a formula and no value: a program wrote them that does not calculate. An empty text is a value."""
    for attributes in _FORMULA_CELL.findall(tags):
        place = _PLACE_OF_CELL.search(attributes)
        if place and not _HOLDS_TEXT.search(attributes):
            yield row_number(place[2]), column_number(place[1])


def row_number(digits: bytes) -> int:
    return int(digits.lstrip(b"0")[:_LONGEST_NUMBER] or b"0")


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:_LONGEST_NUMBER]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _unpacked(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's content in pieces; anything but exactly the declared size and checksum is damage."""
    compressed = memoryview(content)[slice(*_place(content, member))]
    size = checksum = 0
    try:
        for piece in _inflated(compressed, member.compress_type):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > member.file_size:
                break
            yield piece
    except zlib.error as error:
        raise damaged_workbook() from error
    if (size, checksum) != (member.file_size, member.CRC):
        raise damaged_workbook()


def _place(content: bytes, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Where the member's compressed bytes stand. Its name is under no checksum, but the zip holds it twice."""
    header = content[member.header_offset : member.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER:
        raise damaged_workbook()
    name_length, extra_length = struct.unpack("<HH", header[-4:])
    name_start = member.header_offset + _LOCAL_HEADER
    name = member.orig_filename.encode("utf-8" if member.flag_bits & _NAME_IN_UTF_8 else "cp437")
    if content[name_start : name_start + name_length] != name:
        raise damaged_workbook()
    start = name_start + name_length + extra_length
    return start, start + member.compress_size


def _inflated(compressed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from (bytes(compressed[start : start + _PIECE]) for start in range(0, len(compressed), _PIECE))
        return
    if method != zipfile.ZIP_DEFLATED:
        raise damaged_workbook()
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    fed: bytes | memoryview = compressed
    while not inflate.eof:
        piece = inflate.decompress(fed, _PIECE)
        fed = inflate.unconsumed_tail
        if not piece and not inflate.eof:
            raise damaged_workbook()
        yield piece
