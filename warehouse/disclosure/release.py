"""The figures that dashboards get: made by the first build after a month has closed, and then left alone.

How a release is made is `draft`'s matter. What is published with it, and when readers see it, belongs to
`warehouse.publication`.
"""

from datetime import date
from pathlib import Path

from warehouse.disclosure.context import ReleaseContext
from warehouse.disclosure.dashboard_file import (
    add_deliveries,
    create_mart,
    has_todays_columns,
    new_dashboard,
    withdraw_quotes,
    without_rows,
)  # fmt: skip
from warehouse.disclosure.draft import Draft
from warehouse.disclosure.marts import SCHEMA
from warehouse.disclosure.release_calendar import last_closed_month
from warehouse.disclosure.report import ReleaseReport
from warehouse.duck.databases import tables_in
from warehouse.publication.tables import copy_tables

# What so many draws do not mend, more did not mend either in any city that was tried; each takes a second or two.
MOST_REDRAWS = 8
# How many of the figures that a finding follows from are hidden with it, until nothing is found.
HIDDEN_WITH_A_FINDING = (0, 1, 3, 8)


def is_due(context: ReleaseContext, as_of: date) -> bool:
    """Whether a release is to be made: a month closed since the last one, or that is of a month which is not over (its
    night had a later AS_OF); thresholds were raised; or it was made by other rules or of other columns than today's.
    Lowered thresholds wait for the next month.
    """
    with context.opened() as opened:
        history = context.history(opened)
        if history is None or history.data_until != last_closed_month(as_of):
            return True
        marts = context.disclosure.of_closed_months.values()
        return not history.is_by_todays_rules(context.thresholds) or not has_todays_columns(opened, marts)


def keep_release(context: ReleaseContext) -> ReleaseReport:
    """Write the last release again as `target`: marts without rows where there is none."""
    disclosure = context.disclosure
    with context.opened() as opened:
        history = context.history(opened)
        with new_dashboard(opened, context.target):
            if context.kept:
                kept = [table for table in tables_in(opened, "last", (SCHEMA,)) if table != disclosure.deliveries.table]
                copy_tables(opened, kept, "last", "dashboard")
                withdraw_quotes(opened, disclosure.quotes)
            else:
                for mart in disclosure.of_closed_months.values():
                    create_mart(opened, mart, without_rows(opened, mart))
            add_deliveries(opened, disclosure.deliveries, 2 * context.thresholds.minimum_group)
    context.write_history(history)
    return ReleaseReport(data_until=history.data_until if history else None)


def make_release(context: ReleaseContext, closed: Path, until: date) -> ReleaseReport:
    """Write the release of a closed month as `target`. It is attacked; what tells too much is drawn again, and at last
    hidden. Where that does not help, the last release is written again, and the report tells the findings.

    closed: a build file of what is dated up to and on `until`, with small parts pooled.
    """
    with context.opened(closed=closed) as opened:
        draft = Draft.begin(context, opened, until)
    findings = draft.write(closed)
    for attempt in range(MOST_REDRAWS):
        if not draft.draw_again(findings, attempt):
            break
        findings = draft.write(closed)
    for n_more in HIDDEN_WITH_A_FINDING:
        if findings:
            draft.hide(findings, n_more)
            findings = draft.write(closed)
    if not findings:
        return draft.report()
    report = keep_release(context)
    report.findings = findings
    return report
