"""Marts that repeat what others show: quotes and the report's assumptions show no more than their source does."""

from collections.abc import Iterable, Iterator
from math import isclose

from warehouse.disclosure.auditing.findings import Finding, at
from warehouse.disclosure.auditing.published import Mart, Marts, Row
from warehouse.disclosure.thresholds import Thresholds

MEASURES = ("value", "low", "high", "n", "n_unknown")
CURVE = "help_follow_up_curve"
TOO_FEW = "te_weinig"


def judge_companions(marts: Marts, thresholds: Thresholds) -> Iterator[Finding]:
    yield from _quotes(marts, thresholds)
    for row in marts["assumptions"].rows:
        yield from _assumption(marts, row)
        yield from _unlinked(marts, row, thresholds)


def _quotes(marts: Marts, thresholds: Thresholds) -> Iterator[Finding]:
    """A quote is of a theme that enough respondents of its target group are shown to have named."""
    named = {
        (row["theme_key"], row["target_group"])
        for row in marts["theme_mentions"].rows
        if row["slice"] == "all" and (row.get("n_mentions") or 0) >= thresholds.minimum_group
    }
    for theme, target_group in sorted({(row["theme_key"], row["target_group"]) for row in marts["quotes"].rows}):
        if (theme, target_group) not in named:
            where = at({"theme_key": theme, "target_group": target_group}, "quote")
            yield Finding("quotes", where, "a quote of a theme that too few are shown to have named")


def _assumption(marts: Marts, row: Row) -> Iterator[Finding]:
    mart = marts["assumptions"]
    labels = mart.labels(row)
    shown = [measure for measure in MEASURES if row.get(measure) is not None]
    if row.get("is_suppressed"):
        if shown:
            yield Finding(mart.name, at(labels, shown[0]), "a figure is shown in a row that is hidden")
        if row.get("verdict") not in (None, TOO_FEW):
            yield Finding(mart.name, at(labels, "verdict"), "the verdict of a hidden row tells that it is not small")
    elif (row.get("value") is not None or row.get("n")) and not _is_in_source(marts, row):
        yield Finding(mart.name, at(labels, "value"), "a figure is shown that the mart it comes from does not show")


def _is_in_source(marts: Marts, row: Row) -> bool:
    """Whether the figures, with the number they rest on where the source has it, are those of one shown row."""
    source = str(row.get("source_table")).rpartition(".")[2]
    if source not in marts:
        return False
    return any(
        (row.get("value") is None or isclose(row["value"], value, rel_tol=1e-9, abs_tol=1e-9))
        and (n is None or row.get("n") in (None, n))
        for value, n in _shown_in(marts[source], row["target_group"])
    )


def _unlinked(marts: Marts, row: Row, thresholds: Thresholds) -> Iterator[Finding]:
    """Of the follow-up, who is not followed is a number of persons that outflow and the curve must show as well."""
    unknown = row.get("n_unknown")
    if unknown is None or str(row.get("source_table")).rpartition(".")[2] != CURVE:
        return
    ended = {line.get("n_ended_total") for line in marts["outflow"].rows if line["slice"] == "all"}
    followed = {line.get("n_at_risk") for line in marts[CURVE].rows if line["group_type"] == "all" and not line["day"]}
    shown = {total - n for total in ended for n in followed if total is not None and n is not None}
    if unknown not in shown or 1 <= unknown < thresholds.minimum_cell:
        where = at(marts["assumptions"].labels(row), "n_unknown")
        yield Finding("assumptions", where, "a number of persons is shown that other marts do not show")


def _shown_in(source: Mart, target_group: str) -> Iterable[tuple[float, int | None]]:
    """The shares a source shows that an assumption may repeat, and of how many they are."""
    if source.name == "statement_agreement":
        of_group = [row for row in source.rows if row["target_group"] == target_group and row["slice"] == "all"]
        found = [(row.get("pct_agree_answered"), row.get("n_answered")) for row in of_group]
    elif source.name == "network_over_time":
        of_group = [row for row in source.rows if row["target_group"] == target_group]
        found = [(row.get("pct_contact_answered"), row.get("n_answered")) for row in of_group]
    elif source.name == "group_profile":
        whole = [row for row in source.rows if row["slice"] == "all"]
        found = [(row.get("pct_continues_as_network"), row.get("n_ended_known")) for row in whole]
    else:
        curve = [row for row in source.rows if row.get("group_type") == "all"]
        followed = next((row.get("n_at_risk") for row in curve if row["day"] == 0), None)
        shares = [row.get("share_without_help") for row in curve]
        found = [(None if share is None else 100 * share, followed) for share in shares]
    return [(value, n) for value, n in found if value is not None]
