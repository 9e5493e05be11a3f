"""Cases 1 to 31: what a file is made of. Encodings, delimiters, quotes, blank rows; strangers, bombs and locks."""

import gzip
import io
import zipfile
from typing import Any

from tests.integration.intake.catalogue.case import ANSWERS, GOOD_ROWS, GROUPS, Case, rejected, table, taken
from tests.unit.reading.building import SHEET, with_parts, workbook_of

HEADER = ";".join(GOOD_ROWS[ANSWERS])
ROW = ";".join(GOOD_ROWS[ANSWERS].values())
SHOWN: dict[str, Any] = {"columns": "respons_id, open_positief"}
PLAIN = table(ANSWERS, {})
SPECIAL = table(ANSWERS, {"open_positief": "Zoë: €5, “goed” – naïef"})
TEXT = [("1", "Zoë: €5, “goed” – naïef")]


def sheet(*rows: list[Any]) -> bytes:
    return workbook_of([list(GOOD_ROWS[ANSWERS]), *rows])


SHEET_ROW: list[Any] = list(GOOD_ROWS[ANSWERS].values())


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook with one part more."""
    return with_parts(sheet(SHEET_ROW), lambda parts: parts.update({name: content}))


def with_in_sheet(old: bytes, new: bytes) -> bytes:
    """A good workbook with something in its sheet replaced."""
    content = sheet(SHEET_ROW)
    assert old in sheet_of(content)
    return with_parts(content, lambda parts: parts.update({SHEET: parts[SHEET].replace(old, new)}))


def sheet_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(SHEET)


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def with_password() -> bytes:
    content = bytearray(sheet(SHEET_ROW))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = content.index(b"PK\x01\x02")
        content[archive.infolist()[0].header_offset + 6] |= 1
    content[entry + 8] |= 1
    return bytes(content)


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(64)
OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le") + bytes(64)

CASES: list[Case] = [
    taken(1, "UTF-8 with a byte order mark", b"\xef\xbb\xbf" + SPECIAL.encode(), rows=TEXT, **SHOWN),
    taken(1, "UTF-8 without one", SPECIAL, rows=TEXT, **SHOWN),
    taken(2, "UTF-16 with a byte order mark", SPECIAL.encode("utf-16"), rows=TEXT, **SHOWN),
    taken(2, "UTF-16, tabs", b"\xfe\xff" + SPECIAL.replace(";", "\t").encode("utf-16-be"), rows=TEXT, **SHOWN),
    rejected(2, "UTF-16 without one", SPECIAL.encode("utf-16-le"), "unreadable"),
    taken(3, "Windows-1252 with the euro sign", SPECIAL.encode("cp1252"), rows=TEXT, **SHOWN),
    rejected(
        3, "a byte that Windows-1252 has not", PLAIN.encode() + b"EW-O;2;2025-02-01;4;\xe9\x81\n", "unreadable", "ine 3"
    ),
    taken(
        4, "encoded twice stays as it stands", table(ANSWERS, {"open_positief": "GeÃ¯nteresseerd"}),
        rows=[("1", "GeÃ¯nteresseerd")], **SHOWN,
    ),
    rejected(
        5, "two encodings in one file", SPECIAL.encode() + "EW-O;2;2025-02-01;4;Zoë\n".encode("cp1252"), "unreadable",
        "line 3",
    ),
    taken(6, "a comma as delimiter", table(ANSWERS, {}, delimiter=",")),
    rejected(6, "a bar as delimiter", table(ANSWERS, {}, delimiter="|"), "unreadable", "semicolon"),
    taken(7, "a sep= line", f"sep=;\n{PLAIN}", columns="line", rows=[(3,)]),
    taken(
        8, "CR alone", table(ANSWERS, {}, {}).replace("\n", "\r"), counts=(2, 2, 0, 0), columns="line",
        rows=[(2,), (3,)],
    ),
    taken(9, "CR, LF and CRLF in one file", f"{HEADER}\r\n{ROW}\n{ROW.replace(';1;', ';2;')}\r", counts=(2, 2, 0, 0)),
    taken(10, "Ctrl-Z at the end", PLAIN + "\x1a"),
    taken(10, "a form feed at the end", PLAIN + "\x0c\n"),
    rejected(11, "a NUL byte", PLAIN.replace("fijn", "fi\0jn"), "unreadable", "ine 2"),
    taken(
        12, "a line end in quotes", table(ANSWERS, {"open_positief": '"een\ntwee"'}),
        rows=[("1", "een\ntwee")], **SHOWN,
    ),
    rejected(
        13, "a quote that never closes", table(ANSWERS, {"open_positief": '"fijn'}, {}), "unreadable", "ine 2"
    ),
    taken(
        13, "cut in its last row", table(ANSWERS, {}, {})[:-9], counts=(2, 1, 1, 0), notes=((3, None, "field_count"),)
    ),
    taken(
        14, "bare quotes in text", table(ANSWERS, {"open_positief": 'hij zei "ja"'}),
        rows=[("1", 'hij zei "ja"')], **SHOWN,
    ),
    taken(
        15, "text after a closing quote", table(ANSWERS, {"open_positief": '"ja" zei hij'}, {}), counts=(2, 1, 1, 0),
        notes=((2, None, "field_count"),),
    ),
    taken(
        16, "a short row", f"{HEADER}\nEW-O;1;2025-02-01\n{ROW}\n", counts=(2, 1, 1, 0),
        notes=((2, None, "field_count"),),
    ),
    taken(
        17, "a long row", table(ANSWERS, {"open_positief": "goed; maar druk"}, {}), counts=(2, 1, 1, 0),
        notes=((2, None, "field_count"),), columns="respons_id, op_gemak", rows=[("11", 4)],
    ),
    rejected(18, "an empty file", b"", "unreadable", "empty"),
    rejected(18, "blank lines alone", b"\n\r\n ;;; \n", "unreadable", "header"),
    rejected(19, "a full snapshot with a header alone", table(GROUPS), "no_rows", "snapshot", kind=GROUPS),
    taken(19, "a cumulative export with a header alone", f"{HEADER}\n", counts=(0, 0, 0, 0)),
    taken(20, "a delimiter at the end of every line", PLAIN.replace("\n", ";;\n")),
    taken(
        21, "blank lines and rows of delimiters", f"\n{HEADER}\n\n;;;;\n{ROW}\n \t\n;;\n", columns="line", rows=[(5,)]
    ),
    rejected(22, "a gz cut short", gzip.compress(PLAIN.encode())[:-6], "not_its_extension", "gzip"),
    rejected(22, "a gz by its name", gzip.compress(PLAIN.encode()), "not_its_extension", extension="csv.gz"),
    rejected(23, "a gz of two members", gzip.compress(PLAIN.encode()) * 2, "not_its_extension", "gzip"),
    rejected(
        24, "a zip bomb", with_part("xl/media/a.png", bytes(40 * 2**20)), "unreadable", "unpacks", extension="xlsx"
    ),
    rejected(25, "a member that points outside", with_part("../../a.xml", b"<a/>"), "unreadable", extension="xlsx"),
    rejected(26, "a workbook called .csv", sheet(SHEET_ROW), "not_its_extension", "workbook"),
    rejected(26, "a login page", "<!DOCTYPE html>\n<html>Inloggen</html>", "not_its_extension", "web page"),
    rejected(26, "JSON", '[{"respons_id": 1}]', "not_its_extension", "JSON"),
    rejected(26, "a CSV called .xlsx", PLAIN, "not_its_extension", extension="xlsx"),
    rejected(26, "another zip called .xlsx", zipped("word/document.xml"), "not_its_extension", extension="xlsx"),
    rejected(26, "an old .xls called .xlsx", OLD_XLS, "not_its_extension", extension="xlsx"),
    rejected(27, "an encrypted workbook", ENCRYPTED, "encrypted", "password", extension="xlsx"),
    rejected(27, "a zip with a password", with_password(), "encrypted", "password", extension="xlsx"),
    rejected(28, "macros", with_part("xl/vbaProject.bin", b"x"), "not_its_extension", "macros", extension="xlsx"),
    rejected(
        28, "an external entity", with_in_sheet(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b SYSTEM "c">]><worksheet'),
        "unreadable", extension="xlsx",
    ),
    taken(
        29, "a false dimension", with_in_sheet(b'ref="A1:E2"', b'ref="A1:XFD1048576"'), extension="xlsx"
    ),
    rejected(
        29, "a cell beyond any sheet", with_in_sheet(b'r="E2"', b'r="A1048577"'), "unreadable", "reach too far",
        extension="xlsx",
    ),
]  # fmt: skip
