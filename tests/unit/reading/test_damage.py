"""Good files with their bytes flipped, cut, swapped and re-encoded: rows as they stand, or a reason without a value."""

import codecs
import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from tests.unit.reading.building import found_in, read, tables, workbook_of
from tests.unit.reading.plain import plain_reading
from warehouse.reading import Limits, Rejected

HEADER = ["respons_id", "naam", "open_positief"]
SECRETS = ("999900006", "Geheim", "geheim")
BODY = (
    '999900006;Geheim;"Een ""heel"" fijn\r\ngesprek; met € 5"\r\n'
    "r2;Zoë Geheim;prima\r\n"
    "\r\n"
    'r3;"Café ’t geheim";hij zei "ja"\r\n'
    '"r4";"";"geheim";;\r\n'
    ";;\r\n"
    "r5;Ünal;x\r\n"
)
TEXT = ";".join(HEADER) + "\r\n" + BODY

AWKWARD = [
    b'"',
    b"\r",
    b"\n",
    b";",
    b'""',
    b";;;;",
    b"\0",
    b"\x1a",
    b"\xff",
    "é".encode(),
    b"\xe9",
    b'";"',
    codecs.BOM_UTF8,
]
Damage = Callable[[bytes, random.Random], bytes]


def flip(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def leave_out(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place + chance.randrange(1, 20) :]


def double(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[: place + chance.randrange(1, 40)] + content[place:]


def swap(content: bytes, chance: random.Random) -> bytes:
    first, second, third = sorted(chance.randrange(len(content)) for _ in range(3))
    return content[:first] + content[second:third] + content[first:second] + content[third:]


def put_in(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + chance.choice(AWKWARD) + content[place:]


DAMAGES: list[Damage] = [flip, cut, leave_out, double, swap, put_in]


def damaged(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 4])):
        content = chance.choice(DAMAGES)(content, chance) or b"x"
    return content


def assert_no_value(fault: Rejected) -> None:
    assert not any(secret in str(fault) for secret in SECRETS)
    assert str(fault).endswith(".")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_damaged_csv_gives_rows_or_a_reason(encoding: str) -> None:
    chance = random.Random(encoding)
    for _ in range(400):
        content = damaged(TEXT.encode(encoding), chance)
        try:
            read(content, limits=Limits(block_bytes=chance.choice([64, 8 * 2**20])))
        except Rejected as fault:
            assert_no_value(fault)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_rows_of_a_damaged_csv_are_those_of_the_plain_reading(encoding: str) -> None:
    """Below an unharmed header: no row lost, none shifted, each on its own line."""
    chance = random.Random(encoding)
    n_read = 0
    for _ in range(800):
        body = damaged(BODY.encode(encoding), chance)
        try:
            found = read((";".join(HEADER) + "\n").encode() + body)
        except Rejected as fault:
            assert_no_value(fault)
            continue
        assert found == plain_reading(_text(body), HEADER, 2)
        n_read += 1
    assert n_read > 250


def _text(body: bytes) -> str:
    try:
        text = body.rstrip(b"\x1a").decode()
    except UnicodeDecodeError:
        text = body.rstrip(b"\x1a").decode("cp1252")
    return re.sub("\r\n?", "\n", text) + ("" if text.endswith(("\r", "\n")) else "\n")


def test_the_same_text_in_another_encoding_gives_the_same_rows() -> None:
    expected = read(TEXT.encode())
    assert len(expected.rows) == 5
    for content in [
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.rstrip().encode() + b"\r\n\x1a",
    ]:
        for block_bytes in (64, 100, 8 * 2**20):
            assert read(content, limits=Limits(block_bytes=block_bytes)) == expected


def test_a_damaged_workbook_gives_its_rows_or_a_reason() -> None:
    """Every byte of the zip that matters is under a checksum, so that damage never changes a row in silence."""
    rows = [[*HEADER, "datum"], ["999900006", "Geheim", "geheim", date(2025, 3, 1)], ["r2", 5, None, True]]
    content = workbook_of(rows)
    whole = read(content, "xlsx")
    chance = random.Random(3)
    for _ in range(400):
        try:
            found = [found_in(table) for table in tables(damaged(content, chance), "xlsx")]
        except Rejected as fault:
            assert_no_value(fault)
        else:
            assert found == [whole]


def test_damaged_parts_of_a_sound_zip_give_rows_or_a_reason() -> None:
    rows = [HEADER, ["999900006", "Geheim", 1.5], ["r2", date(2025, 3, 1), True]]
    with zipfile.ZipFile(io.BytesIO(workbook_of(rows))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chance = random.Random(4)
    for _ in range(400):
        target = io.BytesIO()
        harmed = chance.choice(list(parts))
        with zipfile.ZipFile(target, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, damaged(part, chance) if name == harmed else part)
        try:
            for table in tables(target.getvalue(), "xlsx"):
                found_in(table)
        except Rejected as fault:
            assert_no_value(fault)
