"""The opinion marts for dashboards: exact figures of enough respondents, from the rows that are renewed and that stand.

Small parts were pooled by dbt (model pooled_parts); which rows are renewed is `release_calendar`'s.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from warehouse.disclosure.marts import Disclosure, Marts, OpinionMart, QuotesMart, Shown
from warehouse.disclosure.notes import EXACT, HIDDEN, POOLED, only_where, with_bookkeeping
from warehouse.disclosure.pooling import HALF_YEAR, OTHERS, SPAN
from warehouse.disclosure.release_calendar import ALL, AT_THE_END, PAIRS, RESPONDENTS, Place, Renewal
from warehouse.disclosure.thresholds import Thresholds

MOMENT = "moment"
# The mart that tells how many named a theme, of which a quote is.
THEMES = "theme_mentions"


def released_opinions(
    disclosure: Disclosure, closed: Marts, last: Marts, renewed: Renewal, until: date, thresholds: Thresholds
) -> Marts:
    """The opinion marts: of the closed month what is renewed, of the last release the rest (none where it has none).

    What would stand of a month that is not over, since a night had a later date, is hidden or left out.
    """
    opinions, quotes = disclosure.opinions, disclosure.quotes
    fresh = {mart.name: _fresh(mart, closed[mart.name].assign(data_until=until), renewed, thresholds)
             for mart in opinions}  # fmt: skip
    pooled = {
        (row.target_group, row.slice)
        for mart in opinions if mart.has_slices and mart.counted == RESPONDENTS
        for row in fresh[mart.name].itertuples() if row.slice_value == OTHERS
    }  # fmt: skip
    released = {}
    for mart in opinions:
        now, stood = fresh[mart.name], last.get(mart.name)
        how = [_shown_as(mart, row, pooled, thresholds) for row in now.itertuples()]
        anew = with_bookkeeping(mart, now, how, thresholds)
        is_kept = not mart.is_of_target_groups and not _is_number_renewable(mart, now, stood, thresholds)
        of_mart = replace(renewed, target_groups=frozenset()) if is_kept else renewed
        stood = anew.iloc[:0] if stood is None else _still_shown(mart, stood, thresholds)
        merged = _merged(anew, stood, partial(_is_renewed, mart, of_mart))
        rows = _hidden_where_not_over(mart, merged, until, thresholds)
        released[mart.name] = _hidden_with_a_target_group(mart, rows, until, thresholds) if mart.has_slices else rows
    shown = _quotes(quotes, closed[quotes.name].assign(data_until=until), last.get(quotes.name), renewed, thresholds)
    released[quotes.name] = of_named_themes(shown[~_is_not_over(shown, until)], released[THEMES], thresholds)
    return released


def _fresh(mart: OpinionMart, frame: pd.DataFrame, renewed: Renewal, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of the closed month with enough of all that their mart wants enough of."""
    counts = frame[[*mart.also_enough_of]].apply(pd.to_numeric)
    frame = frame[(counts >= thresholds.minimum_group).all(axis=1)]
    if not mart.pairs:
        return frame
    # Pairs of which a few are others than were shown are not told.
    are_renewed = [Place(PAIRS, row.target_group, row.moment_key) in renewed.places for row in frame.itertuples()]
    return only_where(are_renewed, enough_pairs(mart, frame, thresholds), mart.pairs)


def without_slices(disclosure: Disclosure, marts: Marts) -> Marts:
    """Marts less their parts of slices."""
    return {name: frame[~_is_of_slices(disclosure.marts[name], frame)] for name, frame in marts.items()}


def place_of(mart: OpinionMart, row: Any) -> Place | None:
    """Whose records a row counts of a whole or a moment; None for a part of a slice."""
    if mart.has_slices and row.slice in (ALL, MOMENT):
        return Place(mart.counted, row.target_group, AT_THE_END if row.slice == ALL else row.slice_value)
    return Place(mart.counted, row.target_group, row.moment_key) if mart.has_moments else None


def shown_counts(opinions: Iterable[OpinionMart], marts: Marts) -> Iterator[tuple[Place, int]]:
    """Of each row that is shown of a whole or a moment, and of pairs, the place and the number."""
    for mart in (mart for mart in opinions if mart.name in marts):
        for row in marts[mart.name].itertuples():
            place, n = place_of(mart, row), getattr(row, mart.enough_of)
            if place and pd.notna(n):
                yield place, int(n)
            if mart.pairs and pd.notna(n_pairs := getattr(row, mart.pairs[0])):
                yield Place(PAIRS, row.target_group, row.moment_key), int(n_pairs)


def _is_renewed(mart: OpinionMart, renewed: Renewal, row: Any) -> bool:
    if not mart.is_of_target_groups:
        return ALL in renewed.target_groups
    place = place_of(mart, row)
    return row.target_group in renewed.slices if place is None else place in renewed.places


def _shown_as(mart: OpinionMart, row: Any, pooled: set[tuple[str, str]], thresholds: Thresholds) -> str:
    if getattr(row, mart.enough_of) < thresholds.minimum_group:
        return HIDDEN
    if mart.is_comparison:
        return POOLED if (row.target_group, row.characteristic) in pooled else EXACT
    is_pooled = mart.has_slices and (
        row.slice_value == OTHERS or (row.slice == HALF_YEAR and SPAN in row.slice_value)
    )  # fmt: skip
    return POOLED if is_pooled else EXACT


def enough_pairs(mart: OpinionMart, frame: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of a mart with enough pairs, or without. Answers less those of pairs are of who is in none: so enough
    answered without being in a pair, too, or all of both moments are in one.
    """
    at_the_end = frame[frame["moment_key"] == AT_THE_END].set_index("target_group")["n_answered"]
    n_pairs, n_answered = (pd.to_numeric(frame[name]) for name in (mart.pairs[0], "n_answered"))
    are_all_paired = n_pairs == pd.to_numeric(frame["target_group"].map(at_the_end))
    return _with_pairs(mart, frame, (n_answered > n_pairs) | are_all_paired, thresholds)


def _with_pairs(
    mart: OpinionMart, frame: pd.DataFrame, are_told: "pd.Series[bool] | bool", thresholds: Thresholds
) -> pd.DataFrame:
    n_pairs, n_answered = (pd.to_numeric(frame[name]) for name in (mart.pairs[0], "n_answered"))
    is_enough_unpaired = (n_answered == n_pairs) | (n_answered - n_pairs >= thresholds.minimum_group)
    return only_where(are_told & (n_pairs >= thresholds.minimum_group) & is_enough_unpaired, frame, mart.pairs)


def _still_shown(mart: OpinionMart, stood: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of the last release by today's thresholds."""
    if mart.pairs:
        stood = _with_pairs(mart, stood, True, thresholds)
    is_hidden = ~(pd.to_numeric(stood[mart.enough_of]) >= thresholds.minimum_group)
    how = stood["shown_as"] if "shown_as" in stood else pd.Series(EXACT, stood.index)
    return with_bookkeeping(mart, stood, how.astype(object).mask(is_hidden, HIDDEN), thresholds)


def _merged(anew: pd.DataFrame, stood: pd.DataFrame, is_renewed: Callable[[Any], bool]) -> pd.DataFrame:
    parts = [
        frame.loc[[is_renewed(row) is wanted for row in frame.itertuples()]].astype(object)
        for frame, wanted in ((anew, True), (stood, False))
    ]
    return pd.concat(parts, ignore_index=True).reindex(columns=anew.columns)


def _hidden_where_not_over(mart: OpinionMart, rows: pd.DataFrame, until: date, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of a later month than `until` hidden, as of `until`; parts of slices are left out, as a slice is whole."""
    is_later = _is_not_over(rows, until)
    rows = rows[~(is_later & _is_of_slices(mart, rows))]
    is_later = is_later[rows.index]
    rows = rows.assign(data_until=rows["data_until"].mask(is_later, until))
    return with_bookkeeping(mart, rows, rows["shown_as"].mask(is_later, HIDDEN), thresholds)


def _is_of_slices(mart: Shown, rows: pd.DataFrame) -> "pd.Series[bool]":
    return ~rows["slice"].isin([ALL, MOMENT]) if mart.has_slices else pd.Series(mart.is_comparison, rows.index)


def _is_not_over(rows: pd.DataFrame, until: date) -> "pd.Series[bool]":
    return pd.to_datetime(rows["data_until"]) > pd.Timestamp(until)


def _hidden_with_a_target_group(
    mart: OpinionMart, rows: pd.DataFrame, until: date, thresholds: Thresholds
) -> pd.DataFrame:
    """Of all target groups together a whole or a moment is hidden where one of them is: it would follow."""
    hidden = rows[(rows["shown_as"] == HIDDEN) & (rows["target_group"] != ALL)]
    places = set(zip(hidden["slice"], hidden["slice_value"], strict=True))
    is_new = pd.to_datetime(rows["data_until"]) == pd.Timestamp(until)
    how = [
        HIDDEN if row.target_group == ALL and is_new[row.Index] and (row.slice, row.slice_value) in places
        else row.shown_as
        for row in rows.itertuples()
    ]  # fmt: skip
    return with_bookkeeping(mart, rows, how, thresholds)


def _is_number_renewable(
    mart: OpinionMart, anew: pd.DataFrame, stood: pd.DataFrame | None, thresholds: Thresholds
) -> bool:
    """Whether the number that a mart of no target group counts changed by nobody or enough."""
    if stood is None:
        return True
    before, now = (set(pd.to_numeric(frame[mart.enough_of]).dropna()) for frame in (stood, anew))
    return all(thresholds.is_nobody_or_enough(int(one - other)) for one in now for other in before)


def _quotes(
    mart: QuotesMart, anew: pd.DataFrame, stood: pd.DataFrame | None, renewed: Renewal, thresholds: Thresholds
) -> pd.DataFrame:
    frames = [anew[anew["target_group"].isin(renewed.target_groups)]]
    if stood is not None:
        frames.append(stood[~stood["target_group"].isin(renewed.target_groups)])
    quotes = pd.concat([frame[[*mart.keys, "data_until"]].astype(object) for frame in frames])
    return with_bookkeeping(mart, quotes, [EXACT] * len(quotes), thresholds)


def of_named_themes(quotes: pd.DataFrame, themes: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The quotes of a theme that enough respondents of their target group are shown to have named."""
    is_enough = pd.to_numeric(themes["n_mentions"]) >= thresholds.minimum_group
    named = themes.loc[(themes["slice"] == ALL) & is_enough, ["theme_key", "target_group"]]
    return quotes.merge(named, on=["theme_key", "target_group"])
