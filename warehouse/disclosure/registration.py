"""The registration marts for dashboards: counts rounded by the set of persons, and what is computed from those.

Which days and types the follow-up curve shows is `curve`'s; drawing again, `release`'s.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from warehouse.disclosure.marts import CURVE, GROUP_PROFILE, OUTFLOW, SHAPES, WAITING_TIME, Cell, Marts, labels_of
from warehouse.disclosure.notes import HIDDEN, MULTIPLES_FOR_A_PERCENTAGE, ROUNDED, with_bookkeeping
from warehouse.disclosure.rounding import Rounding
from warehouse.disclosure.thresholds import Thresholds

# Counts of persons or participations. A row of which a count in `OF_WHOM` rounds to 0 is left out.
COUNTS = {
    GROUP_PROFILE: ["n_participants", "n_known_ends", "n_dropouts"],
    WAITING_TIME: ["n_started", "n_over_42_days"],
    OUTFLOW: ["n_ended", "n_ended_total"],
    CURVE: ["n_at_risk", "n_events", "n_censored"],
}
OF_WHOM = {GROUP_PROFILE: ["n_participants"], WAITING_TIME: ["n_started"], OUTFLOW: ["n_ended", "n_ended_total"]}
DIGEST = "_digest"
# Of rounded counts; and never of one multiple of the base, which may be one person.
PERSONS_FOR_A_MEDIAN, PERSONS_FOR_A_PERCENTILE, MULTIPLES_FOR_A_MEDIAN, GROUPS_FOR_A_FIGURE = 10, 50, 2, 3


@dataclass
class Rounded:
    """Rounded marts, the name of the set of persons behind every shown count, and how many rows were left out."""

    marts: Marts = field(default_factory=dict)
    sets: dict[Cell, str] = field(default_factory=dict)
    n_left_out: dict[str, int] = field(default_factory=dict)

    def add(self, mart: str, frame: pd.DataFrame, sets: Mapping[Cell, str]) -> None:
        """The rows of a mart that are shown, with the sets behind theirs of some cells."""
        shown = set(labels_of(mart, frame))
        self.marts[mart] = frame
        self.sets |= {cell: name for cell, name in sets.items() if cell.labels in shown}


def add_rounded(closed: Mapping[str, pd.DataFrame], rounding: Rounding, rounded: Rounded) -> None:
    """Every registration mart of a closed month but the curve."""
    for mart in (GROUP_PROFILE, WAITING_TIME, OUTFLOW):
        frame, sets = round_counts(mart, closed[mart].drop(columns=[*SHAPES[mart].left_out]), rounding)
        is_nobody = (frame[OF_WHOM[mart]] == 0).any(axis=1)
        rounded.n_left_out[mart] = int(is_nobody.sum())
        frame = frame[~is_nobody]
        rounded.add(mart, _FIGURES[mart](frame, rounding.base), sets)


def round_counts(mart: str, frame: pd.DataFrame, rounding: Rounding) -> tuple[pd.DataFrame, dict[Cell, str]]:
    """The frame with its counts rounded and without the digests of their sets, and the name of the set of each."""
    labels = labels_of(mart, frame)
    sets: dict[Cell, str] = {}
    for column in COUNTS[mart]:
        counts = list(zip(frame[column], frame[column + DIGEST], strict=True))
        sets |= {
            Cell(mart, column, at): rounding.name_of(digest) for at, (_, digest) in zip(labels, counts, strict=True)
        }
        values = [rounding.rounded(int(n), digest) for n, digest in counts]
        frame = frame.assign(**{column: pd.Series(values, frame.index, dtype="int64")})
    return frame.drop(columns=[column + DIGEST for column in COUNTS[mart]]), sets


def released_registrations(marts: Marts, hidden: Iterable[Cell], until: date, thresholds: Thresholds) -> Marts:
    """The rounded marts with how each row is shown; a row with a hidden cell is hidden."""
    rows = {(cell.mart, cell.labels) for cell in hidden}
    found = {}
    for mart, frame in marts.items():
        how = [HIDDEN if (mart, labels) in rows else ROUNDED for labels in labels_of(mart, frame)]
        found[mart] = with_bookkeeping(mart, frame.assign(data_until=until), how, thresholds)
    return found


def _waiting_time(frame: pd.DataFrame, base: int) -> pd.DataFrame:
    started, fewest = frame["n_started"], MULTIPLES_FOR_A_MEDIAN * base
    return frame.assign(
        median_days=_whole(frame["median_days"]).where(started >= max(PERSONS_FOR_A_MEDIAN, fewest)),
        p90_days=_whole(frame["p90_days"]).where(started >= max(PERSONS_FOR_A_PERCENTILE, fewest)),
        share_over_42_days=_share(frame["n_over_42_days"], started, MULTIPLES_FOR_A_PERCENTAGE * base),
    )


def _outflow(frame: pd.DataFrame, base: int) -> pd.DataFrame:
    enough = MULTIPLES_FOR_A_PERCENTAGE * base
    return frame.assign(pct_ended=_share(frame["n_ended"], frame["n_ended_total"], enough, 100))


def _group_profile(frame: pd.DataFrame, base: int) -> pd.DataFrame:
    enough = MULTIPLES_FOR_A_PERCENTAGE * base
    of_enough_groups = frame["n_groups"] >= GROUPS_FOR_A_FIGURE
    medians = {
        name: _whole(frame[name]).where(of_enough_groups)
        for name in ("median_size", "median_sessions", "median_age_spread_years")
    }
    attended = np.floor(100 * frame["attendance_share"].astype(float) + 0.5) / 100
    return frame.assign(
        **medians,
        attendance_share=attended.where(frame["n_participants"] >= enough),
        pct_dropout=_share(frame["n_dropouts"], frame["n_known_ends"], enough, 100),
        pct_continues_as_network=frame["pct_continues_as_network"].where(frame["n_ended_known"] >= GROUPS_FOR_A_FIGURE),
    )


_FIGURES = {GROUP_PROFILE: _group_profile, WAITING_TIME: _waiting_time, OUTFLOW: _outflow}


def _share(part: pd.Series, whole: pd.Series, enough: int, everybody: int = 1) -> pd.Series:
    """A share of rounded counts, at most everybody; none where the whole is not enough."""
    return (everybody * part / whole.where(whole > 0)).clip(upper=everybody).where(whole >= enough)


def _whole(figures: pd.Series) -> pd.Series:
    return np.floor(figures.astype(float) + 0.5)
