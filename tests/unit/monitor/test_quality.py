"""Kwaliteit: what is said of how new deliveries are, of what was linked, and of how far coders agree."""

from datetime import date, timedelta
from typing import Any

import pytest

from schemas.kinds import KINDS
from tests.unit.monitor.hand_made import BUILD, figures_with, table, words
from warehouse.disclosure.notes import HIDDEN
from warehouse.monitor.content import Block, Bullets, Notice, Page, plain
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages import quality
from warehouse.monitor.pages.quality import Age, Agreement, age, agreement

AS_OF = date(2025, 4, 15)


def delivered(kind: str, **values: Any) -> dict[str, Any]:
    return {
        "night": AS_OF, "kind": kind, "n_files_taken": 1, "n_files_rejected": 0, "n_files_duplicate": 0,
        "newest_delivered_on": AS_OF, "share_responses_linked": None, "share_participants_linked": None, **values,
    }  # fmt: skip


def theme(alpha: float | None, label: str = "Rust", **values: Any) -> dict[str, Any]:
    return {
        "theme_key": label.lower(), "label": label, "kind": "opbrengst", "n_units": 53, "krippendorff_alpha": alpha,
        **values,
    }  # fmt: skip


def every_kind(**values: Any) -> list[dict[str, Any]]:
    return [delivered(kind, **values) for kind in KINDS]


def blocks(page: Page, section: str) -> tuple[Block, ...]:
    return next(one for one in page.sections if one.slug == section).blocks


def sentences(figures: Figures, section: str) -> list[str]:
    found = (one for one in blocks(quality.page(figures), section) if isinstance(one, Bullets))
    return [plain(item) for one in found for item in one.items]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (0, Age.WEEK),
        (7, Age.WEEK),
        (8, Age.MONTH),
        (31, Age.MONTH),
        (32, Age.QUARTER),
        (92, Age.QUARTER),
        (93, Age.OLD),
    ],
)
def test_how_old_a_file_is(days: int, found: Age) -> None:
    assert age(AS_OF - timedelta(days=days), AS_OF) is found


@pytest.mark.parametrize(
    ("alpha", "found"),
    [
        (None, Agreement.SAME), (1.0, Agreement.ALWAYS), (0.999, Agreement.NEARLY_ALWAYS),
        (0.8, Agreement.NEARLY_ALWAYS), (0.799, Agreement.MOSTLY), (0.667, Agreement.MOSTLY),
        (0.666, Agreement.OFTEN_NOT), (-0.2, Agreement.OFTEN_NOT),
    ],
)  # fmt: skip
def test_how_far_coders_agree(alpha: float | None, found: Agreement) -> None:
    assert agreement(alpha) is found


def test_files_are_counted_over_all_nights() -> None:
    figures = figures_with(delivery_quality=[
        *every_kind(),
        delivered("wiz/groepen", night=BUILD.as_of, n_files_taken=2, n_files_rejected=3, newest_delivered_on=None),
    ])  # fmt: skip
    page = quality.page(figures)
    assert table(page, "leveringen")[0] == ["Groepen", "15 april 2025", "een week of minder", "3", "3", "0"]
    assert "Van elke soort gegevens is er een bestand van de laatste maand" in words(page)
    assert not any("Nog nooit" in one for one in sentences(figures, "ontbreekt"))


def test_a_kind_that_is_old_or_missing_is_named() -> None:
    some = [one for one in every_kind() if one["kind"] != "wiz/deelnemers"]
    some[0]["newest_delivered_on"] = AS_OF - timedelta(days=40)
    figures = figures_with(delivery_quality=some)
    page = quality.page(figures)
    assert "Geen bestand van de laatste maand: groepen en deelnemers" in words(page)
    assert ["Deelnemers", "nog niets", "niet bekend", "geen", "geen", "geen"] in table(page, "leveringen")
    assert "Nog nooit ingenomen: deelnemers." in sentences(figures, "ontbreekt")


def test_the_newest_share_of_what_is_linked_is_told() -> None:
    of = "ervaringwijzer/antwoorden"
    figures = figures_with(delivery_quality=[
        delivered(of, share_responses_linked=0.9),
        delivered(of, night=date(2025, 4, 14), share_responses_linked=0.2),
    ])  # fmt: skip
    [told] = sentences(figures, "koppelingen")
    assert told.startswith("90% van de antwoorden in de nieuwste bestanden hoort bij een bekende groep.")


def test_the_heading_says_what_coders_disagree_on() -> None:
    def heading(*rows: dict[str, Any]) -> str:
        return words(quality.page(figures_with(coder_agreement=rows)))

    assert "Codeurs waren het bijna altijd eens" in heading(theme(0.9), theme(None, "Tijd"))
    assert "Codeurs waren het meestal eens" in heading(theme(0.9), theme(0.7, "Tijd"))
    assert "Codeurs waren het vaak oneens over: tijd" in heading(theme(0.9), theme(0.1, "Tijd"))


def test_a_theme_without_a_score_and_a_hidden_one_are_no_scores() -> None:
    hidden = theme(None, "Tijd", n_units=None, shown_as=HIDDEN)
    page = quality.page(figures_with(coder_agreement=[theme(None), hidden]))
    assert table(page, "codeurs") == [["Rust", "53", "geen", "alle codeurs zeiden steeds hetzelfde"]]


def test_an_empty_world_has_boxes_and_no_empty_table() -> None:
    page = quality.page(figures_with())
    assert plain(page.lead) == "Er is nog niets geleverd."
    for section in ("koppelingen", "codeurs"):
        assert [type(one) for one in blocks(page, section)] == [Notice]
    assert "Van geen enkele soort gegevens is er een bestand van de laatste maand" in words(page)
