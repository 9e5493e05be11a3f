"""Opening one delivered file: what it really is decides which reader takes it, not its name."""

from __future__ import annotations

from typing import BinaryIO

from schemas.rules import Rule
from warehouse.reading.archive import encrypted_workbook
from warehouse.reading.content import HEAD_BYTES, content_of, not_its_extension
from warehouse.reading.delimited import DelimitedTable
from warehouse.reading.encoding import Encoding
from warehouse.reading.sav import SavTable
from warehouse.reading.tables import Limits, OpenStream, Rejected, Table
from warehouse.reading.workbook import read_workbook

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
        head = _read_up_to(stream, HEAD_BYTES)
    if not head:
        raise Rejected("The file is empty. Export it again.")
    content = content_of(head)
    if content == "ole" and extension == "xlsx" and _ENCRYPTED_PACKAGE in _whole(open_stream, limits):
        raise encrypted_workbook()
    if content == "encrypted sav" and extension == "sav":
        raise Rejected("The SPSS file has a password. Save it without one and deliver it again.", rule=Rule.ENCRYPTED)
    if content != _CONTENT_OF_EXTENSION[extension]:
        raise not_its_extension(content, extension)
    if extension == "csv":
        return [DelimitedTable(open_stream, limits, encoding)]
    if extension == "sav":
        return [SavTable(_whole(open_stream, limits), limits)]
    return read_workbook(_whole(open_stream, limits), limits)


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
