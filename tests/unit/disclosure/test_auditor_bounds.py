"""What the auditor says of hidden counts is what a list of every possible table says."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.disclosure.auditing.bounding import Contradiction, Verdict, unprotected
from warehouse.disclosure.auditing.system import Key, System

WIDTH = 3
LARGEST = 4


@dataclass(frozen=True)
class Table:
    """Counts by row and column, and which of them, and of their sums, are hidden."""

    counts: tuple[tuple[int, ...], ...]
    hidden: tuple[tuple[bool, ...], ...]
    hidden_rows: tuple[bool, ...]
    hidden_columns: tuple[bool, ...]

    @property
    def cells(self) -> list[tuple[int, int]]:
        return list(product(range(len(self.counts)), range(len(self.counts[0]))))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    n_rows, n_columns = draw(st.sampled_from([(1, 3), (1, 4), (2, 2), (2, 3), (3, 2)]))

    def flags(n: int) -> tuple[bool, ...]:
        return tuple(draw(st.lists(st.booleans(), min_size=n, max_size=n)))

    count = st.integers(0, LARGEST)
    counts = [draw(st.lists(count, min_size=n_columns, max_size=n_columns)) for _ in range(n_rows)]
    hidden = tuple(flags(n_columns) for _ in range(n_rows))
    return Table(tuple(map(tuple, counts)), hidden, flags(n_rows), flags(n_columns))


def cell(row: int, column: int) -> Key:
    return ("cell", str(row), str(column))


def system_of(table: Table) -> System:
    """What is published; and that no count is above the largest, so that all tables can be listed."""
    system = System()
    for i, j in table.cells:
        system.publish(cell(i, j), None if table.hidden[i][j] else table.counts[i][j])
        system.protect(cell(i, j), "table", f"row {i}, column {j}", WIDTH)
        system.limit({cell(i, j): 1}, LARGEST)
    for i, row in enumerate(table.counts):
        system.equal(("row", str(i)), [cell(i, j) for j in range(len(row))])
        system.publish(("row", str(i)), None if table.hidden_rows[i] else sum(row))
    for j, column in enumerate(zip(*table.counts, strict=True)):
        system.equal(("column", str(j)), [cell(i, j) for i in range(len(column))])
        system.publish(("column", str(j)), None if table.hidden_columns[j] else sum(column))
    system.settle()
    return system


def possible(table: Table) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table that agrees with what is published."""
    rows = []
    for i, row in enumerate(table.counts):
        values = [range(LARGEST + 1) if hide else (n,) for n, hide in zip(row, table.hidden[i], strict=True)]
        rows.append([r for r in product(*values) if table.hidden_rows[i] or sum(r) == sum(row)])
    sums = [sum(column) for column in zip(*table.counts, strict=True)]
    for guess in product(*rows):
        totals = [sum(column) for column in zip(*guess, strict=True)]
        if all(hide or a == b for hide, a, b in zip(table.hidden_columns, totals, sums, strict=True)):
            yield guess


def given_away(table: Table) -> dict[Key, bool]:
    """The counts that leave too few values, by listing; and of each whether it is known for certain."""
    values: dict[tuple[int, int], set[int]] = {place: set() for place in table.cells}
    for guess in possible(table):
        for i, j in table.cells:
            values[i, j].add(guess[i][j])
    found = {}
    for (i, j), seen in values.items():
        low, high = min(seen), max(seen)
        if high - low + 1 < WIDTH and low < WIDTH and high >= 1:
            found[cell(i, j)] = low == high
    return found


@settings(max_examples=150, deadline=None)
@given(tables())
def test_the_auditor_finds_what_listing_every_table_finds(table: Table):
    found = unprotected(system_of(table), WIDTH)
    assert {key: verdict is not Verdict.NARROW for key, verdict in found.items()} == given_away(table)


def test_whole_numbers_tell_more_than_fractions_do():
    """Three times a count and five times another make 14: fractions leave a range, whole numbers one solution."""
    system = System()
    a, b = ("a",), ("b",)
    system.relate({a: 3, b: 5}, 14)
    system.protect(a, "table", "a", 5)
    system.settle()
    assert unprotected(system, 5) == {a: Verdict.DERIVED}


def test_figures_that_no_counts_agree_with_are_a_contradiction():
    system = System()
    a, b = ("a",), ("b",)
    system.relate({a: 2, b: 2}, 7)
    system.protect(a, "table", "a", 5)
    system.settle()
    with pytest.raises(Contradiction):
        unprotected(system, 5)
