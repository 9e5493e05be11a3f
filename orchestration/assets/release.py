"""Asset of group `release`: the figures that dashboards will get, made from closed periods and attacked by an auditor.

What may be shown, and the attack, are `warehouse.disclosure`'s work; dbt is run here, on the cut build files.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg

from orchestration.assets.dbt import dbt_target
from orchestration.assets.deliveries import OWNERS
from orchestration.checks import NOBODY_RECOGNISABLE
from orchestration.closed_models import ClosedModels, in_json
from orchestration.dbt_project import DBT_PROJECT_DIR, PARTIAL_PARSE
from orchestration.faults import told_plainly
from orchestration.night import Night
from orchestration.settings import environment_for_dbt
from warehouse.disclosure.assumptions import ASSUMPTIONS
from warehouse.disclosure.auditing import Finding, audit_dashboard
from warehouse.disclosure.closing import FigureClass, close
from warehouse.disclosure.opinion import OPINION_MARTS
from warehouse.disclosure.registration import REGISTRATION_MARTS
from warehouse.disclosure.release import due, make_release, periods
from warehouse.disclosure.thresholds import LastRelease
from warehouse.faults import Fault
from warehouse.publication.audit import CheckKind, CheckResult, Severity, withdraw_audit

RELEASE_KEY = dg.AssetKey(["release", "dashboard"])
MARTS = {
    FigureClass.OPINION: (*OPINION_MARTS, ASSUMPTIONS),
    FigureClass.REGISTRATION: (*REGISTRATION_MARTS, ASSUMPTIONS),
}


class ClosedModelsFailed(Fault):
    """dbt could not build the models of a closed period."""


def build_release(dbt_models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=RELEASE_KEY,
        deps=[spec.key for spec in dbt_models.specs if spec.group_name in ("core", "marts")],
        check_specs=[
            dg.AssetCheckSpec(
                NOBODY_RECOGNISABLE,
                asset=RELEASE_KEY,
                blocking=True,
                description="From this and the last release, an attacker works out no count of persons that is hidden.",
            )
        ],
        group_name="release",
        kinds={"duckdb"},
        owners=OWNERS,
        description="Dashboard figures of closed periods, with hidden whatever could tell of a few persons.",
    )
    def release(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:
        with told_plainly("deciding what dashboards may show", night.places.logs, dg.Failure):
            settings, places = night.settings, night.places
            withdraw_audit(places.build_database, settings.memory_limit)
            places.dashboard.unlink(missing_ok=True)
            try:
                last = _copied(night.last_release(), places.last_release)
                closing = due(last, settings.as_of, night.thresholds, settings.memory_limit)
                closed = closed_builds(night, closing)
                night.announce("Choosing what dashboards may show")
                report = make_release(
                    places.build_database, closed, last, places.dashboard, night.thresholds, settings.memory_limit
                )
                night.announce("Attacking the dashboard figures")
                findings = audit_dashboard(places.dashboard, last, settings.as_of, night.thresholds)
            finally:
                for folder in (places.closed, places.last_release):
                    shutil.rmtree(folder, ignore_errors=True)
            if findings:
                # Nobody may publish it, not even by hand.
                places.dashboard.unlink()
            night.story.disclosure, night.story.release = _checks(findings), report
            return dg.MaterializeResult(
                metadata={
                    "marts released": ", ".join(report.new) or "none: no period closed",
                    "marts kept because a difference would tell of a few persons": ", ".join(report.kept) or "none",
                    "share of figures hidden": round(report.share_hidden, 4),
                    "share of figures hidden at least": round(report.least_share_hidden, 4),
                    **{f"{figures} until": str(day) for figures, day in periods(settings.as_of).items()},
                },
                check_results=[_finding_result(findings)],
            )

    return release


def _copied(last: LastRelease | None, folder: Path) -> LastRelease | None:
    """The last release where no reader is: a reader who opened its files to write would keep the night from them."""
    shutil.rmtree(folder, ignore_errors=True)
    if last is None:
        return None
    folder.mkdir()
    dashboard, analysis = (Path(shutil.copy(file, folder)) for file in (last.dashboard, last.analysis))
    return replace(last, dashboard=dashboard, analysis=analysis)


def closed_builds(night: Night, closing: Mapping[FigureClass, date]) -> dict[FigureClass, tuple[Path, date]]:
    """A build file for each class that is due, with its marts as they were when the period closed."""
    shutil.rmtree(night.places.closed, ignore_errors=True)
    closed, jobs = {}, []
    for figures, until in closing.items():
        night.announce(f"Building what was known of {figures} figures until {until}")
        # dbt keeps the name of a database in what it has read, so all build files have one name.
        file = night.places.closed / figures / night.places.build_database.name
        file.parent.mkdir(parents=True)
        night.intake.write_raw_schema(file)
        close(file, figures, until, night.places.raw)
        as_of = until if figures is FigureClass.REGISTRATION else night.settings.as_of
        jobs.append(ClosedModels(str(file), as_of.isoformat(), [f"+{mart}" for mart in MARTS[figures]]))
        closed[figures] = file, until
    if jobs:
        _run_dbt(night, jobs)
    return closed


def _run_dbt(night: Night, jobs: list[ClosedModels]) -> None:
    target = night.places.closed / "target"
    target.mkdir()
    if (known := dbt_target(night.places) / PARTIAL_PARSE).exists():
        shutil.copy(known, target)
    environment = environment_for_dbt(
        night.settings,
        BUILD_DATABASE=str(night.places.build_database),
        DBT_PROJECT_DIR=str(DBT_PROJECT_DIR),
        DBT_PROFILES_DIR=str(DBT_PROJECT_DIR),
        DBT_TARGET_PATH=str(target),
        DBT_LOG_PATH=str(dbt_target(night.places)),
    )
    command = [sys.executable, "-m", "orchestration.closed_models", in_json(jobs)]
    with subprocess.Popen(  # noqa: S603
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as dbt:
        # Popen.communicate would close the input, whose end tells dbt that the night is over.
        status = dbt.wait()
    if status != 0:
        raise ClosedModelsFailed(
            f"dbt could not build the figures of a closed period. Why stands in {dbt_target(night.places) / 'dbt.log'}."
        )


def _checks(findings: list[Finding]) -> list[CheckResult]:
    """Rows of audit.check_result: one a mart with findings, or one for all."""
    marts = sorted({finding.mart for finding in findings})
    return [
        CheckResult(
            f"marts.{mart}: nothing hidden follows from what is shown",
            CheckKind.DISCLOSURE, Severity.ERROR, passed=False,
            n_failed=sum(finding.mart == mart for finding in findings),
        )
        for mart in marts
    ] or [
        CheckResult(
            "dashboard: nothing hidden follows from what is shown", CheckKind.DISCLOSURE, Severity.ERROR,
            passed=True, n_failed=0,
        )
    ]  # fmt: skip


def _finding_result(findings: list[Finding]) -> dg.AssetCheckResult:
    told = [f"marts.{finding.mart}, {finding.where}: {finding.why}" for finding in findings]
    return dg.AssetCheckResult(
        check_name=NOBODY_RECOGNISABLE,
        passed=not findings,
        metadata={"findings": len(findings), "which": dg.MetadataValue.json(told)},
        description="; ".join(told[:3]) + (f" and {len(told) - 3} more" if len(told) > 3 else "") if told else None,
    )
