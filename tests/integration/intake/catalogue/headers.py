"""Cases 37 to 49: headers and layout."""

from typing import Any

import openpyxl

from tests.integration.intake.catalogue.case import ANSWERS, GOOD_ROWS, GROUPS, Case, lines, rejected, table, taken
from tests.integration.intake.survey_exports import limesurvey, qualtrics
from tests.unit.reading.building import saved, workbook_of

PLAIN = table(ANSWERS, {})
GROUP_ROW = list(GOOD_ROWS[GROUPS].values())
SPACED = "vragenlijst;\ufeffRespons\xa0ID ;Inge\xadvuld  op;OP-GEMAK;Open Positíef\n"
QUALTRICS = (
    "vragenlijst,respons_id,ingevuld_op,op_gemak\nVragenlijst,Response ID,End Date,Op gemak?\n"
    + ",".join(f'"{{""ImportId"":""QID{number}""}}"' for number in range(4))
    + "\nEW-O,R_1,2025-02-01 10:00:00,4\n"
)
QUESTION = "Ik voelde me op mijn gemak in de groep"


def merged_title() -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Groepen in Utrecht"])
    sheet.merge_cells("A1:F1")
    sheet.append(list(GOOD_ROWS[GROUPS]))
    sheet.append(GROUP_ROW)
    return saved(book)


def merged_header() -> bytes:
    """The first two headers are one merged cell, so that the second column has no header."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(GOOD_ROWS[GROUPS]))
    sheet.append(GROUP_ROW)
    sheet.merge_cells("A1:B1")
    return saved(book)


CASES: list[Case] = [
    taken(
        37, "three header rows", QUALTRICS, counts=(3, 1, 0, 2), columns="line, respons_id, op_gemak",
        rows=[(4, "R_1", 4)],
    ),
    rejected(
        37, "times in another zone",
        QUALTRICS.replace('QID2""', 'endDate"",""timeZone"":""America/Denver""'), "unreadable",
        "line 3 says that the times are not in Amsterdam time",
    ),
    taken(
        37, "another zone where no time is taken",
        QUALTRICS.replace('QID3""', 'startDate"",""timeZone"":""America/Denver""'), counts=(3, 1, 0, 2),
    ),
    rejected(37, "headers that nothing maps", qualtrics("EW-O", numeric=True), "missing_column", "ingevuld_op"),
    rejected(38, "LimeSurvey's codes, unmapped", limesurvey("EW-O", full=False), "missing_column", "vragenlijst"),
    rejected(
        38, "a statement twice, by code and in full",
        PLAIN.replace("open_positief", QUESTION).replace("fijn", "4"), "double_column", "line 1",
    ),
    rejected(
        39, "a title above the header", f"Groepen in Utrecht\n{table(GROUPS, {})}", "missing_column",
        "header on line 1", kind=GROUPS,
    ),
    rejected(39, "a merged title", merged_title(), "missing_column", kind=GROUPS, extension="xlsx"),
    rejected(39, "merged headers", merged_header(), "missing_column", "naam", kind=GROUPS, extension="xlsx"),
    taken(
        40, "a totals row, an average and a count",
        table(GROUPS, {}, {"groep_id": "Totaal"}, {"groep_id": "gemiddelde"}, {"groep_id": "n=1"}), kind=GROUPS,
        counts=(4, 1, 0, 3),
    ),
    taken(
        41, "columns in another order", lines([[*GOOD_ROWS[ANSWERS]][::-1], [*GOOD_ROWS[ANSWERS].values()][::-1]]),
        columns="respons_id, op_gemak, open_positief", rows=[("1", 4, "fijn")],
    ),
    rejected(42, "one header twice", PLAIN.replace("open_positief", "op_gemak"), "double_column", "line 1"),
    rejected(42, "an unused header twice", PLAIN.replace("op_gemak;open_positief", "Notitie;notitie"), "double_column"),
    taken(
        43, "an empty header between others", PLAIN.replace("op_gemak", ""), columns="op_gemak, open_positief",
        rows=[(None, "fijn")], extra=("(a column without a name)",),
    ),
    taken(
        43, "values of some rows beside the table of a workbook",
        workbook_of([[*GOOD_ROWS[ANSWERS]], [*GOOD_ROWS[ANSWERS].values(), None, None, "klopt dit?"]]),
        extension="xlsx", columns="op_gemak, open_positief", rows=[(4, "fijn")], extra=("(a column without a name)",),
    ),
    taken(
        43, "notes in rows of their own beside the table of a workbook",
        workbook_of([[*GOOD_ROWS[ANSWERS]], [*GOOD_ROWS[ANSWERS].values()], [None] * 20 + ["klopt dit?"]]),
        extension="xlsx", columns="op_gemak, open_positief", rows=[(4, "fijn")], counts=(2, 1, 0, 1),
        extra=("(a column without a name)",),
    ),
    rejected(43, "an empty required header", PLAIN.replace("ingevuld_op", " "), "missing_column", "ingevuld_op"),
    taken(
        43, "values below an empty header at the end", PLAIN.replace("open_positief", ""),
        columns="op_gemak, open_positief", rows=[(4, None)], extra=("(a column without a name)",),
    ),
    taken(
        44, "spaces, soft hyphens, a mark, accents", SPACED + PLAIN.splitlines()[1],
        columns="respons_id, op_gemak, open_positief", rows=[("1", 4, "fijn")],
    ),
    taken(
        45, "a question text edited slightly", PLAIN.replace("op_gemak", f"{QUESTION}."), columns="op_gemak",
        rows=[(4,)],
    ),
    taken(
        45, "a question text edited more than that", PLAIN.replace("op_gemak", QUESTION.replace("mijn", "m'n")),
        columns="op_gemak", rows=[(None,)], extra=(QUESTION.replace("mijn", "m'n"),),
    ),
    taken(
        46, "a statement removed and one added", PLAIN.replace("op_gemak", "veilig gevoeld"), columns="op_gemak",
        rows=[(None,)], extra=("veilig gevoeld",),
    ),
    taken(
        47, "several answers in one cell", table(ANSWERS, {"groepstype": '"Sportgroep;Oudertraining;"'}),
        columns="groepstype", rows=[("onbekend",)], unmapped=("Sportgroep;Oudertraining;",),
    ),
    taken(
        47, "one answer with its semicolon", table(ANSWERS, {"groepstype": '"Sportgroep;"'}), columns="groepstype",
        rows=[("sportgroep",)],
    ),
    taken(
        48, "not submitted", table(ANSWERS, {"ingevuld_op": ""}, {}), counts=(2, 1, 1, 0),
        notes=((2, "ingevuld_op", "required"),),
    ),
    taken(
        48, "submitted in 1980, as anonymous surveys have it",
        table(ANSWERS, {"ingevuld_op": "1980-01-01 00:00:00"}, {}), counts=(2, 1, 1, 0),
        notes=((2, "ingevuld_op", "date"),),
    ),
]  # fmt: skip
