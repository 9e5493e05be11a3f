"""CSV encodings: byte order mark, else UTF-8 over the whole file, else Windows-1252; never a mixture."""

import codecs

import pytest

from tests.unit.reading.building import csv_of, read
from warehouse.reading import Limits, Rejected

TEXT = "naam;bedrag\nZoë;€ 5\n“Ja”;…\n"
ROWS = [["Zoë", "€ 5"], ["“Ja”", "…"]]


def refusal(content: bytes, limits: Limits | None = None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read(content, limits=limits)
    assert caught.value.rule == "unreadable"
    return caught.value


def test_case_01_utf_8_with_or_without_byte_order_mark() -> None:
    assert csv_of(TEXT).rows == ROWS
    assert csv_of(TEXT, "utf-8-sig").rows == ROWS
    assert csv_of(TEXT, "utf-8-sig").header == ["naam", "bedrag"]


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_case_02_utf_16_with_byte_order_mark(mark: bytes, encoding: str) -> None:
    text = TEXT.replace("\n", "\r\n") + "😀;😀\r\n"
    for block_bytes in (3, 8 * 2**20):
        found = read(mark + text.encode(encoding), limits=Limits(block_bytes=block_bytes))
        assert found.rows == [*ROWS, ["😀", "😀"]]


def test_case_02_utf_16_without_byte_order_mark_is_refused() -> None:
    assert refusal(TEXT.encode("utf-16-le")).line == 1


@pytest.mark.parametrize("damage", [b"\x00", b"\x00\xd8", b"\x00\xdc\x41\x00"])
@pytest.mark.parametrize("block_bytes", [4, 8 * 2**20])
def test_case_02_damaged_utf_16_is_refused_with_its_line(damage: bytes, block_bytes: int) -> None:
    content = ("a;b\r" + "1;2\r" * 3).encode("utf-16") + damage
    assert refusal(content, Limits(block_bytes=block_bytes)).line == 5


def test_case_03_windows_1252_with_the_euro_sign() -> None:
    assert csv_of(TEXT, "cp1252").rows == ROWS


def test_case_03_a_capital_before_a_curly_quote_is_no_utf_8() -> None:
    text = "naam;plaats\nCAFÉ’S;x\nZoë;y\n"
    assert csv_of(text, "cp1252").rows == [["CAFÉ’S", "x"], ["Zoë", "y"]]


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_case_03_a_byte_that_windows_1252_does_not_define_is_refused_with_its_line(byte: int) -> None:
    content = "a;b\nZoë;1\n".encode("cp1252") + bytes([byte]) + b";2\n"
    assert refusal(content).line == 3


def test_case_04_text_encoded_twice_is_read_as_it_stands() -> None:
    assert csv_of("a;b\nGeÃ¯nteresseerd;1\n").rows == [["GeÃ¯nteresseerd", "1"]]


@pytest.mark.parametrize("block_bytes", [8, 8 * 2**20])
@pytest.mark.parametrize(
    ("encodings", "line"),
    [(["utf-8", "ascii", "cp1252", "utf-8"], 4), (["cp1252", "cp1252", "utf-8"], 4), (["utf-8", "cp1252"], 3)],
)
def test_case_05_mixed_encodings_are_refused_with_the_line(encodings: list[str], line: int, block_bytes: int) -> None:
    rows = [f"Zo{'ë' if encoding != 'ascii' else 'e'};1\n".encode(encoding) for encoding in encodings]
    assert refusal(b"a;b\n" + b"".join(rows), Limits(block_bytes=block_bytes)).line == line


def test_case_05_a_second_encoding_within_one_line_is_refused() -> None:
    assert refusal(b"a;b\n" + "ë;".encode() + "ë\n".encode("cp1252")).line == 2


def test_case_05_utf_8_by_its_mark_but_not_by_its_bytes_is_refused() -> None:
    assert refusal(codecs.BOM_UTF8 + b"a;b\n1;2\n" + "é;1\n".encode("cp1252")).line == 3


def test_case_11_a_nul_byte_is_refused_with_its_line() -> None:
    assert refusal(b"a;b\r\n1;2\r\n3;\0\r\n").line == 3
    assert refusal(("a;b\n1;\0\n").encode("utf-16")).line == 2


def test_case_78_a_lone_surrogate_is_refused() -> None:
    assert refusal("a;b\nZoë;\ud800\n".encode("utf-8", "surrogatepass")).line == 2


def test_a_message_holds_no_value_of_the_file() -> None:
    content = b"a;b\n999900006;geheim\0\n"
    fault = refusal(content)
    assert "999900006" not in str(fault)
    assert "geheim" not in str(fault)
