"""The mart `assumptions` for dashboards: each row repeats what the row that it is computed from shows.

Which way that points is said by the project's macros; what the source rows show is decided elsewhere.
"""

from datetime import date

import duckdb
import pandas as pd

from warehouse.disclosure.marts import Disclosure
from warehouse.disclosure.notes import EXACT, HIDDEN, with_bookkeeping
from warehouse.disclosure.statistics import macros
from warehouse.disclosure.thresholds import Thresholds


def released_assumptions(
    opened: duckdb.DuckDBPyConnection, disclosure: Disclosure, until: date, thresholds: Thresholds
) -> pd.DataFrame:
    """The mart, from the other marts of the attached `dashboard`, and the labels of the attached build `closed`."""
    rows = opened.execute(_query(disclosure)).df()
    # What nobody answered has no source row: it is nothing that was hidden. A source row of registrations may have been
    # left out as it rounds to nobody: the query hides what it would have told.
    how = rows["shown_as"].fillna(EXACT)
    frame = rows.assign(data_until=rows["data_until"].fillna(pd.Timestamp(until))).drop(columns="shown_as")
    return with_bookkeeping(disclosure.assumptions, frame, list(how), thresholds)


def _query(disclosure: Disclosure) -> str:
    sql, days = macros(disclosure.limits), list(disclosure.curve.days)
    return f"""
WITH indicators AS (
    SELECT mart.* EXCLUDE (value, low, high, n, n_unknown, verdict, verdict_text),
        mart.n_unknown AS n_unknown_groups, mart.n = 0 AND mart.n_unknown = 0 AS is_of_nobody,
        measure, statement_key, moment_key, days
    FROM closed.marts.assumptions AS mart JOIN closed.core.dim_assumption USING (assumption_key)
),
of_answers AS (
    SELECT assumption_key, indicators.target_group, n_answered AS n, n_respondents - n_answered AS n_unknown,
        pct_agree_answered / 100 AS share, agree_low / 100 AS low, agree_high / 100 AS high, shown_as, data_until
    FROM indicators JOIN dashboard.marts.statement_agreement AS source
        ON indicators.target_group = source.target_group AND indicators.statement_key = source.statement_key
        AND slice = 'moment' AND slice_value = moment_key
    WHERE measure <> 'contact'
),
of_contact AS (
    SELECT assumption_key, indicators.target_group, n_answered AS n, n_respondents - n_answered AS n_unknown,
        pct_contact_answered / 100 AS share, contact_low / 100 AS low, contact_high / 100 AS high, shown_as, data_until
    FROM indicators JOIN dashboard.marts.network_over_time AS source
        ON measure = 'contact' AND indicators.target_group = source.target_group
        AND indicators.moment_key = source.moment_key
),
whole AS (FROM dashboard.marts.help_follow_up_curve WHERE group_type = 'all'),
followed AS (
    SELECT n_at_risk AS n, greatest(n_ended_total - n_at_risk, 0) AS n_unknown, whole.shown_as, whole.data_until
    FROM whole LEFT JOIN (
        SELECT max(n_ended_total) AS n_ended_total FROM dashboard.marts.outflow WHERE slice = 'all'
    ) ON true
    WHERE day = 0
),
horizons AS (SELECT assumption_key, max(day) AS day FROM indicators, (SELECT unnest({days}) AS day)
    WHERE measure = 'help' AND day <= days GROUP BY assumption_key),
of_help AS (
    SELECT indicators.assumption_key, target_group, followed.n, followed.n_unknown, share_without_help AS share, low,
        high, coalesce(followed.shown_as, CASE WHEN is_of_nobody THEN '{EXACT}' ELSE '{HIDDEN}' END) AS shown_as,
        followed.data_until
    FROM indicators JOIN horizons USING (assumption_key) LEFT JOIN followed ON true
    LEFT JOIN whole ON whole.day = horizons.day
),
profile AS (FROM dashboard.marts.group_profile WHERE slice = 'all'),
of_networks AS (
    SELECT assumption_key, target_group, n_ended_known AS n, n_unknown_groups AS n_unknown,
        pct_continues_as_network / 100 AS share,
        {sql.wilson_low("n_continuing", "n_ended_known")} AS low,
        {sql.wilson_high("n_continuing", "n_ended_known")} AS high,
        CASE
            WHEN profile.shown_as = '{HIDDEN}' OR (profile.shown_as IS NULL AND there_are_groups) THEN '{HIDDEN}'
            ELSE '{EXACT}'
        END AS shown_as,
        data_until
    FROM indicators LEFT JOIN profile ON true
    CROSS JOIN (SELECT count(*) > 0 AS there_are_groups FROM closed.marts.group_profile WHERE slice = 'all')
    WHERE measure = 'network'
),
measured AS (FROM of_answers UNION ALL FROM of_contact UNION ALL FROM of_help UNION ALL FROM of_networks),
judged AS (
    SELECT indicators.*, 100 * share AS value, 100 * measured.low AS low, 100 * measured.high AS high,
        coalesce(measured.n, 0) AS n, coalesce(measured.n_unknown, 0) AS n_unknown,
        {sql.verdict("measured.n", "share", "measured.low", "measured.high")} AS verdict,
        shown_as, data_until
    FROM indicators LEFT JOIN measured USING (assumption_key, target_group)
)
SELECT * EXCLUDE (n_unknown_groups, is_of_nobody, measure, statement_key, moment_key, days),
    {sql.verdict_text("verdict", "measure", "n")} AS verdict_text
FROM judged
"""
