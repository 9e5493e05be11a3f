"""Who answered, as the page tells it: facts first, nothing of what is not shown."""

from typing import Any

from tests.unit.monitor.hand_made import WHOLE, captions, figures_with, table, words
from warehouse.monitor.content import Filter, Interval, plain
from warehouse.monitor.pages import participation

HIDDEN = {"shown_as": "hidden", "n_invited": None, "n_responded": None, "pct_responded": None, "responded_low": None,
          "responded_high": None}  # fmt: skip


def of(target_group: str, invited: int, responded: int, low: float, high: float, **slice_: Any) -> dict[str, Any]:
    return WHOLE | slice_ | {
        "target_group": target_group, "n_invited": invited, "n_responded": responded,
        "pct_responded": 100 * responded / invited, "responded_low": low, "responded_high": high,
    }  # fmt: skip


def at(moment: str) -> dict[str, str]:
    return {"slice": "moment", "slice_value": moment}


OPVOEDERS = of("opvoeders", 88, 43, 38.7, 59.1)
JONGEREN = of("jongeren", 13, 9, 42.4, 87.3)


def test_tells_how_many_of_the_invitations_are_answered() -> None:
    page = participation.page(figures_with(response_rate=[OPVOEDERS, JONGEREN]))
    assert plain(page.lead).startswith(
        "Van de 13 uitnodigingen aan jongeren zijn er 9 beantwoord: 69% (42 tot 87%)."
        " Van de 88 uitnodigingen aan opvoeders zijn er 43 beantwoord: 49% (39 tot 59%)."
    )
    assert table(page, "deelname") == [
        ["Jongeren", "13", "9", "69% (42 tot 87%)"],
        ["Opvoeders", "88", "43", "49% (39 tot 59%)"],
    ]


def test_few_invitations_are_an_open_point_and_say_so() -> None:
    page = participation.page(figures_with(response_rate=[OPVOEDERS, JONGEREN]))
    [first, *_] = page.tables()
    marks = [mark for row in first.rows for mark in row.marks if isinstance(mark, Interval)]
    assert [mark.few for mark in marks] == [True, False]
    assert participation.FEW in first.notes


def test_of_nobody_it_says_so_in_one_box() -> None:
    for rows in ([], [{"target_group": "opvoeders"} | WHOLE | HIDDEN]):
        page = participation.page(figures_with(response_rate=rows))
        assert plain(page.lead) == "Er zijn nog te weinig uitnodigingen om te tonen wie antwoordden."
        assert (len(page.opening), page.sections) == (1, ())
        assert participation.finding(figures_with(response_rate=rows)) == ()


def test_parts_are_chosen_from_a_list_and_who_shows_none_is_named() -> None:
    part = {"slice": "half_year", "slice_value": "2024-2"}
    pooled = {"slice": "half_year", "slice_value": "overig", "shown_as": "pooled"}
    rows = [OPVOEDERS, JONGEREN, of("opvoeders", 45, 24, 39.1, 67.1, **part), of("opvoeders", 43, 19, 30, 59, **pooled)]
    page = participation.page(figures_with(response_rate=rows))
    [choice] = [block for block in page.sections[-1].blocks if isinstance(block, Filter)]
    assert [option.name for option in choice.options] == ["Halfjaar"]
    assert table(page, "deelname-delen-opvoeders") == [
        ["tweede helft 2024", "45", "24", "53% (39 tot 67%)"],
        ["Overig", "43", "19", "44% (30 tot 59%)"],
    ]
    found = next(one for one in page.tables() if one.name == "deelname-delen-opvoeders")
    assert ("Kleine groepen zijn samengevoegd, zodat niemand te herkennen is.",) in found.notes
    assert "Uitnodigingen aan jongeren" not in captions(page)
    assert plain(choice.options[0].blocks[-1].text) == (  # type: ignore[union-attr]
        "Van jongeren zijn er te weinig uitnodigingen om dit te tonen."
    )


def test_without_parts_there_is_no_list() -> None:
    page = participation.page(figures_with(response_rate=[OPVOEDERS]))
    assert [block.kind for block in page.sections[-1].blocks] == ["notice"]


def test_moments_are_there_only_where_somebody_was_asked_at_another() -> None:
    end = of("opvoeders", 88, 43, 38.7, 59.1, **at("einde"))
    page = participation.page(figures_with(response_rate=[OPVOEDERS, end]))
    assert [section.slug for section in page.sections] == ["deelname", "delen"]


def test_fewer_answer_later_only_where_the_whole_interval_lies_below_that_of_the_end() -> None:
    end = of("opvoeders", 88, 43, 38.7, 59.1, **at("einde"))
    clear = of("opvoeders", 80, 20, 17, 38.6, **at("na_6_maanden"))
    touching = of("opvoeders", 80, 20, 17, 38.7, **at("na_12_maanden"))
    told = "Na de groep antwoorden minder mensen dan aan het einde"
    assert told in words(participation.page(figures_with(response_rate=[OPVOEDERS, end, clear])))
    assert told not in words(participation.page(figures_with(response_rate=[OPVOEDERS, end, clear, touching])))


def test_fewer_answers_at_the_start_are_no_drop_and_hidden_moments_are_named() -> None:
    start = of("opvoeders", 80, 20, 17, 38.6, **at("start"))
    hidden = {"target_group": "opvoeders"} | at("na_6_maanden") | HIDDEN
    page = participation.page(figures_with(response_rate=[OPVOEDERS, start, hidden]))
    moments = next(section for section in page.sections if section.slug == "momenten")
    assert plain(moments.heading) == "Antwoorden op elk moment"
    assert "Te weinig mensen om te tonen: Na 6 maanden." in [
        plain(block.text) for block in moments.blocks if block.kind == "paragraph"
    ]
