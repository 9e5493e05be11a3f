"""Clearing away: logs that are too old at the end of a night, and, after an erasure, all that was written before it.

What is kept how long, and why, stands in docs/retention.md. Runs that are too old are `instance.retention`'s; rows of
persons are swept by `warehouse.privacy`.
"""

import shutil
import time
from pathlib import Path

from orchestration.night import Night
from warehouse.disk.files import remove_unfinished
from warehouse.disk.places import Places
from warehouse.publication.builds import remove_all_but_current
from warehouse.rekeying.rotation import clear_scratch

_SECONDS_A_DAY = 86_400


def remove_old_logs(logs: Path, keep_days: int) -> None:
    """Remove logs that were last written more than so many days ago."""
    oldest = time.time() - keep_days * _SECONDS_A_DAY
    for log in logs.iterdir():
        if log.stat().st_mtime < oldest:
            log.unlink()


def finish_erasure(night: Night, spared_run: str | None = None) -> int:
    """After a night without the forgotten persons was published: clear away whatever was written before it.

    spared_run: the run that is going on, which Dagster's storage keeps. Returns how many earlier builds this night
    removed. Nothing is done when nobody asked since the last time.
    """
    forgotten = night.intake.forgotten
    if forgotten.is_cleared:
        return night.story.n_builds_removed
    # Dagster takes seconds to import, and most nights do not come here.
    from orchestration.instance.home import clear_storage

    night.story.n_builds_removed += remove_all_but_current(night.places)
    _clear_working_files(night.places)
    clear_storage(night.settings.dagster_home, spared_run)
    forgotten.is_cleared = True
    forgotten.save()
    return night.story.n_builds_removed


def _clear_working_files(places: Places) -> None:
    """dbt's output, logs, and what a killed command left or spilled; the lock stays, and so does the build file."""
    of_dbt = (places.dbt / "target", places.dbt / "closed")
    for folder in (*of_dbt, *places.build.glob("*spill"), *places.build.glob("*.tmp")):
        shutil.rmtree(folder, ignore_errors=True)
    clear_scratch(places)
    remove_unfinished(places.build)
    for log in (*places.logs.iterdir(), *places.dbt.rglob("*.log")):
        log.unlink()
