"""Files to records: encodings, delimiters, line numbers, and what is refused."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from tests.reference import files

HEADER = ("groep_id", "naam", "plaats")


def count_known(cells: Sequence[Any]) -> int:
    return sum(cell in HEADER for cell in cells)


def table(content: bytes | str, extension: str = ".csv") -> files.Table:
    raw = content.encode() if isinstance(content, str) else content
    return files.read(raw, extension, count_known, lambda cells: count_known(cells) >= 2)


def refusal(content: bytes | str, extension: str = ".csv") -> str:
    with pytest.raises(files.RejectedError) as refused:
        table(content, extension)
    return refused.value.reason


def lines_and_cells(content: bytes | str) -> list[tuple[int, list[Any]]]:
    return [(record.line, record.cells) for record in table(content).records]


def test_a_line_is_where_the_record_begins() -> None:
    text = 'sep=;\r\n\r\ngroep_id;naam\r\nG1;"een\r\ntwee\r\ndrie"\r\n\r\n;;\r\nG2;b\r\n'
    assert lines_and_cells(text) == [(4, ["G1", "een\ntwee\ndrie"]), (9, ["G2", "b"])]


def test_quotes_count_only_where_a_field_begins() -> None:
    assert lines_and_cells('groep_id,naam\nG1,hij zei "ja"\nG2,"a ""b"", c"') == [
        (2, ["G1", 'hij zei "ja"']),
        (3, ["G2", 'a "b", c']),
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_delimiter_and_line_end(encoding: str, delimiter: str, line_end: str) -> None:
    text = line_end.join([f"groep_id{delimiter}naam", f"G1{delimiter}Één €"]) + line_end + "\x1a"
    assert lines_and_cells(text.encode(encoding)) == [(2, ["G1", "Één €"])]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'groep_id;naam\nG1;"open', "unreadable"),
        (b"groep_id;naam\nG1;a\0b", "unreadable"),
        (b"groep_id;naam\nG1;\x81", "unreadable"),
        ("groep_id;naam\nG1;é\n".encode() + "G2;é".encode("cp1252"), "unreadable"),
        (b"<!DOCTYPE html><html></html>", "not_its_extension"),
        (b"PK\x03\x04rest", "not_its_extension"),
        (b"", "unreadable"),
        (b"groep_id|naam", "unreadable"),
        (";".join(f"k{n}" for n in range(1001)).encode(), "too_many_columns"),
    ],
)
def test_a_csv_that_is_refused(content: bytes, reason: str) -> None:
    assert refusal(content) == reason


def workbook(*sheets: tuple[str, list[list[Any]]], hidden: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active or book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_the_visible_sheet_of_the_kind_is_read_with_sheet_rows_as_lines() -> None:
    groups = [[], ["groep_id", "naam"], [None, None], ["G1", 5]]
    content = workbook(("Uitleg", [["lees mij"]]), ("Oud", groups), ("Groepen", groups), hidden=["Oud"])
    read = table(content, ".xlsx")
    assert [(record.line, record.cells) for record in read.records] == [(4, ["G1", 5])]


def test_a_workbook_that_is_refused() -> None:
    groups = [["groep_id", "naam"], ["G1", "a"]]
    assert refusal(workbook(("a", groups), ("b", groups)), ".xlsx") == "unreadable"
    assert refusal(workbook(("a", groups))[:500], ".xlsx") == "unreadable"
    assert refusal(workbook(("a", [["x"]])), ".xlsx") == "missing_column"
    assert refusal(b"groep_id;naam", ".xlsx") == "not_its_extension"
    encrypted = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
    assert refusal(encrypted, ".xlsx") == "encrypted"
