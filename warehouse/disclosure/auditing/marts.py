"""What the auditor knows of each published mart, by itself: an entry a mart.

How figures are judged by it does not belong here; nor is any of it read from what it attacks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Names = tuple[str, ...]


@dataclass(frozen=True)
class Mart:
    """A mart that dashboards show.

    keys: the labels that tell a row from the others.
    counted: `respondents` or `invited`, where rows are about parts of these.
    main_count: how many somebody is, without which a row is not shown. Of a quote the text is all there is.
    enough: what is of enough in a row that is shown, or (pairs) not shown itself.
    rounded: in registration figures the counts of persons or participations.
    figures: the other columns of these; one that is not named would be a count that nobody judges.
    share: a column, its part, its whole, and the share of everybody.
    interval: the lower and the upper bound of that share.
    whole_units: figures in whole units, each with the count that it is of, and how many that is at least; where those
    are persons, two multiples too.
    never_released: columns.
    is_compared: with earlier releases.
    """

    keys: Names
    counted: str | None = None
    main_count: str | None = None
    enough: Names = ()
    rounded: Names = ()
    figures: frozenset[str] = frozenset()
    share: tuple[str, str, str, int] | None = None
    interval: Names = ()
    whole_units: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    never_released: frozenset[str] = frozenset()
    is_compared: bool = True


MARTS: Mapping[str, Mart] = {
    "statement_agreement": Mart(
        keys=("target_group", "statement_key", "slice", "slice_value"),
        counted="respondents",
        main_count="n_respondents",
        enough=("n_respondents",),
    ),
    "response_rate": Mart(
        keys=("target_group", "slice", "slice_value"),
        counted="invited",
        main_count="n_invited",
        enough=("n_invited",),
    ),
    "theme_mentions": Mart(
        keys=("kind", "theme_key", "target_group", "slice", "slice_value"),
        counted="respondents",
        main_count="n_respondents",
        enough=("n_respondents",),
    ),
    "group_comparison": Mart(
        keys=("target_group", "statement_key", "characteristic", "value"),
        counted="respondents",
        main_count="n_respondents",
        enough=("n_respondents", "n_answered", "n_answered_others"),
    ),
    "network_over_time": Mart(
        keys=("target_group", "moment_key"),
        main_count="n_respondents",
        enough=("n_respondents", "n_pairs"),
    ),
    "coder_agreement": Mart(
        keys=("theme_key",),
        main_count="n_units",
        enough=("n_units",),
        is_compared=False,
    ),
    "quotes": Mart(
        keys=("theme_key", "target_group", "quote"),
        never_released=frozenset({"quote_key"}),
        is_compared=False,
    ),
    "waiting_time": Mart(
        keys=("slice", "slice_value"),
        main_count="n_started",
        rounded=("n_started", "n_over_42_days"),
        figures=frozenset({"median_days", "p90_days", "share_over_42_days"}),
        share=("share_over_42_days", "n_over_42_days", "n_started", 1),
        whole_units={"median_days": ("n_started", 10), "p90_days": ("n_started", 50)},
    ),
    "outflow": Mart(
        keys=("outcome", "outcome_key", "slice", "slice_value"),
        main_count="n_ended",
        rounded=("n_ended", "n_ended_total"),
        figures=frozenset({"pct_ended"}),
        share=("pct_ended", "n_ended", "n_ended_total", 100),
    ),
    "group_profile": Mart(
        keys=("slice", "slice_value"),
        main_count="n_participants",
        rounded=("n_participants", "n_known_ends", "n_dropouts"),
        figures=frozenset({
            "n_groups", "n_ended_known", "n_continuing", "median_size", "median_sessions", "median_age_spread_years",
            "attendance_share", "pct_dropout", "pct_continues_as_network",
        }),
        share=("pct_dropout", "n_dropouts", "n_known_ends", 100),
        whole_units=dict.fromkeys(("median_size", "median_sessions", "median_age_spread_years"), ("n_groups", 3)),
    ),
    "help_follow_up_curve": Mart(
        keys=("group_type", "day"),
        main_count="n_at_risk",
        rounded=("n_at_risk", "n_events", "n_censored"),
        figures=frozenset({"share_without_help", "low", "high"}),
    ),
    "help_around_group": Mart(
        keys=("group_type", "month"),
        main_count="n_observed",
        rounded=("n_observed", "n_with_help"),
        figures=frozenset({"share_with_help", "low", "high"}),
        share=("share_with_help", "n_with_help", "n_observed", 1),
        interval=("low", "high"),
    ),
    "assumptions": Mart(
        keys=("assumption_key", "target_group"),
        main_count="n",
        is_compared=False,
    ),
}  # fmt: skip
# The counts of persons or participations in registration figures.
ROUNDED: Mapping[str, Names] = {name: mart.rounded for name, mart in MARTS.items() if mart.rounded}
# Of respondents or invited, by slice: what is counted, and in which column.
COUNTED_BY_SLICE: Mapping[str, tuple[str, str]] = {
    name: (mart.counted, mart.main_count)
    for name, mart in MARTS.items()
    if mart.counted and mart.main_count and "slice" in mart.keys
}
COMPARED = tuple(name for name, mart in MARTS.items() if mart.is_compared)
