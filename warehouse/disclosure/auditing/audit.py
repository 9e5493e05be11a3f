"""The audit of a release: everything that a reader of it, and of the ones before, finds out and may not know.

What there is to find out does not belong here.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from warehouse.disclosure.auditing.figures import Finding, Published, Release, read_release
from warehouse.disclosure.auditing.marts import COMPARED, MARTS
from warehouse.disclosure.auditing.opinion import judge_opinions
from warehouse.disclosure.auditing.registration import judge_registrations
from warehouse.disclosure.auditing.releases import judge_draws
from warehouse.disclosure.auditing.respondents import judge_respondents
from warehouse.disclosure.auditing.rows import judge_rows
from warehouse.disclosure.auditing.subtraction import judge_subtraction
from warehouse.disclosure.thresholds import Thresholds


def read_kept(kept: Iterable[Published]) -> list[Release]:
    """The kept releases, as each attempt at a new one is held against them."""
    return [read_release(published, COMPARED) for published in dict.fromkeys(kept)]


def audit_dashboard(
    release: Published, before: Sequence[Release], closed_until: date, thresholds: Thresholds
) -> list[Finding]:  # fmt: skip
    """What a release gives away, by itself and beside the kept ones. None of the findings holds a count or a bound."""
    now = read_release(release, MARTS)
    findings = [
        *judge_rows(now, closed_until, thresholds),
        *judge_registrations(now, thresholds.minimum_cell),
        *judge_opinions(now, thresholds.minimum_group),
        *judge_draws(now, now, thresholds.minimum_cell),
    ]
    for one in before:
        findings += judge_draws(now, one, thresholds.minimum_cell)
    findings += judge_respondents(now, before, release.closed, closed_until, thresholds.minimum_group)
    if release.closed:
        findings += judge_subtraction(now, before, release.closed, closed_until, thresholds.minimum_group)
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.mart, finding.where, finding.why))
