"""How long people wait and how they take part, as the page tells it: medians in words, nothing of too few."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import WHOLE, figures_with, read, table, words
from warehouse.monitor.content import Filter, Page, plain
from warehouse.monitor.pages import waiting

ROUNDED = {"shown_as": "rounded"}


def waits(n: int, median: float | None, p90: float | None, n_long: int, **part: Any) -> dict[str, Any]:
    return ROUNDED | WHOLE | part | {
        "n_started": n, "median_days": median, "p90_days": p90, "n_over_42_days": n_long,
        "share_over_42_days": n_long / n if n >= 20 else None,
    }  # fmt: skip


def profile(n_known: int, n_dropouts: int, **part: Any) -> dict[str, Any]:
    return ROUNDED | WHOLE | part | {
        "n_groups": 15, "n_participants": 125, "median_size": 8.0, "median_sessions": 7.0, "attendance_share": 0.8,
        "n_known_ends": n_known, "n_dropouts": n_dropouts, "pct_dropout": 100 * n_dropouts / n_known,
    }  # fmt: skip


def of_type(name: str) -> dict[str, str]:
    return {"slice": "group_type", "slice_value": name}


def of_half_year(name: str) -> dict[str, str]:
    return {"slice": "half_year", "slice_value": name}


def page_of(*rows: dict[str, Any], of_groups: list[dict[str, Any]] | None = None) -> Page:
    return waiting.page(figures_with(waiting_time=rows, group_profile=of_groups or []))


def test_half_and_nine_of_ten_and_who_waited_longer_than_the_limit() -> None:
    assert plain(page_of(waits(125, 37, 66, 50)).lead) == (
        "Van de 125 deelnames die begonnen, wachtte de helft 37 dagen of korter. Negen van de tien wachtten 66 dagen of"
        " korter. Langer dan 42 dagen wachtten er 50 (40%)."
    )


@pytest.mark.parametrize(
    ("row", "lead"),
    [
        (waits(40, 37, None, 0), "Van de 40 deelnames die begonnen, wachtte de helft 37 dagen of korter."),
        (waits(5, None, None, 5), "Er zijn nog te weinig deelnames om te tonen hoe lang mensen wachten."),
    ],
)
def test_says_no_more_than_is_shown(row: dict[str, Any], lead: str) -> None:
    assert plain(page_of(row).lead) == lead


def test_of_nobody_there_is_one_sentence_and_nothing_else() -> None:
    hidden = dict.fromkeys(waits(5, None, None, 5)) | WHOLE | {"shown_as": "hidden"}
    for rows in ([], [hidden]):
        page = page_of(*rows)
        assert plain(page.lead) == "Er zijn nog te weinig deelnames om te tonen hoe lang mensen wachten."
        assert (page.opening, page.sections) == ((), ())


def test_a_count_that_was_rounded_to_nothing_does_not_read_as_nobody() -> None:
    page = page_of(waits(60, 20, 40, 0))
    assert table(page, "wachttijd-periode") == [["Alle samen", "60", "20", "40", "te weinig", "te weinig"]]


def test_the_last_twelve_months_stand_between_all_and_the_half_years() -> None:
    recent = waits(80, 30, 60, 20, slice="last_12_months", slice_value="2024-04 t/m 2025-03")
    before = waits(40, 30, None, 10, slice="last_12_months", slice_value="eerder")
    page = page_of(waits(125, 37, 66, 50), before, recent, waits(45, 37, None, 20, **of_half_year("2024-2")))
    rows = next(one for one in page.tables() if one.name == "wachttijd-periode").rows
    assert [read(row.heading) for row in rows] == ["Alle samen", "Laatste twaalf maanden", "Tweede helft 2024"]
    assert read(rows[1].beneath) == "april 2024 t/m maart 2025"


def test_names_the_longest_and_the_shortest_wait_of_types_that_are_not_small() -> None:
    longest, shortest = (
        waits(30, 44, None, 15, **of_type("oudertraining")),
        waits(30, 12, None, 5, **of_type("sportgroep")),
    )
    small = waits(25, 90, None, 20, **of_type("lotgenotengroep"))
    unknown = waits(50, 99, 120, 40, **of_type("onbekend"))
    told = "Mensen wachten het langst op een oudertraining, het kortst op een sportgroep"
    assert told in words(page_of(waits(125, 37, 66, 50), longest, shortest, small, unknown))
    for rows in ([longest, small], [longest, longest | of_type("sportgroep")]):
        assert "Hoe lang mensen wachten, per soort groep" in words(page_of(waits(125, 37, 66, 50), *rows))


def test_parts_of_too_few_are_named_below_the_table() -> None:
    few = waits(5, None, None, 0, **of_type("sportgroep"))
    page = page_of(waits(125, 37, 66, 50), waits(25, 45, None, 15, **of_type("oudertraining")), few)
    [of_types] = [one for one in page.tables() if one.name == "wachttijd-soort"]
    assert [(read(row.heading), read(row.beneath)) for row in of_types.rows] == [("Oudertraining", "weinig deelnames")]
    assert ("Te weinig deelnames om te tonen: sportgroep.",) in of_types.notes


def test_how_many_stopped_is_told_where_it_is_known_of_some() -> None:
    page = page_of(waits(125, 37, 66, 50), of_groups=[profile(115, 15)])
    assert "Deelnemers kwamen naar 80% van de bijeenkomsten" in words(page)
    assert table(page, "meedoen") == [["Alle samen", "80%", "115", "15", "13%"]]
    page = page_of(waits(125, 37, 66, 50), of_groups=[profile(25, 0)])
    assert table(page, "meedoen") == [["Alle samen", "80%", "25", "te weinig", "te weinig"]]


def test_half_years_say_that_groups_which_still_run_show_who_stopped_alone() -> None:
    page = page_of(waits(125, 37, 66, 50), of_groups=[
        profile(115, 15), profile(40, 5, **of_half_year("2025-1")), profile(40, 5, **of_type("overig")),
    ])  # fmt: skip
    [filter_] = [one for one in page.blocks() if isinstance(one, Filter)]
    said = {option.name: any("lopen vaak nog groepen" in plain(block.text) for block in option.blocks
                             if block.kind == "paragraph") for option in filter_.options}  # fmt: skip
    assert said == {"Per soort groep": False, "Per halfjaar van de start": True}
