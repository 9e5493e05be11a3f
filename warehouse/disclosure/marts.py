"""The marts that dashboards get, and which of their columns are labels: what tells a row from others, and names it.

All other columns are figures. What of them is shown belongs to `opinion`, `registration`, `curve` and `assumptions`.
"""

from dataclasses import dataclass

import pandas as pd

STATEMENTS, THEMES, RESPONSE_RATE = "statement_agreement", "theme_mentions", "response_rate"
COMPARISON, NETWORK, CODERS, QUOTES = "group_comparison", "network_over_time", "coder_agreement", "quotes"
GROUP_PROFILE, WAITING_TIME, OUTFLOW, CURVE = "group_profile", "waiting_time", "outflow", "help_follow_up_curve"
ASSUMPTIONS = "assumptions"
OPINION_MARTS = (STATEMENTS, THEMES, RESPONSE_RATE, COMPARISON, NETWORK, CODERS, QUOTES)
REGISTRATION_MARTS = (GROUP_PROFILE, WAITING_TIME, OUTFLOW, CURVE)
Marts = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Shape:
    """keys: the labels that tell a row from the others. texts: what else names it. left_out: columns of the build that
    dashboards do not get, beside the digests.
    """

    keys: tuple[str, ...]
    texts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return (*self.keys, *self.texts)


SHAPES = {
    STATEMENTS: Shape(
        ("target_group", "statement_key", "slice", "slice_value"), ("statement_order", "wording", "outcome_area")
    ),
    THEMES: Shape(("kind", "theme_key", "target_group", "slice", "slice_value"), ("label",)),
    RESPONSE_RATE: Shape(("target_group", "slice", "slice_value")),
    COMPARISON: Shape(("target_group", "statement_key", "characteristic", "value"), ("statement_order",)),
    NETWORK: Shape(("target_group", "moment_key"), ("moment_order",)),
    CODERS: Shape(("theme_key",), ("label", "kind")),
    QUOTES: Shape(("theme_key", "target_group", "quote"), left_out=("quote_key",)),
    GROUP_PROFILE: Shape(("slice", "slice_value"), left_out=("n_attended", "n_possible")),
    WAITING_TIME: Shape(("slice", "slice_value")),
    OUTFLOW: Shape(("outcome", "outcome_key", "slice", "slice_value"), ("label",)),
    CURVE: Shape(("group_type", "day")),
    ASSUMPTIONS: Shape(
        ("assumption_key", "target_group"),
        ("assumption_order", "report_section", "assumption", "indicator", "source_table"),
    ),
}


@dataclass(frozen=True)
class Cell:
    """A shown figure: its mart, its column, and the keys of its row as text."""

    mart: str
    column: str
    labels: tuple[str, ...]


def labels_of(mart: str, frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """The keys of each row, as text."""
    return list(frame[list(SHAPES[mart].keys)].astype(str).itertuples(index=False, name=None))
