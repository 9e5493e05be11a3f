"""What a file really is decides, not its name: each stranger is refused in words that say what to do."""

import gzip
import io
import itertools
import json
import zipfile
from pathlib import Path

import pytest

from tests.unit.reading.building import csv_of, read, sav_of, with_parts, workbook_of
from warehouse.reading import Limits, Rejected, read_tables

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(content: bytes, extension: str) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read(content, extension)
    assert str(caught.value)[-1] == "."
    return caught.value


def plain_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (workbook_of([["a"]]), "workbook"),
        (b"<!DOCTYPE html><html><body>Inloggen</body></html>", "web page"),
        (b"\xef\xbb\xbf\r\n  <html lang=nl>", "web page"),
        ("<html>".encode("utf-16"), "web page"),
        (b'<?xml version="1.0"?><rows/>', "web page or XML"),
        (json.dumps([{"a": 1}]).encode(), "JSON"),
        (b'{\n  "error": "login"}', "JSON"),
        (b"%PDF-1.7\n", "PDF"),
        (OLE, "old or encrypted workbook"),
        (b"$FL2@(#) SPSS DATA FILE", "SPSS"),
        (gzip.compress(b"a;b\n", mtime=0), "gzip"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
    ],
)
def test_case_26_a_csv_that_is_something_else(content: bytes, word: str) -> None:
    fault = refusal(content, "csv")
    assert (fault.rule, word in str(fault)) == ("not_its_extension", True)


@pytest.mark.parametrize(
    "content",
    [gzip.compress(b"a;b\n", mtime=0), gzip.compress(b"a", mtime=0)[:-4], gzip.compress(b"a", mtime=0) + b"junk"],
)
def test_cases_22_and_23_a_gzip_file_is_never_unpacked(content: bytes) -> None:
    assert refusal(content, "csv").rule == "not_its_extension"


@pytest.mark.parametrize(
    "content", [b"a;b\n1;2\n", b"<table><tr><td>a</td></tr></table>", plain_zip(), OLE, b"$FL2@(#) SPSS", b"%PDF-1.4"]
)
def test_case_26_an_xlsx_that_is_something_else(content: bytes) -> None:
    assert refusal(content, "xlsx").rule == "not_its_extension"


def test_case_26_a_binary_workbook_is_no_xlsx() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.bin"] = parts.pop("xl/workbook.xml")

    assert ".xlsb" in str(refusal(with_parts(workbook_of([["a"]]), change), "xlsx"))


@pytest.mark.parametrize("content", [b"a;b\n", workbook_of([["a"]]), b"$FL"])
def test_case_26_a_sav_that_is_something_else(content: bytes) -> None:
    assert refusal(content, "sav").rule == "not_its_extension"


def test_case_27_an_encrypted_workbook() -> None:
    content = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    assert refusal(content, "xlsx").rule == "encrypted"
    assert refusal(content, "csv").rule == "not_its_extension"


def test_case_27_an_encrypted_spss_file() -> None:
    content = b"\x1c" + bytes(7) + b"ENCRYPTEDSAV" + bytes(100)
    assert refusal(content, "sav").rule == "encrypted"
    assert refusal(content, "csv").rule == "not_its_extension"


def test_case_18_an_empty_file() -> None:
    for extension in ("csv", "xlsx", "sav"):
        assert refusal(b"", extension).rule == "unreadable"


@pytest.mark.parametrize("extension", [".CSV", "CSV", ".csv"])
def test_the_extension_is_read_without_case_or_dot(extension: str) -> None:
    assert read(b"a;b\n1;2\n", extension).rows == [["1", "2"]]


def test_another_extension_is_refused() -> None:
    assert refusal(b"a;b\n1;2\n", ".txt").rule == "not_its_extension"


def test_a_header_in_brackets_is_no_json() -> None:
    assert csv_of("[a];{b}\n1;2\n").header == ["[a]", "{b}"]


def test_a_failing_stream_is_not_the_files_fault() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        read_tables(lambda: Broken(), "csv", Limits())


def test_the_same_table_in_every_format_gives_the_same_rows(tmp_path: Path) -> None:
    rows = [["r1", "4", "een\ntwee"], ["r2", "99", "Zoë €"]]
    as_csv = read('id;n;tekst\nr1;4;"een\r\ntwee"\nr2;99;Zoë €\n'.encode("cp1252"))
    as_xlsx = read(workbook_of([["id", "n", "tekst"], ["r1", 4, "een\ntwee"], ["r2", 99, "Zoë €"]]), "xlsx")
    columns = {"id": ["r1", "r2"], "n": [4.0, 99.0], "tekst": ["een\r\ntwee", "Zoë €"]}
    as_sav = read(sav_of(tmp_path, columns), "sav")
    assert as_csv.rows == as_xlsx.rows == as_sav.rows == rows
    for first, second in itertools.pairwise([as_csv, as_xlsx, as_sav]):
        assert first.header == second.header
