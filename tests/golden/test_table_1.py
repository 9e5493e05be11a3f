"""The report's Table 1 as it was printed, against the one that is made of the deliveries behind it."""

from pathlib import Path

from schemas.reference import load_reference
from tests.nights.released import released_figures
from warehouse.monitor.content import Table, plain
from warehouse.monitor.pages.table_1 import table_1
from warehouse.monitor.report.notation import notes_of, printed

# Typed from the report: jongeren (N=9), then opvoeders (N=43): niet mee eens, neutraal, mee eens of each.
REPORT = {
    "Ik voelde me op mijn gemak in de groep": "- 11,1 88,9 - 4,6 95,4",
    "Er werd goed naar mij geluisterd": "- 11,1 88,9 - - 100,0",
    "Ik pas toe wat ik heb geleerd van anderen in de groep": "22,2 11,1 66,7 - 11,6 88,4",
    "Ik kan weer goed verder door deelname aan deze groep": "22,2 44,4 33,3 2,3 20,9 76,7",
    "Ik heb contact met andere deelnemers van de groep buiten de groepsbijeenkomsten": "11,1 33,3 55,5 37,0 30,0 26,0",
    "De wachttijd voor deze groep vond ik acceptabel": "11,1 11,1 77,8 4,6 9,3 83,8",
    "Ik wist waar ik terecht kon met mijn vraag": "22,2 22,2 55,5 - 2,3 97,7",
    "Ik heb meegedacht over wat we deden in de groep": "- 33,3 66,7 11,7 16,3 65,2",
    "Ik heb in de groep dingen geleerd waar ik wat aan heb": "11,1 22,2 66,7 - - -",
    "Door mee te doen aan de groep hebben we als gezin dingen geleerd die ons helpen": "- - - - 9,0 91,0",
    "Ik zou deze groep aanraden aan anderen": "- 11,1 88,9 - 4,7 93,0",
}
FOOTNOTES = {
    "Ik heb in de groep dingen geleerd waar ik wat aan heb": "a",
    "Door mee te doen aan de groep hebben we als gezin dingen geleerd die ons helpen": "b",
}
NOTES = [
    "Sommige stellingen zijn niet door alle opvoeders beantwoord, daarom tellen percentages niet altijd op tot 100%.",
    "a Vraag is alleen aan jongeren gesteld; b vraag is alleen aan opvoeders gesteld.",
]
# By statement and place in the row: what the counts give, and how the report came to what it printed.
OTHERWISE = {
    ("Ik voelde me op mijn gemak in de groep", 4): ("4,7", "2 of 43 is 4.65: cut off"),
    ("Ik voelde me op mijn gemak in de groep", 5): ("95,3", "41 of 43 is 95.35: 100 less what was cut off"),
    ("Ik heb contact met andere deelnemers van de groep buiten de groepsbijeenkomsten", 2): (
        "55,6", "5 of 9 is 55.56: cut off",
    ),
    ("Ik heb contact met andere deelnemers van de groep buiten de groepsbijeenkomsten", 3): (
        "37,2", "16 of 43 is 37.21: rounded to whole per cent",
    ),
    ("Ik heb contact met andere deelnemers van de groep buiten de groepsbijeenkomsten", 4): (
        "30,2", "13 of 43 is 30.23: rounded to whole per cent",
    ),
    ("Ik heb contact met andere deelnemers van de groep buiten de groepsbijeenkomsten", 5): (
        "25,6", "11 of 43 is 25.58: rounded to whole per cent",
    ),
    ("De wachttijd voor deze groep vond ik acceptabel", 3): ("4,7", "2 of 43 is 4.65: cut off"),
    ("De wachttijd voor deze groep vond ik acceptabel", 5): ("83,7", "36 of 43 is 83.72: rounded up"),
    ("Ik wist waar ik terecht kon met mijn vraag", 2): ("55,6", "5 of 9 is 55.56: cut off"),
    ("Ik heb meegedacht over wat we deden in de groep", 3): ("11,6", "5 of 43 is 11.63: rounded up"),
    ("Ik heb meegedacht over wat we deden in de groep", 5): ("65,1", "28 of 43 is 65.12: rounded up"),
    ("Door mee te doen aan de groep hebben we als gezin dingen geleerd die ons helpen", 4): (
        "9,3", "4 of 43 is 9.30: rounded to whole per cent",
    ),
    ("Door mee te doen aan de groep hebben we als gezin dingen geleerd die ons helpen", 5): (
        "90,7", "39 of 43 is 90.70: rounded to whole per cent",
    ),
}  # fmt: skip


def made(warehouse: Path, scratch: Path) -> Table:
    table = table_1(released_figures(warehouse, load_reference(), scratch))
    assert table is not None
    return table


def test_table_1_is_the_reports_but_for_the_cells_that_are_named(report_warehouse: Path, tmp_path: Path) -> None:
    table = made(report_warehouse, tmp_path)
    ours = {plain(row.heading): [printed(cell) for cell in row.cells] for row in table.rows}
    theirs = {statement: cells.split() for statement, cells in REPORT.items()}
    assert list(ours) == list(theirs)

    different = {
        (statement, at): mine
        for statement, cells in ours.items()
        for at, (mine, printed_there) in enumerate(zip(cells, theirs[statement], strict=True))
        if mine != printed_there
    }
    assert different == {place: right for place, (right, _) in OTHERWISE.items()}


def test_heads_footnotes_and_notes_are_the_reports(report_warehouse: Path, tmp_path: Path) -> None:
    table = made(report_warehouse, tmp_path)
    assert [plain(words) for words, _ in table.column_groups] == ["Jongeren (N=9)", "Opvoeders (N=43)"]
    assert [column.heading for column in table.columns] == [
        "(helemaal) niet mee eens", "neutraal", "(helemaal) mee eens",
    ] * 2  # fmt: skip
    assert {plain(row.heading): row.footnote for row in table.rows if row.footnote} == FOOTNOTES
    assert notes_of(table, has_marks=True) == NOTES
