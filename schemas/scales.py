"""On which scale the answers in a column of one file are: the report's five answers, or another one that nobody named.

A column is believed as a whole or not at all. What a single text means is values.py's; which column a scale is for the
mapping says; what becomes of a column that is not believed is the split's.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

import pandas as pd

from schemas import values
from schemas.mapping import KindMapping
from schemas.values import BadValue, clean_code

FEWEST_ANSWERS_TO_JUDGE = 20
# "1 = helemaal mee eens", "helemaal mee eens (1)": a code of the scale that carries its label.
_LABELLED_CODE = re.compile(r"[1-5]\s*[^\w\s]+\s*[^\W\d].*|[^\W\d].*[\s(=:][1-5]\)?", re.DOTALL)


class Reading(Enum):
    """How one delivered text of an answer column reads."""

    NO_ANSWER = auto()
    BARE_CODE = auto()
    LABEL = auto()
    AS_MAPPED = auto()
    OUTSIDE = auto()


@dataclass(frozen=True)
class OtherScale:
    """Why a column counts for nothing. Of its `n_answers`, `n_bare` are codes without a label and `n_outside` none of
    the five answers; `is_mixed`: it has labelled codes too; `is_contradicted`: its labels say another thing than the
    scale in the mapping.
    """

    column: str
    n_answers: int
    n_bare: int
    n_outside: int
    is_mixed: bool
    is_contradicted: bool


class AnswerScales:
    """Counts how the answers of one file read, column by column. `value_labels` of a column are those of an SPSS file,
    by code as it reads, of codes that occur or not.
    """

    def __init__(self, mapping: KindMapping, value_labels: Mapping[str, Mapping[str, str]]) -> None:
        self._mapping, self._value_labels = mapping, value_labels
        self._columns = {name for name, role in mapping.kind.roles.items() if role.is_answer}
        self._counts: defaultdict[str, Counter[Reading]] = defaultdict(Counter)
        self._labelled = {
            column
            for column in self._columns
            for code, label in value_labels.get(column, {}).items()
            if values.is_answer_code(code) or isinstance(answer_of(mapping, column, label), int)
        }
        self._numbered: defaultdict[str, set[str]] = defaultdict(set)
        self._contradicted: set[str] = set()

    def count(self, delivered: pd.DataFrame) -> None:
        """Count the answers of some rows, as delivered."""
        for column in self._columns.intersection(delivered.columns):
            for text, n_rows in delivered[column].value_counts().items():
                self._counts[column][self._reading(column, clean_code(str(text)))] += n_rows

    def others(self, most_outside: float) -> list[OtherScale]:
        """The columns that are of another scale: labelled and bare codes are mixed, or a larger share than
        `most_outside` of 20 answers or more is none of the five.
        """
        judged = [self._judged(column) for column in self._mapping.kind.columns if column in self._counts]
        return [
            one
            for one in judged
            if one.is_mixed
            or one.is_contradicted
            or (one.n_answers >= FEWEST_ANSWERS_TO_JUDGE and one.n_outside > most_outside * one.n_answers)
        ]

    def _judged(self, column: str) -> OtherScale:
        counts = self._counts[column]
        n_bare = counts[Reading.BARE_CODE]
        return OtherScale(
            column, counts.total() - counts[Reading.NO_ANSWER], n_bare, counts[Reading.OUTSIDE],
            is_mixed=n_bare > 0 and (column in self._labelled or counts[Reading.LABEL] > 0),
            is_contradicted=column in self._contradicted,
        )  # fmt: skip

    def _reading(self, column: str, text: str) -> Reading:
        label = self._value_labels.get(column, {}).get(text)
        scale_code = self._mapping.scale_code(column, text)
        if scale_code is not None:
            meant = answer_of(self._mapping, column, label) if label else Reading.NO_ANSWER
            if isinstance(meant, int) and meant != int(scale_code):
                self._contradicted.add(column)
            return Reading.AS_MAPPED
        answer = answer_of(self._mapping, column, label or text)
        if isinstance(answer, Reading):
            if answer is Reading.OUTSIDE and not label and _LABELLED_CODE.fullmatch(text):
                self._note_numbered(column, text)
            return answer
        is_bare = not label and values.is_answer_code(text) and not self._mapping.is_label(column, text)
        return Reading.BARE_CODE if is_bare else Reading.LABEL

    def _note_numbered(self, column: str, text: str) -> None:
        """One such text may be a slip; two are what a scale has at its ends."""
        self._numbered[column].add(text)
        if len(self._numbered[column]) > 1:
            self._labelled.add(column)


def answer_of(mapping: KindMapping, column: str, text: str) -> int | Reading:
    """The answer 1..5 that a delivered text or a label means; else NO_ANSWER, or OUTSIDE for none of the five."""
    try:
        meant = mapping.meant(column, text)
        answer = None if meant is None else mapping.kind.roles[column].parse(meant)
    except BadValue:
        return Reading.OUTSIDE
    return answer if isinstance(answer, int) else Reading.NO_ANSWER
