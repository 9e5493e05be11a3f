"""Assumptions beside what the figures say: verdicts as the mart gives them, counted and explained."""

from typing import Any

from tests.unit.monitor.hand_made import figures_with
from warehouse.monitor.content import Heading, Notice, Page, Verdicts, plain
from warehouse.monitor.pages import assumptions

SAFE, HELP = "Deelnemers voelen zich veilig.", "Deelnemers kunnen verder."


def row(
    key: str, order: int, target_group: str, verdict: str, n: int, value: float | None = 80.0, **values: Any
) -> dict[str, Any]:
    return {
        "assumption_key": key, "assumption_order": order, "report_section": "2.2", "assumption": SAFE,
        "indicator": f"Zegt {key}", "target_group": target_group, "value": value,
        "low": None if value is None else value - 10, "high": None if value is None else value + 10, "n": n,
        "n_unknown": 0, "verdict": verdict, "verdict_text": f"Oordeel: {verdict}.",
    } | values  # fmt: skip


def page_of(*rows: dict[str, Any]) -> Page:
    return assumptions.page(figures_with(assumptions=rows))


def listed(page: Page) -> list[tuple[str, str, str]]:
    """Of whom, the figure and the sentence, a line each."""
    lists = [block for block in page.blocks() if isinstance(block, Verdicts)]
    found = [one for block in lists for verdict in block.verdicts for one in verdict.found]
    return [(plain(one.of), str(one.figure or ""), plain(one.words)) for one in found]


def test_counts_what_points_which_way_and_leaves_out_what_there_is_none_of() -> None:
    page = page_of(
        row("a", 1, "opvoeders", "zelfde_richting", 43),
        row("b", 2, "opvoeders", "zelfde_richting", 43),
        row("c", 3, "opvoeders", "onbeslist", 43),
    )
    assert plain(page.lead) == (
        "Van de 3 uitkomsten wijzen er 2 in dezelfde richting als de aanname en geen ertegenin. Bij 1 is niet te zeggen"
        " welke kant het op wijst. Waardoor iets komt, laten de cijfers niet zien."
    )
    assert page.opening == ()


def test_assumptions_stand_in_order_each_with_its_indicators_and_target_groups() -> None:
    page = page_of(
        row(
            "help", 2, "all", "tegen", 105, 30.0, n_unknown=10, assumption=HELP, report_section="4", shown_as="rounded"
        ),
        row("gemak", 1, "opvoeders", "zelfde_richting", 43, n_unknown=3),
        row("gemak", 1, "jongeren", "zelfde_richting", 12),
    )
    [section] = page.sections
    assert [plain(block.text) for block in section.blocks if isinstance(block, Heading)] == [SAFE, HELP]
    first, second = (block for block in section.blocks if isinstance(block, Verdicts))
    assert [plain(first.subtitle), plain(second.subtitle)] == [
        "Paragraaf 2.2 van het rapport",
        "Hoofdstuk 4 van het rapport",
    ]
    assert first.notes == ()
    assert plain(second.notes[0]).startswith("Afgerond op vijftallen")
    assert listed(page) == [
        ("Jongeren: 12 antwoorden", "80% (70 tot 90%)", ""),
        ("Opvoeders: 43 antwoorden, van 3 niet bekend", "80% (70 tot 90%)", "Oordeel: zelfde_richting."),
        ("Allen: 105 antwoorden, van 10 niet bekend", "30% (20 tot 40%)", "Oordeel: tegen."),
    ]
    marks = [found.mark for verdict in first.verdicts for found in verdict.found]
    assert [mark.few for mark in marks if mark] == [True, False]


def test_says_what_was_counted_as_the_indicator_measures_it() -> None:
    page = page_of(
        row("geen_hulp_6_maanden", 8, "all", "te_weinig", 105, None),
        row("netwerk_gaat_door", 13, "all", "onbeslist", 10, 50.0),
        row("contact_einde", 14, "opvoeders", "te_weinig", 0, None),
    )
    assert listed(page) == [
        ("Allen: 105 gevolgde deelnames", "", "Oordeel: te_weinig."),
        ("Allen: 10 groepen", "50% (40 tot 60%)", "Oordeel: onbeslist."),
        ("Opvoeders: nog geen antwoorden", "", "Oordeel: te_weinig."),
    ]


def test_from_how_many_on_there_is_a_verdict_and_who_have_fewer() -> None:
    page = page_of(
        row("a", 1, "jongeren", "te_weinig", 9),
        row("b", 2, "jongeren", "te_weinig", 8),
        row("a", 1, "opvoeders", "te_weinig", 9),
        row("b", 2, "opvoeders", "tegen", 10),
    )
    [notice] = page.opening
    assert isinstance(notice, Notice)
    assert plain(notice.text) == (
        "Een oordeel staat er vanaf 10 antwoorden, groepen of gevolgde deelnames. Van jongeren zijn er nu hooguit 9."
    )


def test_a_hidden_row_says_that_it_is() -> None:
    nothing = dict.fromkeys(("n", "n_unknown", "verdict", "verdict_text"))
    page = page_of(row("a", 1, "jongeren", "", 0, None, shown_as="hidden") | nothing)
    assert listed(page) == [("Jongeren", "", "Niet getoond: dit gaat over te weinig mensen.")]
    assert page.opening == ()


def test_without_figures_it_says_so() -> None:
    page = page_of()
    assert plain(page.lead) == "Er zijn nog geen cijfers om de aannames mee te vergelijken."
    assert (page.opening, page.sections) == ((), ())
