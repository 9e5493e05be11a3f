"""Contact outside the group, as the page tells it: at each moment, between two, and groups that carry on."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import WHOLE, figures_with, table, words
from warehouse.monitor.content import Notice, Page, Paragraph, Share, plain
from warehouse.monitor.pages import network

ORDER = {"start": 1, "einde": 2, "na_6_maanden": 3, "na_12_maanden": 4}
NOTHING = {"n_respondents": None, "n_answered": None, "pct_contact_answered": None, "contact_low": None,
           "contact_high": None}  # fmt: skip


def at(
    moment: str, n: int, share: float, bounds: tuple[float, float], pairs: tuple[int, int, int] | None = None,
    target_group: str = "opvoeders", **values: Any,
) -> dict[str, Any]:  # fmt: skip
    n_pairs, n_gained, n_lost = pairs or (None, None, None)
    return {
        "target_group": target_group, "moment_key": moment, "moment_order": ORDER[moment], "n_respondents": n,
        "n_answered": n, "n_contact": round(n * share / 100),
        "pct_contact_answered": share, "contact_low": bounds[0], "contact_high": bounds[1],
        "n_pairs": n_pairs, "n_gained": n_gained, "n_lost": n_lost,
    } | values  # fmt: skip


def groups(known: int, continuing: int, share: float | None, slice_value: str | None = None) -> dict[str, Any]:
    cut = {"slice": "group_type", "slice_value": slice_value} if slice_value else WHOLE
    return cut | {"n_ended_known": known, "n_continuing": continuing, "pct_continues_as_network": share}


def page_of(rows: list[dict[str, Any]], **others: list[dict[str, Any]]) -> Page:
    return network.page(figures_with(network_over_time=rows, **others))


@pytest.mark.parametrize(
    ("n", "bounds", "begin"),
    [
        (40, (50.1, 80), "De meeste opvoeders hebben"),
        (40, (20, 49.9), "Minder dan de helft van de opvoeders heeft"),
        (40, (40, 60), "Ongeveer de helft van de opvoeders heeft"),
        (40, (50, 60), "Ongeveer de helft"),
        (9, (60, 80), "Er zijn nog te weinig antwoorden om te zeggen of deelnemers contact houden."),
    ],
)
def test_says_what_the_margin_at_the_end_allows(n: int, bounds: tuple[float, float], begin: str) -> None:
    assert plain(page_of([at("einde", n, 50.0, bounds)]).lead).startswith(begin)


def test_one_moment_alone_says_what_others_would_show() -> None:
    page = page_of([at("einde", 40, 27.5, (16, 43)), at("einde", 9, 55.6, (27, 81), target_group="jongeren")])
    assert table(page, "contact") == [["Aan het einde", "56% (27 tot 81%)", "28% (16 tot 43%)"]]
    [notice] = [block for block in page.sections[0].blocks if isinstance(block, Notice)]
    assert "(bij de start, na 6 maanden, na 12 maanden)" in plain(notice.text)
    assert [section.slug for section in page.sections] == ["moment"]


def test_moments_stand_in_order_and_tell_what_is_missing_from_what_is_hidden() -> None:
    rows = [
        at("na_6_maanden", 30, 50.0, (33, 67)),
        at("einde", 40, 27.5, (16, 43)),
        at("einde", 3, 0, (0, 0), target_group="jongeren", shown_as="hidden", **NOTHING),
    ]
    assert table(page_of(rows), "contact") == [
        ["Aan het einde", "verborgen", "28% (16 tot 43%)"],
        ["Na 6 maanden", "geen antwoorden", "50% (33 tot 67%)"],
    ]


def test_pairs_run_from_the_earlier_moment_to_the_later() -> None:
    rows = [
        at("na_6_maanden", 84, 50.0, (39, 61), (84, 16, 11)),
        at("start", 135, 12.0, (7, 19), (135, 47, 3)),
        at("einde", 381, 43.0, (38, 48)),
        at("start", 20, 5.0, (1, 24), (20, 1, 0), target_group="jongeren"),
        at("na_12_maanden", 20, 5.0, (1, 24), target_group="jongeren"),
    ]
    page = page_of(rows)
    assert table(page, "contact-gekregen-en-kwijt") == [
        ["Bij de start en aan het einde", "20", "1", "0"],
        ["Bij de start en aan het einde", "135", "47", "3"],
        ["Aan het einde en na 6 maanden", "84", "16", "11"],
    ]
    [told] = [block for block in page.sections[1].blocks if isinstance(block, Paragraph)]
    assert plain(told.text) == (
        "Van de 20 jongeren die bij de start en aan het einde antwoordden, had er 1 eerst geen contact en later wel."
        " Bij 0 was het andersom. Van de 135 opvoeders die bij de start en aan het einde antwoordden, hadden er 47"
        " eerst geen contact en later wel. Bij 3 was het andersom."
    )


def test_groups_that_carry_on_with_the_margin_that_the_assumption_has() -> None:
    assumption = {
        "assumption_key": "netwerk_gaat_door", "target_group": "all", "value": 50.0, "low": 23.7, "high": 76.3,
        "n": 10, "n_unknown": 3,
    }  # fmt: skip
    profile = [
        groups(10, 5, 50.0), groups(2, 2, None, "lotgenotengroep"), groups(4, 3, 75.0, "overig"),
        groups(4, 0, 0.0, "oudertraining"), groups(0, 0, None, "sportgroep"),
    ]  # fmt: skip
    page = page_of([], group_profile=profile, assumptions=[assumption])
    assert "Van 10 groepen gaan er 5 door als netwerk" in words(page)
    assert plain(page.sections[-1].blocks[0].text) == (  # type: ignore[union-attr]
        "Dat is 50% (24 tot 76%). Van 3 groepen die zijn afgelopen, is het niet bekend."
    )
    assert table(page, "groepen-die-doorgaan") == [
        ["Oudertraining", "0", "4", "0%"],
        ["Lotgenotengroep", "2", "2", "te weinig"],
        ["Overig", "3", "4", "75%"],
    ]
    assert [row.marks for row in next(page.tables()).rows] == [(Share(0.0),), (), (Share(75.0),)]

    alone = page_of([], group_profile=profile)
    assert plain(alone.sections[-1].blocks[0].text) == "Dat is 50%."  # type: ignore[union-attr]


def test_without_figures_it_says_so_and_shows_no_empty_table() -> None:
    hidden = at("einde", 3, 0, (0, 0), shown_as="hidden", **NOTHING)
    for rows in ([], [hidden]):
        page = page_of(rows, group_profile=[groups(0, 0, None)])
        assert plain(page.lead) == "Er zijn nog te weinig antwoorden om te zeggen of deelnemers contact houden."
        assert (page.opening, page.sections) == ((), ())
