"""The mart `assumptions` for dashboards: its rows follow what is shown of the marts that they are computed from."""

import pandas as pd

from warehouse.disclosure.curve import DECIMALS, SHARES
from warehouse.disclosure.opinion import respondents_unit, same_rows
from warehouse.disclosure.slices import ALL
from warehouse.disclosure.system import Unit

ASSUMPTIONS = "assumptions"
FIGURES = ["value", "low", "high", "n", "n_unknown", "verdict", "verdict_text"]
HELP, NETWORK = "help", "network"
# The verdict that an interval around half gives; see the dbt model of the same name.
HALF = 50
MINIMUM_FOR_A_VERDICT = 10


def shown_answers(rows: pd.DataFrame, hidden: set[Unit]) -> pd.DataFrame:
    """Rows on statements: hidden where the respondents of that audience and moment are."""
    is_hidden = [
        respondents_unit(row.target_group, *same_rows("moment", row.moment_key)) in hidden for row in rows.itertuples()
    ]
    return _blank(rows, pd.Series(is_hidden, rows.index, dtype=bool), FIGURES)


def shown_networks(rows: pd.DataFrame, profile: pd.DataFrame) -> pd.DataFrame:
    """Rows on groups: hidden where the released profile of all groups hides it."""
    whole = profile.loc[profile["slice"] == ALL, "n_ended_known"]
    return _blank(rows, pd.Series(not whole.notna().any(), rows.index, dtype=bool), FIGURES)


def shown_help(rows: pd.DataFrame, curve: pd.DataFrame, outflow: pd.DataFrame) -> pd.DataFrame:
    """Rows on individual help, as the released curve shows it on its last shown day that is not after the horizon.

    How many could not be followed is what outflow shows more than the curve. A row is hidden where that is not shown,
    or where its verdict is not that of the shown interval.
    """
    whole = curve[(curve["group_type"] == ALL) & curve["n_at_risk"].notna()].sort_values("day")
    ended = outflow.loc[outflow["slice"] == ALL, "n_ended_total"]
    released = rows.astype(object).assign(is_suppressed=False)
    for index, row in rows.iterrows():
        days = whole[whole["day"] <= row["days"]]
        shown = dict.fromkeys(FIGURES) | {"is_suppressed": True}
        if len(days) and ended.notna().any():
            value, low, high = (round(100 * share, DECIMALS - 2) for share in days.iloc[-1][SHARES])
            n_unknown = ended.max() - row["n"]
            if pd.isna(row["value"]):
                shown = {"n_unknown": n_unknown}
            elif _verdict(row["n"], low, high) == row["verdict"]:
                shown = {"n_unknown": n_unknown, "value": value, "low": low, "high": high}
        for name, figure in shown.items():
            released.loc[index, name] = figure
    return released


def _verdict(n: int, low: float, high: float) -> str:
    if n < MINIMUM_FOR_A_VERDICT:
        return "te_weinig"
    return "zelfde_richting" if low > HALF else "tegen" if high < HALF else "onbeslist"


def _blank(rows: pd.DataFrame, is_hidden: pd.Series, columns: list[str]) -> pd.DataFrame:
    blanked = {name: rows[name].astype(object).where(~is_hidden, None) for name in columns}
    return rows.assign(**blanked, is_suppressed=is_hidden)
