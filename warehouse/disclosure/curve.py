"""The follow-up curve for dashboards: a few fixed days, of each type of group that enough persons are followed of.

The estimate and its bounds are the project's macros; how counts are rounded, `rounding`'s.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import duckdb
import pandas as pd

from warehouse.disclosure.marts import Disclosure
from warehouse.disclosure.notes import MULTIPLES_FOR_A_PERCENTAGE
from warehouse.disclosure.pooling import OTHERS
from warehouse.disclosure.registration import Rounded, round_counts
from warehouse.disclosure.rounding import Rounding
from warehouse.disclosure.statistics import macros, wilson_bounds
from warehouse.duck.databases import literal


def add_curve(
    opened: duckdb.DuckDBPyConnection, disclosure: Disclosure, rounding: Rounding, rounded: Rounded
) -> None:  # fmt: skip
    """The curve of the attached build `closed`, rounded, until fewer than enough are followed."""
    enough = MULTIPLES_FOR_A_PERCENTAGE * rounding.base
    sql, curve = macros(disclosure.limits), disclosure.curve
    frame = _exact(opened, sql, curve.days, _types_shown(opened, sql, rounding, enough))
    followed = {
        row.group_type: (rounding.rounded(row.n_at_risk, row.n_at_risk_digest), row.n_at_risk_digest)
        for row in frame[frame["day"] == 0].itertuples()
    }
    frame["share_without_help"] = [
        _rounded_share(row, followed[row.group_type], rounding) for row in frame.itertuples()
    ]  # fmt: skip
    frame, sets = round_counts(curve, frame, rounding)
    frame = frame[(frame["n_at_risk"] >= enough).groupby(frame["group_type"]).cummin()]
    bounds = wilson_bounds(
        opened, disclosure.limits, frame["share_without_help"] * frame["n_at_risk"], frame["n_at_risk"]
    )
    rounded.add(curve, frame.join(bounds), sets)


def _types_shown(opened: duckdb.DuckDBPyConnection, sql: Any, rounding: Rounding, enough: int) -> list[str]:
    rows = opened.execute(
        f"""SELECT group_type, count(*), {sql.set_digest("participation_key")}
        FROM closed.core.fct_help_follow_up JOIN closed.core.dim_group USING (group_key)
        GROUP BY group_type ORDER BY group_type"""
    ).fetchall()
    return [name for name, n, digest in rows if rounding.rounded(n, digest) >= enough]


def _exact(opened: duckdb.DuckDBPyConnection, sql: Any, shown_days: Sequence[int], types: list[str]) -> pd.DataFrame:
    """Counts, their sets and the estimate of each curve on each day, before rounding."""
    named = ", ".join(map(literal, types)) or "NULL"
    digest = sql.set_digest
    days = ", ".join(f"({day}, {last})" for last, day in pairwise((-1, *shown_days)))
    since = "days_observed > last_day AND days_observed <= day"
    return opened.execute(
        f"""
        WITH observed_by_type AS (
            SELECT participation_key, days_observed, has_event,
                CASE WHEN group_type IN ({named}) THEN group_type ELSE '{OTHERS}' END AS group_type
            FROM closed.core.fct_help_follow_up JOIN closed.core.dim_group USING (group_key)
        ),
        observed AS (
            FROM observed_by_type UNION ALL SELECT * REPLACE ('all' AS group_type) FROM observed_by_type
        ),
        curve AS ({sql.kaplan_meier("observed", "group_type")}),
        days (day, last_day) AS (VALUES {days}),
        counted AS (
            SELECT group_type, day,
                count(*) FILTER (days_observed >= day) AS n_at_risk,
                count(*) FILTER (has_event AND {since}) AS n_events,
                count(*) FILTER (NOT has_event AND {since}) AS n_censored,
                {digest("participation_key", "days_observed >= day")} AS n_at_risk_digest,
                {digest("participation_key", f"has_event AND {since}")} AS n_events_digest,
                {digest("participation_key", f"NOT has_event AND {since}")} AS n_censored_digest
            FROM observed CROSS JOIN days GROUP BY group_type, day
        )
        SELECT counted.*, arg_max(curve.share_without_event, curve.day) AS share_without_help
        FROM counted JOIN curve ON counted.group_type = curve.group_type AND curve.day <= counted.day
        GROUP BY ALL ORDER BY group_type, day
        """
    ).df()


def _rounded_share(row: object, followed: tuple[int, str], rounding: Rounding) -> float | None:
    """A multiple of the base in the rounded number followed, next to the exact estimate. One draw a curve, by who is
    followed: with a draw for each day a curve could rise.
    """
    n_followed, digest = followed
    if not n_followed:
        return None
    exact = Fraction(row.share_without_help) * n_followed / rounding.base  # type: ignore[attr-defined]
    return rounding.base * rounding.steps(exact, f"share|{digest}", rounding.name_of(digest)) / n_followed
