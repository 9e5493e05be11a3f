"""In het kort says what the pages say, with its n and margin; of what there is too little it says so once."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import WHOLE, figures_with
from warehouse.monitor import findings
from warehouse.monitor.content import Bullets, Cards, Figure, Link, Paragraph, Text, plain
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages import individual_help, opinions, outflow, participation, summary, themes, waiting

CONTACT = {"target_group": "opvoeders", "moment_key": "einde", "moment_order": 2, "n_respondents": 43, "n_answered": 40,
           "n_contact": 11, "pct_contact_answered": 27.5, "contact_low": 16.1, "contact_high": 42.8}  # fmt: skip
WAITING = WHOLE | {"n_started": 125, "median_days": 37, "p90_days": 66, "n_over_42_days": 50, "share_over_42_days": 0.4,
                   "shown_as": "rounded"}  # fmt: skip
ASKED = WHOLE | {"target_group": "opvoeders", "n_invited": 88, "n_responded": 43, "pct_responded": 48.9,
                 "responded_low": 38.7, "responded_high": 59.1}  # fmt: skip
THEME = WHOLE | {"kind": "opbrengst", "theme_key": "sfeer", "label": "Sfeer", "target_group": "all", "n_mentions": 34,
                 "n_respondents": 52, "pct_respondents": 65.4}  # fmt: skip


def ended(outcome_key: str, label: str, percentage: float | None) -> dict[str, Any]:
    return WHOLE | {"outcome": "end_reason_class", "outcome_key": outcome_key, "label": label, "n_ended": 100,
                    "n_ended_total": 115, "pct_ended": percentage}  # fmt: skip


def followed(day: int, at_risk: int, value: float) -> dict[str, Any]:
    return {"group_type": "all", "day": day, "n_at_risk": at_risk, "n_events": 0, "n_censored": 0,
            "share_without_help": value, "low": value - 0.1, "high": min(1, value + 0.1)}  # fmt: skip


def agrees(statement: str, agree: float, low: float, high: float, answered: int = 43) -> dict[str, Any]:
    return WHOLE | {"target_group": "opvoeders", "statement_key": statement, "statement_order": 1, "wording": statement,
                    "n_respondents": answered, "n_answered": answered, "pct_agree": agree, "pct_neutral": 0,
                    "pct_disagree": 100 - agree, "pct_agree_answered": agree, "agree_low": low,
                    "agree_high": high}  # fmt: skip


def shown(figures: Figures) -> list[str]:
    """What stands under the headings of what is found."""
    section = next((one for one in summary.page(figures).sections if one.slug == "gevonden"), None)
    return [plain(block.text) for block in section.blocks if isinstance(block, Paragraph)] if section else []


def not_known(figures: Figures) -> tuple[Text, ...]:
    [bullets] = summary.page(figures).sections[-1].blocks
    assert isinstance(bullets, Bullets)
    return bullets.items


def test_it_says_what_the_pages_say() -> None:
    figures = figures_with(
        response_rate=[ASKED], theme_mentions=[THEME, THEME | {"target_group": "opvoeders"}],
        statement_agreement=[agrees("Fijn", 95, 84, 99), agrees("Contact", 28, 16, 43)],
    )  # fmt: skip
    assert plain(opinions.finding(figures)) in shown(figures)
    assert plain(themes.finding(figures)) in shown(figures)
    assert plain(themes.page(figures).lead) in shown(figures)
    [cards] = summary.page(figures).opening
    assert isinstance(cards, Cards)
    told = {part for part in participation.finding(figures) if isinstance(part, Figure)}
    assert told <= {*cards.cards[0].large, *cards.cards[0].text}


def test_opinions_are_told_with_what_most_agree_with_and_what_fewest() -> None:
    figures = figures_with(statement_agreement=[agrees("Fijn", 95, 84, 99), agrees("Contact", 28, 16, 43)])
    both = "De meeste opvoeders zijn het eens met 1 van de 2 stellingen (43 antwoorden)."
    assert plain(opinions.finding(figures)) == (
        f"{both} Het meest eens zijn zij het met ‘Fijn’: 95% (84 tot 99%) van de 43 die antwoordden."
    )
    assert plain(opinions.page(figures).lead) == (
        f"{both} Het minst eens zijn zij het met ‘Contact’: 28% (16 tot 43%) van de 43 die antwoordden."
    )


def test_opinions_of_nobody_are_a_sentence_and_no_empty_table() -> None:
    page = opinions.page(figures_with())
    assert plain(page.lead) == "Er zijn nog te weinig antwoorden om te tonen wat deelnemers vinden."
    assert (page.opening, page.sections) == ((), ())


def test_no_statement_is_named_where_several_share_the_place_or_most_agree_with_none() -> None:
    for rows in ([agrees("Fijn", 95, 84, 99), agrees("Rustig", 95, 84, 99)], [agrees("Fijn", 55, 45, 65)]):
        assert "Het meest" not in plain(opinions.finding(figures_with(statement_agreement=rows)))


def test_it_says_of_registrations_what_their_pages_say_and_how_they_are_rounded_once() -> None:
    figures = figures_with(
        waiting_time=[WAITING],
        outflow=[ended("anders", "Anders", 20), ended("volgens_plan", "Volgens plan", 80)],
        help_follow_up_curve=[followed(0, 105, 1), followed(365, 40, 0.78)],
    )  # fmt: skip
    subjects = (waiting, outflow, individual_help)
    assert shown(figures) == [plain(subject.finding(figures)) for subject in subjects]
    for subject in subjects:
        assert plain(subject.finding(figures)) in plain(subject.page(figures).lead)
    assert plain(summary.page(figures).sections[0].subtitle) == (
        "Over wachten, einde en hulp: Afgerond op vijftallen. Percentages staan er vanaf 20 mensen."
        " Daardoor tellen aantallen en delen niet precies op, en zijn kleine aantallen onzeker."
    )


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({"contact_low": 50.1, "contact_high": 60}, "De meeste opvoeders hebben"),
        ({"contact_low": 49, "contact_high": 51}, "Ongeveer de helft van de opvoeders heeft"),
        ({"contact_high": 49.9}, "Minder dan de helft van de opvoeders heeft"),
        ({"n_answered": 9}, ""),
        ({"n_answered": 10}, "Minder dan de helft"),
        ({"moment_key": "start"}, ""),
        ({"shown_as": "hidden", "n_answered": None, "contact_low": None}, ""),
    ],
)
def test_contact_is_weighed_by_its_interval(change: dict[str, Any], begins: str) -> None:
    told = plain(findings.contact(figures_with(network_over_time=[CONTACT | change])))
    assert told.startswith(begins)
    assert bool(told) == bool(begins)


def test_of_what_there_is_too_little_it_says_so_in_one_sentence_with_the_pages() -> None:
    figures = figures_with(waiting_time=[WAITING], response_rate=[ASKED])
    [told] = [item for item in not_known(figures) if "Nog te weinig" in plain(item)]
    assert plain(told) == (
        "Nog te weinig gegevens zijn er voor: Wat vinden deelnemers?, Wat noemen zij zelf?, Contact en netwerk,"
        " Hoe het eindigt en Hulp rond en na de groep."
    )
    assert [part.to for part in told if isinstance(part, Link)][:2] == ["meningen.html", "themas.html"]


def test_a_target_group_of_too_few_is_named_as_not_known() -> None:
    figures = figures_with(statement_agreement=[agrees("Fijn", 95, 55, 99, answered=9)])
    assert "Van 9 opvoeders is nog geen conclusie te trekken. Daarvoor zijn meer antwoorden nodig." in [
        plain(item) for item in not_known(figures)
    ]


def test_of_nothing_it_says_that_there_is_nothing() -> None:
    page = summary.page(figures_with())
    assert plain(page.lead).endswith("Er zijn nog geen cijfers.")
    assert page.opening == ()
    assert [section.slug for section in page.sections] == ["onbekend"]
