"""The file of client numbers: read as intake reads them, refused whole and without showing a number."""

from pathlib import Path

import pytest

from warehouse.erasure.client_ids import ClientIdsUnreadable, read_client_ids


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ids.txt"


def test_numbers_are_taken_once_and_as_intake_spells_them(file: Path, tmp_path: Path) -> None:
    file.write_bytes("\ufeffC1234567\r\n\r\n \u00a0C1\u200b234567\n0012\n".encode())
    assert read_client_ids(file, tmp_path / "warehouse") == ["C1234567", "0012"]


def test_what_a_spreadsheet_made_of_a_number_is_refused_by_its_line(file: Path, tmp_path: Path) -> None:
    file.write_text("C1\n45.0\n9,99E+08\n")
    with pytest.raises(ClientIdsUnreadable, match="line 2, 3") as refused:
        read_client_ids(file, tmp_path / "warehouse")
    assert "45.0" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\xfa"])
def test_an_empty_or_unreadable_file_is_refused(file: Path, tmp_path: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ClientIdsUnreadable):
        read_client_ids(file, tmp_path / "warehouse")


def test_a_file_that_is_not_there_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ClientIdsUnreadable):
        read_client_ids(file, tmp_path / "warehouse")


def test_no_list_of_client_numbers_may_lie_in_the_warehouse(file: Path, tmp_path: Path) -> None:
    file.write_text("C1\n")
    with pytest.raises(ClientIdsUnreadable, match="inside WAREHOUSE_DIR"):
        read_client_ids(file, tmp_path)
