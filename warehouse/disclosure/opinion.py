"""The opinion marts for dashboards: exact figures of enough respondents, from the rows that are renewed and that stand.

Small parts were pooled by dbt (model pooled_parts); which rows are renewed is `release_calendar`'s.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from warehouse.disclosure.marts import (
    CODERS,
    COMPARISON,
    NETWORK,
    OPINION_MARTS,
    QUOTES,
    RESPONSE_RATE,
    SHAPES,
    STATEMENTS,
    THEMES,
    Marts,
)
from warehouse.disclosure.notes import EXACT, HIDDEN, POOLED, with_bookkeeping
from warehouse.disclosure.pooling import HALF_YEAR, OTHERS, SPAN
from warehouse.disclosure.release_calendar import ALL, AT_THE_END, CONTACTS, INVITED, PAIRS, RESPONDENTS, Place, Renewal
from warehouse.disclosure.thresholds import Thresholds

# The count that must be enough, or be none, for a row to be shown.
COUNTED = {RESPONSE_RATE: "n_invited", CODERS: "n_units"}
OF_PAIRS = ["n_pairs", "n_gained", "n_lost"]
WITH_PLACES = (STATEMENTS, THEMES, RESPONSE_RATE, NETWORK)
MOMENT = "moment"


def released_opinions(closed: Marts, last: Marts, renewed: Renewal, until: date, thresholds: Thresholds) -> Marts:
    """The opinion marts: of the closed month what is renewed, of the last release the rest (none where it has none).

    What would stand of a month that is not over, since a night had a later date, is hidden or left out.
    """
    fresh = {mart: closed[mart].assign(data_until=until) for mart in OPINION_MARTS}
    fresh[COMPARISON] = _enough_on_both_sides(fresh[COMPARISON], thresholds)
    fresh[NETWORK] = _renewed_pairs(enough_pairs(fresh[NETWORK], thresholds), renewed)
    pooled = {(row.target_group, row.slice) for row in fresh[STATEMENTS].itertuples() if row.slice_value == OTHERS}
    released = {}
    for mart in OPINION_MARTS[:-1]:
        how = [_shown_as(mart, row, pooled, thresholds) for row in fresh[mart].itertuples()]
        anew = with_bookkeeping(mart, fresh[mart], how, thresholds)
        stood = _still_shown(mart, last[mart], thresholds) if mart in last else anew.iloc[:0]
        is_kept = mart == CODERS and not _are_units_renewable(fresh[CODERS], last.get(CODERS), thresholds)
        of_mart = replace(renewed, target_groups=frozenset()) if is_kept else renewed
        merged = _merged(anew, stood, partial(_is_renewed, mart, of_mart))
        released[mart] = _hidden_where_not_over(mart, merged, until, thresholds)
    released[THEMES] = _hidden_with_a_target_group(released[THEMES], until, thresholds)
    quotes = _quotes(fresh[QUOTES], last.get(QUOTES), renewed, thresholds)
    released[QUOTES] = of_named_themes(quotes[~_is_not_over(quotes, until)], released[THEMES], thresholds)
    return released


def without_slices(marts: Marts) -> Marts:
    """Marts less their parts of slices."""
    return {mart: frame[~_is_of_slices(mart, frame)] for mart, frame in marts.items()}


def place_of(mart: str, row: Any) -> Place | None:
    """Whose records a row counts of a whole or a moment; None for a part of a slice."""
    if mart == NETWORK:
        return Place(CONTACTS, row.target_group, row.moment_key)
    if mart == COMPARISON or row.slice not in (ALL, MOMENT):
        return None
    counted = INVITED if mart == RESPONSE_RATE else RESPONDENTS
    return Place(counted, row.target_group, AT_THE_END if row.slice == ALL else row.slice_value)


def shown_counts(marts: Marts) -> Iterator[tuple[Place, int]]:
    """Of each row that is shown of a whole or a moment, and of pairs, the place and the number."""
    for mart in (mart for mart in WITH_PLACES if mart in marts):
        for row in marts[mart].itertuples():
            place, n = place_of(mart, row), getattr(row, count_of(mart))
            if place and pd.notna(n):
                yield place, int(n)
            if mart == NETWORK and pd.notna(row.n_pairs):
                yield Place(PAIRS, row.target_group, row.moment_key), int(row.n_pairs)


def count_of(mart: str) -> str:
    return COUNTED.get(mart, "n_respondents")


def _is_renewed(mart: str, renewed: Renewal, row: Any) -> bool:
    if mart == CODERS:
        return ALL in renewed.target_groups
    place = place_of(mart, row)
    return row.target_group in renewed.slices if place is None else place in renewed.places


def _shown_as(mart: str, row: Any, pooled: set[tuple[str, str]], thresholds: Thresholds) -> str:
    if getattr(row, count_of(mart)) < thresholds.minimum_group:
        return HIDDEN
    if mart == COMPARISON:
        return POOLED if (row.target_group, row.characteristic) in pooled else EXACT
    is_pooled = mart in (STATEMENTS, THEMES, RESPONSE_RATE) and (
        row.slice_value == OTHERS or (row.slice == HALF_YEAR and SPAN in row.slice_value)
    )
    return POOLED if is_pooled else EXACT


def _enough_on_both_sides(frame: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    sides = frame[["n_answered", "n_answered_others"]].apply(pd.to_numeric)
    return frame[(sides >= thresholds.minimum_group).all(axis=1)]


def enough_pairs(frame: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of network_over_time with enough pairs, or without. Answers less those of pairs are of who is in none: so
    enough answered without being in a pair, too, or all of both moments are in one.
    """
    at_the_end = frame[frame["moment_key"] == AT_THE_END].set_index("target_group")["n_answered"]
    are_all_paired = pd.to_numeric(frame["n_pairs"]) == pd.to_numeric(frame["target_group"].map(at_the_end))
    n_unpaired = pd.to_numeric(frame["n_answered"]) - pd.to_numeric(frame["n_pairs"])
    return _with_pairs(frame, (n_unpaired > 0) | are_all_paired, thresholds)


def _renewed_pairs(frame: pd.DataFrame, renewed: Renewal) -> pd.DataFrame:
    """Rows of network_over_time without pairs of which a few are others than were shown."""
    places = [Place(PAIRS, row.target_group, row.moment_key) for row in frame.itertuples()]
    are_renewed = pd.Series([place in renewed.places for place in places], frame.index, dtype=bool)
    return frame.assign(**{name: frame[name].astype(object).where(are_renewed, None) for name in OF_PAIRS})


def _with_pairs(frame: pd.DataFrame, are_told: "pd.Series[bool] | bool", thresholds: Thresholds) -> pd.DataFrame:
    n_pairs, n_answered = (pd.to_numeric(frame[name]) for name in ("n_pairs", "n_answered"))
    is_enough_unpaired = (n_answered == n_pairs) | (n_answered - n_pairs >= thresholds.minimum_group)
    are_told = are_told & (n_pairs >= thresholds.minimum_group) & is_enough_unpaired
    return frame.assign(**{name: frame[name].astype(object).where(are_told, None) for name in OF_PAIRS})


def _still_shown(mart: str, stood: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of the last release by today's thresholds."""
    if mart == NETWORK:
        stood = _with_pairs(stood, True, thresholds)
    is_hidden = ~(pd.to_numeric(stood[count_of(mart)]) >= thresholds.minimum_group)
    how = stood["shown_as"] if "shown_as" in stood else pd.Series(EXACT, stood.index)
    return with_bookkeeping(mart, stood, how.astype(object).mask(is_hidden, HIDDEN), thresholds)


def _merged(anew: pd.DataFrame, stood: pd.DataFrame, is_renewed: Callable[[Any], bool]) -> pd.DataFrame:
    parts = []
    for frame, wanted in ((anew, True), (stood, False)):
        is_chosen = [is_renewed(row) is wanted for row in frame.itertuples()]
        parts.append(frame[pd.Series(is_chosen, frame.index, dtype=bool)].astype(object))
    return pd.concat(parts, ignore_index=True).reindex(columns=anew.columns)


def _hidden_where_not_over(mart: str, rows: pd.DataFrame, until: date, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of a later month than `until` hidden, as of `until`; parts of slices are left out, as a slice is whole."""
    is_later = _is_not_over(rows, until)
    rows = rows[~(is_later & _is_of_slices(mart, rows))]
    is_later = is_later[rows.index]
    rows = rows.assign(data_until=rows["data_until"].mask(is_later, until))
    return with_bookkeeping(mart, rows, rows["shown_as"].mask(is_later, HIDDEN), thresholds)


def _is_of_slices(mart: str, rows: pd.DataFrame) -> "pd.Series[bool]":
    return ~rows["slice"].isin([ALL, MOMENT]) if "slice" in rows else pd.Series(mart == COMPARISON, rows.index)


def _is_not_over(rows: pd.DataFrame, until: date) -> "pd.Series[bool]":
    return pd.to_datetime(rows["data_until"]) > pd.Timestamp(until)


def _hidden_with_a_target_group(themes: pd.DataFrame, until: date, thresholds: Thresholds) -> pd.DataFrame:
    """Of all target groups together a whole or a moment is hidden where one of them is: it would follow."""
    hidden = themes[(themes["shown_as"] == HIDDEN) & (themes["target_group"] != ALL)]
    places = set(zip(hidden["slice"], hidden["slice_value"], strict=True))
    is_new = pd.to_datetime(themes["data_until"]) == pd.Timestamp(until)
    how = [
        HIDDEN if row.target_group == ALL and is_new[row.Index] and (row.slice, row.slice_value) in places
        else row.shown_as
        for row in themes.itertuples()
    ]  # fmt: skip
    return with_bookkeeping(THEMES, themes, how, thresholds)


def _are_units_renewable(anew: pd.DataFrame, stood: pd.DataFrame | None, thresholds: Thresholds) -> bool:
    """Whether the number of answers with two coders changed by nobody or enough."""
    if stood is None:
        return True
    before, now = (set(pd.to_numeric(frame["n_units"]).dropna()) for frame in (stood, anew))
    return all(thresholds.is_nobody_or_enough(int(one - other)) for one in now for other in before)


def _quotes(
    anew: pd.DataFrame, stood: pd.DataFrame | None, renewed: Renewal, thresholds: Thresholds
) -> pd.DataFrame:  # fmt: skip
    frames = [anew[anew["target_group"].isin(renewed.target_groups)]]
    if stood is not None:
        frames.append(stood[~stood["target_group"].isin(renewed.target_groups)])
    quotes = pd.concat([frame[[*SHAPES[QUOTES].keys, "data_until"]].astype(object) for frame in frames])
    return with_bookkeeping(QUOTES, quotes, [EXACT] * len(quotes), thresholds)


def of_named_themes(quotes: pd.DataFrame, themes: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The quotes of a theme that enough respondents of their target group are shown to have named."""
    is_enough = pd.to_numeric(themes["n_mentions"]) >= thresholds.minimum_group
    named = themes.loc[(themes["slice"] == ALL) & is_enough, ["theme_key", "target_group"]]
    return quotes.merge(named, on=["theme_key", "target_group"])
