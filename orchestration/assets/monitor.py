"""Asset of group `published`: the monitor, pages and a report that people read, made of what dashboards get alone.

What stands in it is `warehouse.monitor`'s work.
"""

import dagster as dg

from orchestration.assets.audit import AUDIT_KEY
from orchestration.assets.deliveries import OWNERS
from orchestration.assets.release import RELEASE_KEY
from orchestration.dbt.project import prepared_manifest, project_disclosure
from orchestration.faults import told_plainly
from orchestration.night import Night
from orchestration.settings import Settings
from warehouse.disclosure.thresholds import Thresholds
from warehouse.disk.places import Places
from warehouse.monitor.write import Reading, figures_of, write_monitor

MONITOR_KEY = dg.AssetKey(["monitor"])


def monitor_reading(settings: Settings, places: Places) -> Reading:
    """What the monitor of a warehouse is read by."""
    return Reading(
        project_disclosure(prepared_manifest(places)), Thresholds(settings.minimum_group, settings.minimum_cell),
        settings.reference(), is_made_up=settings.is_demo,
    )  # fmt: skip


@dg.asset(
    key=MONITOR_KEY,
    deps=[RELEASE_KEY, AUDIT_KEY],
    group_name="published",
    owners=OWNERS,
)
def monitor(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:
    with told_plainly("making the monitor", night.places.logs, dg.Failure):
        night.announce("Writing the monitor")
        places = night.places
        figures = figures_of(
            places.dashboard, places.build_database, monitor_reading(night.settings, places),
            places.build / "spill", night.settings.memory_limit,
        )  # fmt: skip
        written = write_monitor(figures, places.monitor)
        return dg.MaterializeResult(metadata={"files": len(written), "bytes": sum(written.values())})
