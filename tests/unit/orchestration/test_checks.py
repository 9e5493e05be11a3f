"""What the checks tell: of the files of a delivery kind, and of what the audit found."""

from datetime import datetime

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.assets.raw import files_of_tonight, raw_key
from orchestration.checks import (
    MOST_FILES_TOLD,
    READABLE_FILES,
    CheckStopsTheNight,
    audit_check_results,
    intake_checks,
    readable_files,
    stop_where_failed,
)
from schemas.kinds import KINDS
from schemas.rules import ADVICE, Rule
from tests.unit.publication.building import AS_OF
from warehouse.intake import DeliveryFile, KindReport, Status
from warehouse.publication.audit import Audit, BuildRecord, Gate
from warehouse.publication.check_results import CheckKind, CheckResult, Severity

NOT_TAKEN = (Status.REJECTED, Status.WAITING)
GOOD = CheckResult("core.a", CheckKind.COUNT, Severity.ERROR, True, 0)
WARNS = CheckResult("core.b", CheckKind.COUNT, Severity.WARN, False, 3, "Look at AS_OF.")
STOPS = CheckResult("core.c", CheckKind.COUNT, Severity.ERROR, False, 1)


@st.composite
def reports(draw: st.DrawFn) -> KindReport:
    """A kind with files of any outcome, for any reason, some with words of their own."""
    files = []
    for number, status in enumerate(draw(st.lists(st.sampled_from(Status), max_size=MOST_FILES_TOLD + 5))):
        file = DeliveryFile(f"wiz/groepen_{number}.csv", status)
        if status is not Status.ACCEPTED:
            file.become(status, draw(st.sampled_from(Rule)), draw(st.sampled_from([None, "header on line 3"])))
        files.append(file)
    return KindReport("wiz/groepen", files)


@given(reports())
def test_a_kind_is_green_only_where_every_file_was_taken_and_else_names_each_with_what_to_do(report: KindReport):
    left = [file for file in report.files if file.status in NOT_TAKEN]
    found = readable_files(report, raw_key(KINDS[report.kind]))
    assert found.passed == (not left)
    assert found.severity is dg.AssetCheckSeverity.WARN
    (noted,) = intake_checks([report])
    assert (noted.passed, noted.n_failed, noted.stops_publication) == (not left, len(left), False)
    tables = [value for value in found.metadata.values() if isinstance(value, dg.TableMetadataValue)]
    told = {record.data["file"]: record.data for table in tables for record in table.records}
    assert len(told) == min(len(left), MOST_FILES_TOLD)
    for file in left:
        if file.file_name in told:
            assert told[file.file_name]["what to do"] == ADVICE[Rule(str(file.reason))]
            assert told[file.file_name]["found"] in ("", file.detail)


def test_every_kind_has_the_check():
    keys = {key.asset_key for key in files_of_tonight.check_keys if key.name == READABLE_FILES}
    assert keys == {raw_key(kind) for kind in KINDS.values()}


@pytest.mark.parametrize(
    ("severity", "stops"), [(dg.AssetCheckSeverity.ERROR, True), (dg.AssetCheckSeverity.WARN, False)]
)
def test_a_failed_check_stops_the_night_with_its_finding_and_the_next_step(
    severity: dg.AssetCheckSeverity, stops: bool
):
    failed = dg.AssetCheckResult(
        passed=False, check_name="no_mart_became_empty", severity=severity, description="marts.outflow"
    )
    if not stops:
        stop_where_failed(dg.AssetKey("build"), [failed])
        return
    with pytest.raises(CheckStopsTheNight, match=r"no_mart_became_empty on build failed: marts.outflow. Ask for what"):
        stop_where_failed(dg.AssetKey("build"), [failed])


@pytest.mark.parametrize(
    ("findings", "passed", "severity", "description"),
    [
        ([GOOD], True, dg.AssetCheckSeverity.ERROR, None),
        ([GOOD, WARNS], False, dg.AssetCheckSeverity.WARN, "core.b. Look at AS_OF"),
        ([WARNS, STOPS], False, dg.AssetCheckSeverity.ERROR, "core.b. Look at AS_OF; core.c"),
    ],
)
def test_a_gate_stops_the_night_only_where_a_finding_does(
    findings: list[CheckResult], passed: bool, severity: dg.AssetCheckSeverity, description: str | None
) -> None:
    record = BuildRecord("build", datetime(2025, 4, 15), AS_OF, "0.1.0", None)
    (result,) = audit_check_results(Audit(record, [], [], {Gate.NO_ROW_DROP: findings}, {}))
    assert (result.passed, result.severity, result.description) == (passed, severity, description)
    assert all(not found.stops_publication for found in findings) or severity is dg.AssetCheckSeverity.ERROR
