"""Whether partitions of the same records tell of a few of them: a sum of parts, each times any number, in which only a
few records count. The plainest is a part less one within it: a type of group less an organisation.

Records in the same part of every partition count the same in each such sum. So each kind of record is a row of a matrix
with a column for each part, and a sum of a few exists exactly where the matrix loses rank when their rows are left out.
Which parts are pooled for it is `pooling`'s matter.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int64]

# Sums are computed modulo a prime, so that they are exact; two remainders multiplied fit into 64 bits.
PRIME = 2**31 - 1
# Work with more numbers than this (some seconds) is given up; none of a real city's comes near.
MOST_NUMBERS = 5 * 10**8
# What a step costs beside its numbers, as so many of them.
NUMBERS_A_STEP = 20_000


class TooManySums(Exception):
    """It would take too long to search all sums for one of a few."""


@dataclass
class Work:
    """What searches have cost together, in numbers computed: seconds would differ from one machine to another."""

    n_numbers: int = 0

    def add(self, n_numbers: int) -> None:
        """Raises TooManySums where it has become too much."""
        self.n_numbers += n_numbers
        if self.n_numbers > MOST_NUMBERS:
            raise TooManySums


def sum_of_few(
    partitions: Sequence[Sequence[str]], smallest: int, work: Work | None = None
) -> dict[str, int] | None:  # fmt: skip
    """The numbers that the parts of the last partition are taken times (modulo PRIME) in a sum of 1 to `smallest` - 1
    records; None where there is no such sum.

    partitions: of each the part of every record. work: of searches before, which this one adds to. Raises TooManySums.
    """
    kinds = Counter(zip(*partitions, strict=True)).most_common()
    columns = sorted({(number, part) for kind, _ in kinds for number, part in enumerate(kind)})
    counted = np.array([[kind[number] == part for number, part in columns] for kind, _ in kinds], dtype=np.int64)
    n_records = np.array([n for _, n in kinds])
    sums = _Sums(counted, n_records, np.eye(len(columns), dtype=np.int64), chosen=counted[:0])
    found = _sum_of_rows(sums, smallest - 1, work or Work())
    if found is None:
        return None
    return {part: int(times) for (number, part), times in zip(columns, found, strict=True) if number == columns[-1][0]}


@dataclass(frozen=True)
class _Sums:
    """Sums of parts, one a column: what each counts of kinds of records, and how often it takes each part.

    chosen: rows of kinds that it may count, where `rows` are those that are not decided on.
    """

    rows: Matrix
    n_records: Matrix
    times: Matrix
    chosen: Matrix

    def with_first_row(self) -> "_Sums":
        return _Sums(self.rows[1:], self.n_records[1:], self.times, np.vstack([self.chosen, self.rows[:1]]))

    def without_first_row(self) -> "_Sums":
        """The sums that count none of the first kind: each less so often one that does. Kinds that none counts go."""
        first = self.rows[0]
        column = int(np.flatnonzero(first)[0])
        factors = first * pow(int(first[column]), -1, PRIME) % PRIME

        def less(matrix: Matrix) -> Matrix:
            return np.delete((matrix - np.outer(matrix[:, column], factors)) % PRIME, column, axis=1)

        rows = less(self.rows)
        is_counted = rows.any(axis=1)
        return _Sums(rows[is_counted], self.n_records[is_counted], less(self.times), less(self.chosen))


def _sum_of_rows(sums: _Sums, most: int, work: Work) -> Matrix | None:
    """How often each part is taken in a sum of the chosen kinds and others of `most` records or fewer.

    Kinds are decided on in turn: with it, where so few records are left, or else without it.
    """
    while len(sums.rows):
        if sums.n_records[0] <= most:
            found = _sum_of_rows(sums.with_first_row(), most - int(sums.n_records[0]), work)
            if found is not None:
                return found
        sums = sums.without_first_row()
        work.add(NUMBERS_A_STEP + sums.rows.size + sums.times.size)
    if not sums.chosen.any():
        return None
    return sums.times[:, int(np.flatnonzero(sums.chosen.any(axis=0))[0])]
