"""What dashboards get of a night, read as the monitor reads it."""

import shutil
from pathlib import Path

from schemas.reference import Reference
from tests.disclosed import disclosure
from tests.unit.monitor.hand_made import THRESHOLDS
from warehouse.disk.places import Places
from warehouse.monitor.figures import Figures
from warehouse.monitor.write import Reading, figures_of
from warehouse.publication.outputs import DASHBOARD


def released_figures(warehouse: Path, reference: Reference, scratch: Path) -> Figures:
    """The published figures of a warehouse, which stays as it is. scratch: an empty folder."""
    places = Places(scratch / "warehouse")
    places.prepare()
    copied = places.published / DASHBOARD
    shutil.copyfile(warehouse / "published" / DASHBOARD, copied)
    reading = Reading(disclosure(), THRESHOLDS, reference, is_made_up=True)
    return figures_of(copied, None, reading, places.build / "spill", "1GB")
