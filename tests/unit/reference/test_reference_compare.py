"""Holding two tables side by side: every kind of difference is seen, and nothing else."""

from tests.reference.compare import Difference, bags, cells, clusters


def test_equal_rows_in_any_order_are_no_difference() -> None:
    rows = [{"k": 1, "v": 0.1 + 0.2}, {"k": 2, "v": None}]
    assert cells("t", rows[::-1], [{"k": 1, "v": 0.3}, {"k": 2, "v": None}], ["k"]) == []
    assert bags("t", [(0.1 + 0.2,), (None,)], [(None,), (0.3,)]) == []


def test_a_cell_a_missing_row_and_an_extra_row_are_seen() -> None:
    got = [{"k": 1, "v": 5}, {"k": 3, "v": 1}]
    want = [{"k": 1, "v": None}, {"k": 2, "v": 1}]
    assert cells("t", got, want, ["k"]) == [
        Difference("t", (2,), "*", 0, 1),
        Difference("t", (3,), "*", 1, 0),
        Difference("t", (1,), "v", 5, None),
    ]


def test_a_bag_knows_how_often() -> None:
    assert bags("t", [("a",), ("a",)], [("a",)]) == [Difference("t", ("a",), "*", 2, 1)]


def test_clusters_see_rows_that_hang_together_differently_whatever_the_keys() -> None:
    want = [("C1", ("a",)), ("C1", ("b",)), ("C2", ("c",))]
    assert clusters("t", [("x", ("b",)), ("x", ("a",)), ("y", ("c",))], want) == []
    assert clusters("t", [("x", ("a",)), ("y", ("b",)), ("y", ("c",))], want)
