"""Asset checks of our own: their specs, and how a finding becomes a Dagster result. `warehouse` does the judging.

See https://docs.dagster.io/guides/test/asset-checks.
"""

from collections.abc import Iterable, Mapping, Sequence

import dagster as dg

from schemas.rules import ADVICE, Rule
from warehouse.brake import MOST_DAYS_WITHOUT_A_SIGN, Today
from warehouse.disclosure.report import MOST_FINDINGS_TOLD, ReleaseReport
from warehouse.faults import Fault
from warehouse.intake import DeliveryFile, KindReport
from warehouse.publication.audit import Audit, Gate
from warehouse.publication.check_results import CheckKind, CheckResult, Severity
from warehouse.publication.data_tests import DataTest, DataTestOutcome
from warehouse.serving.report import ServingReport

DATA_TESTS = "data_tests"
READABLE_FILES = "every_file_is_readable"
VALID_ROWS = "every_row_is_valid"
EVERY_ROW_ACCOUNTED_FOR = "every_row_is_accounted_for"
NOBODY_RECOGNISABLE = "nobody_is_recognisable"
DAY_IS_NEAR = "day_is_near_what_is_known"
COPY_IS_CURRENT = "copy_is_of_the_published_build"
DESCRIPTIONS: dict[str, str] = {
    READABLE_FILES: "Every file of this kind in the landing area was taken: none is rejected, none waits.",
    VALID_ROWS: "Rows that broke a rule; they are in quarantine.",
    EVERY_ROW_ACCOUNTED_FOR: "In each of tonight's files: rows read = loaded + quarantined + dropped.",
    NOBODY_RECOGNISABLE: "From this release and the kept ones, nothing follows of fewer persons than the thresholds"
    " allow. A finding, or a fault, leaves dashboards at their last release, and stops nothing else.",
    DAY_IS_NEAR: f"AS_OF lies at most {MOST_DAYS_WITHOUT_A_SIGN} days after the last night or the newest delivery,"
    " or was confirmed. Else nobody lapses, nothing is cleared away by its age, and dashboards get no later month.",
    COPY_IS_CURRENT: "PostgreSQL has the published build. Where it is behind, who reads there sees an earlier build,"
    " whole; the published files are as they should be.",
    Gate.NO_ROW_DROP: "No core table of 50 rows or more lost more than MAX_ROW_DROP of them since the published build.",
    Gate.NO_EMPTIED_MART: "No mart is empty that has rows in the published build.",
    Gate.FILES_ADD_UP: "In every file of audit.delivery_file: read = loaded + quarantined + dropped + waiting.",
}
BLOCKING = frozenset({EVERY_ROW_ACCOUNTED_FOR, *Gate})
_MUCH_IS_GONE = (
    f"Ask for what is missing to be delivered again (checks {READABLE_FILES} name rejected files). Where so much is"
    " rightly gone, run this once with MAX_ROW_DROP=1."
)
_LOOK = "Look at the check in the Dagster UI (make ui)."
NEXT_STEPS: dict[str, str] = {Gate.NO_ROW_DROP: _MUCH_IS_GONE, Gate.NO_EMPTIED_MART: _MUCH_IS_GONE}
# So many files are told in a check, each with what to do.
MOST_FILES_TOLD = 100
# By the name that the ledger holds, which an earlier version may have written.
_ADVICE: Mapping[str, str] = {str(rule): advice for rule, advice in ADVICE.items()}


class CheckStopsTheNight(Fault):
    """Checks found what must not be published; the text says which, why and what to do."""


def reasons_to_stop(key: dg.AssetKey, results: Iterable[dg.AssetCheckResult]) -> list[str]:
    """Of each failed check that stops publication: its name, what it found, and what whoever reads this can do."""
    return [
        f"Check {result.check_name} on {key.to_user_string()} failed"
        + (f": {result.description}. " if result.description else ". ")
        + NEXT_STEPS.get(str(result.check_name), _LOOK)
        for result in results
        if not result.passed and result.severity is dg.AssetCheckSeverity.ERROR
    ]


def stop_where_failed(key: dg.AssetKey, results: Iterable[dg.AssetCheckResult]) -> None:
    """Called once Dagster has the results: by itself it only names the checks that failed, above a stack trace."""
    if reasons := reasons_to_stop(key, results):
        raise CheckStopsTheNight("\n".join(reasons))


def check_spec(name: str, key: dg.AssetKey, after: Sequence[dg.AssetKey] = ()) -> dg.AssetCheckSpec:
    """A check of an asset, made once it and those of `after` are."""
    return dg.AssetCheckSpec(
        str(name), asset=key, additional_deps=after, blocking=name in BLOCKING, description=DESCRIPTIONS[name]
    )


def day_check(today: Today) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=DAY_IS_NEAR,
        passed=not today.is_braked,
        severity=dg.AssetCheckSeverity.WARN,
        description=str(today) if today.is_braked else None,
    )


def day_found(today: Today) -> CheckResult:
    """The same as a row of audit.check_result. Of a day that is believed there is nothing to say."""
    meaning = str(today) if today.is_braked else ""
    return CheckResult(DAY_IS_NEAR, CheckKind.COUNT, Severity.WARN, not today.is_braked, int(today.is_braked), meaning)


def readable_files(report: KindReport, key: dg.AssetKey) -> dg.AssetCheckResult:
    """Each file that was not taken, with the reason and what to do: a warning, as the others are taken."""
    left = report.not_taken
    metadata: dict[str, dg.MetadataValue | int] = {"files not taken": len(left)}
    if left:
        metadata["which, why, and what to do"] = dg.MetadataValue.table(list(map(_record, left[:MOST_FILES_TOLD])))
    more = f"; and {len(left) - 3} more" if len(left) > 3 else ""
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=READABLE_FILES,
        passed=not left,
        severity=dg.AssetCheckSeverity.WARN,
        metadata=metadata,
        description="; ".join(f"{file.file_name} ({file.reason}): {file.detail}" for file in left[:3]) + more or None,
    )


def _record(file: DeliveryFile) -> dg.TableRecord:
    reason, advice = file.reason or "", _ADVICE.get(file.reason or "", "")
    found = "" if file.detail in (None, advice) else file.detail
    return dg.TableRecord(
        {"file": file.file_name, "status": str(file.status), "reason": reason, "found": found, "what to do": advice}
    )


def valid_rows(quarantined_by_rule: Mapping[str, int], key: dg.AssetKey) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=VALID_ROWS,
        passed=not quarantined_by_rule,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={rule: int(n) for rule, n in quarantined_by_rule.items()},
    )


def accounted_for(report: KindReport) -> dg.AssetCheckResult:
    n_wrong = sum(file.n_read != file.n_valid + file.n_quarantined + file.n_dropped for file in report.files)
    return dg.AssetCheckResult(
        check_name=EVERY_ROW_ACCOUNTED_FOR, passed=n_wrong == 0, metadata={"files that do not add up": n_wrong}
    )


def data_tests_check_spec(key: dg.AssetKey, tests: Sequence[DataTest]) -> dg.AssetCheckSpec:
    """One check for all of dbt's tests of a table."""
    names = "\n".join(f"- {test.name} ({test.severity})" for test in tests)
    return dg.AssetCheckSpec(DATA_TESTS, asset=key, description=f"dbt's data tests of this table:\n{names}")


def data_tests_check(key: dg.AssetKey, outcomes: Sequence[DataTestOutcome]) -> dg.AssetCheckResult:
    """Passed where every test did; each is told by its name, and the failed ones in the description too."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    rows = [
        dg.TableRecord({"test": outcome.test.name, "severity": str(outcome.test.severity), "rows": outcome.n_failed})
        for outcome in outcomes
    ]
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=DATA_TESTS,
        passed=not failed,
        severity=_severity(outcome.as_check() for outcome in failed),
        metadata={
            "tests": len(outcomes),
            "failed": len(failed),
            "rows that failed, test by test": dg.MetadataValue.table(rows),
        },
        description="\n\n".join(f"{outcome}. {outcome.test.meaning}".strip() for outcome in failed) or None,
    )


def pandera_checks(reports: Iterable[KindReport]) -> list[CheckResult]:
    """What pandera found tonight, as rows of audit.check_result: a row a kind and rule broken, or one in all."""
    checks = []
    for report in reports:
        checks += [
            CheckResult(
                f"raw.{report.kind}: {rule}",
                CheckKind.PANDERA,
                Severity.WARN,
                passed=False,
                n_failed=n,
                meaning=f"In quarantine: {ADVICE[Rule(rule)]}.",
            )
            for rule, n in sorted(report.quarantined_by_rule.items())
        ] or [CheckResult(f"raw.{report.kind}: all rules", CheckKind.PANDERA, Severity.WARN, passed=True, n_failed=0)]
    return checks


def intake_checks(reports: Iterable[KindReport]) -> list[CheckResult]:
    """Files that were not taken tonight, as rows of audit.check_result: a row a kind."""
    return [
        CheckResult(
            f"raw.{report.kind}: {READABLE_FILES}",
            CheckKind.INTAKE,
            Severity.WARN,
            passed=not report.not_taken,
            n_failed=len(report.not_taken),
            meaning="audit.delivery_file names each file that was not taken, and why.",
        )
        for report in reports
    ]


def released(report: ReleaseReport) -> dg.AssetCheckResult:
    """What the auditor says of the release, or what kept it from being made: a warning, as it stops dashboards and
    nothing else."""
    told = report.told_findings()
    why = [report.failure] if report.failure else told
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    return dg.AssetCheckResult(
        check_name=NOBODY_RECOGNISABLE,
        passed=not why,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "findings": len(told),
            "which": dg.MetadataValue.json(told[:MOST_FINDINGS_TOLD]),
            "what was done": dg.MetadataValue.json(list(report.told())),
        },
        description=f"Dashboards keep their last release. {'; '.join(why[:3])}{more}" if why else None,
    )


def copy_check(report: ServingReport, key: dg.AssetKey) -> dg.AssetCheckResult:
    """Whether the serving copy is of the published build: a warning, as what is published stands."""
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=COPY_IS_CURRENT,
        passed=report.failure is None,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "published build": report.build_id,
            "build in PostgreSQL": report.in_postgres or "none, or not known",
        },
        description=str(report) if report.failure else None,
    )


def audit_check_results(audit: Audit) -> list[dg.AssetCheckResult]:
    """A result for each gate, which blocks where one of its findings does."""
    return [_gate_result(gate, findings) for gate, findings in audit.gates.items()]


def _gate_result(gate: Gate, findings: list[CheckResult]) -> dg.AssetCheckResult:
    """A failed one names the tables."""
    failed = [finding for finding in findings if not finding.passed]
    return dg.AssetCheckResult(
        check_name=gate.value,
        passed=not failed,
        severity=_severity(failed),
        metadata={"judged": len(findings), "failed": len(failed)}
        | {found.check_name: found.n_failed for found in failed},
        description="; ".join(f"{found.check_name}. {found.meaning}".strip(" .") for found in failed) or None,
    )


def _severity(failed: Iterable[CheckResult]) -> dg.AssetCheckSeverity:
    """Of a check by what failed in it: one that passed would have stopped the night."""
    stops = [check.stops_publication for check in failed]
    return dg.AssetCheckSeverity.ERROR if any(stops) or not stops else dg.AssetCheckSeverity.WARN
