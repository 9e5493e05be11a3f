"""Help after a group, as the page tells it: no more than who was followed allows, and never a cause."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import figures_with, table, words
from warehouse.monitor.content import Chart, Filter, Notice, Page, plain
from warehouse.monitor.pages import individual_help

LONG = ((0, 105, 1.0), (91, 90, 0.95), (183, 70, 0.9), (365, 50, 0.8), (547, 40, 0.7))


def day(group_type: str, at: int, n: int, share: float) -> dict[str, Any]:
    return {
        "shown_as": "rounded", "group_type": group_type, "day": at, "n_at_risk": n, "share_without_help": share,
        "low": max(share - 0.1, 0), "high": min(share + 0.1, 1),
    }  # fmt: skip


def curve(*days: tuple[int, int, float], group_type: str = "all") -> list[dict[str, Any]]:
    return [day(group_type, *one) for one in days]


def page_of(rows: list[dict[str, Any]]) -> Page:
    return individual_help.page(figures_with(help_follow_up_curve=rows))


def charts(page: Page) -> list[Chart]:
    return [one for one in page.blocks() if isinstance(one, Chart)]


def test_tells_how_many_had_no_new_help_a_year_after_the_end_and_no_cause() -> None:
    assert plain(page_of(curve(*LONG)).lead) == (
        "Een jaar na het einde had 80% (70 tot 90%) van de 105 gevolgde deelnames nog geen nieuwe hulp."
        " Wij weten niet of dit door de groep komt."
    )


@pytest.mark.parametrize(
    ("n", "share", "heading"),
    [
        (50, 0.61, "De meesten hadden een jaar na het einde geen nieuwe hulp"),
        (50, 0.59, "Ongeveer de helft had een jaar na het einde geen nieuwe hulp, dat is niet zeker"),
        (50, 0.39, "Minder dan de helft had een jaar na het einde geen nieuwe hulp"),
        (9, 0.90, "Nieuwe hulp na het einde"),
    ],
)
def test_the_heading_says_no_more_than_the_margin_allows(n: int, share: float, heading: str) -> None:
    assert heading in words(page_of(curve((0, 105, 1.0), (365, n, share))))


def test_the_line_is_said_in_one_sentence_and_stands_in_the_table_below() -> None:
    page = page_of(curve(*LONG))
    [chart] = charts(page)
    assert plain(chart.description) == (
        "Lijn die daalt: het deel zonder nieuwe hulp is bij het einde 100%, na drie maanden 95%, na een half jaar 90%,"
        " na een jaar 80% en na anderhalf jaar 70%."
    )
    assert [(tick.word, str(tick.beneath)) for tick in chart.ticks] == [
        ("0", "105"), ("3", "90"), ("6", "70"), ("12", "50"), ("18", "40"),
    ]  # fmt: skip
    assert table(page, "hulp-na")[:2] == [
        ["Bij het einde", "105", "100%", "geen"],
        ["Drie maanden", "90", "95%", "85 tot 100%"],
    ]


def test_where_people_were_followed_shortly_one_box_says_why_and_no_line_is_drawn() -> None:
    page = page_of(curve(*LONG[:2]))
    [notice] = [one for one in page.blocks() if isinstance(one, Notice)]
    assert "Langer dan drie maanden na het einde zijn er nog te weinig om te tonen" in plain(notice.text)
    assert charts(page) == []
    assert [bool(row.marks) for one in page.tables() for row in one.rows] == [False, True]
    assert not [one for one in page_of(curve(*LONG[:3])).blocks() if isinstance(one, Notice)]


@pytest.mark.parametrize("rows", [[], curve(LONG[0]), [day("all", 0, 5, 1) | {"shown_as": "hidden"}]])
def test_of_nobody_followed_there_is_one_sentence_and_nothing_else(rows: list[dict[str, Any]]) -> None:
    page = page_of(rows)
    assert plain(page.lead) == "Er zijn nog te weinig deelnames gevolgd om te tonen of zij hulp kregen."
    assert page.sections == ()


def test_types_that_were_followed_shortly_are_named_and_not_in_the_list() -> None:
    page = page_of([*curve(*LONG), *curve(*LONG, group_type="oudertraining"), *curve(LONG[0], group_type="sportgroep")])
    [filter_] = [one for one in page.blocks() if isinstance(one, Filter)]
    assert [option.name for option in filter_.options] == ["Oudertraining"]
    assert "Te weinig lang gevolgd om te tonen: sportgroep." in [
        plain(one.text) for one in page.blocks() if one.kind == "paragraph"
    ]
