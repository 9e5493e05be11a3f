"""How participations end and what follows: classes first, and an outcome that is missing is not one of nobody."""

from collections.abc import Sequence
from typing import Any

from tests.unit.monitor.hand_made import WHOLE, figures_with, table, words
from warehouse.monitor.content import Filter, Page, plain
from warehouse.monitor.pages import outflow

LABELS = {
    "volgens_plan": "Volgens plan", "anders": "Anders", "onbekend": "Onbekend", "geen_vervolg": "Geen vervolg",
    "individuele_hulp": "Individuele hulp", "01": "Groep volgens plan afgerond", "02": "Voortijdig, in overleg",
}  # fmt: skip


def ended(outcome: str, key: str, n: int, of: int = 115, **part: Any) -> dict[str, Any]:
    return WHOLE | part | {
        "shown_as": "rounded", "outcome": outcome, "outcome_key": key, "label": LABELS[key], "n_ended": n,
        "n_ended_total": of, "pct_ended": 100 * n / of if of >= 20 else None,
    }  # fmt: skip


def of_type(name: str) -> dict[str, str]:
    return {"slice": "group_type", "slice_value": name}


def page_of(*rows: dict[str, Any]) -> Page:
    return outflow.page(figures_with(outflow=rows))


def notes(page: Page, name: str) -> Sequence[str]:
    return [plain(note) for note in next(one for one in page.tables() if one.name == name).notes]


REASONS = [ended("end_reason_class", "onbekend", 5), ended("end_reason_class", "anders", 10),
           ended("end_reason_class", "volgens_plan", 100)]  # fmt: skip
FOLLOW_UPS = [ended("follow_up_class", "individuele_hulp", 20), ended("follow_up_class", "geen_vervolg", 70)]


def test_tells_classes_in_the_order_of_the_reference_data_with_unknown_last() -> None:
    page = page_of(*REASONS, *FOLLOW_UPS)
    assert plain(page.lead) == (
        "Er eindigden 115 deelnames. Zo ging dat: 87% volgens plan, 9% anders en 4% onbekend."
        " En dit volgde: 61% geen vervolg en 17% individuele hulp."
    )
    assert table(page, "einde") == [
        ["Volgens plan", "100", "87%"], ["Anders", "10", "9%"], ["Onbekend", "5", "4%"],
    ]  # fmt: skip


def test_an_outcome_that_is_missing_is_too_few_to_show_and_not_nobody() -> None:
    page = page_of(*REASONS[1:], ended("end_reason", "01", 100), ended("end_reason", "02", 5))
    assert notes(page, "einde") == ["Te weinig om te tonen: onbekend. Het kunnen er een paar zijn, of geen."]
    [note] = notes(page, "einde-precies")
    assert note.startswith("Te weinig om te tonen: voortijdig, deelnemer gestopt of niet meer verschenen, ")
    assert notes(page_of(*REASONS), "einde") == []


def test_a_heading_says_what_was_most_and_never_that_the_most_is_unknown() -> None:
    assert "Volgens plan: 87% van de deelnames" in words(page_of(*REASONS))
    unknown = [ended("end_reason_class", "onbekend", 80), ended("end_reason_class", "volgens_plan", 35)]
    few = [ended("end_reason_class", "volgens_plan", 10, of=15)]
    for rows in (unknown, few):
        assert words(page_of(*rows)).endswith("Waarom eindigde het meedoen?\nWat deze cijfers niet zeggen")


def test_of_nobody_there_is_one_sentence_and_nothing_else() -> None:
    hidden = REASONS[0] | {"shown_as": "hidden", "n_ended": None, "n_ended_total": None, "pct_ended": None}
    for rows in ([], [hidden]):
        page = page_of(*rows)
        assert plain(page.lead) == "Er zijn nog te weinig deelnames geëindigd om te tonen hoe dat ging."
        assert (page.opening, page.sections) == ((), ())


def test_parts_stand_below_one_another_and_those_of_too_few_in_a_note() -> None:
    large, small = of_type("oudertraining"), of_type("sportgroep")
    page = page_of(*REASONS, ended("end_reason_class", "volgens_plan", 20, of=25, **large),
                   ended("end_reason_class", "volgens_plan", 15, of=15, **small))  # fmt: skip
    assert table(page, "einde-per-deel") == [
        ["Alle samen", "115", "87%", "9%", "4%"],
        ["Oudertraining", "25", "80%", "te weinig", "te weinig"],
    ]
    assert "Te weinig deelnames om te tonen: sportgroep." in notes(page, "einde-per-deel")
    assert not [note for note in notes(page, "einde-per-deel") if "meer dan het geheel" in note]


def test_parts_that_are_more_than_a_whole_say_why() -> None:
    part = of_type("oudertraining")
    page = page_of(*REASONS, ended("end_reason_class", "volgens_plan", 45, of=45, **part),
                   ended("end_reason_class", "anders", 5, of=45, **part))  # fmt: skip
    assert table(page, "einde-per-deel")[1][2:4] == ["100%", "11%"]
    assert [note for note in notes(page, "einde-per-deel") if "meer dan het geheel" in note]


def test_without_a_part_to_compare_there_is_no_list_to_choose_from() -> None:
    page = page_of(*REASONS, ended("end_reason_class", "volgens_plan", 15, of=15, **of_type("sportgroep")))
    assert not [one for one in page.blocks() if isinstance(one, Filter)]
    assert [section.slug for section in page.sections] == ["einde", "lezen"]
