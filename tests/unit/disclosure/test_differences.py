"""Two releases of a small system of counts: what a reader who subtracts them learns."""

import pytest

from warehouse.disclosure.differences import released_counts, telling_marts
from warehouse.disclosure.system import System, Unit
from warehouse.disclosure.thresholds import Thresholds

THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)


def started(over: int, not_over: int) -> System:
    system = System()
    system.add(("started", "all"), over + not_over, ("waiting_time", "row", "all"))
    system.add(("over", "all"), over, ("waiting_time", "over", "all"))
    system.add(("not over", "all"), not_over)
    system.equal(("started", "all"), [("over", "all"), ("not over", "all")])
    return system


def telling(last: System, candidate: System, hidden: set[Unit], hidden_before: set[Unit]) -> set[str]:
    before = released_counts(last, hidden_before)
    return telling_marts(candidate, before, released_counts(candidate, hidden), THRESHOLDS)


OVER: set[Unit] = {("waiting_time", "over", "all")}


@pytest.mark.parametrize(
    ("then", "now", "hidden", "tells"),
    [
        ((10, 20), (10, 20), set(), False),
        ((10, 20), (15, 30), set(), False),
        ((10, 20), (12, 28), set(), True),
        ((10, 20), (16, 22), set(), True),
        ((10, 20), (12, 29), OVER, False),
        ((10, 20), (11, 22), OVER, True),
        ((10, 20), (4, 20), set(), False),
    ],
    ids=["same", "many more", "two more", "two more beside many", "two more hidden", "three more in all", "six less"],
)
def test_a_difference_of_few_persons_is_told(
    then: tuple[int, int], now: tuple[int, int], hidden: set[Unit], tells: bool
) -> None:
    assert telling(started(*then), started(*now), hidden, hidden) == ({"waiting_time"} if tells else set())


def test_what_is_hidden_now_is_held_against_what_was_shown_of_it():
    assert telling(started(10, 20), started(12, 26), OVER, set()) == set()
    assert telling(started(10, 20), started(10, 22), OVER, set()) == {"waiting_time"}
