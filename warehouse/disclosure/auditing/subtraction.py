"""What follows of a few respondents by adding and subtracting published opinion rows of one closing, whatever their
slices.

Whom a row counts is read from the build of the closed month by the labels of the row, not from how parts were pooled.
What a sum of rows tells of is a vector with a number for each respondent. A few follow where such a vector is zero for
all others; and then projecting these few onto the space of all sums leaves a vector of theirs as it is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from warehouse.disclosure.auditing.figures import Figure, Finding, Place, Release, figure_of, found
from warehouse.disclosure.auditing.labels import ALL, AT_THE_END, EARLIER, POOLED, UNKNOWN, last_12_months, span_of
from warehouse.disclosure.auditing.marts import MARTS
from warehouse.duck.sealed import sealed_reader

Numbers = NDArray[np.float64]
Labels = dict[str, str]

FOLLOWS = "by adding and subtracting rows of several slices, answers of fewer than the smallest group follow"
OTHER_RECORDS = "the row counts other records than its labels say"
NEARLY = 1e-9
# A search of more combinations is given up, and counts as one that found something.
MOST_TRIED = 500_000
# What is counted: the table of its records, their key, their day, and which of them count.
RECORDS = {
    "respondents": ("fct_response", "response_key", "date_key", "is_respondent"),
    "invited": ("fct_invitation", "invitation_key", "invited_date_key", "true"),
}


class _TooMany(Exception):
    """There are too many combinations of kinds of records to try."""


@dataclass(frozen=True)
class _Row:
    """A row that is shown; or the others that the part of a comparison is compared with."""

    figure: Figure
    target_group: str
    slice: str
    value: str
    n: int | None
    is_of_others: bool = False


def judge_subtraction(
    release: Release, kept: Sequence[Release], closed: Path, until: date, minimum_group: int
) -> Iterator[Finding]:  # fmt: skip
    """Rows of the build of the closed month: slices that tell of a few together with what else is shown. Rows that
    stand as a kept release shows them were judged when they were made.
    """
    for counted, records in _counted(closed, until).items():
        marts = [name for name, mart in MARTS.items() if mart.counted == counted]
        rows = [row for mart in marts for row in _shown(release, mart, until)]
        for before in kept:
            stood = {row for mart in marts for row in _shown(before, mart, until)}
            rows = [row for row in rows if row not in stood or _is_of(row, counted, records, release, before)]
        named = {(row.target_group, row.slice, row.value) for row in rows if not row.is_of_others}
        kinds = Counter(tuple((name, label) for name, label in labels.items() if name != "key") for labels in records)
        n_records = np.array(list(kinds.values()), dtype=float)
        counts = {
            row: np.array([_is_counted(dict(labels), row, named) for labels in kinds], dtype=float) for row in rows
        }
        for row, in_row in counts.items():
            if row.n is not None and row.n != in_row @ n_records:
                yield found(row.figure, OTHER_RECORDS)
        while slice_ := _telling_slice(counts, n_records, minimum_group):
            for row in [row for row in counts if (row.target_group, row.slice) == slice_]:
                del counts[row]
                yield found(row.figure, FOLLOWS)


def _shown(release: Release, mart: str, until: date) -> Iterator[_Row]:
    main_count = str(MARTS[mart].main_count)
    slice_, value = ("characteristic", "value") if mart == "group_comparison" else ("slice", "slice_value")
    for row in release.marts[mart]:
        if row.get("data_until") == until and row.get("shown_as") != "hidden" and row[slice_] != "moment":
            labels = figure_of(mart, row, main_count), row["target_group"], row[slice_], row[value]
            if mart == "group_comparison":
                yield _Row(*labels, None)
                yield _Row(*labels, None, is_of_others=True)
            else:
                yield _Row(*labels, row[main_count])


def _counted(closed: Path, until: date) -> dict[str, list[Labels]]:
    """The records at `einde`, by what is counted: key and labels."""
    with sealed_reader(closed) as opened:
        return {counted: _records(opened, until, *of_records) for counted, of_records in RECORDS.items()}


def _records(
    opened: duckdb.DuckDBPyConnection, until: date, table: str, key: str, day: str, condition: str
) -> list[Labels]:  # fmt: skip
    months = last_12_months(until)
    begin, _ = span_of(months)
    read = opened.execute(
        f"""SELECT counted.{key} AS key, counted.target_group, counted.group_type,
            neighbourhood.name AS neighbourhood, neighbourhood.district, lead_organisation, size_band, age_spread_band,
            sessions_band,
            year(counted.{day}) || '-' || CASE WHEN month(counted.{day}) > 6 THEN 2 ELSE 1 END AS half_year,
            CASE WHEN strftime(counted.{day}, '%Y-%m') < '{begin}' THEN '{EARLIER}' ELSE '{months}' END
                AS last_12_months
        FROM core.{table} AS counted JOIN core.dim_group USING (group_key)
        JOIN core.dim_neighbourhood AS neighbourhood USING (neighbourhood_key)
        WHERE counted.moment_key = '{AT_THE_END}' AND {condition}"""
    )
    names = [column[0] for column in read.description or ()]
    return [dict(zip(names, record, strict=True)) for record in read.fetchall()]


def _is_of(row: _Row, counted: str, records: list[Labels], now: Release, before: Release) -> bool:
    """Whether a row that an earlier release of the same month shows (thresholds were raised since) counts the records
    of today's build; else it stands as the build was then.
    """
    place = Place(counted, row.target_group, AT_THE_END, is_of_slices=row.slice != ALL)
    told = now.records.get(place)
    keys = {labels["key"] for labels in records if row.target_group in (ALL, labels["target_group"])}
    return told is None or told.keys == keys or not told.stand_since(before.records.get(place))


def _is_counted(labels: Labels, row: _Row, named: set[tuple[str, str, str]]) -> bool:
    """Whether a row counts records with these labels; `overig` those of which no other row of the slice is."""
    if row.target_group not in (ALL, labels["target_group"]):
        return False
    if row.slice == ALL:
        return True
    own = labels[row.slice]
    if row.is_of_others:
        return own != row.value and not (own == UNKNOWN and (row.target_group, row.slice, UNKNOWN) in named)
    if row.value == POOLED:
        return own == POOLED or (row.target_group, row.slice, own) not in named
    first, last = span_of(row.value)
    return first <= own <= last if row.slice == "half_year" else own == row.value


def _telling_slice(counts: dict[_Row, Numbers], n_records: Numbers, minimum_group: int) -> tuple[str, str] | None:
    """The slice with the most parts of those that a few records follow from; None where none do."""
    rows_alike: dict[tuple[str, str], dict[bytes, Numbers]] = {}
    for row, counted in counts.items():
        rows_alike.setdefault((row.target_group, row.slice), {})[counted.tobytes()] = counted
    slices = [slice_ for slice_, parts in rows_alike.items() for _ in parts]
    if not slices:
        return None
    matrix = np.column_stack([counted for parts in rows_alike.values() for counted in parts.values()])
    try:
        few = _few_that_follow(matrix, n_records, minimum_group)
    except _TooMany:
        return max(rows_alike, key=lambda slice_: (slice_[1] != ALL, len(rows_alike[slice_])))
    if few is None:
        return None
    times = np.linalg.lstsq(matrix, few, rcond=None)[0]
    taken = {slice_: [t for t, of in zip(times, slices, strict=True) if of == slice_] for slice_ in rows_alike}
    # Parts that are all taken as often are but another way to take the whole.
    differing = [slice_ for slice_, of in taken.items() if np.ptp(of) > NEARLY] or [
        slice_ for slice_, of in taken.items() if np.abs(of).max() > NEARLY
    ]
    return max(differing, key=lambda slice_: len(taken[slice_]))


def _few_that_follow(matrix: Numbers, n_records: Numbers, minimum_group: int) -> Numbers | None:
    """A vector of fewer records than the smallest group that is a sum of columns."""
    kinds, kind_of = np.unique(matrix, axis=0, return_inverse=True)
    n_of: Numbers = np.bincount(kind_of.ravel(), weights=n_records).astype(float)
    is_few = n_of < minimum_group
    _, sizes, sums = np.linalg.svd(kinds[~is_few])
    without_many = sums[np.count_nonzero(sizes > NEARLY) :].T
    space, sizes, _ = np.linalg.svd(kinds[is_few] @ without_many, full_matrices=False)
    space = space[:, sizes > NEARLY]
    onto = space @ space.T
    for chosen in _combinations(onto, n_of[is_few], minimum_group - 1):
        values, vectors = np.linalg.eigh(onto[np.ix_(chosen, chosen)])
        if values[-1] > 1 - NEARLY:
            few = np.zeros(len(n_of))
            few[np.flatnonzero(is_few)[chosen]] = vectors[:, -1]
            return few[kind_of.ravel()]
    return None


def _combinations(onto: Numbers, n_of: Numbers, most: int) -> Iterator[list[int]]:
    """Kinds of `most` records or fewer together, of which the projection can keep a vector.

    In a vector that is kept, the kind with the largest number is the sum of what it gets from each; and from each it
    gets at most what it would if all numbers were as large. So those are tried from which it gets most.
    """
    tried = count()
    for largest in range(len(onto)):
        gets = np.abs(onto[largest])
        others = [int(kind) for kind in np.argsort(-gets) if kind != largest]
        if n_of[largest] <= most:
            left = most - int(n_of[largest])
            yield from _extended([largest], others, gets, float(gets[largest]), n_of, left, tried)


def _extended(
    chosen: list[int], others: list[int], gets: Numbers, got: float, n_of: Numbers, n_left: int, tried: Iterator[int]
) -> Iterator[list[int]]:  # fmt: skip
    if next(tried) > MOST_TRIED:
        raise _TooMany
    if got > 1 - NEARLY:
        yield chosen
    for place, kind in enumerate(others):
        if got + n_left * gets[kind] < 1 - NEARLY:
            return
        if n_of[kind] <= n_left:
            wider, left = [*chosen, kind], n_left - int(n_of[kind])
            yield from _extended(wider, others[place + 1 :], gets, got + gets[kind], n_of, left, tried)
