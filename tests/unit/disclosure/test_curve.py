"""The follow-up curve for dashboards, and what `assumptions` repeats of it."""

import pandas as pd
import pytest

from tests.unit.disclosure.dashboards import THRESHOLDS
from warehouse.disclosure.assumptions import shown_help
from warehouse.disclosure.curve import shown_curve

SHARES = ["share_without_help", "low", "high"]
# Of 2000 persons 13 have help within 90 days, and all others are followed for a year.
CURVE = pd.DataFrame(
    [
        ("all", 0, 2000, 0, 0, 1.0, 1.0, 1.0),
        ("all", 60, 2000, 6, 0, 0.997, 0.99334, 0.99865),
        ("all", 90, 1994, 7, 0, 0.9935, 0.98884, 0.99622),
        ("all", 365, 1987, 0, 1987, 0.9935, 0.98884, 0.99622),
    ],
    columns=["group_type", "day", "n_at_risk", "n_events", "n_censored", *SHARES],
)


def test_shares_of_the_curve_are_whole_per_mille():
    shown = shown_curve(CURVE, set(), THRESHOLDS, 10).set_index("day")
    assert list(shown.index) == [0, 90]
    assert list(shown.loc[90, SHARES]) == [0.994, 0.989, 0.996]
    assert list(shown.loc[0, SHARES]) == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(("share", "days"), [(0.0006, [0, 90]), (0.0004, [0])])
def test_a_share_that_rounds_to_nobody_is_of_enough_persons(share: float, days: list[int]):
    few = CURVE.assign(n_at_risk=[2000, 2000, 8, 1], share_without_help=[1.0, share, share, share])
    few[["n_events", "n_censored"]] = [(0, 0), (1992, 0), (7, 0), (0, 1)]
    assert list(shown_curve(few, set(), THRESHOLDS, 10)["day"]) == days


@pytest.mark.parametrize(("verdict", "value"), [("zelfde_richting", 99.4), ("onbeslist", None)])
def test_the_assumption_on_help_repeats_the_rounded_share(verdict: str, value: float | None):
    curve = shown_curve(CURVE, set(), THRESHOLDS, 10)
    outflow = pd.DataFrame({"slice": ["all"], "n_ended_total": [2100]})
    figures = {"value": 99.35, "low": 98.884, "high": 99.622, "n": 2000, "n_unknown": 100, "verdict": verdict}
    rows = pd.DataFrame([{"days": 180, "verdict_text": "", **figures}])
    assert shown_help(rows, curve, outflow)["value"].tolist() == [value]
