"""Differences as the page tells them: what is clear, what chance alone gives, and what more answers would show."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import WHOLE, captions, figures_with, table, words
from warehouse.monitor.content import Bullets, Filter, Interval, Notice, Page, plain
from warehouse.monitor.pages import differences

CLEAR, UNCLEAR = (4.2, 24.4), (-3.6, 16.5)


def compared(
    value: str, bounds: tuple[float, float], needed: int | None = None, *, n: tuple[int, int] = (51, 303),
    statement: str = "op_gemak", order: int = 1, characteristic: str = "group_type", target_group: str = "opvoeders",
) -> dict[str, Any]:  # fmt: skip
    low, high = bounds
    return {
        "target_group": target_group, "statement_key": statement, "statement_order": order,
        "characteristic": characteristic, "value": value, "n_answered": n[0], "n_answered_others": n[1],
        "pct_agree_answered": 84.5, "difference_pp": (low + high) / 2, "difference_low": low, "difference_high": high,
        "responses_needed": needed,
    }  # fmt: skip


def whole(
    target_group: str, n: int, per_side: int | None, statement: str = "op_gemak", **values: Any
) -> dict[str, Any]:
    return WHOLE | {
        "target_group": target_group, "statement_key": statement, "wording": f"Stelling {statement}",
        "n_respondents": n, "responses_per_side": per_side,
    } | values  # fmt: skip


def page_of(rows: list[dict[str, Any]], wholes: list[dict[str, Any]] | None = None) -> Page:
    return differences.page(figures_with(group_comparison=rows, statement_agreement=wholes or []))


def notice_of(page: Page) -> str:
    [notice] = page.opening
    assert isinstance(notice, Notice)
    return f"{notice.title} {plain(notice.text)}"


def test_a_difference_is_clear_where_its_margin_leaves_out_zero() -> None:
    rows = [
        compared("sportgroep", CLEAR),
        compared("oudertraining", (-22.0, -0.3)),
        compared("lotgenotengroep", (0.0, 20.0), 40),
        compared("ontmoetingsgroep", (-20.0, 0.0), 40),
    ]
    page = page_of(rows, [whole("opvoeders", 354, 100)])
    assert plain(page.lead) == (
        "Bij 2 van de 4 vergelijkingen is een duidelijk verschil te zien. Dat komt niet per se door de groep."
    )
    assert "2 duidelijke verschillen" in words(page)
    assert table(page, "duidelijke-verschillen") == [
        ["Stelling op_gemak", "85%", "−11", "−22 tot 0"],
        ["Stelling op_gemak", "85%", "+14", "+4 tot +24"],
    ]
    assert [row[-1] for row in table(page, "verschillen")] == ["duidelijk", "40", "40", "duidelijk"]


def test_rows_that_were_released_before_there_were_such_figures_do_not_read_as_too_few() -> None:
    wholes = [whole("opvoeders", 354, None)]
    page = page_of([compared("sportgroep", CLEAR), compared("oudertraining", UNCLEAR, order=2)], wholes)
    assert [row[-1] for row in table(page, "verschillen")] == ["duidelijk", "nog niet bekend"]
    assert "Wat is nog niet te zien?" not in words(page)
    assert "Er zijn nog geen antwoorden" not in notice_of(page_of([compared("oudertraining", UNCLEAR)], wholes))


@pytest.mark.parametrize(
    ("n_clear", "n", "by_chance", "so"),
    [
        (2, 30, "ongeveer 2", "waarschijnlijk toeval"),
        (1, 20, "ongeveer 1", "niet meer dan door toeval"),
        (2, 20, "ongeveer 1", "Niemand kan"),
        (1, 9, "minder dan een", "Ook dan kan een duidelijk verschil toeval zijn"),
    ],
)
def test_says_how_many_clear_differences_chance_alone_gives(n_clear: int, n: int, by_chance: str, so: str) -> None:
    rows = [compared("sportgroep", CLEAR if at < n_clear else UNCLEAR, order=at, statement=f"s{at}") for at in range(n)]
    told = notice_of(page_of(rows))
    assert f"Op {n} vergelijkingen zijn dat er {by_chance}. Wij zien er {n_clear}." in told
    assert so in told


def test_where_nothing_is_clear_one_box_says_how_many_answers_would_change_that() -> None:
    rows = [compared("sportgroep", UNCLEAR, 52, n=(19, 14))]
    wholes = [
        whole("opvoeders", 43, 162), whole("opvoeders", 43, 25, "aanraden"), whole("jongeren", 9, 102),
        whole("opvoeders", 43, 7, slice="half_year"),
    ]  # fmt: skip
    page = page_of(rows, wholes)
    told = notice_of(page)
    assert "Bij opvoeders zijn het er 25 tot 162 aan elke kant; nu zijn er 43 antwoorden" in told
    assert "Bij jongeren zijn het er 102 aan elke kant; nu zijn er 9 antwoorden" in told
    alike = [whole("jongeren", 9, 102), whole("jongeren", 9, 102, "aanraden")]
    assert "Bij jongeren zijn het er 102 aan elke kant" in notice_of(page_of(rows, alike))
    assert [section.slug for section in page.sections] == ["stellingen"]
    assert captions(page) == ["Geen duidelijke verschillen"]


def test_what_is_not_clear_says_where_answers_are_enough_and_where_most_are_wanted() -> None:
    rows = [
        compared("sportgroep", CLEAR),
        compared("oudertraining", UNCLEAR, 0),
        compared("lotgenotengroep", UNCLEAR, 17),
        compared("lotgenotengroep", UNCLEAR, 90, statement="aanraden", order=2),
    ]
    page = page_of(rows, [whole("opvoeders", 354, 100), whole("jongeren", 9, 102)])
    [bullets] = page.sections[-1].blocks
    assert isinstance(bullets, Bullets)
    enough, most, not_compared = map(plain, bullets.items)
    assert enough.startswith("Bij 1 van de 4 vergelijkingen zijn er genoeg antwoorden")
    assert "‘Lotgenotengroep’: nog 90, voor ‘aanraden’" in most
    assert not_compared.startswith("Bij jongeren zijn het er 102 aan elke kant; nu zijn er 9")


def test_one_statement_of_one_target_group_at_a_time_on_one_scale_around_zero() -> None:
    rows = [
        compared("9-12", UNCLEAR, 4, characteristic="size_band"),
        compared("13+", (-31.0, 3.0), 4, characteristic="size_band", n=(29, 300)),
        compared("sportgroep", UNCLEAR, 4),
        compared("sportgroep", UNCLEAR, 4, target_group="jongeren"),
        compared("sportgroep", UNCLEAR, 4, target_group="jongeren", statement="aanraden", order=11),
    ]
    page = page_of(rows)
    [chosen] = [block for block in page.blocks() if isinstance(block, Filter)]
    assert [(group.label, len(group.options)) for group in chosen.groups] == [("Jongeren", 2), ("Opvoeders", 1)]
    tables = list(page.tables())
    assert [plain(row.heading) for row in tables[-1].rows] == ["Sportgroep", "9-12 deelnemers", "13+ deelnemers"]
    marks = [mark for one in tables for row in one.rows for mark in row.marks if isinstance(mark, Interval)]
    assert {mark.domain for mark in marks} == {(-40, 40)}
    assert [mark.few for mark in marks] == [False, False, False, False, True]


def test_a_bound_that_rounds_to_zero_is_explained() -> None:
    rounded = page_of([compared("sportgroep", (0.3, 20.0))])
    other = page_of([compared("sportgroep", (0.6, 20.0))])
    assert ["naar 0 afgerond" in plain(next(page.tables()).notes[-1]) for page in (rounded, other)] == [True, False]


def test_without_any_answer_it_says_so_in_one_box() -> None:
    hidden = whole("opvoeders", 43, None, shown_as="hidden", n_respondents=None)
    for wholes in ([], [hidden]):
        page = page_of([], wholes)
        assert plain(page.lead) == "Er zijn nog te weinig antwoorden om groepen met elkaar te vergelijken."
        assert "nog niets te zien" in notice_of(page)
        assert page.sections == ()
