"""What the values below a header such as Qualtrics' `Finished` say of a row: no response, a response, or neither.

Both sides are known, so that a third value is never a silent yes. Which headers these are is the mapping's to say.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum, auto

from schemas import values
from schemas.values import BadValue, comparable_label

# Qualtrics' response types that count, as it writes them and as numbers.
# https://www.qualtrics.com/support/survey-platform/data-and-analysis-module/data/download-data/understanding-your-dataset/
_QUALTRICS_RESPONSES = ("ip address", "imported", "offline survey", "offline app response", "0", "4", "16")
_QUALTRICS_NO_RESPONSES = ("survey preview", "survey test", "survey preview spam", "offline survey preview")
# Beside the spellings of a yes or no column: tools with English menus write these.
_ENGLISH = {"yes": True, "y": True, "no": False}


class Meaning(Enum):
    """What a value says of its row."""

    NO_RESPONSE = auto()
    RESPONSE = auto()
    NEITHER = auto()


@dataclass(frozen=True)
class ResponseMarks:
    """The values below one `header` (as the mapping spells it) that mean no response (`left_out`), and that mean one
    (`kept`), as labels are compared. Make it with `response_marks`.
    """

    header: str
    left_out: frozenset[str]
    kept: frozenset[str]

    def meaning_of(self, text: str) -> Meaning:
        """What a delivered value means. A yes or no counts in every spelling that a yes or no column takes."""
        label = comparable_label(text)
        if values.is_no_value(label) and label not in self.left_out | self.kept:
            label = ""
        if label in self.left_out:
            return Meaning.NO_RESPONSE
        if label in self.kept:
            return Meaning.RESPONSE
        truth = _truth(label)
        left_out, kept = _truths(self.left_out), _truths(self.kept)
        if truth is not None and left_out != kept:
            if left_out == {truth} or kept == {not truth}:
                return Meaning.NO_RESPONSE
            if left_out == {not truth} or kept == {truth}:
                return Meaning.RESPONSE
        return Meaning.RESPONSE if self._means_empty_alone and label else Meaning.NEITHER

    @property
    def _means_empty_alone(self) -> bool:
        """Whether nothing but an empty cell means no response: then whatever stands there means one."""
        return self.left_out == {""} and not self.kept


def response_marks(header: str, left_out: Iterable[str], kept: Iterable[str] = ()) -> ResponseMarks:
    """The marks that a mapping names; where they are Qualtrics' response types, those that count are known."""
    marks, counted = frozenset(map(comparable_label, left_out)), frozenset(map(comparable_label, kept))
    if not marks.isdisjoint(_QUALTRICS_NO_RESPONSES):
        counted |= set(_QUALTRICS_RESPONSES) - marks
    return ResponseMarks(header, marks, counted)


def _truth(text: str) -> bool | None:
    if text in _ENGLISH:
        return _ENGLISH[text]
    try:
        return values.parse_boolean(text)
    except BadValue:
        return None


def _truths(texts: Collection[str]) -> set[bool]:
    return {truth for truth in map(_truth, texts) if truth is not None}
