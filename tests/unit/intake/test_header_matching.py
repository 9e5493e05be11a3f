"""Which delivered header is which column, and what a chunk holds of the contract's columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from schemas.mapping import load_mappings
from schemas.response_marks import response_marks
from schemas.values import comparable_header
from warehouse.intake.header_matching import Matched, match, nearest
from warehouse.reading import Chunk, ColumnType

MAPPINGS = load_mappings()
ANSWERS = MAPPINGS["ervaringwijzer/antwoorden"]


@dataclass
class MadeTable:
    """A table with a header; it notes the types that its cells are read with."""

    header: list[str]
    labels: list[str] | None = None
    value_labels: list[Mapping[str, str]] | None = None
    name: str = ""
    header_line: int = 1
    types: Sequence[ColumnType] = ()

    def chunks(self, types: Sequence[ColumnType]) -> Iterator[Chunk]:
        self.types = types
        return iter(())


def matched(header: list[str], labels: list[str] | None = None, constants: Sequence[str] = ()) -> Matched:
    return match(MadeTable(header, labels), ANSWERS, constants)


def chunk(*rows: Sequence[str]) -> Chunk:
    frame = pd.DataFrame([list(row) for row in rows], dtype="str")
    return Chunk(np.arange(2, len(rows) + 2), frame, np.array([], dtype=np.int64), frame.iloc[:0])


def test_headers_are_matched_and_what_nobody_asked_for_is_extra() -> None:
    found = matched(["Vragenlijst", "RESPONS-ID", "Ingevuld\xa0op", "ip-adres", " "])
    assert found.columns == ["vragenlijst", "respons_id", "ingevuld_op", None, None]
    assert (found.missing, found.doubled, found.extra) == ([], [], ["ip-adres"])


def test_a_label_counts_where_the_header_says_nothing() -> None:
    found = matched(["v1", "respons_id"], ["Ik voelde me op mijn gemak in de groep", "Groep"])
    assert found.columns == ["op_gemak", "respons_id"]


def test_a_constant_stands_in_for_a_required_column() -> None:
    assert matched(["respons_id", "ingevuld_op"]).missing == ["vragenlijst"]
    assert matched(["respons_id", "ingevuld_op"], constants=["vragenlijst"]).missing == []


def test_headers_that_collapse_are_doubled_asked_for_or_not() -> None:
    assert matched(["groep_id", "Groep", "x"]).doubled == ["groep_id", "Groep"]
    assert matched(["Opmerking 1", "opmerking_1", "", ""]).doubled == ["Opmerking 1", "opmerking_1"]


def test_the_nearest_of_several_tables_misses_least() -> None:
    far, near = matched(["leeg"]), matched(["respons_id"])
    assert nearest([far, near]) is near


def test_cells_are_read_as_what_their_columns_are() -> None:
    table = MadeTable(["respons_id", "ingevuld_op", "op_gemak", "ip"])
    list(match(table, ANSWERS, ()).chunks())
    assert table.types == [ColumnType.IDENTIFIER, ColumnType.DATE, ColumnType.OTHER, ColumnType.OTHER]


def test_delivered_columns_come_by_name_with_the_constants() -> None:
    found = matched(["x", "respons_id", "versie"])
    delivered = found.delivered(chunk(["a", "1", ""], ["b", "2", "2"]), {"vragenlijst": "EW-J", "versie": "1"})
    assert delivered.to_dict("list") == {
        "respons_id": ["1", "2"], "versie": ["", "2"], "vragenlijst": ["EW-J", "EW-J"],
    }  # fmt: skip


def test_a_value_label_is_read_in_place_of_its_code() -> None:
    """A scale that runs the other way is told by its labels alone."""
    table = MadeTable(["respons_id", "op_gemak"], value_labels=[{}, {"1": "Helemaal mee eens", "9": "weet niet"}])
    delivered = match(table, ANSWERS, ()).delivered(chunk(["1", "1"], ["2", "9"], ["3", "4"], ["9", ""]), {})
    assert delivered["op_gemak"].tolist() == ["Helemaal mee eens", "weet niet", "4", ""]
    assert delivered["respons_id"].tolist() == ["1", "2", "3", "9"]


def test_rows_are_no_responses_by_a_header_and_its_values() -> None:
    found_marks = [response_marks("Status", ["survey preview"]), response_marks("Finished", ["false"])]
    mapping = replace(ANSWERS, response_marks={comparable_header(marks.header): marks for marks in found_marks})
    rows = chunk(["1", "Survey  preview", "True"], ["2", "IP Address", "ONWAAR"], ["3", "", "True"])
    found = match(MadeTable(["respons_id", "STATUS", "finished"]), mapping, ())
    marked = found.marked(rows)
    assert marked.no_responses.tolist() == [True, True, False]
    assert marked.neither["Status"].tolist() == [False, False, True]
    assert not marked.neither["Finished"].any()
    assert (found.columns, found.extra) == (["respons_id", None, None], [])
    labels: list[Mapping[str, str]] = [{}, {"1": "Survey Preview", "0": "IP Address"}]
    labelled = match(MadeTable(["respons_id", "v2"], ["", "Status"], labels), mapping, ())
    assert labelled.marked(chunk(["1", "1"], ["2", "0"])).no_responses.tolist() == [True, False]
    assert match(MadeTable(["respons_id"]), mapping, ()).marked(chunk(["1"])).no_responses.tolist() == [False]


def test_value_labels_are_of_answers_and_lists_not_of_numbers_and_days() -> None:
    header = ["respons_id", "vragenlijst", "versie", "ingevuld_op", "groepstype"]
    labels: list[Mapping[str, str]] = [
        {"1": "Jan"},
        {"1": "EW-J"},
        {"2": "tweede"},
        {"1": "later"},
        {"1": "Sportgroep"},
    ]
    delivered = match(MadeTable(header, value_labels=labels), ANSWERS, ()).delivered(
        chunk(["1", "1", "2", "1", "1"]), {}
    )
    assert delivered.iloc[0].tolist() == ["1", "EW-J", "2", "1", "Sportgroep"]


def test_a_blank_value_label_takes_no_answer_away() -> None:
    table = MadeTable(["op_gemak"], value_labels=[{"4": " \xa0", "5": "Helemaal mee eens"}])
    delivered = match(table, ANSWERS, ()).delivered(chunk(["4"], ["5"]), {})
    assert delivered["op_gemak"].tolist() == ["4", "Helemaal mee eens"]
