"""Open answers and their coding: every theme in an answer is found by somebody, and no other."""

from datetime import date, datetime

import pytest

from made_up.answers import answer_with_themes, answer_without_theme, code_answer
from made_up.chance import seeded
from made_up.figures import theme_counts
from made_up.records import Response
from made_up.sentences import IMPROVEMENT_THEMES, POSITIVE_THEMES, THEME_SENTENCES, THEMELESS_SENTENCES
from made_up.vocabulary import NOTHING_FOUND, OPEN_QUESTIONS, STATEMENTS

THEMES = ("meer_rust", "inzichten", "goed_geluisterd")
CODED_ON = date(2025, 4, 1)
RESPONSE = Response(
    "EW-O",
    "7",
    1,
    datetime(2025, 3, 1, 12),
    None,
    None,
    "einde",
    None,
    None,
    *[None] * len(STATEMENTS),
    *[None] * len(OPEN_QUESTIONS),
)


@pytest.mark.parametrize("seed", range(50))
def test_coders_together_find_exactly_the_themes_of_the_answer(seed: int) -> None:
    rng = seeded("answers", seed)
    answer = answer_with_themes(rng, "open_positief", THEMES)
    codings = list(code_answer(rng, RESPONSE, answer, CODED_ON, quoted_theme="inzichten"))
    assert {coding.thema for coding in codings} - {NOTHING_FOUND} == set(THEMES)
    assert len({(coding.thema, coding.codeur) for coding in codings}) == len(codings)
    assert [coding.citaat for coding in codings if coding.citaat] == [dict(answer.sentences)["inzichten"]]


def test_an_answer_without_a_theme_is_coded_as_looked_at() -> None:
    rng = seeded("answers")
    answer = answer_without_theme(rng, "open_overig")
    assert {coding.thema for coding in code_answer(rng, RESPONSE, answer, CODED_ON)} == {NOTHING_FOUND}


def test_there_are_sentences_for_every_theme_of_the_codebook_and_every_question() -> None:
    assert {one.theme for one in theme_counts() if one.kind == "opbrengst"} == POSITIVE_THEMES.keys()
    assert {one.theme for one in theme_counts() if one.kind == "verbeterpunt"} == IMPROVEMENT_THEMES.keys()
    assert THEMELESS_SENTENCES.keys() == set(OPEN_QUESTIONS)


def test_no_sentence_names_anybody_or_stands_for_two_themes() -> None:
    sentences = [one for pool in (THEME_SENTENCES, THEMELESS_SENTENCES) for found in pool.values() for one in found]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        words = sentence.replace("! ", ". ").replace("? ", ". ").split(". ")
        assert not [word for part in words for word in part.split()[1:] if word[0].isupper()], sentence
        assert not any(character.isdigit() for character in sentence)
