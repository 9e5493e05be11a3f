"""The audit of a dashboard file: what someone finds out who has it and the one before. Rules do not belong here."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from warehouse.disclosure.auditing.bounding import Contradiction, unprotected
from warehouse.disclosure.auditing.companions import judge_companions
from warehouse.disclosure.auditing.findings import Finding
from warehouse.disclosure.auditing.opinion import invitation_system, respondent_system
from warehouse.disclosure.auditing.published import Kind, Marts, of_one_population, read_marts
from warehouse.disclosure.auditing.registration import registration_system
from warehouse.disclosure.auditing.releases import judge_differences, judge_periods, judge_unchanged
from warehouse.disclosure.auditing.rows import judge_rows
from warehouse.disclosure.auditing.system import System
from warehouse.disclosure.thresholds import LastRelease, Thresholds


def audit_dashboard(
    dashboard: Path, last: LastRelease | None, as_of: date, thresholds: Thresholds
) -> list[Finding]:  # fmt: skip
    """Everything that a reader of this dashboard file, and of the one before it, can find out and may not know."""
    marts = read_marts(dashboard)
    registration = _registration_systems(marts, thresholds)
    findings = [*judge_periods(marts, as_of), *judge_rows(marts, thresholds), *judge_companions(marts, thresholds)]
    for system in (*registration, *_opinion_systems(marts, thresholds)):
        findings += _give_away(system, thresholds)
    earlier = []
    if last is not None:
        before = read_marts(last.dashboard)
        findings += judge_unchanged(marts, before, may_hide=last.thresholds != thresholds)
        earlier = _registration_systems(before, thresholds)
    findings += judge_differences(registration, earlier, thresholds.minimum_cell)
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.mart, finding.where, finding.why))


def _registration_systems(marts: Marts, thresholds: Thresholds) -> list[System]:
    of_registration = [mart for mart in marts.values() if mart.kind is Kind.REGISTRATION]
    systems = [registration_system(members, thresholds.minimum_cell) for members in of_one_population(of_registration)]
    return [_settled(system) for system in systems]


def _opinion_systems(marts: Marts, thresholds: Thresholds) -> list[System]:
    of_opinion = [mart for mart in marts.values() if mart.kind is Kind.OPINION]
    return [
        _settled(build(members, thresholds.minimum_group))
        for members in of_one_population(of_opinion)
        for build in (respondent_system, invitation_system)
    ]


def _settled(system: System) -> System:
    system.settle()
    return system


def _give_away(system: System, thresholds: Thresholds) -> Iterator[Finding]:
    marts = ", ".join(sorted({protected.mart for protected in system.protected.values()}))
    contradiction = Finding(marts, "published counts", "they contradict one another, so what they give away is unknown")
    if system.contradicts_itself:
        yield contradiction
    try:
        for key, verdict in unprotected(system, thresholds.minimum_cell).items():
            protected = system.protected[key]
            yield Finding(protected.mart, protected.where, verdict.value)
    except Contradiction:
        yield contradiction
