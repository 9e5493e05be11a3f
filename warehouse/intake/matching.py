"""Matching a table's header with the columns of a kind, through the mapping.

Nothing is rejected here; what a missing or doubled column means for the file is taking.py's.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas import values
from schemas.columns import Role
from schemas.kinds import DeliveryKind
from schemas.mapping import KindMapping
from warehouse import reading
from warehouse.reading import Chunk, Table


@dataclass(frozen=True)
class Matched:
    """A table's header, read through the mapping.

    columns: the column at each position, None where nobody asked for it.
    missing: required columns that neither the header nor a constant gives.
    doubled: the headers of positions that mean the same as another one.
    left_out_by: of positions that tell which rows are no responses, the values that say so.
    """

    table: Table
    columns: list[str | None]
    missing: list[str]
    doubled: list[str]
    left_out_by: dict[int, frozenset[str]]

    @property
    def extra(self) -> list[str]:
        """The delivered headers that nobody asked for."""
        return [
            header
            for position, (header, column) in enumerate(zip(self.table.header, self.columns, strict=True))
            if column is None and header.strip() and position not in self.left_out_by
        ]

    @property
    def nameless(self) -> list[int]:
        """The positions of columns that no header and no label names."""
        return [
            position
            for position, (header, column) in enumerate(zip(self.table.header, self.columns, strict=True))
            if column is None and not header.strip() and position not in self.left_out_by
        ]

    def chunks(self, kind: DeliveryKind) -> Iterator[Chunk]:
        """The table's rows, its cells read as what their columns are."""
        return self.table.chunks([_reading_role(kind.roles[column] if column else None) for column in self.columns])

    def delivered(self, chunk: Chunk, constants: Mapping[str, str]) -> pd.DataFrame:
        """The chunk's contract columns by name, with the constants that the file's name gives.

        A code that has a value label in an SPSS file is read as its label: that is what the respondent chose.
        """
        delivered = pd.DataFrame(index=chunk.frame.index)
        for position, column in enumerate(self.columns):
            if column is not None:
                delivered[column] = self._texts(chunk, position)
        for column, value in constants.items():
            if column not in delivered:
                delivered[column] = value
        return delivered

    def no_responses(self, chunk: Chunk) -> np.ndarray:
        """Which of the chunk's rows the survey tool marks as a preview, a test or unfinished."""
        marked = np.zeros(len(chunk.frame), dtype=bool)
        for position, marks in self.left_out_by.items():
            texts = self._texts(chunk, position)
            found = [text for text in texts.unique() if values.comparable_label(text) in marks]
            marked |= texts.isin(found).to_numpy(dtype=bool)
        return marked

    def _texts(self, chunk: Chunk, position: int) -> pd.Series:
        texts = chunk.frame.iloc[:, position]
        labels = self._value_labels(position)
        return texts.map(labels).fillna(texts) if labels else texts

    def _value_labels(self, position: int) -> dict[str, str]:
        """A blank label says nothing: the code itself counts."""
        labels = self.table.value_labels[position] if self.table.value_labels else {}
        return {code: label for code, label in labels.items() if label.strip()}


def match(table: Table, mapping: KindMapping, constants: Collection[str]) -> Matched:
    """Match headers; where a header says nothing, its label (an SPSS question text) may."""
    labels = table.labels or [""] * len(table.header)
    columns = [
        mapping.column_of(header) or mapping.column_of(label)
        for header, label in zip(table.header, labels, strict=True)
    ]
    meanings = [
        column or values.comparable_header(header) for header, column in zip(table.header, columns, strict=True)
    ]
    often = Counter(meanings)
    doubled = [header for header, meaning in zip(table.header, meanings, strict=True) if meaning and often[meaning] > 1]
    present = {*columns, *constants}
    missing = [column for column in mapping.kind.required_columns if column not in present]
    marks = [
        mapping.leaves_out_by(header) or mapping.leaves_out_by(label)
        for header, label in zip(table.header, labels, strict=True)
    ]
    left_out_by = {position: texts for position, texts in enumerate(marks) if texts}
    return Matched(table, columns, missing, doubled, left_out_by)


def fitting(candidates: Sequence[Matched]) -> list[Matched]:
    """Those of several sheets that miss nothing; a file may have one."""
    return [candidate for candidate in candidates if not candidate.missing]


def nearest(candidates: Sequence[Matched]) -> Matched:
    """Of several sheets the one that misses least."""
    return min(candidates, key=lambda candidate: len(candidate.missing))


def _reading_role(role: Role | None) -> reading.Role:
    if role is None:
        return reading.Role.IGNORED
    if role.is_identifier:
        return reading.Role.IDENTIFIER
    if role.is_date:
        return reading.Role.DATE
    return reading.Role.TEXT
