"""The reference's statistics against values worked out elsewhere."""

import math
import random

import pytest
from lifelines import KaplanMeierFitter

from tests.reference import figures, intervals

WILSON = [
    (8, 9, 0.5650, 0.9801),
    (5, 9, 0.2667, 0.8112),
    (3, 9, 0.1206, 0.6458),
    (9, 9, 0.7009, 1.0),
    (0, 9, 0.0, 0.2991),
    (41, 43, 0.8454, 0.9872),
    (43, 43, 0.9180, 1.0),
    (11, 43, 0.1493, 0.4024),
    (9, 13, 0.4237, 0.8732),
    (43, 88, 0.3869, 0.5913),
]


@pytest.mark.parametrize(("k", "n", "low", "high"), WILSON)
def test_wilson_gives_the_intervals_of_the_domain_facts(k: int, n: int, low: float, high: float) -> None:
    assert intervals.wilson(k, n) == pytest.approx((low, high), abs=6e-5)


def test_nothing_answered_has_no_interval() -> None:
    assert intervals.wilson(0, 0) is None
    assert intervals.newcombe(1, 2, 0, 0) is None
    assert intervals.fisher(0, 0, 1, 2) is None


def test_newcombe_gives_the_textbook_interval_of_56_in_70_against_48_in_80() -> None:
    assert intervals.newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_fisher_gives_the_p_of_the_lady_tasting_tea() -> None:
    assert intervals.fisher(3, 4, 1, 4) == pytest.approx(34 / 70)


def test_alpha_of_two_coders_worked_out_by_hand() -> None:
    """Ten units, one disagreement: nominal alpha = 1 - D_o / D_e with 3 times yes and 17 times no."""
    first = [True, True] + [False] * 8
    second = [True] + [False] * 9
    observed = 2 / 20
    expected = 2 * 3 * 17 / (20 * 19)
    assert intervals.alpha([first, second]) == pytest.approx(1 - observed / expected)


def test_alpha_without_variation_is_nothing() -> None:
    assert intervals.alpha([[False, False], [False, False]]) is None
    assert intervals.alpha([]) is None


def test_kaplan_meier_by_hand() -> None:
    """Event on day 10 among four, censoring on day 20, events on 20 and 30."""
    steps = intervals.kaplan_meier([10, 20, 20, 30], [True, True, False, True])
    assert [(step.day, step.n_at_risk, step.n_events, step.n_censored) for step in steps] == [
        (0, 4, 0, 0),
        (10, 4, 1, 0),
        (20, 3, 1, 1),
        (30, 1, 1, 0),
    ]
    assert [step.share for step in steps] == pytest.approx([1, 3 / 4, 1 / 2, 0])
    assert (steps[0].low, steps[0].high) == (1, 1)
    assert (steps[-1].low, steps[-1].high) == (0, 0)


def test_kaplan_meier_bounds_are_log_log_greenwood() -> None:
    step = intervals.kaplan_meier([10, 20, 20, 30], [True, True, False, True])[1]
    error = math.sqrt(1 / (4 * 3)) / abs(math.log(0.75))
    assert step.low == pytest.approx(0.75 ** math.exp(1.959963984540054 * error))
    assert step.high == pytest.approx(0.75 ** math.exp(-1.959963984540054 * error))


def test_kaplan_meier_follows_lifelines_on_many_days() -> None:
    chance = random.Random(7)
    days = [chance.randrange(0, 60) for _ in range(200)]
    events = [day > 0 and chance.random() < 0.3 for day in days]
    curve = KaplanMeierFitter().fit(days, events).survival_function_["KM_estimate"]
    for step in intervals.kaplan_meier(days, events):
        assert step.share == pytest.approx(curve.loc[step.day], abs=1e-12)
        assert step.low <= step.share <= step.high


def test_quantile_interpolates_between_neighbours() -> None:
    assert figures.quantile([0, 10], 0.9) == pytest.approx(9)
    assert figures.quantile([7], 0.9) == 7
