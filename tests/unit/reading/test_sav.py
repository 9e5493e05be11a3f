"""SPSS: codes stay codes, dates become ISO dates, labels are at hand, a damaged file harms nobody."""

import contextlib
import random
import re
import struct
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyreadstat
import pytest

from tests.unit.reading.building import Found, found_in, read, sav_of, tables
from warehouse.reading import ColumnType, Limits, Rejected, sav, sav_worker

COLUMNS: dict[str, list[Any]] = {
    "respons_id": ["007", "Zoë", ""],
    "op_gemak": [4.0, 99.0, np.nan],
    "cijfer": [7.5, 8.0, 1e15],
    "datum": [date(2025, 3, 1), None, date(1899, 12, 31)],
    "ingevuld_op": [datetime(2025, 3, 1, 14, 3, 22), None, datetime(2025, 1, 1)],
}
LABELS = {"op_gemak": {4: "Mee eens", 99: "weet niet"}, "respons_id": {"007": "zeven"}}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sav_of(
        tmp_path_factory.mktemp("sav"),
        COLUMNS,
        column_labels=["Respons", "Ik voelde me op mijn gemak", "", "Datum", "Ingevuld op"],
        variable_value_labels=LABELS,
        missing_ranges={"op_gemak": [99]},
    )


def refusal(content: bytes, limits: Limits | None = None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read(content, "sav", limits=limits)
    return caught.value


def types(**chosen: ColumnType) -> list[ColumnType]:
    return [chosen.get(name, ColumnType.OTHER) for name in COLUMNS]


def test_cells_as_text(survey: bytes) -> None:
    found = read(
        survey, "sav", types(respons_id=ColumnType.IDENTIFIER, datum=ColumnType.DATE, ingevuld_op=ColumnType.DATE)
    )
    assert found == Found(
        header=list(COLUMNS),
        header_line=1,
        rows=[
            ["007", "4", "7.5", "2025-03-01", "2025-03-01T14:03:22"],
            ["Zoë", "", "8", "", ""],
            ["", "", "1000000000000000.0", "1899-12-31", "2025-01-01T00:00:00"],
        ],
        lines=[2, 3, 4],
        malformed=[],
    )


def test_case_82_numbers_in_identifier_and_date_columns(survey: bytes) -> None:
    chosen = types(op_gemak=ColumnType.IDENTIFIER, cijfer=ColumnType.DATE, datum=ColumnType.IDENTIFIER)
    found = read(survey, "sav", chosen)
    assert [row[1] for row in found.rows] == ["4", "", ""]
    assert [row[2] for row in found.rows] == ["7.5", "8.0", "1000000000000000.0"]
    assert [row[3] for row in found.rows] == ["45717.0", "", "1.0"]


def test_a_user_missing_code_is_no_value(tmp_path: Path) -> None:
    content = sav_of(
        tmp_path,
        {"a": [1.0, 8.0, 99.0, -3.0], "s": ["x", "nvt", "y", "z"]},
        missing_ranges={"a": [99, {"lo": -9, "hi": -1}], "s": ["nvt"]},
    )
    assert read(content, "sav").rows == [["1", "x"], ["8", ""], ["", "y"], ["", "z"]]


def test_labels_are_at_hand(survey: bytes) -> None:
    (table,) = tables(survey, "sav")
    assert table.labels == ["Respons", "Ik voelde me op mijn gemak", "", "Datum", "Ingevuld op"]
    assert table.value_labels == [{"007": "zeven"}, {"4": "Mee eens", "99": "weet niet"}, {}, {}, {}]


@pytest.mark.parametrize("choices", [{"row_compress": True}, {"compress": True}])
def test_compressed_files(tmp_path: Path, choices: dict[str, bool]) -> None:
    columns = {"id": [f"r{number}" for number in range(500)], "n": [float(number % 5) for number in range(500)]}
    found = read(sav_of(tmp_path, columns, **choices), "sav", limits=Limits(chunk_rows=150))
    assert found.rows == [[f"r{number}", str(number % 5)] for number in range(500)]
    assert found.lines == list(range(2, 502))


def test_chunks_are_bounded_and_a_case_without_values_is_no_row(tmp_path: Path) -> None:
    content = sav_of(tmp_path, {"id": ["a", "b", "", "d"], "n": [1.0, np.nan, np.nan, 4.0]})
    (table,) = tables(content, "sav", Limits(chunk_rows=2))
    assert [chunk.lines.tolist() for chunk in table.chunks([ColumnType.OTHER, ColumnType.OTHER])] == [[2, 3], [5]]
    assert found_in(table).rows == [["a", "1"], ["b", ""], ["d", "4"]]


def test_times_of_day_and_impossible_dates(tmp_path: Path) -> None:
    formats = {"tijd": "TIME8", "datum": "DATE11", "moment": "DATETIME20"}
    columns = {"tijd": [43200.0], "datum": [-1.0], "moment": [1e15]}
    content = sav_of(tmp_path, columns, variable_format=formats)
    assert read(content, "sav").rows == [["12:00:00", "-1.0", "1000000000000000.0"]]


def test_a_file_without_cases_is_a_table_without_rows(tmp_path: Path) -> None:
    assert read(sav_of(tmp_path, {"a": np.array([], dtype=float), "b": np.array([], dtype=str)}), "sav").rows == []


def test_case_78_too_many_columns(tmp_path: Path) -> None:
    content = sav_of(tmp_path, {"a": [1.0], "b": [2.0]})
    fault = refusal(content, Limits(columns=1))
    assert (fault.rule, fault.line) == ("too_many_columns", 1)


def test_case_24_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    content = sav_of(tmp_path, {"a": ["x" * 200] * 100}, compress=True)
    assert "unpacks" in str(refusal(content, Limits(unpacked_bytes=10_000)))


def test_a_cut_file_is_refused(survey: bytes) -> None:
    for end in [4, 90, len(survey) // 2, len(survey) - 1]:
        assert refusal(survey[:end]).rule == "unreadable"


@pytest.mark.parametrize("choices", [{}, {"row_compress": True}, {"compress": True}])
def test_cut_at_any_byte_the_library_gives_no_shorter_table(tmp_path: Path, choices: dict[str, bool]) -> None:
    content = sav_of(tmp_path, {"id": [f"r{number}" for number in range(9)], "n": [1.0] * 9}, **choices)
    assert sum(batch.num_rows for batch in sav_worker.batches(content, 4)) == 9
    for end in range(len(content)):
        with pytest.raises((pyreadstat.ReadstatError, ValueError, struct.error)):
            list(sav_worker.batches(content[:end], 4))


@pytest.mark.parametrize("choices", [{}, {"row_compress": True}, {"compress": True}])
def test_a_header_that_says_another_number_of_cases_hides_none(tmp_path: Path, choices: dict[str, bool]) -> None:
    content = sav_of(tmp_path, {"id": [f"r{number}" for number in range(9)], "n": [1.0] * 9}, **choices)
    assert struct.unpack("<i", content[80:84]) == (9,)
    for number in (0, 3, 8, 10):
        with pytest.raises(ValueError, match="another number of cases"):
            list(sav_worker.batches(saying(content, number), 100))
    assert sum(batch.num_rows for batch in sav_worker.batches(saying(content, -1), 100)) == 9


def test_a_header_that_says_another_number_of_cases_is_a_reason(tmp_path: Path) -> None:
    content = sav_of(tmp_path, {"id": [f"r{number}" for number in range(9)], "n": [1.0] * 9})
    assert refusal(saying(content, 8)).rule == "unreadable"
    assert len(read(saying(content, -1), "sav").rows) == 9


def saying(content: bytes, number: int) -> bytes:
    """The file with another number of cases in its header."""
    return content[:80] + struct.pack("<i", number) + content[84:]


def test_a_damaged_file_gives_rows_or_a_reason(survey: bytes) -> None:
    """The library crashes on some of them; only the worker notices."""
    chance = random.Random(7)
    for _ in range(8):
        content = bytearray(survey)
        for _ in range(40):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        with contextlib.suppress(Rejected):
            read(bytes(content), "sav")


def test_a_crash_of_the_worker_is_a_reason(survey: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (table,) = tables(survey, "sav")
    crash = tmp_path / "crash.py"
    crash.write_text("import os, signal, sys\nsys.stdin.buffer.read()\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(sav, "_WORKER", crash)
    with pytest.raises(Rejected, match="damaged"):
        found_in(table)
    with pytest.raises(Rejected, match="damaged"):
        tables(survey, "sav")


@pytest.mark.parametrize("kept", [0, 0.5, 1])
def test_a_worker_that_stops_is_a_reason(
    survey: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: float
) -> None:
    (table,) = tables(survey, "sav")
    sink = pa.BufferOutputStream()
    batch = next(sav_worker.batches(survey, 2))
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    stream = sink.getvalue().to_pybytes()
    worker = tmp_path / "worker.py"
    worker.write_text(f"import sys\nsys.stdout.buffer.write({stream[: int(len(stream) * kept)]!r})\nsys.exit(1)\n")
    monkeypatch.setattr(sav, "_WORKER", worker)
    with pytest.raises(Rejected, match="damaged"):
        found_in(table)


def test_the_worker_sees_nothing_of_the_environment_and_leaves_no_file() -> None:
    source = Path(sav_worker.__file__).read_text(encoding="utf-8")
    assert not re.search(r"environ|getenv|open\(", source)
    assert "RLIMIT_CORE, (0, 0)" in source


TEXTS = ["Zoë", "één", "café", "Curaçao ja", "Wat vond je één"]


def recoded(content: bytes, encoding: str) -> bytes:
    """The file with its texts in another encoding, as long as they were."""
    for text in TEXTS:
        before, after = text.encode(), text.encode(encoding)
        content = content.replace(before, after + b" " * (len(before) - len(after)))
    return content


def stating(content: bytes, name: bytes, code_page: int) -> bytes:
    """The file with another statement of its encoding, by name and by number."""
    return content.replace(b"UTF-8", name).replace(struct.pack("<i", 65001), struct.pack("<i", code_page))


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sav_of(
        tmp_path_factory.mktemp("letters"),
        {"id": ["007", "Zoë", "één"], "tekst": ["café", "Curaçao ja", "x"]},
        column_labels=["Naam", "Wat vond je één"],
    )


@pytest.mark.parametrize(
    ("stated", "encoding"),
    [
        ((b"UTF-8", 65001), "cp1252"),
        ((b"UTF-8", 65001), "mac_roman"),
        ((b"CP125", 1252), "utf-8"),
        ((b"L1   ", 28591), "utf-8"),
        ((b"L1   ", 28591), "mac_roman"),
        ((b"L1   ", 28591), "cp850"),
    ],
)
def test_text_in_another_encoding_than_stated_is_not_called_damage(
    letters: bytes, stated: tuple[bytes, int], encoding: str
) -> None:
    fault = refusal(stating(recoded(letters, encoding), *stated))
    assert fault.rule == "unreadable"
    assert "encoding that the file states" in fault.detail
    assert "damaged" not in fault.detail


def test_text_in_the_encoding_that_is_stated_is_read(letters: bytes) -> None:
    rows = [["007", "café"], ["Zoë", "Curaçao ja"], ["één", "x"]]
    assert read(letters, "sav").rows == rows
    assert read(stating(recoded(letters, "latin-1"), b"L1   ", 28591), "sav").rows == rows


def test_the_worker_and_its_reader_mean_the_same_by_an_exit_status() -> None:
    assert sav._OTHER_ENCODING == sav_worker.OTHER_ENCODING
