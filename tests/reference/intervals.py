"""The statistics that the figures name, each by a library of the field rather than by our own formula."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import krippendorff
import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from scipy.stats import fisher_exact
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportion_effectsize

Interval = tuple[float, float]


def wilson(k: int, n: int) -> Interval | None:
    """95 % Wilson score interval of k out of n; None where n is 0."""
    if n == 0:
        return None
    low, high = proportion_confint(k, n, alpha=0.05, method="wilson")
    return float(low), float(high)


def newcombe(k: int, n: int, k_others: int, n_others: int) -> Interval | None:
    """95 % hybrid score interval of k/n - k_others/n_others, without continuity correction."""
    if n == 0 or n_others == 0:
        return None
    low, high = confint_proportions_2indep(k, n, k_others, n_others, method="newcomb", compare="diff", alpha=0.05)
    return float(low), float(high)


def fisher(k: int, n: int, k_others: int, n_others: int) -> float | None:
    """Two-sided exact p of the two by two table."""
    if n == 0 or n_others == 0:
        return None
    return float(fisher_exact([[k, n - k], [k_others, n_others - k_others]]).pvalue)


def per_side(k: int, n: int) -> int | None:
    """Answers on each side that would show 15 points from k/n (power 0.8, two-sided 0.05); None where n is 0."""
    return _per_side(k / n, k / n + (0.15 if 2 * k <= n else -0.15)) if n else None


@cache
def _per_side(share: float, other: float) -> int:
    effect = proportion_effectsize(share, other)
    return math.ceil(NormalIndPower().solve_power(effect, power=0.8, alpha=0.05, ratio=1))


def alpha(ratings: Sequence[Sequence[bool | None]]) -> float | None:
    """Krippendorff's nominal alpha of coders x units; None without variation."""
    data = np.array([[np.nan if cell is None else float(cell) for cell in coder] for coder in ratings])
    if data.size == 0 or len(np.unique(data[~np.isnan(data)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


@dataclass(frozen=True)
class Step:
    """One row of a Kaplan-Meier table."""

    day: int
    n_at_risk: int
    n_events: int
    n_censored: int
    share: float
    low: float
    high: float


def kaplan_meier(days: Sequence[int], events: Sequence[bool]) -> list[Step]:
    """Day 0 and each day with an event or a censoring; log-log bounds, 1 while the share is 1, 0 at 0."""
    fitter = KaplanMeierFitter(alpha=0.05)
    fitter.fit(list(days), event_observed=list(events))
    bounds: pd.DataFrame = fitter.confidence_interval_survival_function_
    steps = []
    for day in sorted({0, *days}):
        share = float(fitter.survival_function_.loc[day].iloc[0])
        low, high = (share, share) if share in (0.0, 1.0) else (float(edge) for edge in bounds.loc[day])
        ended = [event for one, event in zip(days, events, strict=True) if one == day]
        at_risk = sum(one >= day for one in days)
        steps.append(Step(day, at_risk, sum(ended), len(ended) - sum(ended), share, low, high))
    return steps
