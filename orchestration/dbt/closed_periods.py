"""The models of a closed month, made on a build file of their own: the second build of a night in which a month closes.

What is cut off at a month's end, and what dashboards show of it, is `warehouse.disclosure`'s work.
"""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from orchestration.dbt.build import Made, make_models
from orchestration.dbt.environment import environment_for_dbt, environment_for_reading, invoke
from orchestration.dbt.project import Reading, parsed
from orchestration.night import Night
from orchestration.settings import Settings
from warehouse.disclosure.marts import Disclosure
from warehouse.disclosure.period_cut_off import close
from warehouse.disk.places import Places
from warehouse.faults import Fault


class ClosedModelsFailed(Fault):
    """dbt could not build the models of a closed month."""


def closed_build(night: Night, disclosure: Disclosure, until: date) -> Path:
    """A build file with the marts as if `until` were today and small parts pooled."""
    shutil.rmtree(night.places.closed, ignore_errors=True)
    night.places.closed.mkdir()
    night.announce(f"Building what was known on {until} for dashboards")
    file = night.places.closed / night.places.build_database.name
    night.intake.write_raw_schema(file)
    close(file, until, night.places.raw)
    target = night.places.dbt / "closed"
    names = [*(f"+{mart}" for mart in disclosure.of_closed_months), "counted_records"]
    results = build_closed(night.settings, file, target, names, until, night.thresholds.minimum_group)
    if not results or not all(made.is_made for made in results):
        raise ClosedModelsFailed(
            f"dbt could not build the figures of a closed month. Why stands in {target / 'dbt.log'}."
        )
    return file


def build_closed(
    settings: Settings, database: Path, target: Path, names: Sequence[str], until: date, pooled_below: int
) -> list[Made]:
    """Make models as if `until` were today, with small parts pooled: another project to dbt, which reads it first."""
    pooled = {"AS_OF": until.isoformat(), "POOLED_BELOW": str(pooled_below)}
    reading = Reading(parsed(Places(settings.warehouse_dir)) / "pooled")
    if not reading.is_fresh:
        reading.begin()
        reading.end(is_read=invoke(["parse"], environment_for_reading(settings, reading.folder, **pooled)).success)
    shutil.rmtree(target, ignore_errors=True)
    return make_models(reading, environment_for_dbt(settings, database, target, **pooled), names)
