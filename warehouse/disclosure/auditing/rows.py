"""What one published row, or one mart by itself, may show. What rows say together does not belong here."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import isclose, sqrt

from warehouse.disclosure.auditing.figures import Finding, Release, Row, figure_of, found
from warehouse.disclosure.auditing.labels import ALL, POOLED, UNKNOWN
from warehouse.disclosure.auditing.marts import MARTS, ROUNDED, Mart, Names
from warehouse.disclosure.thresholds import Thresholds

Z_95 = 1.959963984540054
EXACT = 1e-9
BOOKKEEPING = {"shown_as", "is_suppressed", "note", "data_until"}
# Columns that say what a row is about, beside its key; the verdict on a hidden row says that it has too few.
TEXTS = {
    "statement_order", "wording", "outcome_area", "moment_order", "label", "kind", "assumption_order",
    "report_section", "assumption", "indicator", "source_table", "verdict", "verdict_text",
}  # fmt: skip
UNCONTROLLED = {"delivery_quality"}
FEWEST_GROUPS = 3
DAYS = (0, 91, 183, 365, 547, 730)

Faults = Iterator[tuple[str, str]]


def judge_rows(release: Release, closed_until: date, thresholds: Thresholds) -> Iterator[Finding]:
    """Every finding that needs one row only, or the columns, the notes and the days of one mart."""
    yield from _columns(release)
    for mart, rows in release.marts.items():
        yield from _mart(mart, rows)
        for row in rows:
            faults = [*_bookkeeping(mart, row, closed_until)]
            if not _is_hidden(row):
                faults += _registration(release, mart, row, thresholds) if mart in ROUNDED else ()
                faults += _opinion(mart, row, thresholds) if mart not in ROUNDED else ()
            yield from (found(figure_of(mart, row, column), why) for column, why in faults)


def _columns(release: Release) -> Iterator[Finding]:
    """A table or a column that nobody judges may hold anything."""
    for mart, columns in release.columns.items():
        if mart not in MARTS and mart not in UNCONTROLLED:
            yield Finding(mart, mart, "a mart that the auditor does not know")
        known = MARTS.get(mart, Mart(keys=()))
        judged = {*known.keys, *TEXTS, *BOOKKEEPING, *known.rounded, *known.figures}
        for column in columns:
            is_unknown = mart in ROUNDED and column not in judged
            if is_unknown or column.endswith("_digest") or column in known.never_released:
                yield Finding(mart, column, "a column that is never released, or that the auditor does not know")


def _mart(mart: str, rows: list[Row]) -> Iterator[Finding]:
    if mart in ROUNDED and len({row.get("data_until") for row in rows}) > 1:
        yield Finding(mart, "data_until", "the rows do not all tell the same last day")
    notes: dict[tuple[object, ...], object] = {}
    seen = set()
    for row in rows:
        # What is shown may differ from row to row; that alone may explain a different note.
        shown = tuple(name for name in _figures(mart, row) if row[name] is not None)
        pattern = (row.get("shown_as"), row.get("source_table"), shown)
        if notes.setdefault(pattern, row.get("note")) != row.get("note"):
            yield found(figure_of(mart, row, "note"), "notes tell rows that look the same from one another")
        figure = figure_of(mart, row, "")
        if figure in seen and mart != "quotes":
            yield found(figure, "two rows have the same labels")
        seen.add(figure)


def _is_hidden(row: Row) -> bool:
    return row.get("shown_as") == "hidden"


def _figures(mart: str, row: Row) -> list[str]:
    return [name for name in row if name not in MARTS[mart].keys and name not in TEXTS and name not in BOOKKEEPING]


def _bookkeeping(mart: str, row: Row, closed_until: date) -> Faults:
    """Whether a row says what it is: how it is shown, of which closed month, and why."""
    shown = [name for name in _figures(mart, row) if row[name] is not None]
    if row.get("shown_as") not in ("exact", "pooled", "rounded", "hidden"):
        yield "shown_as", "the row does not say how it is shown"
    if mart in ROUNDED and row.get("shown_as") not in ("rounded", "hidden"):
        yield "shown_as", "a registration figure is neither rounded nor hidden"
    if _is_hidden(row) != bool(row.get("is_suppressed")):
        yield "is_suppressed", "the row does not say as much of being hidden as shown_as does"
    if _is_hidden(row) and (shown or mart == "quotes"):
        yield shown[0] if shown else "quote", "a figure is shown in a row that is hidden"
    if _is_hidden(row) and row.get("verdict") not in (None, "te_weinig"):
        yield "verdict", "the verdict of a hidden row tells that it is not small"
    main = MARTS[mart].main_count
    if not _is_hidden(row) and main and row.get(main) is None:
        yield main, "a row is shown whose main count is hidden"
    if (row.get("shown_as") == "exact") != (row.get("note") is None):
        yield "note", "a row has a note exactly where it is not exact"
    until = row.get("data_until")
    if until is None or (until + timedelta(days=1)).day != 1:
        yield "data_until", "the last day is not that of a month"
    elif until > closed_until:
        yield "data_until", "the period is not closed yet"


def _registration(release: Release, mart: str, row: Row, thresholds: Thresholds) -> Faults:
    cell, known = thresholds.minimum_cell, MARTS[mart]
    for column in known.rounded:
        if row.get(column) is not None and row[column] % cell:
            yield column, "a count of persons is not rounded"
    if mart != "help_follow_up_curve" and known.main_count and row.get(known.main_count) == 0:
        yield known.main_count, "a row should have been left out, as its count is nobody"
    if known.share:
        column, part, whole, everybody = known.share
        yield from _share(row, column, (row.get(part), row.get(whole)), everybody, 4 * cell)
        if known.interval:
            yield from _interval(row, known.interval, row.get(column), row.get(whole) or 0)
    for column, (count, smallest) in known.whole_units.items():
        fewest = max(smallest, 2 * cell) if count in known.rounded else smallest
        if row.get(column) is not None and (row.get(count) or 0) < fewest:
            yield column, "a median or percentile of too few"
        if row.get(column) is not None and row[column] % 1:
            yield column, "a median or percentile is not in whole units"
    if mart == "group_profile":
        yield from _profile(row, cell)
    if mart == "help_follow_up_curve":
        start = {other["group_type"]: other.get("n_at_risk") for other in release.marts[mart] if other["day"] == 0}
        yield from _curve(row, start.get(row["group_type"]), cell)


def _share(row: Row, column: str, counts: tuple[int | None, int | None], everybody: int, smallest: int) -> Faults:
    """A share is that of the shown counts, and of enough."""
    part, whole = counts
    share = row.get(column)
    if share is None:
        return
    if (whole or 0) < smallest:
        yield column, "a share over too small a denominator"
    elif part is None or whole is None or not isclose(share, min(everybody, everybody * part / whole), rel_tol=EXACT):
        yield column, "a share is not computed from the rounded counts"


def _profile(row: Row, cell: int) -> Faults:
    if row["slice"] != ALL and (row.get("n_groups") or 0) < FEWEST_GROUPS:
        yield "n_groups", "a part of too few groups"
    attendance = row.get("attendance_share")
    if attendance is not None and (row.get("n_participants") or 0) < 4 * cell:
        yield "attendance_share", "a share over too small a denominator"
    if attendance is not None and abs(100 * attendance - round(100 * attendance)) > EXACT:
        yield "attendance_share", "a share is not in whole per cent"
    counts = (row.get("n_continuing"), row.get("n_ended_known"))
    yield from _share(row, "pct_continues_as_network", counts, 100, FEWEST_GROUPS)


def _curve(row: Row, followed: int | None, cell: int) -> Faults:
    at_risk, share = row.get("n_at_risk") or 0, row.get("share_without_help")
    if row["day"] not in DAYS:
        yield "day", "a day that no curve may tell of"
    if at_risk < 4 * cell or followed is None or followed < 4 * cell:
        yield "n_at_risk", "a day of a curve with too few at risk"
        return
    steps = (share or 0) * followed / cell
    if not 0 <= (share or 0) <= 1 or abs(steps - round(steps)) * cell / followed > EXACT:
        yield "share_without_help", "a share is not computed from the rounded counts"
        return
    yield from _interval(row, ("low", "high"), share, at_risk)


def _interval(row: Row, columns: Names, share: float | None, n: int) -> Faults:
    """The bounds of a share are those of the shown one, and are there where that is."""
    shown = [column for column in columns if row.get(column) is not None]
    limits = dict(zip(columns, wilson(share, n), strict=True)) if n and share is not None else {}
    for column in shown:
        if column not in limits or abs(row[column] - limits[column]) > EXACT:
            yield column, "a limit is not computed from the rounded counts"


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share of n."""
    centre = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    distance = Z_95 / (1 + Z_95**2 / n) * sqrt(share * (1 - share) / n + Z_95**2 / (4 * n * n))
    return centre - distance, centre + distance


def _opinion(mart: str, row: Row, thresholds: Thresholds) -> Faults:
    """A row speaks for enough respondents, on both sides of a comparison, and for enough pairs."""
    for column in MARTS[mart].enough:
        n = row.get(column)
        is_missing = n is None and column != "n_pairs"
        if is_missing or (n is not None and n < thresholds.minimum_group):
            yield column, "a row below the smallest group is shown"
    if mart == "group_comparison" and row["value"] in (POOLED, UNKNOWN):
        yield "value", "a part that is compared with only has a row of its own"
    if mart == "assumptions" and str(row.get("source_table")).endswith("help_follow_up_curve"):
        for column in ("n", "n_unknown"):
            if (row.get(column) or 0) % thresholds.minimum_cell:
                yield column, "a count of persons is not rounded"
    for column in ("n_gained", "n_lost"):
        if row.get(column) is not None and row.get("n_pairs") is None:
            yield column, "a figure of pairs is shown whose number is hidden"
