"""Pooling of slices of any kind: no part, and nothing that follows from all parts together, is of a few."""

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.disclosure import differences
from warehouse.disclosure.differences import Work, sum_of_few
from warehouse.disclosure.pooling import ALL, pooled_parts

SMALLEST = 5
SLICES = ("group_type", "half_year", "lead_organisation")
Respondent = tuple[str, str, str, str]
Found = dict[tuple[str, str], dict[str, str]]

respondent = st.tuples(
    st.sampled_from(["jongeren", "opvoeders"]),
    st.sampled_from(["sport", "ouder", "koor", "onbekend"]),
    st.sampled_from(["2023-2", "2024-1", "2024-2", "2025-1", "2025-2"]),
    st.sampled_from(["Spoor030", "Lokalis", "KOOS", "onbekend"]),
)
# Several of each kind, as of one group, so that something is left to show.
worlds = st.lists(st.tuples(respondent, st.integers(1, 7)), max_size=14).map(
    lambda groups: [one for one, n in groups for _ in range(n)]
)
ORGANISATION_IN_A_TYPE: list[Respondent] = [
    *[("opvoeders", "koor", "2024-1", "Spoor030")] * 7,
    ("opvoeders", "koor", "2024-1", "KOOS"),
    *[("opvoeders", "ouder", "2024-1", "KOOS")] * 12,
    *[("opvoeders", "ouder", "2024-1", "Lokalis")] * 6,
]


def pooled(people: list[Respondent], smallest: int = SMALLEST) -> Found:
    """The part that each value is shown in, by target group and slice."""
    found: Found = defaultdict(dict)
    records = [
        ("respondents", one[0], str(number), slice_, one[place])
        for number, one in enumerate(people)
        for place, slice_ in enumerate(SLICES, 1)
    ]
    for population, group, slice_, value, part in pooled_parts(records, smallest, 3):
        assert population == "respondents"
        found[group, slice_][value] = part
    return found


def sizes(people: list[Respondent], group: str, slice_: str) -> Counter[str]:
    place = SLICES.index(slice_) + 1
    return Counter(one[place] for one in people if group in ("all", one[0]))


def partitions(people: list[Respondent], found: Found, group: str) -> list[list[str]]:
    """The part of each respondent of a target group in each slice that is shown."""
    members = [one for one in people if one[0] == group]
    return [
        [found[group, slice_][one[place]] for one in members]
        for place, slice_ in enumerate(SLICES, 1)
        if (group, slice_) in found
    ]


def follows_of_few(shown: list[list[str]], smallest: int = SMALLEST) -> bool:
    """By trying any few: whether the sums of parts have a dimension fewer when these respondents are left out."""
    kinds = Counter(zip(*shown, strict=True))
    names = sorted({part for kind in kinds for part in enumerate(kind)})
    matrix = np.array([[kind[number] == part for number, part in names] for kind in kinds], dtype=float)
    n_of = list(kinds.values())
    whole = np.linalg.matrix_rank(matrix)
    return any(
        np.linalg.matrix_rank(np.delete(matrix, few, axis=0)) < whole
        for n in range(1, smallest)
        for few in combinations([number for number, n in enumerate(n_of) if n < smallest], n)
        if sum(n_of[number] for number in few) < smallest
    )


@given(people=worlds, smallest=st.sampled_from([SMALLEST, 3, 7, 10]))
@example(people=ORGANISATION_IN_A_TYPE, smallest=SMALLEST)
def test_nothing_that_follows_from_the_parts_is_of_a_few(people: list[Respondent], smallest: int):
    found = pooled(people, smallest)
    for group in {one[0] for one in people}:
        shown = partitions(people, found, group)
        for parts in shown:
            assert len(set(parts)) > 1
            assert min(Counter(parts).values()) >= smallest
        assert not shown or not follows_of_few(shown, smallest)


@given(people=worlds)
@example(people=ORGANISATION_IN_A_TYPE)
def test_a_few_that_follow_are_found_however_they_do(people: list[Respondent]):
    raw = [[one[place] for one in people] for place in range(1, 4)]
    times = sum_of_few(raw, SMALLEST)
    assert (times is not None) == (bool(people) and follows_of_few(raw))
    assert times is None or set(times) == set(raw[-1])


def test_a_slice_with_too_many_sums_is_left_out_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch):
    one, both = Work(), Work()
    values = list(zip(*ORGANISATION_IN_A_TYPE, strict=True))
    sum_of_few([values[1]], SMALLEST, one)
    sum_of_few([values[1], values[3]], SMALLEST, both)
    assert 0 < one.n_numbers < both.n_numbers
    monkeypatch.setattr(differences, "MOST_NUMBERS", one.n_numbers)
    assert {slice_ for _, slice_ in pooled(ORGANISATION_IN_A_TYPE)} == {"group_type"}


def test_an_organisation_within_a_type_of_group_is_pooled_with_the_smallest_other():
    found = pooled(ORGANISATION_IN_A_TYPE)
    assert found["opvoeders", "group_type"] == {"koor": "koor", "ouder": "ouder"}
    assert found["opvoeders", "lead_organisation"] == {"Spoor030": "overig", "KOOS": "KOOS", "Lokalis": "overig"}


@given(people=worlds)
def test_the_first_slice_is_pooled_for_its_own_small_parts_only(people: list[Respondent]):
    """At most one large part is pooled, the smallest, where the small ones are few together."""
    found = pooled(people)
    for group in {one[0] for one in people}:
        n_of = sizes(people, group, "group_type")
        large = {value for value, n in n_of.items() if n >= SMALLEST}
        parts = found.get((group, "group_type"), {})
        if len(large) == len(n_of) > 1:
            assert parts == {value: value for value in n_of}
        others = {value for value, part in parts.items() if part == "overig"}
        taken = others & large
        assert not parts or set(n_of) - large <= others
        if taken:
            assert 0 < sum(n_of[value] for value in others - taken) < SMALLEST
            assert [min(large, key=lambda value: (n_of[value], value))] == list(taken)


@given(people=worlds)
def test_half_years_are_pooled_with_their_neighbours_and_say_so(people: list[Respondent]):
    for (_, slice_), parts in pooled(people).items():
        if slice_ == "half_year":
            for part in set(parts.values()):
                members = sorted(value for value, other in parts.items() if other == part)
                first, last = members[0], members[-1]
                assert part == (first if first == last else f"{first} t/m {last}")
                assert {value for value in parts if first <= value <= last} == set(members)


@given(people=worlds)
def test_parts_of_all_target_groups_are_sums_of_parts_of_each(people: list[Respondent]):
    found = pooled(people)
    for slice_ in SLICES:
        for part in set(found.get((ALL, slice_), {}).values()):
            members = {value for value, other in found[ALL, slice_].items() if other == part}
            for group in {one[0] for one in people}:
                for shown in set(found[group, slice_].values()):
                    of_shown = {value for value, other in found[group, slice_].items() if other == shown}
                    assert of_shown <= members or not of_shown & members


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        (["sport"] * 4 + ["ouder"] * 3 + ["koor"] * 2, {"sport": "sport", "ouder": "overig", "koor": "overig"}),
        (["sport"] * 3 + ["ouder"] * 3, {"sport": "sport", "ouder": "ouder"}),
        (["sport"] * 3 + ["ouder"] * 2, {}),
    ],
)
def test_groups_are_pooled_by_three(kinds: list[str], shown: dict[str, str]):
    rows = [("groups", "all", str(number), "group_type", kind) for number, kind in enumerate(kinds)]
    assert {value: part for *_, value, part in pooled_parts(rows, SMALLEST, 3)} == shown


def test_a_slice_that_is_new_is_pooled_after_the_others():
    people = [(*one, "x") for one in ORGANISATION_IN_A_TYPE]
    rows = [
        ("respondents", "opvoeders", str(number), slice_, value)
        for number, (_, kind, _, organisation, _) in enumerate(people)
        for slice_, value in (("group_type", kind), ("a_new_slice", organisation))
    ]
    shown = {(slice_, value): part for _, group, slice_, value, part in pooled_parts(rows, 5, 3) if group != ALL}
    assert shown["group_type", "koor"] == "koor"
    assert shown["a_new_slice", "Spoor030"] == "overig"
