"""The coding sheet: what is in it, that nothing in it is a formula or names somebody, and that it comes back."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from schemas import lists
from schemas.reference import load_reference
from tests.integration.privacy.people import NOBODY, People
from warehouse.coding.sheet import COLUMNS, NothingToCode, write_coding_sheet
from warehouse.disk.places import Places


@pytest.fixture
def people(taken_in: People) -> People:
    people = taken_in
    people.deliver(
        "ervaringwijzer/antwoorden", "2025-04-01",
        (NOBODY, "EW-J;R80;2025-02-02;;;einde;4;=HYPERLINK(1)"),
        (NOBODY, "EW-J;R81;2025-02-02;;;einde;4;Samen met Tjitske uit de Kerkstraat 12 ging het goed"),
        (NOBODY, "EW-O;R73;2025-02-02;;;einde;4;Nog beter"),
    )  # fmt: skip
    people.night()
    return people


def sheet_of(people: People, out: Path) -> openpyxl.Workbook:
    write_coding_sheet(people.build, Places(people.warehouse).raw, load_reference().codes(lists.THEMES), out)
    return openpyxl.load_workbook(out)


def test_it_holds_the_newest_answers_that_nobody_coded(people: People, tmp_path: Path) -> None:
    book = sheet_of(people, tmp_path / "sheet.xlsx")
    rows = [tuple(cell.value for cell in row[:4]) for row in book["coderingen"].iter_rows()]
    assert rows == [
        COLUMNS[:4],
        ("EW-J", "R80", "open_positief", "=HYPERLINK(1)"),
        ("EW-J", "R81", "open_positief", "Samen met [name] uit de [address] ging het goed"),
        ("EW-O", "R73", "open_positief", "Nog beter"),
    ]


def test_no_cell_is_a_formula_and_themes_are_offered(people: People, tmp_path: Path) -> None:
    book = sheet_of(people, tmp_path / "sheet.xlsx")
    cells = [cell for row in book["coderingen"].iter_rows(min_row=2, max_col=4) for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    [choice] = book["coderingen"].data_validations.dataValidation
    assert str(choice.sqref) == "E2:E4"
    assert [cell.value for cell in book["codeboek"]["A"]] == load_reference().codes(lists.THEMES)
    assert book["codeboek"].sheet_state == "hidden"


def test_filled_in_it_comes_back_as_a_delivery(people: People, tmp_path: Path) -> None:
    book = sheet_of(people, tmp_path / "sheet.xlsx")
    sheet = book["coderingen"]
    for line in range(2, 5):
        sheet.cell(line, 5, "inzichten")
        sheet.cell(line, 6, "k9")
    sheet.cell(4, 9, "Het ging nog beter")
    sheet.cell(3, 9, "Met Tjitske ging het goed")
    book.save(people.landing / "coderingen" / "coderingen_2025-04-02.xlsx")
    people.night()
    row = people.rows["coderingen/coderingen_2025-04-02.xlsx"]
    assert (row.status, row.n_valid, row.n_read) == ("accepted", 3, 3)
    assert people.query("select respons_id, citaat from raw.coderingen where codeur = 'k9' order by 1") == [
        ("R73", "Het ging nog beter"), ("R80", None), ("R81", None),
    ]  # fmt: skip
    with pytest.raises(NothingToCode, match="was coded"):
        sheet_of(people, tmp_path / "again.xlsx")


def forget(people: People) -> None:
    people.forget("C7100001")


def take_anew(people: People) -> None:
    """What a night that reads all again has done when it fails before the sweep."""
    people.intake(reread=True).take("ervaringwijzer/antwoorden")


@pytest.mark.parametrize("stopped_night", [forget, take_anew])
def test_nothing_is_handed_out_while_rows_of_forgotten_persons_may_be_there(
    people: People, tmp_path: Path, stopped_night: Callable[[People], None]
) -> None:  # fmt: skip
    people.deliver("ervaringwijzer/antwoorden", "2025-04-02", ("anna", "EW-O;R90;2025-02-02;U71;;start;4;Alleen zij"))
    if stopped_night is take_anew:
        forget(people)
    people.night()
    people.build = Places(people.warehouse).build_database
    people.intake().write_raw_schema(people.build)
    sheet_of(people, tmp_path / "sheet.xlsx")
    stopped_night(people)
    with pytest.raises(NothingToCode, match="make rebuild"):
        sheet_of(people, tmp_path / "later.xlsx")


@pytest.mark.parametrize("step", ["seal", "_withhold_quotes", "_create_notes"])
def test_a_night_killed_while_it_made_the_build_file_is_told_plainly(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:  # fmt: skip
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"warehouse.raw.build_database.{step}", killed)
    with pytest.raises(KeyboardInterrupt):
        people.night()
    with pytest.raises(NothingToCode, match="stopped"):
        sheet_of(people, tmp_path / "sheet.xlsx")


def test_a_sheet_that_somebody_may_be_coding_in_is_not_overwritten(people: People, tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_text("mine")
    with pytest.raises(NothingToCode, match="Name another"):
        sheet_of(people, tmp_path / "sheet.xlsx")
    assert (tmp_path / "sheet.xlsx").read_text() == "mine"
