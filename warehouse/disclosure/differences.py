"""Whether partitions of the same records tell of a few of them: a sum of parts, each times any number, in which only a
few records count. The plainest is a part less one within it: a type of group less an organisation.

Records in the same part of every partition count the same in each such sum. So each kind of record is a row of a matrix
with a column for each part, and a sum of a few exists exactly where the matrix loses rank when their rows are left out.
Which parts are pooled for it is `pooling`'s matter.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int64]

# Sums are computed modulo a prime, so that they are exact; two remainders multiplied fit into 64 bits.
PRIME = 2**31 - 1


def sum_of_few(partitions: Sequence[Sequence[str]], smallest: int) -> dict[str, int] | None:
    """The numbers that the parts of the last partition are taken times (modulo PRIME) in a sum of 1 to `smallest` - 1
    records; None where there is no such sum. Each partition gives the part of every record.
    """
    kinds = Counter(zip(*partitions, strict=True)).most_common()
    columns = sorted({(number, part) for kind, _ in kinds for number, part in enumerate(kind)})
    counted = [[kind[number] == part for number, part in columns] for kind, _ in kinds]
    # Below the rows, each column tells the sum of parts that it stands for.
    sums = np.vstack([np.array(counted, dtype=np.int64), np.eye(len(columns), dtype=np.int64)])
    found = _sum_in_few_rows(sums, np.array([n for _, n in kinds]), smallest - 1, np.zeros(len(kinds), dtype=bool))
    if found is None:
        return None
    return {part: int(times) for (number, part), times in zip(columns, found, strict=True) if number == columns[-1][0]}


def _sum_in_few_rows(sums: Matrix, n_records: Matrix, most: int, chosen: NDArray[np.bool_]) -> Matrix | None:
    """How often each part counts in a sum of columns that is zero but in the chosen rows and more of `most` records."""
    rows = sums[: len(n_records)]
    undecided = np.flatnonzero(rows.any(axis=1) & ~chosen)
    if not len(undecided):
        of_chosen = np.flatnonzero(rows[chosen].any(axis=0))
        return sums[len(n_records) :, of_chosen[0]] if len(of_chosen) else None
    row = undecided[0]
    if n_records[row] <= most:
        with_it = chosen.copy()
        with_it[row] = True
        found = _sum_in_few_rows(sums, n_records, most - int(n_records[row]), with_it)
        if found is not None:
            return found
    return _sum_in_few_rows(_without(sums, row), n_records, most, chosen)


def _without(sums: Matrix, row: int) -> Matrix:
    """The sums of columns that are zero in a row: each column less so often one that is not."""
    column = int(np.flatnonzero(sums[row])[0])
    times = sums[row] * pow(int(sums[row, column]), -1, PRIME) % PRIME
    return np.delete((sums - np.outer(sums[:, column], times)) % PRIME, column, axis=1)
