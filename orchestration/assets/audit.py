"""Asset of group `audit`: the audit of the build file, with the checks that stand between a build and its publication.

Counting and judging are `warehouse.publication.audit`'s work.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.assets.deliveries import OWNERS
from orchestration.assets.raw import raw_key
from orchestration.assets.release import RELEASE_KEY
from orchestration.checks import (
    DAY_IS_NEAR,
    audit_check_results,
    check_spec,
    day_check,
    day_found,
    stop_where_failed,
)
from orchestration.faults import told_plainly
from orchestration.night import Night
from schemas.kinds import KINDS
from warehouse.publication.audit import Gate, audit_build
from warehouse.publication.outputs import ANALYSIS_SCHEMAS

AUDIT_KEY = dg.AssetKey(["audit", "build"])


def build_audit(dbt_models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=AUDIT_KEY,
        deps=[RELEASE_KEY, *(spec.key for spec in dbt_models.specs if spec.group_name in ANALYSIS_SCHEMAS)],
        check_specs=[check_spec(check, AUDIT_KEY) for check in (*Gate, DAY_IS_NEAR)],
        group_name="audit",
        kinds={"duckdb"},
        owners=OWNERS,
        description="audit.build, audit.table_count and audit.check_result: the build's name, its counts, its checks.",
    )
    def audit(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult]:
        with told_plainly("checking the build", night.places.logs, dg.Failure):
            night.announce("Checking the build")
            found = audit_build(
                night.places.build_database,
                memory_limit=night.settings.memory_limit,
                as_of=night.settings.as_of,
                code_version=night.code_version,
                previous=night.last_row_counts(),
                max_row_drop=night.settings.max_row_drop,
                of_the_day=day_found(night.today),
            )
            for kind, rows in found.rows_of_kind.items():
                settled = {
                    "rows in the build": rows.n_loaded,
                    "rows quarantined in the build": rows.n_quarantined,
                    "rows waiting for a parent": rows.n_waiting,
                }
                context.log_event(dg.AssetObservation(raw_key(KINDS[kind]), metadata=settled))
            results = [*audit_check_results(found), day_check(night.today)]
            yield dg.MaterializeResult(
                metadata={
                    "build": found.record.build_id,
                    "tables": len(found.counts),
                    "rows": sum(count.n_rows for count in found.counts),
                    "checks passed": sum(check.passed for check in found.checks),
                    "checks failed": sum(not check.passed for check in found.checks),
                },
                check_results=results,
            )
            stop_where_failed(AUDIT_KEY, results)

    return audit
