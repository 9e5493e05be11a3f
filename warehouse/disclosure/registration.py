"""The registration marts for dashboards: counts rounded by the set of persons, and what is computed from those.

Which figures a mart has stands in its yml. Which days and types the follow-up curve shows is `curve`'s; drawing again,
`release`'s.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from warehouse.disclosure.limits import Limits
from warehouse.disclosure.marts import Cell, CurveMart, Figure, Marts, RegistrationMart, Shown
from warehouse.disclosure.notes import HIDDEN, MULTIPLES_FOR_A_PERCENTAGE, ROUNDED, with_bookkeeping
from warehouse.disclosure.rounding import Rounding
from warehouse.disclosure.statistics import wilson_bounds
from warehouse.disclosure.thresholds import Thresholds
from warehouse.publication.tables import DIGEST_SUFFIX

# Of rounded counts: one multiple of the base may be one person.
MULTIPLES_FOR_A_MEDIAN = 2


@dataclass
class Rounded:
    """Rounded marts, the name of the set of persons behind every shown count, and how many rows were left out."""

    marts: Marts = field(default_factory=dict)
    sets: dict[Cell, str] = field(default_factory=dict)
    n_left_out: dict[str, int] = field(default_factory=dict)

    def add(self, mart: Shown, frame: pd.DataFrame, sets: Mapping[Cell, str]) -> None:
        """The rows of a mart that are shown, with the sets behind theirs of some cells."""
        shown = set(mart.labels_of(frame))
        self.marts[mart.name] = frame
        self.sets |= {cell: name for cell, name in sets.items() if cell.labels in shown}


def add_rounded(
    opened: duckdb.DuckDBPyConnection,
    closed: Mapping[str, pd.DataFrame],
    mart: RegistrationMart,
    rounding: Rounding,
    limits: Limits,
    rounded: Rounded,
) -> None:
    """A registration mart of a closed month. opened: any connection, which computes intervals."""
    frame, sets = round_counts(mart, closed[mart.name].drop(columns=[*mart.left_out]), rounding)
    is_nobody = (frame[[*mart.left_out_at_zero]] == 0).any(axis=1)
    rounded.n_left_out[mart.name] = int(is_nobody.sum())
    frame = frame[~is_nobody]
    figures = {
        name: _shown(opened, frame, name, figure, limits).where(
            frame[figure.of] >= _enough(mart, figure, rounding.base, limits)
        )
        for name, figure in mart.figures.items()
    }
    rounded.add(mart, frame.assign(**figures), sets)


def round_counts(
    mart: RegistrationMart | CurveMart, frame: pd.DataFrame, rounding: Rounding
) -> tuple[pd.DataFrame, dict[Cell, str]]:
    """The frame with its counts rounded and without the digests of their sets, and the name of the set of each."""
    labels = mart.labels_of(frame)
    sets: dict[Cell, str] = {}
    for column in mart.counts:
        counts = list(zip(frame[column], frame[column + DIGEST_SUFFIX], strict=True))
        sets |= {
            Cell(mart.name, column, at): rounding.name_of(digest)
            for at, (_, digest) in zip(labels, counts, strict=True)
        }
        values = [rounding.rounded(int(n), digest) for n, digest in counts]
        frame = frame.assign(**{column: pd.Series(values, frame.index, dtype="int64")})
    return frame.drop(columns=[column + DIGEST_SUFFIX for column in mart.counts]), sets


def released_registration(
    mart: Shown, frame: pd.DataFrame, hidden: Iterable[Cell], until: date, thresholds: Thresholds
) -> pd.DataFrame:  # fmt: skip
    """A rounded mart with how each row is shown; a row with a hidden cell is hidden."""
    rows = {cell.labels for cell in hidden if cell.mart == mart.name}
    how = [HIDDEN if labels in rows else ROUNDED for labels in mart.labels_of(frame)]
    return with_bookkeeping(mart, frame.assign(data_until=until), how, thresholds)


def _shown(
    opened: duckdb.DuckDBPyConnection, frame: pd.DataFrame, name: str, figure: Figure, limits: Limits
) -> pd.Series:  # fmt: skip
    """A figure by its formula: shares and their bounds are of rounded counts, at most everybody; the others of the
    build's figure.
    """
    match figure.formula:
        case "share" | "percentage":
            everybody, whole = 1 if figure.formula == "share" else 100, frame[figure.of]
            return (everybody * frame[figure.part] / whole.where(whole > 0)).clip(upper=everybody)
        case "wilson_low" | "wilson_high":
            bounds = wilson_bounds(opened, limits, frame[[figure.part, figure.of]].min(axis=1), frame[figure.of])
            return bounds[figure.formula.removeprefix("wilson_")]
        case "median" | "percentile_90":
            return _whole(frame[name].astype(float))
        case "whole_per_cent":
            return _whole(100 * frame[name].astype(float)) / 100
        case "exact":
            return frame[name]


def _enough(mart: RegistrationMart, figure: Figure, base: int, limits: Limits) -> int:
    """Of how many a figure is shown: groups, or persons by their rounded count."""
    if figure.of in mart.counts_of_groups:
        return limits.groups_from
    persons = {"median": limits.median_from, "percentile_90": limits.percentile_from}.get(figure.formula)
    return max(persons, MULTIPLES_FOR_A_MEDIAN * base) if persons else MULTIPLES_FOR_A_PERCENTAGE * base


def _whole(figures: pd.Series) -> pd.Series:
    return np.floor(figures + 0.5)
