"""CSV: what is a header, a row, a blank line; which line a row begins on; what rejects a file or a row."""

import contextlib
import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.reading.building import csv_of, found_in, read, tables
from tests.unit.reading.plain import plain_reading
from warehouse.reading import Limits, Rejected, read_tables

HEADER = "groep_id;naam;datum\n"


def refusal(content: bytes, limits: Limits | None = None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read(content, limits=limits)
    assert str(caught.value) == caught.value.detail
    return caught.value


def test_case_06_delimiter_is_the_headers_most_frequent_outside_quotes() -> None:
    assert csv_of("a,b,c\n1;1,2,3\n").rows == [["1;1", "2", "3"]]
    assert csv_of("a\tb\tc\n1,1\t2;2\t3\n").rows == [["1,1", "2;2", "3"]]
    assert csv_of('"een, twee, drie, vier";b;c\n1;2;3\n').header == ["een, twee, drie, vier", "b", "c"]
    assert csv_of('"een\n, twee,, drie";b;c\n1;2;3\n').lines == [3]


@pytest.mark.parametrize(("mark", "other"), [(";", ","), (",", ";"), ("\t", ",")])
def test_case_06_question_texts_may_hold_more_of_another_than_there_are_columns(mark: str, other: str) -> None:
    questions = ["nr", f"Rustig{other} thuis{other} op school", f"Gehoord{other} door wie dan ook{other} altijd"]
    rows = [["1", "4", f"ja{other} vaak"], ["2", "5", "nee"], [], ["3"]]
    found = csv_of("".join(mark.join(row) + "\n" for row in [questions, *rows]))
    assert found.header == questions
    assert (found.rows, found.malformed) == (rows[:2], [5])


def test_case_06_an_unknown_delimiter_is_refused_with_its_line() -> None:
    fault = refusal(b"\na|b|c\n1|2|3\n")
    assert (fault.rule, fault.line) == ("unreadable", 2)


@pytest.mark.parametrize("first_line", ["sep=,\n", "SEP=,\r\n", '"sep=,"\r', "sep=,,,,\n"])
def test_case_07_sep_line_names_the_delimiter_and_counts_as_a_line(first_line: str) -> None:
    found = csv_of(first_line + "a;a,b\n1;1,2\n")
    assert (found.header, found.header_line, found.rows, found.lines) == (["a;a", "b"], 2, [["1;1", "2"]], [3])


def test_case_07_sep_line_with_an_unknown_delimiter_is_refused() -> None:
    assert refusal(b"sep=|\na|b\n").line == 1


@pytest.mark.parametrize("line_end", ["\r", "\n", "\r\n"])
def test_case_08_cr_lf_and_crlf_line_ends(line_end: str) -> None:
    found = csv_of(line_end.join(["a;b", "1;2", '3;"x', 'y"', "4;5", ""]))
    assert (found.rows, found.lines) == ([["1", "2"], ["3", "x\ny"], ["4", "5"]], [2, 3, 5])


def test_case_09_mixed_line_ends() -> None:
    found = csv_of("a;b\r\n1;2\n3;4\r5;6\r\r\n7;8")
    assert (found.lines, found.rows[-1]) == ([2, 3, 4, 6], ["7", "8"])


@pytest.mark.parametrize("tail", ["\x1a", "\n\x1a", "\r\n\x1a", "\n\x0c", "\n\x1a\n", "\n\x0c\x1a"])
def test_case_10_ctrl_z_or_form_feed_at_the_end_is_read_over(tail: str) -> None:
    found = csv_of("a;b\n1;2" + tail)
    assert (found.rows, found.malformed) == ([["1", "2"]], [])


def test_case_12_line_ends_in_quotes_belong_to_the_text_and_count_as_lines() -> None:
    found = csv_of(HEADER + '1;"een\ntwee\n\ndrie";x\n\n2;"a;b\n";y\n3;c;z\n')
    assert found.rows == [["1", "een\ntwee\n\ndrie", "x"], ["2", "a;b\n", "y"], ["3", "c", "z"]]
    assert found.lines == [2, 7, 9]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEADER + '1;a;b\n2;"c;d\n3;e;f\n', 3),
        (HEADER + '1;"a\nb";"c\n2;d;e\n', 3),
        (HEADER + '1;a;b\n2;"c;d\n3;e;f\n4;"g";h\n', 3),
        ('"groep_id;naam\n1;2\n', 1),
        (HEADER + '1;a;"', 2),
    ],
)
def test_case_13_an_unterminated_quote_rejects_the_file_and_names_its_line(text: str, line: int) -> None:
    fault = refusal(text.encode())
    assert (fault.rule, fault.line) == ("unreadable", line)


def test_case_13_a_file_cut_in_its_last_record_has_one_malformed_row() -> None:
    found = csv_of(HEADER + "1;a;b\n2;c")
    assert (found.rows, found.malformed) == ([["1", "a", "b"]], [3])


def test_case_14_bare_quotes_in_text_stay() -> None:
    found = csv_of(HEADER + '1;hij zei "ja";x\n2;5";y\n3; "n;b\n4;a""b;z\n')
    assert [row[1] for row in found.rows] == ['hij zei "ja"', '5"', ' "n', 'a""b']


def test_case_14_a_bare_quote_hides_no_line_end_and_no_delimiter() -> None:
    found = csv_of(HEADER + '1;hij zei "ja\nnee";x\n2;a "b;c" d;e\n3;f;g\n')
    assert (found.rows, found.malformed) == ([["3", "f", "g"]], [2, 3, 4])


def test_case_15_text_after_a_closing_quote_loses_its_quotes_so_the_row_is_malformed() -> None:
    found = csv_of(HEADER + '1;"hij zei "ja" en";x\n2;"a" ;y\n3;"a""b"\t;z\n')
    assert (found.rows, found.malformed) == ([["2", "a", "y"], ["3", 'a"b', "z"]], [2])


def test_case_15_a_field_over_lines_with_text_after_its_quote_may_hide_rows_so_the_file_is_refused() -> None:
    assert refusal((HEADER + '1;a;b\n2;"c;d\n3;e;f\n4;"g;h\n').encode()).line == 3


def test_case_16_a_short_row_is_malformed() -> None:
    found = csv_of(HEADER + "1;a\n2;b;c\n3\n")
    assert (found.rows, found.lines, found.malformed) == ([["2", "b", "c"]], [3], [2, 4])


def test_case_17_a_long_row_is_malformed_and_shifts_nothing() -> None:
    found = csv_of(HEADER + "1;a;b;c\n2;b;c\n3;d;e;\n4;f;g; ;\xa0;\n5;h;i;;j\n")
    assert (found.rows, found.malformed) == ([["2", "b", "c"], ["3", "d", "e"], ["4", "f", "g"]], [2, 6])


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b";;;\n;;\n", b"sep=;\n", b"\xff\xfe", b"\x1a"])
def test_case_18_a_file_without_a_header_row_is_refused(content: bytes) -> None:
    assert refusal(content).rule == "unreadable"


def test_case_19_a_header_alone_is_a_table_without_rows() -> None:
    assert csv_of("a;b").rows == []
    assert csv_of("a;b\r\n\r\n").rows == []


def test_case_20_trailing_delimiters_of_header_and_rows_are_read_over() -> None:
    found = csv_of("a;b;;\n1;2;;\n3;4\n5;6;;;;\n7;\n")
    assert (found.header, found.malformed) == (["a", "b", "", ""], [])
    assert found.rows == [["1", "2", "", ""], ["3", "4", "", ""], ["5", "6", "", ""], ["7", "", "", ""]]


def test_case_43_a_column_without_a_name_may_hold_something_where_no_delimiter_moved_it() -> None:
    found = csv_of("a;b;;\n1;2;x\n3;4;;y\n5;6a;6b;7;\n8;9\n")
    assert (found.rows, found.malformed) == ([["1", "2", "x", ""], ["3", "4", "", "y"], ["8", "9", "", ""]], [4])


def test_case_21_blank_lines_and_rows_of_delimiters_only_are_no_rows() -> None:
    found = csv_of('\n;;\na;b;c\n\n;;\n1;2;3\n;\n   \n"";"";""\n\xa0;\u200b; \n;;;;;;\n4;;\n""\n')
    assert (found.header_line, found.rows, found.lines) == (3, [["1", "2", "3"], ["4", "", ""]], [6, 12])
    assert found.malformed == []


def test_case_21_one_column() -> None:
    found = csv_of("a\n1\n\n2\n \n3;\n4;5\n")
    assert (found.rows, found.lines, found.malformed) == ([["1"], ["2"], ["3"]], [2, 4, 6], [7])


def test_case_39_a_title_above_the_header_is_taken_for_it() -> None:
    found = csv_of("Export groepen;;\ngroep_id;naam;datum\n1;2;3\n")
    assert (found.header, found.rows) == (["Export groepen", "", ""], [["groep_id", "naam", "datum"], ["1", "2", "3"]])


def test_cases_42_and_43_doubled_and_empty_headers_are_handed_over_as_delivered() -> None:
    assert csv_of("a;;a;b\n1;2;3;4\n").header == ["a", "", "a", "b"]


@pytest.mark.parametrize("start", ["\ufeff", "\ufeff\ufeff", '"\ufeff', '\ufeff"\ufeff'])
def test_case_44_a_byte_order_mark_is_no_part_of_the_first_header(start: str) -> None:
    header = start + ('naam" ' if '"' in start else "naam") + ";b\n"
    assert csv_of(header + "1;2\n").header == ["naam", "b"]


def test_cases_50_57_75_82_text_stays_the_text_it_was() -> None:
    row = ["00363", "NA", "None", "null", "-3", "=1+1", "@a", "1.0", "1e5", " x ", "TRUE", "\u202ea"]
    found = csv_of(";".join("abcdefghijkl") + "\n" + ";".join(row) + "\n")
    assert found.rows == [row]


def test_case_78_a_longer_cell_is_cut_one_character_past_the_limit() -> None:
    limits = Limits(cell_characters=10)
    found = read(("a;b\n1;" + "é" * 1000 + "\n2;" + "é" * 10 + "\n").encode(), limits=limits)
    assert found.rows == [["1", "é" * 11], ["2", "é" * 10]]


def test_case_78_too_many_columns() -> None:
    fault = refusal(("\n" + ";".join(map(str, range(1001)))).encode())
    assert (fault.rule, fault.line) == ("too_many_columns", 2)
    assert len(csv_of(";".join(map(str, range(1000)))).header) == 1000
    found = csv_of("a;b\n1;2" + ";" * 5000 + "\n" + ";" * 5000 + "\n1;2;" + ";" * 5000 + "x\n")
    assert (found.lines, found.malformed) == ([2], [4])


@pytest.mark.parametrize("content", [b"a;b\n1;" + b"x" * 5000, b"x" * 5000, b'a;b\n1;"' + b"x\n" * 2500 + b'"\n'])
def test_case_36_a_row_without_end_is_refused(content: bytes) -> None:
    fault = refusal(content, Limits(line_characters=1000, block_bytes=300))
    assert fault.rule == "unreadable"
    assert fault.line in (1, 2)


def test_a_byte_order_mark_that_is_data_stays() -> None:
    assert csv_of("a;b\n\ufeff1;2\n").rows == [["\ufeff1", "2"]]


def test_other_line_separators_of_unicode_end_no_line() -> None:
    found = csv_of("a;b\n1\x0b\x0c\x1c\x85\u2028;2\n3;4\n")
    assert found.lines == [2, 3]


def test_a_stream_that_gives_few_bytes_at_a_time_reads_the_same() -> None:
    content = (HEADER + '1;"a\r\n;b";c\r\n2;d;e\r\n').encode()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    (table,) = read_tables(lambda: Slow(content), "csv", Limits())
    assert found_in(table) == read(content)


def test_rows_can_be_read_again() -> None:
    (table,) = tables(b"a;b\n1;2\n", "csv")
    assert found_in(table) == found_in(table)


def test_chunks_are_bounded() -> None:
    text = "a;b\n" + "".join(f"{number};x\n" for number in range(95)) + "kort\n"
    (table,) = tables(text.encode(), "csv", Limits(chunk_rows=10))
    chunks = list(table.chunks([]))
    assert [len(chunk.lines) for chunk in chunks] == [10] * 9 + [5]
    assert [chunk.malformed.tolist() for chunk in chunks if len(chunk.malformed)] == [[97]]


CELLS = st.text(st.characters(exclude_characters="\0\r\x1a", exclude_categories=["Cs"]), max_size=8)
AWKWARD = st.text(st.sampled_from('ab";,\t\n é'), max_size=6)


@given(
    rows=st.lists(st.lists(CELLS | AWKWARD, min_size=3, max_size=3), max_size=12),
    delimiter=st.sampled_from(";,\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    block_bytes=st.sampled_from([16, 64, 8 * 2**20]),
)
@settings(max_examples=150, deadline=None)
def test_what_the_csv_module_writes_is_read_back(
    rows: list[list[str]], delimiter: str, quoting: int, line_end: str, encoding: str, block_bytes: int
) -> None:
    rows = [[f"r{number}", *row] for number, row in enumerate(rows)]
    target = io.StringIO()
    if line_end == "\r":  # the writer would leave LF without quotes
        quoting = csv.QUOTE_ALL
    writer = csv.writer(target, delimiter=delimiter, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]
    writer.writerow(["kop", "b", "c", "d"])
    expected_lines, line = [], 2
    for row in rows:
        writer.writerow(row)
        expected_lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    found = read(target.getvalue().encode(encoding), limits=Limits(block_bytes=block_bytes))
    assert (found.rows, found.lines, found.malformed) == (rows, expected_lines, [])


@given(
    text=st.text(st.sampled_from('ab"";;\n '), max_size=40),
    nameless=st.sampled_from([[], [""], ["", ""]]),
    block_bytes=st.sampled_from([8, 8 * 2**20]),
)
@example(text='"";";"\n', nameless=[], block_bytes=8)
@settings(max_examples=400, deadline=None)
def test_any_arrangement_of_quotes_is_read_as_character_by_character(
    text: str, nameless: list[str], block_bytes: int
) -> None:
    expected = plain_reading(text + "\n", ["a", "b", *nameless], 2)
    content = f"a;b{';' * len(nameless)}\n{text}\n".encode()
    if isinstance(expected, int):
        assert refusal(content, Limits(block_bytes=block_bytes)).line == expected
    else:
        assert read(content, limits=Limits(block_bytes=block_bytes)) == expected


def test_cut_at_any_byte_it_gives_rows_or_a_reason() -> None:
    content = (HEADER + '1;"een\r\ntwee ""x""";€\r\n2;"a;b";c\r\n3;d;é\r\n').encode("utf-16")
    whole = read(content).rows
    for end in range(len(content)):
        with contextlib.suppress(Rejected):
            found = read(content[:end])
            assert found.rows[:-1] == whole[: max(len(found.rows) - 1, 0)]
