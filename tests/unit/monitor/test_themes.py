"""What participants name themselves: what is named most, by whom, in whose words; and what nobody names."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import WHOLE, figures_with, table, words
from warehouse.monitor.content import Filter, Heading, Page, Quotes, plain
from warehouse.monitor.pages import themes


def of(target_group: str, label: str, mentions: int, respondents: int, **more: Any) -> dict[str, Any]:
    return WHOLE | {
        "kind": "opbrengst", "theme_key": label.lower(), "label": label, "target_group": target_group,
        "n_mentions": mentions, "n_respondents": respondents, "pct_respondents": 100 * mentions / respondents,
    } | more  # fmt: skip


REST = [of("all", "Rust", 8, 52), of("jongeren", "Rust", 0, 9), of("opvoeders", "Rust", 8, 43)]
SFEER = [of("all", "Sfeer", 34, 52), of("jongeren", "Sfeer", 7, 9), of("opvoeders", "Sfeer", 27, 43)]
POINT = [of("all", "Info", 13, 52, kind="verbeterpunt"), of("opvoeders", "Info", 13, 43, kind="verbeterpunt"),
         of("jongeren", "Info", 0, 9, kind="verbeterpunt")]  # fmt: skip


def page_of(rows: list[dict[str, Any]], quotes: list[dict[str, Any]] | None = None) -> Page:
    return themes.page(figures_with(theme_mentions=rows, quotes=quotes or []))


def test_tells_what_is_named_most_and_by_how_many() -> None:
    page = page_of([*REST, *SFEER, *POINT])
    assert plain(page.lead) == (
        "Deelnemers noemen het vaakst als opbrengst ‘Sfeer’ (34 van de 52), en als verbeterpunt ‘Info’ (13 van de 52)."
    )
    assert "Opbrengsten: vooral ‘Sfeer’" in words(page)
    assert table(page, "themas-opbrengst") == [
        ["Sfeer", "34 (65%)", "7 (78%)", "27 (63%)"],
        ["Rust", "8 (15%)", "-", "8 (19%)"],
    ]


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"A": 5, "B": 5, "C": 4}, "Deelnemers noemen het vaakst als opbrengst ‘A’ en ‘B’ (elk 5 van de 10)."),
        ({"A": 5, "B": 5, "C": 5}, "Er zijn nog te weinig antwoorden om te zeggen wat deelnemers het vaakst noemen."),
        ({"A": 0, "B": 0}, "Er zijn nog te weinig antwoorden om te zeggen wat deelnemers het vaakst noemen."),
    ],
    ids=["two share the place", "three share it", "nobody names any"],
)
def test_a_shared_first_place(named: dict[str, int], told: str) -> None:
    rows = [of(name, label, n, 10) for label, n in named.items() for name in ("all", "opvoeders")]
    assert plain(page_of(rows).lead) == told


def test_of_fewer_respondents_than_a_verdict_needs_there_is_no_finding() -> None:
    assert themes.finding(figures_with(theme_mentions=[of("all", "Sfeer", 7, 9), of("jongeren", "Sfeer", 7, 9)])) == ()
    assert themes.finding(figures_with(theme_mentions=[of("all", "Sfeer", 7, 10), of("jongeren", "Sfeer", 7, 10)]))


def test_the_only_group_that_is_shown_speaks_for_itself_where_all_is_hidden() -> None:
    hidden = {"shown_as": "hidden", "n_mentions": None, "n_respondents": None, "pct_respondents": None}
    rows = [SFEER[0] | hidden, SFEER[1] | hidden, SFEER[2]]
    page = page_of(rows)
    assert plain(page.lead) == "Opvoeders noemen het vaakst als opbrengst ‘Sfeer’ (27 van de 43)."
    assert table(page, "themas-opbrengst") == [["Sfeer", "27 (63%)"]]
    assert themes.finding(figures_with(theme_mentions=[SFEER[0] | hidden, SFEER[1], SFEER[2]])) == ()


def test_what_nobody_names_is_a_sentence_and_no_row() -> None:
    page = page_of([of("opvoeders", "Sfeer", 7, 20), of("opvoeders", "Rust", 0, 20), of("opvoeders", "Contact", 0, 20)])
    assert table(page, "themas-opbrengst") == [["Sfeer", "7 (35%)"]]
    [found] = [one for one in page.tables() if one.name == "themas-opbrengst"]
    assert ("Niemand noemt ‘Contact’ en ‘Rust’.",) in found.notes


def test_a_part_that_rounds_to_nothing_is_told_from_nobody() -> None:
    explained = "Staat er nul procent bij een aantal? Dan is het minder dan een half procent."
    for mentions, is_explained in ((2, True), (4, False)):
        page = page_of([of("opvoeders", "Sfeer", 300, 600), of("opvoeders", "Rust", mentions, 600)])
        [found] = [one for one in page.tables() if one.name == "themas-opbrengst"]
        assert ((explained,) in found.notes) is is_explained


def test_quotes_stand_below_their_theme_and_say_who_spoke() -> None:
    quotes = [
        {"theme_key": "sfeer", "target_group": "opvoeders", "quote": "Warm."},
        {"theme_key": "sfeer", "target_group": "jongeren", "quote": "Je kon jezelf zijn."},
    ]
    page = page_of([*SFEER, *REST], quotes)
    blocks = page.sections[0].blocks
    [said] = [block for block in blocks if isinstance(block, Quotes)]
    assert [(one.text, one.by) for one in said.quotes] == [
        ("Je kon jezelf zijn.", "een van de jongeren"), ("Warm.", "een van de opvoeders"),
    ]  # fmt: skip
    assert blocks[blocks.index(said) - 1] == Heading(("Sfeer",))


def test_parts_show_each_group_that_is_shown_there() -> None:
    part = {"slice": "half_year", "slice_value": "2024-2"}
    page = page_of([*SFEER, of("opvoeders", "Sfeer", 5, 20, **part), of("all", "Sfeer", 5, 20, **part)])
    [choice] = [block for block in page.sections[-1].blocks if isinstance(block, Filter)]
    assert [option.name for option in choice.options] == ["tweede helft 2024"]
    assert table(page, "themas-delen-opbrengst") == [["Sfeer", "5 (25%)"]]


def test_of_nobody_there_is_nothing_but_that() -> None:
    page = page_of([])
    assert plain(page.lead) == "Er zijn nog te weinig antwoorden om te tonen wat deelnemers zelf noemen."
    assert (page.opening, page.sections) == ((), ())
