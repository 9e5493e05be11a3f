"""Opening one delivered file: what it really is decides which reader takes it, not its name."""

import re
from typing import BinaryIO

from schemas.rules import Rule
from warehouse.reading.archive import encrypted_workbook
from warehouse.reading.delimited import DelimitedTable
from warehouse.reading.encoding import Encoding
from warehouse.reading.sav import SavTable
from warehouse.reading.tables import Limits, OpenStream, Rejected, Table
from warehouse.reading.workbook import read_workbook

_HEAD_BYTES = 4096
_PREAMBLE = 8  # bytes before the signature of an encrypted SPSS file

_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"$FL2", "sav"),
    (b"$FL3", "sav"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"Rar!\x1a\x07", "a rar file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "a database"),
)
_MARKUP = re.compile(rb"<\s*(?:[!?]|[a-z][\w:-]*[\s/>])", re.IGNORECASE)
_JSON = re.compile(rb"""[\[{]\s*(?:["\[\]{}]|-?\d|true|false|null|$)""")
_BYTES_BEFORE_TEXT = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\f"
_NAMES = {
    "zip": "a workbook or another zip file",
    "ole": "an old or encrypted workbook",
    "sav": "an SPSS file",
    "encrypted sav": "an encrypted SPSS file",
}
_SPELLED = {"csv": "a delimited text file (.csv)", "xlsx": "an .xlsx workbook", "sav": "an SPSS file (.sav)"}
_CONTENT_OF_EXTENSION = {"csv": "text", "xlsx": "zip", "sav": "sav"}
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read_tables(
    open_stream: OpenStream, extension: str, limits: Limits, encoding: Encoding | Rejected | None = None
) -> list[Table]:  # fmt: skip
    """The tables of a file: one of a CSV or SPSS file, one for each visible sheet of a workbook.

    `open_stream` is called several times and every stream is read from its start; a failing stream's own errors pass.
    `encoding`: of a CSV what `encoding_of` said, where it was asked before.
    """
    extension = extension.lower().removeprefix(".")
    if extension not in _CONTENT_OF_EXTENSION:
        raise Rejected("Files of this kind are not read. Deliver .csv, .xlsx or .sav.", rule=Rule.NOT_ITS_EXTENSION)
    with open_stream() as stream:
        head = _read_up_to(stream, _HEAD_BYTES)
    if not head:
        raise Rejected("The file is empty. Export it again.")
    content = _content_of(head)
    if content == "ole" and extension == "xlsx" and _ENCRYPTED_PACKAGE in _whole(open_stream, limits):
        raise encrypted_workbook()
    if content == "encrypted sav" and extension == "sav":
        raise Rejected("The SPSS file has a password. Save it without one and deliver it again.", rule=Rule.ENCRYPTED)
    if content != _CONTENT_OF_EXTENSION[extension]:
        raise _not_its_extension(content, extension)
    if extension == "csv":
        return [DelimitedTable(open_stream, limits, encoding)]
    if extension == "sav":
        return [SavTable(_whole(open_stream, limits), limits)]
    return read_workbook(_whole(open_stream, limits), limits)


def _content_of(head: bytes) -> str:
    """`zip`, `ole`, `sav`, `encrypted sav`, `text`, or in words what it is instead."""
    for signature, content in _SIGNATURES:
        if head.startswith(signature):
            return content
    if head[_PREAMBLE:].startswith(b"ENCRYPTEDSAV"):
        return "encrypted sav"
    start = head.lstrip(_BYTES_BEFORE_TEXT).replace(b"\0", b"")
    if _MARKUP.match(start):
        return "a web page or XML"
    if _JSON.match(start):
        return "JSON"
    return "text"


def _not_its_extension(content: str, extension: str) -> Rejected:
    found = _NAMES.get(content, content)
    detail = f"The file is {found}, not {_SPELLED[extension]} as its name says. Deliver the export itself."
    return Rejected(detail, rule=Rule.NOT_ITS_EXTENSION)


def _whole(open_stream: OpenStream, limits: Limits) -> bytes:
    """The whole file in memory; data is never copied to another disk."""
    with open_stream() as stream:
        content = _read_up_to(stream, limits.whole_file_bytes + 1)
    if len(content) > limits.whole_file_bytes:
        megabytes = limits.whole_file_bytes // 2**20
        detail = f"The file is larger than the {megabytes} MB that is read of this type. Deliver CSV instead."
        raise Rejected(detail)
    return content


def _read_up_to(stream: BinaryIO, size: int) -> bytes:
    parts: list[bytes] = []
    held = 0
    while held < size and (part := stream.read(min(size - held, 2**20))):
        parts.append(part)
        held += len(part)
    return b"".join(parts)
