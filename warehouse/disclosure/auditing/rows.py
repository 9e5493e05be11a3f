"""What one row, or one mart by itself, may show. What rows say together does not belong here."""

from collections.abc import Iterator, Mapping

from warehouse.disclosure.auditing.findings import Finding, at
from warehouse.disclosure.auditing.published import Kind, Mart, Marts, Row
from warehouse.disclosure.thresholds import Thresholds

SMALLEST_WHOLE_OF_AN_EXTREME_SHARE = 10

# Figures of a registration row, and the counts that each gives away: hidden ones hide it.
RESTS_ON: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "waiting_time": {
        "share_over_42_days": ("n_over_42_days", "n_started"),
        "median_days": ("n_started",),
        "p90_days": ("n_started",),
    },
    "outflow": {"pct_ended": ("n_ended", "n_ended_total")},
    "group_profile": {"pct_dropout": ("n_dropouts", "n_known_ends")},
    "help_follow_up_curve": {
        "share_without_help": ("n_at_risk", "n_events"),
        "low": ("n_at_risk", "n_events"),
        "high": ("n_at_risk", "n_events"),
    },
}
# A part, its whole and the share they make: shown as counts, they show the share.
PARTS = {
    "waiting_time": ("n_over_42_days", "n_started", "share_over_42_days", 1.0),
    "outflow": ("n_ended", "n_ended_total", "pct_ended", 100.0),
    "group_profile": ("n_dropouts", "n_known_ends", "pct_dropout", 100.0),
}
# Shares of which the persons behind them are not their denominator.
SHARES_OF_PARTICIPANTS = {"attendance_share": 1.0, "pct_continues_as_network": 100.0}
COUNTS_OF_ROW = {
    "statement_agreement": "n_respondents",
    "theme_mentions": "n_respondents",
    "group_comparison": "n_respondents",
    "network_over_time": "n_respondents",
    "response_rate": "n_invited",
    "coder_agreement": "n_units",
}
PAIRS = ("n_pairs", "n_gained", "n_lost")
# Figures that are all shown or all hidden: one of them tells the others.
TOGETHER = {
    "network_over_time": PAIRS,
    "group_comparison": ("difference_pp", "difference_low", "difference_high", "fisher_p"),
}


def judge_rows(marts: Marts, thresholds: Thresholds) -> Iterator[Finding]:
    """Every finding that needs one row only, or the notes of one mart."""
    for mart in marts.values():
        for row in mart.rows:
            if mart.kind is Kind.REGISTRATION:
                yield from _registration_row(mart, row)
            elif mart.name in COUNTS_OF_ROW:
                yield from _opinion_row(mart, row, thresholds)
            yield from _bookkeeping(mart, row)
        yield from _telling_notes(mart)
    yield from _pairs(marts["network_over_time"], thresholds)
    for name, together in TOGETHER.items():
        yield from _half_hidden(marts[name], together)


def _registration_row(mart: Mart, row: Row) -> Iterator[Finding]:
    labels = mart.labels(row)
    for figure, counts in RESTS_ON.get(mart.name, {}).items():
        if row.get(figure) is not None and any(mart.hides(row, count) for count in counts):
            yield Finding(mart.name, at(labels, figure), "a figure is shown beside a hidden count it was made of")
    why = "a share of nobody or of everybody is shown of fewer persons than such a share needs"
    if mart.name in PARTS:
        part, whole, share, everybody = PARTS[mart.name]
        persons = row.get(whole)
        counts_are_extreme = bool(persons) and row.get(part) in (0, persons)
        share_is_extreme = row.get(share) in (0.0, everybody)
        if (counts_are_extreme or share_is_extreme) and _is_few(persons):
            yield Finding(mart.name, at(labels, share if share_is_extreme else part), why)
    for share, everybody in SHARES_OF_PARTICIPANTS.items():
        if row.get(share) in (0.0, everybody) and _is_few(row.get("n_participants")):
            yield Finding(mart.name, at(labels, share), why)


def _is_few(persons: int | None) -> bool:
    return persons is None or persons < SMALLEST_WHOLE_OF_AN_EXTREME_SHARE


def _opinion_row(mart: Mart, row: Row, thresholds: Thresholds) -> Iterator[Finding]:
    count = COUNTS_OF_ROW[mart.name]
    n = row.get(count)
    shown = [figure for figure in mart.figures if row[figure] is not None]
    if n is None and shown:
        yield Finding(mart.name, at(mart.labels(row), shown[0]), "a figure is shown in a row whose count is hidden")
    if n is not None and n < thresholds.minimum_group:
        yield Finding(mart.name, at(mart.labels(row), count), "a row below the smallest group is shown")


def _bookkeeping(mart: Mart, row: Row) -> Iterator[Finding]:
    """A hidden count says that it is hidden."""
    counts = [figure for figure in mart.figures if figure.startswith("n_") and figure not in PAIRS]
    if any(row[count] is None for count in counts) and not row.get("is_suppressed"):
        yield Finding(mart.name, at(mart.labels(row), "is_suppressed"), "a hidden count is not marked as hidden")


def _telling_notes(mart: Mart) -> Iterator[Finding]:
    """The same figures hidden for another reason must look the same, or the note tells which count is small."""
    notes: dict[tuple[object, ...], object] = {}
    for row in mart.rows:
        if row.get("is_suppressed"):
            hidden = (row.get("source_table"), *(figure for figure in mart.figures if row[figure] is None))
            if notes.setdefault(hidden, row.get("note")) != row.get("note"):
                yield Finding(mart.name, at(mart.labels(row), "note"), "notes tell which of the hidden rows is small")


def _pairs(mart: Mart, thresholds: Thresholds) -> Iterator[Finding]:
    for row in mart.rows:
        labels = mart.labels(row)
        if row.get("n_pairs") is not None and row["n_pairs"] < thresholds.minimum_group:
            yield Finding(mart.name, at(labels, "n_pairs"), "pairs below the smallest group are shown")
        for figure in ("n_gained", "n_lost"):
            if row.get(figure) is not None and 1 <= row[figure] < thresholds.minimum_cell:
                yield Finding(mart.name, at(labels, figure), "a small number of pairs that changed is shown")


def _half_hidden(mart: Mart, together: tuple[str, ...]) -> Iterator[Finding]:
    for row in mart.rows:
        shown = [figure for figure in together if row.get(figure) is not None]
        if shown and any(mart.hides(row, figure) for figure in together):
            yield Finding(mart.name, at(mart.labels(row), shown[0]), "figures that tell one another are not all hidden")
