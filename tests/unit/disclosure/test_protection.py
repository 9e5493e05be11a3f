"""Protection on small systems, beside trying out everything: what is hidden is safe, and nothing cheaper would be."""

from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.disclosure.attack import Attacker, Safety
from warehouse.disclosure.protection import protect
from warehouse.disclosure.system import System, Unit

SAFETY = Safety(width=3, largest_small=2)


def crossed(table: list[list[int]]) -> System:
    """A table of counts with its totals by row and column, each cell a unit; what is small is hidden."""
    system = System()
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            system.add(("cell", row, column), count, ("cell", row, column))
        system.add(("row", row), sum(counts), ("row", row))
        system.equal(("row", row), [("cell", row, column) for column in range(len(counts))])
    for column, counts in enumerate(zip(*table, strict=True)):
        system.add(("column", column), sum(counts), ("column", column))
        system.equal(("column", column), [("cell", row, column) for row in range(len(table))])
    system.add("all", sum(map(sum, table)), "all")
    system.equal("all", [("row", row) for row in range(len(table))])
    for count, index in system.index.items():
        system.charge(system.units[index], 1 + (count == "all"))
        if 0 < system.values[index] <= SAFETY.largest_small:
            system.forced.add(system.units[index])
    return system


def solutions(system: System, hidden: set[Unit]) -> list[list[int]]:
    """All whole, non-negative counts that a reader who does not see the hidden units must hold possible."""
    cells = [index for count, index in system.index.items() if count[0] == "cell"]
    largest = sum(system.values[index] for index in cells) + SAFETY.width
    ranges = [
        range(largest + 1) if system.units[index] in hidden else [system.values[index]] for index in cells
    ]  # fmt: skip
    found = []
    for values in product(*ranges):
        counts = dict(zip(cells, values, strict=True))
        complete = [counts.get(index, 0) for index in range(len(system.values))]
        for row in system.sums:
            total = next(index for index, coefficient in row.items() if coefficient == 1)
            complete[total] = sum(complete[index] for index, coefficient in row.items() if coefficient == -1)
        if all(
            complete[index] == system.values[index] for index, unit in enumerate(system.units) if unit not in hidden
        ):
            found.append(complete)
    return found


def is_safe(system: System, hidden: set[Unit]) -> bool:
    possible = solutions(system, hidden)
    return all(
        len(values) >= SAFETY.width or not values & set(range(1, SAFETY.largest_small + 1))
        for index, unit in enumerate(system.units)
        if unit in hidden and (values := {solution[index] for solution in possible})
    )


def cheapest_cost(system: System) -> float:
    """By trying out all choices, the cheapest first."""
    optional = sorted(set(system.costs) - system.forced, key=str)
    choices = chain.from_iterable(combinations(optional, size) for size in range(len(optional) + 1))
    by_cost = sorted(choices, key=lambda choice: sum(system.costs[unit] for unit in choice))
    extra = next(choice for choice in by_cost if is_safe(system, system.forced | set(choice)))
    return sum(system.costs[unit] for unit in (*extra, *system.forced))


tables = st.integers(1, 2).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 3), min_size=width, max_size=width), min_size=2, max_size=2
    )
)  # fmt: skip


@settings(max_examples=25, deadline=None, derandomize=True)
@given(tables)
def test_what_is_hidden_is_safe_and_no_choice_hides_less(table: list[list[int]]) -> None:
    system = crossed(table)
    protection = protect(system, SAFETY)
    assert system.forced <= protection.hidden
    assert is_safe(system, protection.hidden)
    assert protection.cost <= 1.1 * cheapest_cost(system)
    assert protection.lower_bound <= cheapest_cost(system) + 1e-6


def test_one_hidden_cell_is_worked_out_from_its_total():
    system = crossed([[1, 4], [4, 4]])
    exposed = Attacker(system, SAFETY).exposed({("cell", 0, 0)})
    assert [system.units[found.count] for found in exposed] == [("cell", 0, 0)]
    assert ("cell", 0, 1) in exposed[0].proof or ("cell", 1, 0) in exposed[0].proof


def test_hiding_one_unit_hides_what_goes_with_it():
    system = crossed([[1, 4], [4, 4]])
    system.hide_with(("cell", 0, 0), ["all"])
    assert "all" in protect(system, SAFETY).hidden


def test_counts_that_do_not_add_up_are_refused():
    system = System()
    system.add("whole", 3, "whole")
    system.add("part", 2, "part")
    with pytest.raises(ArithmeticError):
        system.equal("whole", ["part"])
