"""Assets of group `deliveries`: what lies in the landing area tonight, a delivery kind each. Nothing is taken here."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from orchestration.faults import told_plainly
from orchestration.night import Night
from schemas.kinds import KINDS, DeliveryKind
from warehouse.intake import Status

OWNERS = ["team:data-engineering"]


def delivery_key(kind: DeliveryKind) -> dg.AssetKey:
    return dg.AssetKey(["deliveries", kind.prefix])


def _spec(kind: DeliveryKind) -> dg.AssetSpec:
    return dg.AssetSpec(
        delivery_key(kind),
        group_name="deliveries",
        kinds={"file"},
        owners=OWNERS,
        description=f"Files of kind `{kind.name}` ({kind.delivered_as}) in the landing area.",
    )


@dg.multi_asset(specs=[_spec(kind) for kind in KINDS.values()], can_subset=True)
def deliveries(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult]:
    """Look at the landing area once and tell what lies there, kind by kind."""
    with told_plainly("looking at the landing area", night.places.logs, dg.Failure):
        night.announce("Looking at the landing area")
        files = night.intake.look().files
        night.story.new_files = {file.key for file in files if file.status is Status.WAITING}
        for kind in KINDS.values():
            if delivery_key(kind) in context.selected_asset_keys:
                statuses = Counter(str(file.status) for file in files if file.kind == kind.name)
                metadata = {"files": statuses.total()} | {f"files {status}": n for status, n in statuses.items()}
                yield dg.MaterializeResult(delivery_key(kind), metadata=metadata)
