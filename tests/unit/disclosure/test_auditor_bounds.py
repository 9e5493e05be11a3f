"""How far sums pin a count down is what a list of every solution says."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.disclosure.auditing.bounds import NODES_AN_AUDIT, Contradiction, Key, Programme, System, Work

WIDTH = 3
N_COUNTS = 4


@st.composite
def systems(draw: st.DrawFn) -> System:
    """A few counts in small boxes, some sums of them and some that are no larger than others."""
    system = System()
    keys: list[Key] = [(f"count {i}",) for i in range(N_COUNTS)]
    for key in keys:
        least = draw(st.integers(0, 4))
        system.count(key, least, least + draw(st.integers(0, 5)))
    some = st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)
    for _ in range(draw(st.integers(0, 2))):
        parts = draw(some)
        system.equal(draw(st.sampled_from([key for key in keys if key not in parts])), parts)
    for _ in range(draw(st.integers(0, 2))):
        smaller = draw(some)
        system.at_most(smaller, [key for key in draw(some) if key not in smaller])
    return system


def solutions(system: System) -> list[dict[Key, int]]:
    ranges = [range(int(least), int(most) + 1) for least, most in system.boxes.values()]
    guesses = (dict(zip(system.boxes, values, strict=True)) for values in product(*ranges))
    return [
        guess
        for guess in guesses
        if all(sum(guess[key] * factor for key, factor in sum_.items()) == 0 for sum_ in system.equations)
        and all(sum(guess[key] * factor for key, factor in sum_.items()) <= 0 for sum_ in system.limits)
    ]


@settings(max_examples=100, deadline=None)
@given(systems())
def test_the_bounds_are_those_of_every_solution(system: System):
    listed = solutions(system)
    if not listed:
        with pytest.raises(Contradiction):
            Programme(system).range_of(("count 0",))
        return
    for key in system.boxes:
        values = [solution[key] for solution in listed]
        assert Programme(system).range_of(key) == (min(values), max(values))


@settings(max_examples=60, deadline=None)
@given(systems())
def test_narrow_counts_are_those_with_few_values_in_every_solution(system: System):
    listed = solutions(system)
    if not listed:
        with pytest.raises(Contradiction):
            Programme(system).narrow(system.boxes, set(), WIDTH)
        return
    ranges = {key: [solution[key] for solution in listed] for key in system.boxes}
    narrow = {key for key, values in ranges.items() if max(values) - min(values) + 1 < WIDTH}
    assert set(Programme(system).narrow(system.boxes, set(), WIDTH)) == narrow


def test_whole_numbers_tell_more_than_fractions_do():
    """Three counts of which each two make another, equal, sum: halves would do, whole numbers do not."""
    system = System()
    a, b, c, total = ("a",), ("b",), ("c",), ("total",)
    for key in (a, b, c):
        system.count(key, 0, 1)
    system.count(total, 1, 1)
    for pair in ([a, b], [b, c], [a, c]):
        system.equal(total, pair)
    with pytest.raises(Contradiction):
        Programme(system).range_of(a)


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]):
    """What a night prints is read by people."""
    system = System()
    system.count(("count",), 0, 5)
    assert Programme(system).range_of(("count",)) == (0, 5)
    assert capfd.readouterr() == ("", "")


def test_a_proof_names_the_counts_that_it_needs_nearest_first():
    system = System()
    whole, part, other, apart = ("whole",), ("part",), ("other",), ("apart",)
    system.count(whole, 6, 14)
    system.count(part, 1, 9)
    system.count(other, 13, 20)
    system.count(apart, 0, 50)
    system.equal(whole, [part, other])
    system.at_most([whole], [apart])
    narrow = Programme(system).narrow([part], {whole, other, apart}, 5)
    assert list(narrow) == [part]
    assert set(narrow[part]) == {whole, other}


def test_counts_outside_what_all_agree_on_are_named():
    system = System()
    whole, part = ("whole",), ("part",)
    system.count(whole, 0, 4)
    system.count(part, 6, 14)
    system.equal(whole, [part])
    with pytest.raises(Contradiction):
        Programme(system).range_of(whole)
    assert len(Programme(system).violated()) == 1


def test_boxes_that_exclude_one_another_are_a_contradiction():
    system = System()
    system.count(("whole",), 0, 4)
    system.count(("whole",), 6, 14)
    with pytest.raises(Contradiction):
        Programme(system).range_of(("whole",))


@settings(max_examples=60, deadline=None)
@given(systems(), st.integers(0, 12), st.integers(0, 2))
def test_what_is_not_proven_safe_for_want_of_work_is_found(system: System, iterations: int, nodes: int):
    listed = solutions(system)
    if not listed:
        return
    ranges = {key: [solution[key] for solution in listed] for key in system.boxes}
    narrow = {key for key, values in ranges.items() if max(values) - min(values) + 1 < WIDTH}
    found, again = (
        Programme(system, Work(iterations, nodes)).narrow(system.boxes, set(system.boxes), WIDTH) for _ in range(2)
    )
    assert set(found) >= narrow
    assert found == again


def test_without_any_work_all_is_found_with_what_shares_a_sum():
    system = System()
    whole, part, other, apart = ("whole",), ("part",), ("other",), ("apart",)
    for key in (whole, part, other, apart):
        system.count(key, 0, 100)
    system.equal(whole, [part, other])
    found = Programme(system, Work(iterations=0)).narrow([part, apart], {whole, other}, 5)
    assert found == {part: [whole, other], apart: []}


def test_what_only_whole_numbers_tell_takes_of_the_work_of_an_audit():
    """Half of a total of 1 is no whole number: only a programme in whole numbers says how little it can be."""
    system, work = System(), Work()
    total, a, b = ("total",), ("a",), ("b",)
    system.count(total, 1, 8)
    for key in (a, b):
        system.count(key, 0, 9)
        system.limit({key: 2, total: -1})
    system.equal(total, [a, b])
    assert Programme(system, work).range_of(a) == (1, 4)
    assert work.nodes == NODES_AN_AUDIT - 1
    assert Programme(system, Work(nodes=0)).range_of(a) == (4, 4)
