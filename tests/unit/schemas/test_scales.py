"""A column of answers is read as it was meant, or not at all: whichever of its codes carry a label."""

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_up.vocabulary import ANSWER_LABELS
from schemas.mapping import KindMapping, load_mappings
from schemas.scales import AnswerScales, OtherScale, Reading, answer_of
from warehouse.mapping.scale_proposal import REVERSED, proposed_scales

ANSWERS = load_mappings()["ervaringwijzer/antwoorden"]
COLUMN = "op_gemak"


def others(
    texts: list[str], labels: Mapping[str, str] | None = None, mapping: KindMapping = ANSWERS
) -> list[OtherScale]:
    scales = AnswerScales(mapping, {COLUMN: labels or {}})
    for text in texts:  # as many chunks
        scales.count(pd.DataFrame({COLUMN: [text]}, dtype="str"))
    return scales.others(0.2)


def with_scale(scale: Mapping[str, str]) -> KindMapping:
    return KindMapping(ANSWERS.kind, ANSWERS.headers, ANSWERS.labels, scales={COLUMN: dict(scale)})


@settings(deadline=None)
@given(
    first=st.integers(-2, 8), is_reversed=st.booleans(), labelled=st.sets(st.integers(1, 5), min_size=1),
    given_answers=st.lists(st.integers(1, 5), min_size=1, max_size=30), is_exported_as_text=st.booleans(),
)  # fmt: skip
def test_an_answer_is_never_read_as_another(
    first: int, is_reversed: bool, labelled: set[int], given_answers: list[int], is_exported_as_text: bool
) -> None:
    """Five steps from `first` on, up or down, some of them labelled; as SPSS keeps them, or with its labels as text."""
    codes = {answer: str(first + (5 - answer if is_reversed else answer - 1)) for answer in range(1, 6)}
    labels = {codes[answer]: ANSWER_LABELS[answer] for answer in labelled}
    texts = [codes[answer] for answer in given_answers]
    if is_exported_as_text:
        texts, labels = [labels.get(text, text) for text in texts], {}
    # Text without any label in it shows nothing of another scale.
    if others(texts, labels) or (is_exported_as_text and not labelled.intersection(given_answers)):
        return
    for text, answer in zip(texts, given_answers, strict=True):
        assert answer_of(ANSWERS, COLUMN, labels.get(text, text)) in (answer, Reading.OUTSIDE)


@settings(deadline=None)
@given(first=st.integers(-2, 40), is_reversed=st.booleans(), labelled=st.sets(st.integers(1, 5), min_size=2))
def test_what_is_proposed_reads_it_as_meant(first: int, is_reversed: bool, labelled: set[int]) -> None:
    codes = {str(first + step): 5 - step if is_reversed else step + 1 for step in range(5)}
    [scale] = proposed_scales(list(codes), {code: answer for code, answer in codes.items() if answer in labelled})
    assert scale == codes
    mapping = with_scale({code: str(answer) for code, answer in scale.items()})
    assert {code: answer_of(mapping, COLUMN, code) for code in codes} == codes
    assert others(list(codes) * 4, {code: ANSWER_LABELS[codes[code]] for code in codes}, mapping) == []


def test_labels_and_bare_codes_are_mixed_with_the_counts() -> None:
    texts = ["Helemaal niet mee eens", "2", "3", "3", "Helemaal mee eens", "", "99", "weet niet"]
    assert others(texts) == [OtherScale(COLUMN, 5, 3, 0, is_mixed=True, is_contradicted=False)]


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["1", "2", "3", "4", "5", "99"], {"99": "Weet niet", "98": "Geen mening"}),
        (["1", "2", "3", "4", "5"], dict(zip("54321", ANSWER_LABELS.values(), strict=True))),
        (["5", "1"], {"1": "helemaal mee eens", "5": "helemaal niet mee eens"}),
        (["A1", "2", "niet van belang"], {}),
        (["1", "2", "4 - Mee eens", "4 - Mee eens"], {}),
    ],
)
def test_what_is_one_scale_is_taken(texts: list[str], labels: dict[str, str]) -> None:
    assert others(texts, labels) == []


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["2", "3"], {"1": "Totaal oneens", "5": "Totaal eens"}),
        (["2", "4"], {"1": "helemaal mee eens", "5": "helemaal niet mee eens"}),
        (["1", "2", "3", "4"], {"5": "n.v.t."}),
        (["1 = helemaal mee eens", "2", "3", "5 = helemaal niet mee eens"], {}),
        (["Helemaal mee eens (1)", "2", "3", "Helemaal niet mee eens (5)"], {}),
    ],
)
def test_a_label_at_one_code_of_the_scale_is_a_mixed_column(texts: list[str], labels: dict[str, str]) -> None:
    assert [one.is_mixed for one in others(texts, labels)] == [True]


@pytest.mark.parametrize(("n_outside", "is_other"), [(4, False), (5, True)])
def test_more_than_a_share_outside_the_scale_is_another_scale(n_outside: int, is_other: bool) -> None:
    assert bool(others(["3"] * (20 - n_outside) + ["7"] * n_outside + [""] * 9)) is is_other
    assert others(["3"] * 10 + ["7"] * 9) == []


def test_a_mapping_that_says_the_scale_is_held_against_the_labels() -> None:
    turned = with_scale({code: str(answer) for code, answer in REVERSED.items()})
    labels = {"1": "helemaal mee eens", "5": "helemaal niet mee eens"}
    assert others(["1", "2", "3"], labels, turned) == []
    assert [one.is_contradicted for one in others(["1", "2"], {"1": "helemaal niet mee eens"}, turned)] == [True]
    assert others(["1", "2"], labels, with_scale({"1": "5"})) == []
    assert answer_of(with_scale({"1": "5"}), COLUMN, "2") is Reading.OUTSIDE
    assert answer_of(turned, COLUMN, "Neutraal") == 3


@pytest.mark.parametrize("codes", [["5", "6", "7", "8"], ["1", "2", "3", "4", "5", "6", "7"], ["a", "b"], []])
def test_nothing_is_proposed_of_what_is_not_five_steps(codes: list[str]) -> None:
    assert proposed_scales(codes, {}) == []


@pytest.mark.parametrize("known", [{}, {"3": 3}])
def test_both_ways_are_proposed_where_no_label_tells_which_end_is_which(known: dict[str, int]) -> None:
    rising = {str(code): code for code in range(1, 6)}
    assert proposed_scales(["1", "2", "3", "4"], known) == [rising, REVERSED]


def test_a_bare_code_is_not_proposed_as_an_answer_that_stands_there_as_a_label() -> None:
    """Of a scale 0..4 of which a tool wrote the ends as labels, 1, 2 and 3 are left."""
    rising = {str(code): code + 1 for code in range(5)}
    falling = {str(code): 5 - code for code in range(5)}
    assert proposed_scales(["1", "2", "3"], {}, taken=[1, 5]) == [rising, falling]
    assert proposed_scales(["2", "3", "4", "5"], {}, taken=[1]) == [{str(code): code for code in range(1, 6)}]
