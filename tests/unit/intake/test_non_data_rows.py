"""Totals below the data, and Qualtrics' header rows two and three."""

import pandas as pd
import pytest

from warehouse.intake.non_data_rows import header_rows_below, is_in_another_zone, totals_rows

IMPORT_IDS = ['{"ImportId":"QID1"}', ' {"ImportId": "endDate", "timeZone": "Z"}']


def rows(*cells: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(cells), dtype="str")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([["Vraag 1", "Einde"], IMPORT_IDS, ["4", "2025-01-01"]], 2),
        ([["Vraag 1", "Einde"], IMPORT_IDS], 2),
        ([IMPORT_IDS, ["4", "2025-01-01"]], 1),
        ([["Vraag 1", "Einde"], ["4", "2025-01-01"], IMPORT_IDS], 0),
        ([["Vraag 1", "Einde"], ['{"ImportId":"QID1"}', "x"]], 0),
        ([['{"ImportId":', "x ImportId"]], 0),
        ([['["ImportId"]', ""]], 0),
        ([["[" * 100_000 + '"ImportId"', ""]], 0),
        ([["", ""]], 0),
    ],
)
def test_header_rows_below_the_first(cells: list[list[str]], expected: int) -> None:
    assert header_rows_below(rows(*cells)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('{"ImportId":"endDate","timeZone":"America/Denver"}', True),
        ('{"ImportId":"endDate","timeZone":"Z"}', True),
        ('{"ImportId":"endDate","timeZone":["Europe/Amsterdam"]}', True),
        ('{"ImportId":"endDate","timeZone":"Europe/Amsterdam"}', False),
        ('{"ImportId":"endDate","timeZone":null}', False),
        ('{"ImportId":"endDate"}', False),
        ("", False),
    ],
)
def test_an_import_id_tells_another_time_zone(cell: str, expected: bool) -> None:
    assert is_in_another_zone(cell) is expected


def test_no_rows_no_header_rows() -> None:
    assert header_rows_below(pd.DataFrame({0: pd.Series(dtype="str")})) == 0


def test_totals_rows_by_a_key_column() -> None:
    delivered = pd.DataFrame({
        "groep_id": ["G1", " TOTAAL ", "gemiddelde", "n=12", "N = 3", "To\u00adtaal", "Totaalgroep", "n3=", ""],
        "naam": ["totaal", "x", "x", "x", "x", "x", "x", "x", "n=1"],
    })  # fmt: skip
    assert totals_rows(delivered, ("groep_id",)).tolist() == [False, True, True, True, True, True, False, False, False]
    assert totals_rows(delivered, ("client_id",)).tolist() == [False] * 9
