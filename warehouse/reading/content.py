"""What a file's first bytes say that it is, whatever its name says."""

from __future__ import annotations

import re

from schemas.rules import Rule
from warehouse.reading.tables import Rejected

HEAD_BYTES = 4096
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


def content_of(head: bytes) -> str:
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


def not_its_extension(content: str, extension: str) -> Rejected:
    found = _NAMES.get(content, content)
    detail = f"The file is {found}, not {_SPELLED[extension]} as its name says. Deliver the export itself."
    return Rejected(detail, rule=Rule.NOT_ITS_EXTENSION)
