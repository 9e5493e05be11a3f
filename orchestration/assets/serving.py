"""Asset of group `published`: the serving copy in PostgreSQL, after publication, and whether it is behind.

A copy that fails undoes no publication and fails no night: the asset is then not materialised, and its check warns.
Copying is `warehouse.serving`'s work.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.assets.deliveries import OWNERS
from orchestration.assets.publication import PUBLISHED_KEY
from orchestration.automation.jobs import SERVING_KEY
from orchestration.checks import COPY_IS_CURRENT, check_spec, copy_check
from orchestration.faults import told_plainly
from orchestration.night import Night
from orchestration.serving import serve


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            SERVING_KEY,
            deps=[PUBLISHED_KEY],
            group_name="published",
            kinds={"postgres"},
            owners=OWNERS,
            skippable=True,
            description="The tables for dashboards in PostgreSQL, and the star where a role for it is named: all of the"
            " published build. Nothing is done where SERVING_POSTGRES_URL is not set.",
        )
    ],
    check_specs=[check_spec(COPY_IS_CURRENT, SERVING_KEY)],
    # Else Dagster would miss the result of the check where there is no copy.
    can_subset=True,
)
def serving_copy(night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    with told_plainly("copying to PostgreSQL", night.places.logs, dg.Failure):
        if night.settings.serving_target:
            night.announce("Copying to PostgreSQL")
        report = night.story.serving = serve(night.settings, night.places)
    if report is None:
        return
    if report.failure is None:
        n_rows = [dg.TableRecord({"table": table, "rows": n}) for table, n in report.n_rows.items()]
        yield dg.MaterializeResult(
            asset_key=SERVING_KEY,
            metadata={
                "build": report.build_id,
                "tables": len(report.n_rows),
                "dagster/row_count": sum(report.n_rows.values()),
                "rows of each table": dg.MetadataValue.table(n_rows),
            },
        )
    yield copy_check(report, SERVING_KEY)
