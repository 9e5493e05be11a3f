"""Matching a table's header with the columns of a kind, through the mapping.

Nothing is rejected here; what a missing or doubled column means for the file is ingest.py's.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from schemas import values
from schemas.columns import Role
from schemas.mapping import KindMapping
from schemas.response_marks import Meaning, ResponseMarks
from warehouse.reading import Chunk, ColumnType, Table


@dataclass(frozen=True)
class Marked:
    """Rows of a chunk that the survey tool marks as no responses, and by header those of which it says neither."""

    no_responses: np.ndarray
    neither: dict[str, np.ndarray]

    def among(self, rows: np.ndarray) -> "Marked":
        """The same of some of the rows alone."""
        return Marked(self.no_responses[rows], {header: found[rows] for header, found in self.neither.items()})


@dataclass(frozen=True)
class Matched:
    """A table's header, read through the mapping.

    columns: the column at each position, None where nobody asked for it.
    missing: required columns that neither the header nor a constant gives.
    doubled: the headers of positions that mean the same as another one.
    marks: of positions that tell which rows are no responses, what their values say.
    mapping: what the header was read through.
    """

    table: Table
    columns: list[str | None]
    missing: list[str]
    doubled: list[str]
    marks: dict[int, ResponseMarks]
    mapping: KindMapping

    @property
    def extra(self) -> list[str]:
        """The delivered headers that nobody asked for."""
        return [header for _, header in self._not_asked_for if header.strip()]

    @property
    def nameless(self) -> list[int]:
        """The positions of columns that no header and no label names."""
        return [position for position, header in self._not_asked_for if not header.strip()]

    @property
    def _not_asked_for(self) -> list[tuple[int, str]]:
        return [
            (position, header)
            for position, (header, column) in enumerate(zip(self.table.header, self.columns, strict=True))
            if column is None and position not in self.marks
        ]

    def chunks(self) -> Iterator[Chunk]:
        """The table's rows, its cells read as what their columns are."""
        roles = self.mapping.kind.roles
        return self.table.chunks([_type_of(roles[column]) if column else ColumnType.OTHER for column in self.columns])

    def delivered(self, chunk: Chunk, constants: Mapping[str, str]) -> pd.DataFrame:
        """The chunk's contract columns by name, with the constants that the file's name gives.

        A code that has a value label in an SPSS file is read as its label: that is what the respondent chose. Numbers
        of things and days stay what they are, and so does a code of which the mapping says the scale.
        """
        delivered = pd.DataFrame(index=chunk.frame.index)
        for position, column in enumerate(self.columns):
            if column is not None:
                delivered[column] = self._texts(chunk, position, self._labels_read(position, column))
        for column, value in constants.items():
            if column not in delivered:
                delivered[column] = value
        return delivered

    def answers(self, chunk: Chunk) -> pd.DataFrame:
        """The chunk's answer columns by name, as they stand in the file."""
        answered = {column: position for position, column in enumerate(self.columns) if column in self.answer_labels}
        answers = {column: chunk.frame.iloc[:, position] for column, position in answered.items()}
        return pd.DataFrame(answers, index=chunk.frame.index)

    @cached_property
    def answer_labels(self) -> dict[str, dict[str, str]]:
        """The value labels of each answer column that the file has; without any in other files than SPSS's."""
        roles = self.mapping.kind.roles
        return {
            column: self._value_labels(position)
            for position, column in enumerate(self.columns)
            if column and roles[column].is_answer
        }

    def marked(self, chunk: Chunk) -> Marked:
        """Which of the chunk's rows the survey tool marks as a preview, a test or unfinished, and which it marks by a
        value that says neither.
        """
        no_responses = np.zeros(len(chunk.frame), dtype=bool)
        neither = {}
        for marks, texts in self.marking(chunk):
            found = texts.map({text: marks.meaning_of(text) for text in texts.unique()})
            no_responses |= found.eq(Meaning.NO_RESPONSE).to_numpy(dtype=bool)
            neither[marks.header] = found.eq(Meaning.NEITHER).to_numpy(dtype=bool)
        return Marked(no_responses, neither)

    def marking(self, chunk: Chunk) -> Iterator[tuple[ResponseMarks, pd.Series]]:
        """The chunk's values, or their labels, of each header that tells which rows are no responses."""
        for position, marks in self.marks.items():
            yield marks, self._texts(chunk, position, self._value_labels(position))

    @staticmethod
    def _texts(chunk: Chunk, position: int, labels: Mapping[str, str]) -> pd.Series:
        texts = chunk.frame.iloc[:, position]
        return texts.map(labels).fillna(texts) if labels else texts

    def _labels_read(self, position: int, column: str) -> dict[str, str]:
        """The value labels that are read in place of their codes."""
        if self.mapping.kind.roles[column].keeps_codes:
            return {}
        labels = self._value_labels(position)
        return {code: label for code, label in labels.items() if self.mapping.scale_code(column, code) is None}

    def _value_labels(self, position: int) -> dict[str, str]:
        """A blank label says nothing: the code itself counts."""
        labels = self.table.value_labels[position] if self.table.value_labels else {}
        return {code: label for code, label in labels.items() if label.strip()}


def match(table: Table, mapping: KindMapping, constants: Collection[str]) -> Matched:
    """Match headers; where a header says nothing, its label (an SPSS question text) may."""
    names = list(zip(table.header, table.labels or [""] * len(table.header), strict=True))
    columns = [mapping.column_of(header) or mapping.column_of(label) for header, label in names]
    meanings = [column or values.comparable_header(header) for (header, _), column in zip(names, columns, strict=True)]
    often = Counter(meanings)
    doubled = [header for header, meaning in zip(table.header, meanings, strict=True) if meaning and often[meaning] > 1]
    missing = [column for column in mapping.kind.required_columns if column not in {*columns, *constants}]
    found = [mapping.marks_of(header) or mapping.marks_of(label) for header, label in names]
    marks = {position: one for position, one in enumerate(found) if one}
    return Matched(table, columns, missing, doubled, marks, mapping)


def fitting(candidates: Sequence[Matched]) -> list[Matched]:
    """Those of several sheets that miss nothing; a file may have one."""
    return [candidate for candidate in candidates if not candidate.missing]


def nearest(candidates: Sequence[Matched]) -> Matched:
    """Of several sheets the one that misses least."""
    return min(candidates, key=lambda candidate: len(candidate.missing))


def _type_of(role: Role) -> ColumnType:
    if role.is_identifier:
        return ColumnType.IDENTIFIER
    return ColumnType.DATE if role.is_date else ColumnType.OTHER
