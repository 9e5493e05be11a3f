"""A value decides whether its row counts only where it is known to mean a response, or to mean none."""

import pytest

from schemas.response_marks import Meaning, response_marks

NO, YES, NEITHER = Meaning.NO_RESPONSE, Meaning.RESPONSE, Meaning.NEITHER
NOT_TRUE = ["False", "0", "nee", "ONWAAR", "FAUX", "Falsch", " false ", "No"]
TRUE = ["True", "1", "ja", "WAAR", "VRAI", "Wahr", "Y"]


@pytest.mark.parametrize("mark", NOT_TRUE)
def test_a_yes_or_no_is_known_in_every_spelling(mark: str) -> None:
    marks = response_marks("Finished", [mark])
    assert {marks.meaning_of(text) for text in NOT_TRUE} == {NO}
    assert {marks.meaning_of(text) for text in TRUE} == {YES}
    assert {marks.meaning_of(text) for text in ("", "#N/B", "misschien", "2", "100")} == {NEITHER}
    turned = response_marks("Preview", [TRUE[0]])
    assert {turned.meaning_of(text) for text in TRUE} == {NO}
    assert {turned.meaning_of(text) for text in NOT_TRUE} == {YES}


def test_the_response_types_of_qualtrics_are_known_by_text_and_number() -> None:
    marks = response_marks("Status", ["Survey Preview", "Survey Test", "1", "2"])
    assert [marks.meaning_of(text) for text in ("IP Address", "0", "Imported", "4", "16")] == [YES] * 5
    assert [marks.meaning_of(text) for text in ("survey  preview", "2")] == [NO] * 2
    assert [marks.meaning_of(text) for text in ("Spam", "8", "", "Iets anders")] == [NEITHER] * 4


def test_the_mapping_can_say_what_counts() -> None:
    marks = response_marks("Status", ["Partial"], ["Complete", ""])
    assert [marks.meaning_of(text) for text in ("PARTIAL", "complete", "", "Disqualified")] == [NO, YES, YES, NEITHER]


def test_where_only_an_empty_cell_means_none_whatever_stands_there_means_one() -> None:
    marks = response_marks("submitdate", [""])
    assert [marks.meaning_of(text) for text in ("", "  ", "2025-03-01", "x")] == [NO, NO, YES, YES]
