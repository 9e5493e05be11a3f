"""The coding sheet: open answers that nobody coded yet, scrubbed, as a workbook that comes back as a delivery.

Its columns are those of `coderingen`, with the answer beside them. What a coding means does not belong here.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schemas.kinds import KINDS
from warehouse.duck.sealed import seal
from warehouse.faults import Fault
from warehouse.privacy.scrubbing import scrubbed

_DELIVERED = list(KINDS["coderingen/coderingen"].columns)
_BESIDE = _DELIVERED.index("vraag") + 1
COLUMNS = (*_DELIVERED[:_BESIDE], "antwoord", *_DELIVERED[_BESIDE:])
WIDTHS = {"antwoord": 80, "citaat": 60, "thema": 34}
_OPEN_ANSWERS = """
    with answer as (
        select vragenlijst, respons_id, vraag, antwoord, file_order
        from (unpivot raw.antwoorden on open_positief, open_verbeterpunt, open_overig into name vraag value antwoord)
        join raw.delivery_file using (delivery_id)
    ),
    newest as (
        select vragenlijst, respons_id, max(file_order) as file_order
        from raw.antwoorden join raw.delivery_file using (delivery_id)
        group by all
    )
    select vragenlijst, respons_id, vraag, antwoord
    from answer join newest using (vragenlijst, respons_id, file_order)
    anti join raw.coderingen using (vragenlijst, respons_id, vraag)
    order by all
"""


class NothingToCode(Fault):
    """There is no open answer that nobody coded yet, or nowhere to write it."""


def write_coding_sheet(build_database: Path, restricted: Path, themes: Sequence[str], out: Path) -> int:
    """Write the workbook, and tell how many answers are in it. `restricted` is the folder of the raw rows; `themes` are
    those that coders may give.

    A build file is there only while the raw rows are without forgotten persons: nights take it away before they change
    them.
    """
    if out.exists():
        raise NothingToCode("The file that OUT names is there already: somebody may be coding in it. Name another.")
    answers = _open_answers(build_database, restricted)
    if not answers:
        raise NothingToCode("Every open answer was coded.")
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "coderingen"
    _write(sheet, answers)
    _offer_themes(book, sheet, themes, len(answers) + 1)
    book.save(out)
    return len(answers)


def _open_answers(build_database: Path, restricted: Path) -> list[tuple[str, str, str, str]]:
    if not build_database.exists():
        raise NothingToCode(
            "There are no rows to take answers from: no night ran yet, or the last one was stopped or failed early. Run"
            " make rebuild first."
        )
    try:
        with duckdb.connect(build_database, read_only=True) as opened:
            seal(opened, restricted)
            return opened.execute(_OPEN_ANSWERS).fetchall()
    except (duckdb.CatalogException, duckdb.IOException):
        # A night was killed while it made the file.
        raise NothingToCode(
            "The last night was stopped before its rows could be read. Run make rebuild first."
        ) from None


def _write(sheet: Worksheet, answers: Iterable[tuple[str, str, str, str]]) -> None:
    sheet.append(COLUMNS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDTHS.get(str(cell.value), 16)
    sheet.freeze_panes = "A2"
    for line, (questionnaire, response_id, question, answer) in enumerate(answers, start=2):
        for column, text in enumerate((questionnaire, response_id, question, scrubbed(answer)), start=1):
            cell = sheet.cell(line, column)
            assert isinstance(cell, Cell)
            _put_text(cell, text)


def _put_text(cell: Cell, text: str) -> None:
    """As text whatever it begins with: a spreadsheet would take `=…` for a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _offer_themes(book: Workbook, sheet: Worksheet, themes: Sequence[str], last_line: int) -> None:
    """A drop-down of the codebook, from a sheet that is not shown."""
    codebook = book.create_sheet("codeboek")
    codebook.sheet_state = "hidden"
    for line, theme in enumerate(themes, start=1):
        codebook.cell(line, 1, theme)
    column = chr(ord("A") + COLUMNS.index("thema"))
    choice = DataValidation("list", formula1=f"codeboek!$A$1:$A${len(themes)}", allow_blank=True)
    choice.error = "Kies een thema uit het codeboek, of geen."
    sheet.add_data_validation(choice)
    choice.add(f"{column}2:{column}{last_line}")
