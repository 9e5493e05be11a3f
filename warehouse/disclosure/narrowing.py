"""Marts made anew within their period, because thresholds were raised: they show a part of what stands, nothing else.

So two releases of one period tell no more than the first, whatever was corrected since. What the new thresholds hide
is decided elsewhere, on today's counts of that period.
"""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from warehouse.disclosure.assumptions import ASSUMPTIONS
from warehouse.disclosure.assumptions import FIGURES as OF_ASSUMPTIONS
from warehouse.disclosure.curve import CURVE
from warehouse.disclosure.opinion import CODERS, COMPARISON, LABELS, NETWORK, RESPONSE_RATE, STATEMENTS, THEMES
from warehouse.disclosure.registration import GROUP_PROFILE, OUTFLOW, WAITING_TIME

KEYS = {
    STATEMENTS: ["target_group", "statement_key", "slice", "slice_value"],
    THEMES: ["kind", "theme_key", "target_group", "slice", "slice_value"],
    RESPONSE_RATE: ["target_group", "slice", "slice_value"],
    COMPARISON: ["target_group", "statement_key", "characteristic", "value"],
    NETWORK: ["target_group", "moment_key"],
    CODERS: ["theme_key", "kind"],
    GROUP_PROFILE: ["slice", "slice_value"],
    WAITING_TIME: ["slice", "slice_value"],
    OUTFLOW: ["outcome", "outcome_key", "slice", "slice_value"],
    CURVE: ["group_type", "day"],
    ASSUMPTIONS: ["assumption_key", "target_group"],
}
TEXTS = {OUTFLOW: ["label"]}
BOOKKEEPING = ["is_suppressed", "note", "data_until"]
# Sums of doubles may be added up in another order.
PRECISION = 1e-9
Row = dict[Hashable, Any]


def narrowed(mart: str, stood: pd.DataFrame, anew: pd.DataFrame) -> pd.DataFrame:
    """The rows that stood, without what is hidden anew; and without figures where both show a figure differently.

    Rows that are only there now tell nothing but that they are: without them, hidden ones would follow from sums.
    """
    if mart == CURVE:
        stood, anew = _unchanged_curves(stood, anew)
    figures = _figures(mart, stood)
    now = {_key(mart, row): row for row in anew.to_dict("records")}
    rows = [_narrowed_row(row, now.pop(_key(mart, row), {}), figures) for row in stood.to_dict("records")]
    rows += [row | dict.fromkeys(figures) | {"is_suppressed": True} for row in now.values()]
    return pd.DataFrame(rows, columns=stood.columns, dtype=object)


def without_figures(mart: str, stood: pd.DataFrame) -> pd.DataFrame:
    return narrowed(mart, stood, stood.iloc[:0])


def _figures(mart: str, frame: pd.DataFrame) -> list[str]:
    if mart == ASSUMPTIONS:
        return OF_ASSUMPTIONS
    labels = [*KEYS[mart], *LABELS.get(mart, []), *TEXTS.get(mart, []), *BOOKKEEPING]
    return [name for name in frame.columns if name not in labels]


def _key(mart: str, row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in KEYS[mart])


def _narrowed_row(stood: Row, anew: Row, figures: list[str]) -> Row:
    before = [name for name in figures if pd.notna(stood[name])]
    kept = {name for name in before if pd.notna(anew.get(name))}
    if any(not _is_same(stood[name], anew[name]) for name in kept):
        kept = set()
    gone = dict.fromkeys(name for name in before if name not in kept)
    return stood | gone | {"is_suppressed": stood["is_suppressed"] or bool(gone)}


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, str):
        return one == other
    return abs(one - other) <= PRECISION * max(1, abs(one))


def _unchanged_curves(stood: pd.DataFrame, anew: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of both, each group type's rows if they are the same, else day 0: counts of a row are sums since the one before,
    so of a curve with other days none can be told apart.
    """
    figures = _figures(CURVE, stood)
    same = {
        group_type
        for group_type, rows in stood.groupby("group_type")
        if _content(rows, figures) == _content(anew[anew["group_type"] == group_type], figures)
    }
    return tuple(rows[rows["group_type"].isin(same) | (rows["day"] == 0)] for rows in (stood, anew))


def _content(rows: pd.DataFrame, figures: list[str]) -> list[list[float | None]]:
    sorted_rows = rows.sort_values("day")[["day", *figures]].astype(float)
    return sorted_rows.astype(object).where(sorted_rows.notna(), None).to_numpy().tolist()
