"""XLSX: which sheets are tables, what a cell is as text, which sheet row a row stands on, what is refused unopened."""

import contextlib
import io
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.unit.reading.building import (
    SHEET,
    found_in,
    read,
    saved,
    tables,
    with_parts,
    with_sheet_data,
    workbook,
    workbook_of,
)
from warehouse.reading import ColumnType, Limits, Rejected


def refusal(content: bytes, limits: Limits | None = None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read(content, "xlsx", limits=limits)
    return caught.value


def one_cell(value: Any, role: ColumnType, number_format: str | None = None) -> str:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "kop", "b", value, "x"
        if number_format:
            sheet["A2"].number_format = number_format

    ((text, _),) = read(workbook(fill), "xlsx", types=[role, ColumnType.OTHER]).rows
    return text


@pytest.mark.parametrize("role", [ColumnType.IDENTIFIER, ColumnType.OTHER])
def test_a_whole_number_is_its_digits(role: ColumnType) -> None:
    assert one_cell(999900006, role) == "999900006"
    assert one_cell(999999999999999, role) == "999999999999999"
    assert one_cell(-5, role) == "-5"
    assert one_cell("007", role) == "007"


def test_case_51_what_is_no_identifier_does_not_look_like_one() -> None:
    assert one_cell(10**15, ColumnType.IDENTIFIER) == "1000000000000000.0"
    assert one_cell(1e16, ColumnType.IDENTIFIER) == "1e+16"
    assert one_cell(45.5, ColumnType.IDENTIFIER) == "45.5"
    assert one_cell(date(2025, 3, 1), ColumnType.IDENTIFIER) == "45717.0"
    assert one_cell(datetime(2025, 3, 1, 12), ColumnType.IDENTIFIER) == "45717.5"
    assert one_cell(time(12), ColumnType.IDENTIFIER) == "0.5"
    assert one_cell(True, ColumnType.IDENTIFIER) == "true"


def test_case_52_a_number_without_a_date_format_is_no_date() -> None:
    assert one_cell(45717, ColumnType.DATE) == "45717.0"
    assert one_cell(20250301, ColumnType.DATE) == "20250301.0"
    assert one_cell("01-03-2025", ColumnType.DATE) == "01-03-2025"


@pytest.mark.parametrize("role", [ColumnType.DATE, ColumnType.OTHER])
def test_date_cells_are_iso_dates(role: ColumnType) -> None:
    assert one_cell(date(2025, 3, 1), role) == "2025-03-01"
    assert one_cell(datetime(2025, 3, 1, 14, 3, 22), role) == "2025-03-01T14:03:22"
    assert one_cell(datetime(2025, 3, 1, 14, 3, 22, 600_000), role) == "2025-03-01T14:03:23"
    assert one_cell(45717.999999, role, "dd-mm-yyyy hh:mm") == "2025-03-02T00:00:00"
    assert one_cell(time(14, 3), role) == "14:03:00"
    assert one_cell(timedelta(hours=36), role) == "36:00:00"


def test_case_52_dates_since_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["datum"])
    book.active.append([date(2025, 3, 1)])
    assert read(saved(book), "xlsx", types=[ColumnType.DATE]).rows == [["2025-03-01"]]


def test_numbers_and_booleans_elsewhere() -> None:
    assert one_cell(3.5, ColumnType.OTHER) == "3.5"
    assert one_cell(True, ColumnType.OTHER) == "true"
    assert one_cell(False, ColumnType.OTHER) == "false"


def test_formula_cells_count_by_their_cached_value_and_an_error_is_no_empty_cell() -> None:
    content = with_sheet_data(
        '<row r="2"><c r="B2" t="str"><v>a</v></c><c r="C2" t="str"><v>b</v></c><c r="D2" t="str"><v>c</v></c></row>'
        '<row r="3"><c r="B3"><f>1+1</f><v>2</v></c><c r="C3" t="str"><f>"x"</f><v>x</v></c>'
        '<c r="D3" t="str"><f>""</f><v></v></c></row>'
        '<row r="5"><c r="B5" t="e"><f>1/0</f><v>#DIV/0!</v></c><c t="e" r="C5"><v>#N/A</v></c></row>'
    )
    found = read(content, "xlsx")
    assert (found.rows, found.lines) == ([["2", "x", ""], ["#VALUE!", "", ""]], [3, 5])


@pytest.mark.parametrize("cell", ['<c r="B{}"><f>1+1</f></c>', '<c s="1" r="B{}"><f t="shared" si="0"/><v></v></c>'])
def test_a_formula_that_nobody_calculated_is_no_empty_cell(cell: str) -> None:
    rows = range(2, 20_002)
    content = with_sheet_data(
        '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
        + "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c>{cell.format(row)}</row>' for row in rows)
    )
    assert read(content, "xlsx").rows == [[str(row), "#VALUE!"] for row in rows]


def test_rows_keep_the_number_of_their_sheet_row() -> None:
    def fill(sheet: Any) -> None:
        sheet["C4"], sheet["D4"] = "a", "b"
        sheet["C6"], sheet["D6"] = "1", "2"
        sheet["C9"] = "3"
        sheet["D10"] = " "
        sheet.merge_cells("C9:D9")

    found = read(workbook(fill), "xlsx", limits=Limits(chunk_rows=2))
    assert (found.header, found.header_line) == (["a", "b"], 4)
    assert (found.rows, found.lines) == ([["1", "2"], ["3", ""]], [6, 9])


def test_empty_columns_at_the_end_are_none_and_those_that_hold_something_have_no_name() -> None:
    rows = [["a", "b", " ", None, None], ["1", "2"], ["3", "4", None, "x", " "], ["5", "6", None, 0]]
    found = read(workbook_of(rows), "xlsx")
    assert (found.header, found.malformed) == (["a", "b", ""], [])
    assert found.rows == [["1", "2", ""], ["3", "4", "x"], ["5", "6", "0"]]


def test_every_visible_sheet_with_a_header_is_a_table() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    for title, state in [("leeg", "visible"), ("verborgen", "hidden"), ("dieper", "veryHidden"), ("tweede", "visible")]:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        if title != "leeg":
            sheet.append([title])
            sheet.append(["x"])
    book.create_chartsheet("grafiek")
    found = tables(saved(book), "xlsx")
    assert [(table.name, table.header) for table in found] == [("Sheet", ["a"]), ("tweede", ["tweede"])]
    assert found_in(found[1]).rows == [["x"]]
    assert [table.labels for table in found] == [None, None]


def test_an_error_is_marked_on_its_own_sheet() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append(["#REF!"])
    book.create_sheet("tweede").append(["b"])
    book["tweede"].append(["goed"])
    assert [found_in(table).rows for table in tables(saved(book), "xlsx")] == [[["#VALUE!"]], [["goed"]]]


def test_a_workbook_without_a_header_row_is_refused() -> None:
    assert refusal(workbook_of([])).rule == "unreadable"


def test_text_keeps_its_line_ends_as_lf() -> None:
    assert one_cell("een\ntwee", ColumnType.OTHER) == "een\ntwee"
    content = with_sheet_data(
        '<row r="1"><c r="A1" t="str"><v>a</v></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>een_x000D_\ntwee</t></is></c></row>'
    )
    assert read(content, "xlsx").rows == [["een\ntwee"]]


def test_case_24_a_bomb_is_refused_by_what_it_declares() -> None:
    def inflate(parts: dict[str, bytes]) -> None:
        parts["xl/media/plaatje.png"] = bytes(40 * 2**20)

    bomb = with_parts(workbook_of([["a"]]), inflate)
    assert len(bomb) < 2**20
    assert "unpacks" in str(refusal(bomb))
    assert "unpacks" in str(refusal(workbook_of([["a"]]), Limits(unpacked_bytes=1000)))
    assert "unpacks" in str(refusal(workbook_of([["a"]]), Limits(archive_members=5)))


def test_case_24_a_bomb_that_declares_less_than_it_holds_is_refused() -> None:
    content = bytearray(workbook_of([["a"]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
        entry = content.index(b"PK\x01\x02", archive.getinfo(SHEET).header_offset)
    while not content[entry + 46 :].startswith(SHEET.encode()):
        entry = content.index(b"PK\x01\x02", entry + 4)
    struct.pack_into("<L", content, entry + 16, zlib.crc32(sheet[:100]))
    struct.pack_into("<L", content, entry + 24, 100)
    assert refusal(bytes(content)).rule == "unreadable"


def test_case_24_members_that_share_their_bytes_are_refused() -> None:
    limits = Limits()
    content = workbook_of([["a"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries_start = archive.start_dir
        count = len(archive.namelist())
    entries, end = content[entries_start:-22], bytearray(content[-22:])
    repeated = entries * 40
    struct.pack_into("<HHL", end, 8, count * 40, count * 40, len(repeated))
    assert "unpacks" in str(refusal(content[:entries_start] + repeated + bytes(end), limits))


def test_case_25_a_member_that_points_outside_is_refused() -> None:
    def add(parts: dict[str, bytes]) -> None:
        parts["../../buiten.txt"] = b"x"

    assert refusal(with_parts(workbook_of([["a"]]), add)).rule == "unreadable"


def test_a_member_under_another_name_than_it_was_written_is_damage() -> None:
    content = workbook_of([["datum"], [date(2025, 3, 1)]])
    before, _, after = content.rpartition(b"xl/styles.xml")
    assert refusal(before + b"xl/stylez.xml" + after).rule == "unreadable"


@pytest.mark.parametrize(("flag", "rule"), [(0x01, "encrypted"), (0x20, "unreadable"), (0x40, "unreadable")])
def test_case_27_a_zip_with_a_password_is_encrypted(flag: int, rule: str) -> None:
    content = bytearray(workbook_of([["a"]]))
    content[content.rfind(b"PK\x01\x02") + 8] |= flag
    assert refusal(bytes(content)).rule == rule


def test_case_28_macros_are_refused() -> None:
    def add(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"x"

    fault = refusal(with_parts(workbook_of([["a"]]), add))
    assert (fault.rule, "macros" in str(fault)) == ("not_its_extension", True)


def test_case_28_a_document_type_is_refused() -> None:
    def add(parts: dict[str, bytes]) -> None:
        entity = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hostname">]>'
        parts[SHEET] = entity + parts[SHEET]

    assert refusal(with_parts(workbook_of([["a"]]), add)).rule == "unreadable"


def test_case_28_an_external_link_counts_by_its_cached_value() -> None:
    content = with_sheet_data(
        '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2"><f>[1]Blad1!A1</f><v>7</v></c></row>'
    )
    assert read(content, "xlsx").rows == [["7"]]


def test_case_29_a_false_dimension_does_not_matter() -> None:
    def widen(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')

    content = with_parts(workbook_of([["a"], ["1"]]), widen)
    assert read(content, "xlsx").rows == [["1"]]


@pytest.mark.parametrize("cell", ["ZZ99999999999999999999", "A1048577", "zzz1000000", f"A000{'9' * 5000}"])
def test_case_29_a_cell_far_away_is_refused_before_it_takes_all_memory(cell: str) -> None:
    content = with_sheet_data(
        f'<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="{cell}" t="str"><v>x</v></c></row>'
    )
    assert "reach too far" in str(refusal(content))


@pytest.mark.parametrize("row", ["<row>", '<row r="2">'])
def test_case_29_cells_that_do_not_say_where_they_stand_are_counted(row: str) -> None:
    cell = '<c t="str"><v>x</v></c>'
    assert read(with_sheet_data(f"<row>{cell}{cell}</row>{row}{cell}{cell}</row>"), "xlsx").rows == [["x", "x"]]
    wide = f"<row>{cell * 16_384}</row>" + f"<row>{cell}</row>" * 2_000
    assert "reach too far" in str(refusal(with_sheet_data(wide)))


def test_a_comment_full_of_beginnings_of_cells_takes_no_time() -> None:
    def comment(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b'<!--"e"' + b"<c " * 300_000 + b"--><sheetData>")

    assert read(with_parts(workbook_of([["a"], ["1"]]), comment), "xlsx").rows == [["1"]]


def test_a_moment_at_the_end_of_time_is_a_moment() -> None:
    assert one_cell(2958465.9999999, ColumnType.DATE, "yyyy-mm-dd hh:mm:ss") == "9999-12-31T23:59:59"


def test_a_span_that_the_library_cannot_tell_is_damage() -> None:
    with pytest.raises(Rejected, match="damaged"):
        one_cell(1e15, ColumnType.OTHER, "[h]:mm:ss")


def test_only_the_sheet_that_is_read_must_be_narrow() -> None:
    book = openpyxl.Workbook()
    narrow: Any = book.active
    narrow.append(["a"])
    narrow.append(["1"])
    book.create_sheet("breed").append([f"k{number}" for number in range(1_200)])
    assert [found_in(table).rows for table in tables(saved(book), "xlsx") if table.header == ["a"]] == [[["1"]]]


def test_a_part_without_any_tag_is_refused() -> None:
    def replace(parts: dict[str, bytes]) -> None:
        parts[SHEET] = b"<worksheet " + b"ab" * 2**20

    assert refusal(with_parts(workbook_of([["a"]]), replace)).rule == "unreadable"


def test_case_29_formatted_empty_cells_far_away_do_not_matter() -> None:
    content = with_sheet_data(
        '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
        '<row r="1048575"/><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    assert read(content, "xlsx").rows == [["1"]]


def test_case_78_too_many_columns() -> None:
    fault = refusal(workbook_of([[], [f"k{number}" for number in range(1001)]]))
    assert (fault.rule, fault.line) == ("too_many_columns", 2)


def test_too_large_a_file_is_refused() -> None:
    assert "larger" in str(refusal(workbook_of([["a"]]), Limits(whole_file_bytes=1000)))


def test_cut_at_any_byte_it_is_refused() -> None:
    content = workbook_of([["a", "b"], ["1", date(2025, 3, 1)]])
    for end in range(len(content)):
        assert refusal(content[:end]).rule in ("unreadable", "not_its_extension")


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(str.strip)
CELLS = TEXTS | st.integers(-(10**14), 10**14) | st.booleans() | st.none()


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_what_openpyxl_writes_is_read_back(rows: list[list[Any]]) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["kop", "a", "b"])
        for number, row in enumerate(rows):
            sheet.append([f"r{number}", *row])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type

    def text(cell: Any) -> str:
        if isinstance(cell, bool):
            return "true" if cell else "false"
        return "" if cell is None else str(cell)

    found = read(workbook(fill), "xlsx")
    assert found.rows == [[f"r{number}", *map(text, row)] for number, row in enumerate(rows)]
    assert found.lines == list(range(2, len(rows) + 2))


@given(damage=st.lists(st.tuples(st.integers(0), st.binary(max_size=3)), min_size=1, max_size=3), part=st.booleans())
@settings(max_examples=80, deadline=None)
def test_damaged_parts_give_rows_or_a_reason(damage: list[tuple[int, bytes]], part: bool) -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = SHEET if part else "xl/workbook.xml"
        for place, text in damage:
            at = place % len(parts[name])
            parts[name] = parts[name][:at] + text + parts[name][at + len(text) + 1 :]

    content = with_parts(workbook_of([["a", "b"], ["1", date(2025, 3, 1)], [True, 2.5]]), change)
    with contextlib.suppress(Rejected):
        for table in tables(content, "xlsx"):
            found_in(table)
