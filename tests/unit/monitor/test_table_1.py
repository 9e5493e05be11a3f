"""Table 1 for other questionnaires than the report's, and how one table reads on the page and in print."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from schemas.reference import load_reference
from tests.unit.monitor.hand_made import WHOLE, figures_with, read
from warehouse.monitor.content import Table, plain
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages import opinions
from warehouse.monitor.pages.table_1 import table_1
from warehouse.monitor.report.notation import notes_of, printed


class Questionnaire(NamedTuple):
    target_group: str


N = 40


def statement(
    target_group: str, key: str, order: int, counts: tuple[int, int, int], shown_as: str = "exact"
) -> dict[str, Any]:
    """A statement of N respondents: so many disagree, are neutral, agree."""
    answers = dict(zip(("disagree", "neutral", "agree"), counts, strict=True))
    return WHOLE | {
        "target_group": target_group, "statement_key": key, "statement_order": order, "wording": f"Stelling {key}",
        "outcome_area": "leren", "n_respondents": N, "shown_as": shown_as, "n_answered": sum(counts),
        **{f"n_{name}": number for name, number in answers.items()},
        **{f"pct_{name}": 100 * number / N for name, number in answers.items()},
        "pct_agree_answered": 100 * counts[2] / sum(counts), "agree_low": 20.0, "agree_high": 80.0,
    }  # fmt: skip


def asked_of(names: list[str], rows: list[dict[str, Any]]) -> Figures:
    """Figures of a city with these target groups."""
    figures = figures_with(statement_agreement=rows)
    files = load_reference().rows | {"questionnaires": [Questionnaire(name) for name in names]}
    figures.reference = replace(figures.reference, rows=files)
    return figures


def made(figures: Figures) -> Table:
    table = table_1(figures)
    assert table is not None
    return table


def cells(table: Table) -> list[list[str]]:
    return [[plain(row.heading) + row.footnote, *map(printed, row.cells)] for row in table.rows]


def test_one_target_group_has_no_footnotes_and_no_note_where_all_answered() -> None:
    table = made(
        asked_of(["ouders"], [statement("ouders", "a", 1, (0, 10, 30)), statement("ouders", "b", 2, (5, 5, 30))])
    )
    assert cells(table) == [["Stelling a", "-", "25,0", "75,0"], ["Stelling b", "12,5", "12,5", "75,0"]]
    assert [plain(words) for words, _ in table.column_groups] == ["Ouders (N=40)"]
    assert notes_of(table, has_marks=True) == []


def test_three_target_groups_stand_side_by_side_with_a_letter_for_each_choice_of_them() -> None:
    rows = [
        statement("kinderen", "a", 1, (0, 10, 30)), statement("ouders", "a", 1, (0, 10, 29)),
        statement("makers", "a", 1, (0, 10, 30)),
        statement("kinderen", "b", 2, (0, 10, 30)), statement("ouders", "b", 2, (0, 10, 30)),
        statement("makers", "c", 3, (1, 9, 30)),
        statement("kinderen", "d", 4, (0, 0, 40)), statement("ouders", "d", 4, (0, 10, 30)),
    ]  # fmt: skip
    table = made(asked_of(["kinderen", "ouders", "makers"], rows))
    assert len(table.columns) == 9
    assert cells(table)[1:] == [
        ["Stelling ba", "-", "25,0", "75,0", "-", "25,0", "75,0", "-", "-", "-"],
        ["Stelling cb", *"------", "2,5", "22,5", "75,0"],
        ["Stelling da", "-", "-", "100,0", "-", "25,0", "75,0", "-", "-", "-"],
    ]
    assert notes_of(table, has_marks=True) == [
        "Sommige stellingen zijn niet door alle ouders beantwoord, daarom tellen percentages niet altijd op tot 100%.",
        "a Vraag is alleen aan kinderen en ouders gesteld; b vraag is alleen aan makers gesteld.",
    ]


def test_the_page_says_not_asked_where_print_has_a_hyphen() -> None:
    rows = [statement("kinderen", "a", 1, (0, 10, 30)), statement("ouders", "b", 2, (0, 10, 30))]
    figures = asked_of(["kinderen", "ouders"], rows)
    [on_page] = [table for table in opinions.page(figures).tables() if table.name == "tabel-1"]
    in_print = made(figures)
    assert on_page.rows == in_print.rows
    assert [read(cell) for cell in on_page.rows[0].cells] == ["-", "25,0", "75,0", "n.v.t.", "n.v.t.", "n.v.t."]
    assert [printed(cell) for cell in in_print.rows[0].cells] == ["-", "25,0", "75,0", "-", "-", "-"]
    assert plain(on_page.caption) == f"Tabel 1. {plain(in_print.caption)}"
    assert "n.v.t. betekent: niet aan deze doelgroep gevraagd." in plain(on_page.notes[-1])


def test_the_page_explains_only_the_signs_that_stand_in_a_table() -> None:
    rows = [statement("kinderen", "a", 1, (5, 10, 25)), statement("ouders", "a", 1, (0, 10, 29))]
    notes = {
        table.name: " ".join(map(plain, table.notes))
        for table in opinions.page(asked_of(["kinderen", "ouders"], rows)).tables()
    }
    assert notes["stellingen-kinderen"] == ""
    assert "Niet iedereen" in notes["stellingen-ouders"]
    assert "streepje" in notes["stellingen-ouders"]
    assert "n.v.t." not in notes["tabel-1"]


def test_where_not_all_answered_a_margin_says_of_how_many_it_is() -> None:
    rows = [
        statement("kinderen", "a", 1, (5, 10, 25)), statement("ouders", "a", 1, (0, 10, 29)),
        statement("kinderen", "b", 2, (5, 10, 25)), statement("ouders", "b", 2, (0, 10, 30)),
    ]  # fmt: skip
    [margins] = [one for one in opinions.page(asked_of(["kinderen", "ouders"], rows)).tables() if one.name == "marges"]
    assert [plain(row.beneath) for row in margins.rows] == ["39 ouders", ""]
    assert plain(margins.subtitle) == "40 kinderen, 40 ouders, aan het einde van de groep"


@pytest.mark.parametrize("rows", [[], [statement("ouders", "a", 1, (0, 10, 30), "hidden")]], ids=["none", "hidden"])
def test_without_a_target_group_that_is_shown_there_is_none(rows: list[dict[str, Any]]) -> None:
    assert table_1(asked_of(["ouders"], rows)) is None
