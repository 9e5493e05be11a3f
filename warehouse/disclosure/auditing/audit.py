"""The audit of a release: everything that a reader of it, and of the ones before, finds out and may not know.

What there is to find out, but for two draws of one set, does not belong here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from warehouse.disclosure.auditing.figures import Finding, Published, Release, found, read_release
from warehouse.disclosure.auditing.marts import COMPARED, MARTS
from warehouse.disclosure.auditing.opinion import judge_opinions
from warehouse.disclosure.auditing.registration import judge_registrations
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
    ]
    for one in (now, *before):
        findings += _judge_draws(now, one, thresholds.minimum_cell)
    findings += judge_respondents(now, before, release.closed, closed_until, thresholds.minimum_group)
    if release.closed:
        findings += judge_subtraction(now, before, release.closed, closed_until, thresholds.minimum_group)
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.mart, finding.where, finding.why))


def _judge_draws(now: Release, before: Release, minimum_cell: int) -> Iterator[Finding]:
    """Equal sets show an equal figure, within a release and from one to another: draws that differ can be averaged.

    A release that was rounded to another base drew of other figures.
    """
    if before.base not in (None, minimum_cell):
        return
    drawn: dict[str, set[int]] = defaultdict(set)
    for digest, n in before.draws.values():
        drawn[digest].add(n)
    for figure, (digest, n) in now.draws.items():
        if drawn[digest] - {n}:
            yield found(figure, "a set of persons is drawn anew that was shown with another figure")
