"""What a release tells of itself, for the summary, the checks and the run. What is released is decided in `release`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from warehouse.disclosure.auditing.figures import Finding
from warehouse.publication.check_results import CheckKind, CheckResult, Severity

NOTHING_FOLLOWS = "dashboard: nothing follows of fewer persons than the thresholds allow"
NO_FAULT = "dashboard: no fault while a release was made"
MOST_FINDINGS_TOLD = 25
_KEPT = "Dashboards keep their last release; all else is published. Please report it as a fault."


@dataclass
class ReleaseReport:
    """What dashboards get: the last day of the release, whether it was made tonight, and what was done for it.

    kept_back: sentences on what keeps an earlier month, and why. findings: what the auditor says of a release that
    could not be mended, so that dashboards keep the one before. failure: the fault that kept one from being made, in
    plain words.
    """

    data_until: date | None = None
    is_new: bool = False
    n_rows: int = 0
    n_hidden: int = 0
    n_pooled: dict[str, int] = field(default_factory=dict)
    n_rounded: dict[str, int] = field(default_factory=dict)
    n_left_out: dict[str, int] = field(default_factory=dict)
    n_redrawn: int = 0
    kept_back: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failure: str | None = None

    @property
    def share_with_figures(self) -> float:
        return 1 - self.n_hidden / self.n_rows if self.n_rows else 1.0

    def told(self) -> Iterator[str]:
        """Sentences on what was done, for whoever looks at the checks."""
        if not self.is_new:
            yield f"dashboard: the release of data until {self.data_until or 'no month yet'} stands"
            yield from (f"dashboard: found in {one}" for one in self.told_findings()[:MOST_FINDINGS_TOLD])
            if self.failure:
                yield f"dashboard: {self.failure}"
            return
        yield from (f"marts.{mart}: {n} rows of pooled parts" for mart, n in self.n_pooled.items())
        yield from (f"marts.{mart}: {n} counts rounded" for mart, n in self.n_rounded.items())
        why = "as a count of persons rounds to 0"
        yield from (f"marts.{mart}: {n} rows left out, {why}" for mart, n in self.n_left_out.items())
        if self.n_redrawn:
            yield f"dashboard: {self.n_redrawn} counts drawn again, since other figures narrowed them"
        if self.n_hidden:
            yield f"dashboard: {self.n_hidden} of {self.n_rows} rows hidden"
        yield from (f"dashboard: {sentence}" for sentence in self.kept_back)

    def told_findings(self) -> list[str]:
        return [f"marts.{finding.mart}, {finding.where}: {finding.why}" for finding in self.findings]

    def checks(self) -> list[CheckResult]:
        """Rows of audit.check_result. A finding or a fault is a warning: it stops dashboards, and nothing else."""
        n_failed = {NOTHING_FOLLOWS: len(self.findings), NO_FAULT: int(self.failure is not None)}
        judged = [
            CheckResult(name, CheckKind.DISCLOSURE, Severity.WARN, passed=not n, n_failed=n, meaning=_KEPT)
            for name, n in n_failed.items()
        ]
        done = [CheckResult(told, CheckKind.DISCLOSURE, Severity.WARN, passed=True, n_failed=0) for told in self.told()]
        return [*judged, *done]
