"""Sheets that span far more than they hold: what is there is read, on its own line, and memory stays bounded."""

import resource
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.reading.building import csv_of, read, with_sheet_data, workbook_of
from warehouse.reading import Limits, Rejected

TABLE = (
    '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2"><v>1</v></c></row>'
)
ROWS = st.sampled_from([3, 4, 70, 5_000, 1_048_575, 1_048_576])
COLUMNS = st.sampled_from(["A", "B", "C", "Z", "BZZ", "XFD"])
EMPTY = ['<c r="{}" s="0"/>', '<c r="{}" s="0"></c>', '<c r="{}"><v/></c>', '<c r="{}" t="str"><v></v></c>']


def of_cells(cells: Mapping[tuple[int, str], str]) -> bytes:
    rows = [f'<row r="{row}" ht="20">{cell.format(f"{column}{row}")}</row>' for (row, column), cell in cells.items()]
    return with_sheet_data(TABLE + "".join(rows))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(ROWS, COLUMNS, max_size=4), st.dictionaries(st.tuples(ROWS, COLUMNS), st.sampled_from(EMPTY)))
def test_what_a_sheet_holds_is_read_however_far_it_reaches(
    held: dict[int, str], empty: dict[tuple[int, str], str]
) -> None:
    """One cell that holds something in each of some rows, formatting and emptiness around them."""
    value = '<c r="{}" t="str"><v>x</v></c>'
    cells = {place: cell for place, cell in empty.items() if place[0] not in held}
    cells |= dict.fromkeys(held.items(), value)
    found = read(of_cells(dict(sorted(cells.items()))), "xlsx")
    assert found.header == ["a", "b", *[""] * len({column for column in held.values() if column not in ("A", "B")})]
    assert (found.lines, found.malformed) == ([2, *sorted(held)], [])


def test_a_cell_in_the_last_corner_is_a_column_without_a_name_and_takes_no_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(of_cells({(1_048_576, "XFD"): '<c r="{}" t="str"><v>x</v></c>'}), "xlsx")
    assert (found.header, found.rows, found.lines) == (["a", "b", ""], [["x", "1", ""], ["", "", "x"]], [2, 1_048_576])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_cells_that_do_not_say_where_they_stand_keep_their_places() -> None:
    rows = (
        '<row><c t="str"><v>a</v></c><c/><c t="str"><v>c</v></c></row><row r="90000"><c t="str"><v>1</v></c></row>'
        '<row><c s="1"></c><c/><c t="str"><v>2</v></c></row><row r="1048576"><c r="XFD1048576" s="3"/></row>'
    )
    found = read(with_sheet_data(rows), "xlsx", limits=Limits(sheet_cells=1_000))
    assert (found.header, found.rows, found.lines) == (["a", "c"], [["1", ""], ["", "2"]], [90_000, 90_001])


def test_an_error_and_a_formula_far_down_stay_bad_values() -> None:
    cells = {
        (900_000, "B"): '<c r="{}" t="e"><v>#DIV/0!</v></c>', (900_001, "B"): '<c r="{}"><f>A1+1</f></c>',
        (900_002, "B"): '<c r="{}"><f>A1+1</f><v>7</v></c>',
    }  # fmt: skip
    found = read(of_cells(cells), "xlsx")
    assert found.rows == [["x", "1"], ["", "#VALUE!"], ["", "#VALUE!"], ["", "7"]]
    assert found.lines == [2, 900_000, 900_001, 900_002]


def test_more_than_a_sheet_may_hold_is_refused_before_it_takes_memory() -> None:
    diagonal = "".join(f'<row r="{n}"><c r="{column}{n}"><v>1</v></c></row>' for n, column in enumerate("ABCDEFGH", 1))
    with pytest.raises(Rejected, match="reach too far"):
        read(with_sheet_data(diagonal), "xlsx", limits=Limits(sheet_cells=50))


def test_a_stray_cell_beside_the_header_is_a_column_of_its_own() -> None:
    found = read(workbook_of([["a", *[None] * 1_500, "weg"], ["x"]]), "xlsx")
    assert (found.header, found.rows) == (["a", "weg"], [["x", ""]])


def test_empty_columns_of_a_csv_do_not_count() -> None:
    found = csv_of(f"a{';' * 3_000}\n1{';' * 3_000}\n")
    assert (found.header[0], found.rows[0][0], len(found.rows), found.malformed) == ("a", "1", 1, [])
    found = csv_of(f"a{';' * 1_500}b\n1{';' * 1_500}2\n")
    assert (found.rows[0][0], found.rows[0][-1]) == ("1", "2")
    with pytest.raises(Rejected, match="at most 1000"):
        csv_of(";".join(f"k{number}" for number in range(1_001)) + "\n")
