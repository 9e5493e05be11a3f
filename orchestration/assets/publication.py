"""Asset of group `published`: the files that readers open. It is made only when every blocking check before it passed.

Copying, disclosure control and the switch are `warehouse.publication`'s work.
"""

import dagster as dg

from orchestration.assets.audit import AUDIT_KEY
from orchestration.assets.deliveries import OWNERS
from orchestration.assets.monitor import MONITOR_KEY
from orchestration.faults import told_plainly
from orchestration.night import Night
from warehouse.publication.publish import Keeping, publish

PUBLISHED_KEY = dg.AssetKey(["published", "warehouse"])


@dg.asset(
    key=PUBLISHED_KEY,
    deps=[AUDIT_KEY, MONITOR_KEY],
    group_name="published",
    kinds={"duckdb", "parquet", "html"},
    owners=OWNERS,
    description="Tables for researchers and dashboards, Parquet and the monitor, switched together: all of one build.",
)
def published(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:
    with told_plainly("publishing", night.places.logs, dg.Failure):
        night.announce("Publishing")
        settings = night.settings
        keeping = Keeping(settings.keep_builds, settings.memory_limit, settings.readers_group)
        inputs = night.inputs(night.intake.fingerprint)
        manifest = publish(night.places, inputs, keeping, is_of_one_run=night.makes_all_tables)
        context.instance.add_run_tags(context.run_id, {"build": manifest.build_id})
        return dg.MaterializeResult(
            metadata={
                "build": manifest.build_id,
                "as of": manifest.inputs.as_of.isoformat(),
                "deliveries until": manifest.deliveries_until or "none yet",
                "tables": len(manifest.n_rows),
                "rows": sum(manifest.n_rows.values()),
            }
        )
