"""What the published opinion marts of one release tell together: unions and differences of their rows hold nobody, or
enough.

What a single row may show, and what two releases tell, does not belong here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import isclose

from warehouse.disclosure.auditing.figures import Figure, Finding, Release, Row, figure_of, found
from warehouse.disclosure.auditing.labels import ALL, AT_THE_END, POOLED, UNKNOWN, span_of
from warehouse.disclosure.auditing.marts import COUNTED_BY_SLICE, MARTS

DIFFERENCE = "fewer than the smallest group follow by subtraction"
UNPAIRED = "answers of few who are in no pair follow from those of pairs"
REPEATED = "a figure is shown that the mart it comes from does not show"


@dataclass(frozen=True)
class _Count:
    """A shown number of respondents, or of invited or answered: of which part, up to which day."""

    n: int
    until: date | None
    slice: str
    value: str
    figure: Figure


# The shown counts of each subject: a target group with a statement or theme.
_Counts = dict[tuple[str, ...], list[_Count]]
# A figure, how many the counts beside it leave of it, and those counts.
_Difference = tuple[Figure, int, list[_Count]]


def judge_opinions(release: Release, minimum_group: int) -> Iterator[Finding]:
    """Everything that opinion figures of one release tell of fewer than the smallest group."""
    for figure, difference, involved in _differences(release):
        if 0 < abs(difference) < minimum_group:
            yield found(figure, DIFFERENCE, tuple(count.figure for count in involved if count.figure != figure))
    yield from _pairs(release, minimum_group)
    yield from _quotes(release, minimum_group)
    for row in release.marts["assumptions"]:
        if row.get("shown_as") != "hidden":
            yield from _assumption(release, row)


def _differences(release: Release) -> Iterator[_Difference]:
    agreement, themes = (_counts(release, mart, "n_respondents") for mart in ("statement_agreement", "theme_mentions"))
    for mart, (_, column) in COUNTED_BY_SLICE.items():
        yield from _within(_counts(release, mart, column))
    yield from _both_target_groups(release, themes)
    yield from _same_parts(release, agreement, themes)
    yield from _others(release)


def _counts(release: Release, mart: str, column: str) -> _Counts:
    """The shown counts of a mart, for each target group with each of its statements or themes."""
    subject = [name for name in MARTS[mart].keys if name not in ("slice", "slice_value")]
    counts: _Counts = {}
    for row in release.marts[mart]:
        of_subject = counts.setdefault(tuple(str(row[name]) for name in subject), [])
        if row.get(column) is not None:
            cut = str(row["slice"]), str(row["slice_value"])
            of_subject.append(_Count(row[column], row.get("data_until"), *cut, figure_of(mart, row, column)))
    return counts


def _within(counts: _Counts) -> Iterator[_Difference]:
    """The parts of a slice are the whole, and so is the moment `einde`."""
    for of_subject in counts.values():
        slices: dict[str, list[_Count]] = defaultdict(list)
        for count in of_subject:
            if count.slice != "moment" or count.value == AT_THE_END:
                slices[count.slice].append(count)
        for whole in slices[ALL][:1]:
            for parts in slices.values():
                smallest = min(parts, key=lambda part: part.n)
                yield smallest.figure, whole.n - sum(part.n for part in parts), [*parts, whole]


def _both_target_groups(release: Release, themes: _Counts) -> Iterator[_Difference]:
    """Slices of both target groups together are the sum of theirs; the pooled part is of what has no other."""
    named: dict[str, set[str]] = defaultdict(set)
    for row in release.marts["theme_mentions"]:
        if row["target_group"] == ALL:
            named[str(row["slice"])].add(str(row["slice_value"]))
    of_groups: _Counts = defaultdict(list)
    for (kind, theme, target_group), counts in themes.items():
        if target_group != ALL:
            of_groups[kind, theme] += counts
    for kind, theme, _ in (subject for subject in themes if subject[2] == ALL):
        for count in themes[kind, theme, ALL]:
            parts = [part for part in of_groups[kind, theme] if _holds(count, part, named[count.slice])]
            if count.slice not in (ALL, "moment") and all(part.until == count.until for part in parts):
                yield count.figure, count.n - sum(part.n for part in parts), parts


def _holds(whole: _Count, part: _Count, named: set[str]) -> bool:
    if part.slice != whole.slice:
        return False
    if whole.slice == "half_year":
        (first, last), (from_, to) = span_of(whole.value), span_of(part.value)
        return first <= from_ and to <= last
    return part.value == whole.value or (whole.value == POOLED and part.value not in named)


def _same_parts(release: Release, agreement: _Counts, themes: _Counts) -> Iterator[_Difference]:
    """Rows of several marts about one part, of the same day, are of the same respondents; `einde` is the whole."""
    parts: dict[tuple[str, ...], _Count] = {}
    for (target_group, _), counts in agreement.items():
        for count in counts:
            parts.setdefault((target_group, count.slice, count.value), count)

    def compare(part: tuple[str, ...], n: int, until: date | None, figure: Figure) -> Iterator[_Difference]:
        other = parts.get(part)
        if other and (other.until == until or (part[1] == ALL and figure.mart == "network_over_time")):
            yield figure, n - other.n, [other]

    for (_, _, target_group), counts in themes.items():
        for count in counts:
            yield from compare((target_group, count.slice, count.value), count.n, count.until, count.figure)
    for mart in ("network_over_time", "group_comparison"):
        for row in (row for row in release.marts[mart] if row.get("n_respondents") is not None):
            cut = row.get("characteristic", "moment"), str(row.get("moment_key", row.get("value")))
            for place in [cut, (ALL, ALL)] if cut == ("moment", AT_THE_END) else [cut]:
                figure = figure_of(mart, row, "n_respondents")
                yield from compare((row["target_group"], *place), row["n_respondents"], row.get("data_until"), figure)


def _others(release: Release) -> Iterator[_Difference]:
    """A part and the others it is compared with are all who answered, but for an unknown part that is shown itself."""
    answered = {
        (*subject, count.slice, count.value): count
        for subject, counts in _counts(release, "statement_agreement", "n_answered").items()
        for count in counts
    }
    for row in release.marts["group_comparison"]:
        subject = row["target_group"], row["statement_key"]
        whole = answered.get((*subject, ALL, ALL))
        if not whole or row.get("n_answered_others") is None or row.get("n_answered") is None:
            continue
        unknown = answered.get((*subject, row["characteristic"], UNKNOWN))
        left = whole.n - row["n_answered"] - row["n_answered_others"]
        if whole.until == row.get("data_until") and not (unknown and left == unknown.n):
            yield figure_of("group_comparison", row, "n_answered_others"), left, [whole]


def _pairs(release: Release, minimum_group: int) -> Iterator[Finding]:
    """Answers less those of pairs are of who is in no pair at that moment or at `einde`; and the latter may be the same
    in two rows. So enough are in no pair at the moment, or all of both moments are in one.
    """
    rows = release.marts["network_over_time"]
    at_the_end = {
        (row["target_group"], row.get("data_until")): row.get("n_answered")
        for row in rows
        if row["moment_key"] == AT_THE_END
    }
    for row in rows:
        n_pairs, n_answered = row.get("n_pairs"), row.get("n_answered")
        # A row that stands beside a later `einde` was judged with its own.
        if n_pairs is None or n_pairs == n_answered == at_the_end.get(
            (row["target_group"], row.get("data_until")), n_pairs
        ):
            continue
        if n_answered is None or n_answered - n_pairs < minimum_group:
            yield found(figure_of("network_over_time", row, "n_pairs"), UNPAIRED)


def _quotes(release: Release, minimum_group: int) -> Iterator[Finding]:
    """A quote is of a theme that enough respondents of its target group are shown to have named."""
    named = {
        (row["theme_key"], row["target_group"])
        for row in release.marts["theme_mentions"]
        if row["slice"] == ALL and (row.get("n_mentions") or 0) >= minimum_group
    }
    for row in release.marts["quotes"]:
        if (row["theme_key"], row["target_group"]) not in named:
            where = f"theme_key={row['theme_key']}, target_group={row['target_group']}, quote"
            yield Finding("quotes", where, "a quote of a theme that too few are shown to have named")


def _assumption(release: Release, row: Row) -> Iterator[Finding]:
    """An assumption of the report shows what the mart it comes from shows, where it can be told which row that is."""
    source = str(row.get("source_table")).rpartition(".")[2]
    target_group = row["target_group"]
    statement, moment = release.indicators.get(str(row["assumption_key"]), (None, None))
    columns: tuple[str | None, ...]
    if source == "statement_agreement":
        labels = {"target_group": target_group, "statement_key": statement, "slice": "moment", "slice_value": moment}
        columns = ("pct_agree_answered", "agree_low", "agree_high", "n_answered")
    elif source == "network_over_time":
        labels = {"target_group": target_group, "moment_key": moment}
        columns = ("pct_contact_answered", "contact_low", "contact_high", "n_answered")
    elif source == "help_follow_up_curve":
        labels = {"group_type": ALL}
        columns = ("share_without_help", "low", "high", "n_at_risk")
    elif source == "group_profile":
        labels = {"slice": ALL}
        # Its limits are of numbers of groups, and stand nowhere else.
        columns = ("pct_continues_as_network", None, None, "n_ended_known")
    else:
        return
    repeated = [other for other in release.marts[source] if labels.items() <= other.items()]
    for figure, column in zip(("value", "low", "high", "n"), columns, strict=True):
        shown = row.get(figure)
        # Shares of the curve run to one, those of assumptions to a hundred.
        scale = 100 if source == "help_follow_up_curve" and figure != "n" else 1
        told = [scale * other[column] for other in repeated if column and other.get(column) is not None]
        # Nobody at all is no figure of anybody.
        if shown is None or column is None or (not repeated and shown == 0):
            continue
        if not any(isclose(shown, value, rel_tol=1e-9, abs_tol=1e-9) for value in told):
            yield found(figure_of("assumptions", row, figure), REPEATED)
