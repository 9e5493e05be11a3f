"""Help after and around a group, as the page tells it: no more than who was followed allows, and never a cause."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import figures_with, read, table, words
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


def around(*months: tuple[int, int, float | None], group_type: str = "all") -> list[dict[str, Any]]:
    return [
        {"shown_as": "rounded", "group_type": group_type, "month": at, "n_observed": n, "share_with_help": share,
         "low": None if share is None else max(share - 0.05, 0), "high": None if share is None else share + 0.05}
        for at, n, share in months
    ]  # fmt: skip


MONTHS = around((-12, 20, 0.0), (-2, 100, 0.1), (-1, 100, 0.12), (0, 100, 0.15), (1, 90, 0.14), (12, 50, 0.2))


def page_of(of_curve: list[dict[str, Any]], of_months: list[dict[str, Any]] | None = None) -> Page:
    return individual_help.page(figures_with(help_follow_up_curve=of_curve, help_around_group=of_months or []))


def charts(page: Page) -> list[Chart]:
    return [one for one in page.blocks() if isinstance(one, Chart)]


def test_tells_how_many_had_no_new_help_a_year_after_the_end_and_no_cause() -> None:
    assert plain(page_of(curve(*LONG)).lead) == (
        "Een jaar na het einde had naar schatting 80% (70 tot 90%) van de 105 gevolgde deelnames nog geen nieuwe hulp."
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


def test_compares_the_month_before_with_a_later_one_of_at_least_half_as_many() -> None:
    assert (
        "In de laatste maand vóór de start had 12% (7 tot 17%) van de 100 deelnames hulp, in de twaalfde maand na het"
        in (plain(page_of([], MONTHS).lead))
    )
    fewer = around((-1, 100, 0.12), (1, 50, 0.14), (12, 45, 0.2))
    assert "in de eerste maand na het einde 14%" in plain(page_of([], fewer).lead)
    few = around((-1, 40, 0.12), (1, 25, 0.14))
    assert "Hoeveel deelnames hebben hulp, maand voor maand?" in words(page_of([], few))


def test_months_around_the_group_are_points_beside_a_shaded_group() -> None:
    page = page_of([], MONTHS)
    [chart] = charts(page)
    assert (chart.is_stepped, chart.shaded, chart.top) == (False, (-0.5, 0.5), 25)
    assert [point.few for [line] in [chart.lines] for point in line.points] == [True] + 5 * [False]
    assert plain(chart.description) == (
        "Punten per maand: het deel met individuele hulp is in de twaalfde maand vóór de start 0%, in de laatste maand"
        " vóór de start 12%, tijdens de groep 15%, in de eerste maand na het einde 14%, in de twaalfde maand na het"
        " einde 20%."
    )
    assert table(page, "hulp-rond")[3] == ["Tijdens de groep", "100", "15%", "10 tot 20%"]


def test_a_part_of_zero_says_that_it_is_rounded_and_months_of_too_few_are_left_out() -> None:
    rows = around((-3, 10, None), (-2, 20, 0.0), (-1, 100, 0.12), (1, 90, 0.14))
    [of_months] = list(page_of([], rows).tables())
    assert read(of_months.rows[0].heading) == "Tweede maand vóór de start"
    assert ("Ook 0% is afgerond: het kunnen er een paar zijn.",) in of_months.notes


def test_without_a_month_on_both_sides_nothing_is_told_of_the_group() -> None:
    assert charts(page_of([], around((-2, 100, 0.1), (-1, 100, 0.12), (0, 100, 0.15), (1, 10, None)))) == []


def test_types_that_were_followed_shortly_are_named_and_not_in_the_list() -> None:
    page = page_of([*curve(*LONG), *curve(*LONG, group_type="oudertraining"), *curve(LONG[0], group_type="sportgroep")])
    [filter_] = [one for one in page.blocks() if isinstance(one, Filter)]
    assert [option.name for option in filter_.options] == ["Oudertraining"]
    assert "Te weinig lang gevolgd om te tonen: sportgroep." in [
        plain(one.text) for one in page.blocks() if one.kind == "paragraph"
    ]
