"""What people answer and what coders find in it: open answers made of themes, and the coding rows of one or two coders.

Which themes a respondent mentions, and the statements' scores, are decided by each world itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from made_up.records import Coding, Response
from made_up.sentences import THEME_SENTENCES, THEMELESS_SENTENCES
from made_up.vocabulary import NOTHING_FOUND

FIRST_CODER, SECOND_CODER = "codeur_a", "codeur_b"
CODEBOOK_VERSION = "2025-1"
SHARE_SEEN_BY_BOTH_CODERS = 0.4
SHARE_OVERLOOKED_BY_ONE = 0.12


@dataclass
class OpenAnswer:
    """One open answer as sentences, each with the theme it was written for (None: no theme in it)."""

    question: str
    sentences: list[tuple[str | None, str]] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        return " ".join(sentence for _, sentence in self.sentences) or None

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(theme for theme, _ in self.sentences if theme)


def answer_with_themes(rng: Random, question: str, themes: Iterable[str]) -> OpenAnswer:
    return OpenAnswer(question, [(theme, rng.choice(THEME_SENTENCES[theme])) for theme in themes])


def answer_without_theme(rng: Random, question: str) -> OpenAnswer:
    return OpenAnswer(question, [(None, rng.choice(THEMELESS_SENTENCES[question]))])


def code_answer(
    rng: Random, response: Response, answer: OpenAnswer, coded_on: date, quoted_theme: str | None = None
) -> Iterator[Coding]:
    """The coders' rows on one answer; every theme in it is given by at least one coder, and no other theme is."""
    coders = (FIRST_CODER, SECOND_CODER) if rng.random() < SHARE_SEEN_BY_BOTH_CODERS else (FIRST_CODER,)
    found = {coder: list(answer.themes) for coder in coders}
    if len(coders) > 1:
        for theme in answer.themes:
            if rng.random() < SHARE_OVERLOOKED_BY_ONE:
                found[rng.choice(coders)].remove(theme)
    quotes = {theme: sentence for theme, sentence in answer.sentences if theme == quoted_theme}
    for coder in coders:
        for theme in found[coder] or [NOTHING_FOUND]:
            quote = quotes.pop(theme, None)
            yield Coding(
                vragenlijst=response.vragenlijst,
                respons_id=response.respons_id,
                vraag=answer.question,
                thema=theme,
                codeur=coder,
                gecodeerd_op=coded_on,
                codeboek_versie=CODEBOOK_VERSION,
                citaat=quote,
            )
