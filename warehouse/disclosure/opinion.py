"""The opinion marts as a system of counts of respondents and invited persons, and their rows without the hidden ones.

A row of one audience and slice value is shown or hidden in all these marts alike. What to hide is `protection`'s.
"""

from collections.abc import Callable, Iterable

import pandas as pd

from warehouse.disclosure.slices import ALL, partitions
from warehouse.disclosure.system import System, Unit
from warehouse.disclosure.thresholds import Thresholds

STATEMENTS, THEMES, RESPONSE_RATE = "statement_agreement", "theme_mentions", "response_rate"
COMPARISON, NETWORK, CODERS, QUOTES = "group_comparison", "network_over_time", "coder_agreement", "quotes"
OPINION_MARTS = (STATEMENTS, THEMES, RESPONSE_RATE, COMPARISON, NETWORK, CODERS, QUOTES)
AT_THE_END = ("moment", "einde")
LABELS = {
    STATEMENTS: ["target_group", "statement_key", "statement_order", "wording", "outcome_area", "slice", "slice_value"],
    THEMES: ["kind", "theme_key", "label", "target_group", "slice", "slice_value"],
    RESPONSE_RATE: ["target_group", "slice", "slice_value"],
    COMPARISON: ["target_group", "statement_key", "statement_order", "characteristic", "value"],
    NETWORK: ["target_group", "moment_key", "moment_order"],
    CODERS: ["theme_key", "label", "kind"],
}
COMPARED = ["difference_pp", "difference_low", "difference_high", "fisher_p", "n_answered_others", "n_agree_others"]
PAIRS = ["n_pairs", "n_gained", "n_lost"]
UNKNOWN = "onbekend"
At = tuple[str, str]
Marts = dict[str, pd.DataFrame]


def same_rows(slice_: str, value: str) -> At:
    """Where the same respondents are counted: the slice value `einde` of moments is the whole of all other slices."""
    return (ALL, ALL) if (slice_, value) == AT_THE_END else (slice_, value)


def respondents_unit(audience: str, slice_: str, value: str) -> Unit:
    return ("respondents", audience, *same_rows(slice_, value))


def invited_unit(audience: str, slice_: str, value: str) -> Unit:
    return ("invited", audience, *same_rows(slice_, value))


def opinion_system(marts: Marts, thresholds: Thresholds, *, with_mentions: bool = True) -> System:
    """Respondents and invited persons of every row, with the sums over slices and audiences; and mentions of themes,
    which make it many times larger and seldom tell more.
    """
    system = System()
    themes = marts[THEMES]
    rows = themes[["target_group", "slice", "slice_value", "n_respondents"]].drop_duplicates()
    rows = pd.concat([rows, marts[STATEMENTS][rows.columns]]).drop_duplicates()
    _add_rows(system, rows, "n_respondents", respondents_unit, thresholds)
    for name in (STATEMENTS, THEMES, COMPARISON, NETWORK):
        _charge(system, marts[name], name)
    if with_mentions:
        _add_mentions(system, themes)
    invited = marts[RESPONSE_RATE]
    _add_rows(system, invited, "n_invited", invited_unit, thresholds)
    for row in invited.itertuples():
        system.charge(invited_unit(row.target_group, row.slice, row.slice_value), 5)
    return system


def _add_rows(
    system: System, frame: pd.DataFrame, column: str, unit_of: Callable[..., Unit], thresholds: Thresholds
) -> None:  # fmt: skip
    for row in frame.itertuples():
        unit, count = unit_of(row.target_group, row.slice, row.slice_value), int(getattr(row, column))
        system.add(unit, count, unit)
        if count < thresholds.minimum_group:
            system.forced.add(unit)
    _tie_rows(system, frame, unit_of)


def _charge(system: System, frame: pd.DataFrame, name: str) -> None:
    """Hiding a row loses each of its figures in each of the marts."""
    figures = [column for column in frame.columns if column not in LABELS[name]]
    for row, n_values in zip(frame.itertuples(), frame[figures].notna().sum(axis=1), strict=True):
        system.charge(respondents_unit(row.target_group, *_at(row, name)), int(n_values))


def _at(row: object, name: str) -> At:
    if name == COMPARISON:
        return row.characteristic, row.value  # type: ignore[attr-defined]
    if name == NETWORK:
        return "moment", row.moment_key  # type: ignore[attr-defined]
    return row.slice, row.slice_value  # type: ignore[attr-defined]


def _add_mentions(system: System, themes: pd.DataFrame) -> None:
    """Who mentions a theme is a respondent; where mentions add up over two ways, that narrows the respondents."""
    for theme, frame in themes.groupby("theme_key"):
        for row in frame.itertuples():
            unit = respondents_unit(row.target_group, row.slice, row.slice_value)
            system.add((theme, *unit), row.n_mentions, unit, protected=False)  # type: ignore[misc]
            if (rest := ("without", theme, *unit)) not in system:  # type: ignore[misc]
                system.at_most((theme, *unit), [unit], rest=rest, protected=False)  # type: ignore[misc]

        def count_of(audience: str, slice_: str, value: str, theme: str = str(theme)) -> Unit:
            return (theme, *respondents_unit(audience, slice_, value))  # type: ignore[misc]

        _tie_rows(system, frame, count_of)


def _tie_rows(system: System, frame: pd.DataFrame, count_of: Callable[..., Unit]) -> None:
    """The sums over the values of a slice, and over the audiences of each slice value."""
    for audience, part in frame.groupby("target_group"):
        for whole, values in partitions(part):
            if count_of(audience, *whole) in system:
                system.equal(count_of(audience, *whole), [count_of(audience, *value) for value in values])
    audiences = sorted(set(frame["target_group"]) - {ALL})
    for at in sorted({same_rows(row.slice, row.slice_value) for row in frame.itertuples()}):
        if count_of(ALL, *at) in system:
            parts = [count_of(audience, *at) for audience in audiences]
            system.equal(count_of(ALL, *at), [part for part in parts if part in system])


def shown_opinions(marts: Marts, hidden: set[Unit], thresholds: Thresholds) -> Marts:
    """The released rows: of a hidden one only the labels stay."""
    released: Marts = {}
    for name in (STATEMENTS, THEMES, COMPARISON, NETWORK):
        frame = marts[name]
        is_hidden = [respondents_unit(row.target_group, *_at(row, name)) in hidden for row in frame.itertuples()]
        released[name] = _without(frame, is_hidden, LABELS[name])
    frame = marts[RESPONSE_RATE]
    is_hidden = [invited_unit(row.target_group, row.slice, row.slice_value) in hidden for row in frame.itertuples()]
    released[RESPONSE_RATE] = _without(frame, is_hidden, LABELS[RESPONSE_RATE])
    released[COMPARISON] = _without_comparisons(released[COMPARISON], hidden)
    released[NETWORK] = _without_pairs(released[NETWORK], thresholds)
    coders = marts[CODERS]
    released[CODERS] = _without(coders, coders["n_units"] < thresholds.minimum_group, LABELS[CODERS])
    released[QUOTES] = enough_mentioned(marts[QUOTES], released[THEMES], thresholds).assign(is_suppressed=False)
    return released


def hidden_respondents(released: Marts) -> set[Unit]:
    """Whose answers to a statement, or at a moment, are not shown in some released row."""
    return {
        respondents_unit(row.target_group, *_at(row, name))
        for name in (STATEMENTS, NETWORK)
        for row in released[name].itertuples()
        if pd.isna(row.n_respondents)
    }


def _without(frame: pd.DataFrame, is_hidden: Iterable[bool], labels: list[str]) -> pd.DataFrame:
    mask = pd.Series(list(is_hidden), frame.index, dtype=bool)
    figures = {
        name: frame[name].astype(object).where(~mask, None) for name in frame.columns if name not in labels
    }  # fmt: skip
    return frame.assign(**figures, is_suppressed=mask)


def _without_comparisons(frame: pd.DataFrame, hidden: set[Unit]) -> pd.DataFrame:
    """Beside a hidden `onbekend`, what is compared with all other known values tells how many are unknown."""
    is_telling = pd.Series(
        [respondents_unit(row.target_group, row.characteristic, UNKNOWN) in hidden for row in frame.itertuples()],
        frame.index,
        dtype=bool,
    )
    had_any = frame[COMPARED].notna().any(axis=1)
    blanked = {name: frame[name].astype(object).where(~is_telling, None) for name in COMPARED}
    return frame.assign(**blanked, is_suppressed=frame["is_suppressed"] | (is_telling & had_any))


def _without_pairs(frame: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    numbers = frame[PAIRS].apply(pd.to_numeric)
    is_small = numbers[["n_gained", "n_lost"]].apply(lambda count: count.between(1, thresholds.minimum_cell - 1))
    is_hidden = is_small.any(axis=1) | numbers["n_pairs"].lt(thresholds.minimum_group)
    blanked = {name: frame[name].astype(object).where(~is_hidden, None) for name in PAIRS}
    return frame.assign(**blanked, is_suppressed=frame["is_suppressed"] | is_hidden)


def enough_mentioned(quotes: pd.DataFrame, themes: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The quotes of a theme that enough respondents of their target group are shown to have named."""
    is_enough = pd.to_numeric(themes["n_mentions"]) >= thresholds.minimum_group
    whole = themes[(themes["slice"] == ALL) & is_enough]
    return quotes.merge(whole[["theme_key", "target_group"]], on=["theme_key", "target_group"])
