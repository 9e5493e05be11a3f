"""The serving copy as commands, nights and the schedule ask for it: made of what is published, or why it is behind.

How it is made is `warehouse.serving`'s, whose driver is loaded only where there is a copy. The server's own limits hold
only while it runs: one that is frozen would keep the night, and its lock, for ever. So it is spoken to apart.
"""

from typing import TYPE_CHECKING, NamedTuple

from orchestration.apart import apart
from orchestration.settings import Settings
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.publication.builds import current_build
from warehouse.serving.report import ServingReport
from warehouse.serving.target import Target

if TYPE_CHECKING:
    from warehouse.serving.standing import Standing


_COPYING, _LOOKING = "copying to PostgreSQL", "looking at the serving copy"


class Lag(NamedTuple):
    """Why the copy is behind, or why the server cannot be asked."""

    reason: str
    may_be_made_up: bool


def lag(settings: Settings, places: Places) -> Lag | None:
    """Asked of the server. None where the copy is of the published build, and where there is no copy or no build."""
    target, build = settings.serving_target, current_build(places)
    if target is None or build is None:
        return None
    try:
        lacks = _standing(target, places).lacks(build.name)
    except Fault as fault:
        return Lag(str(fault), may_be_made_up=False)
    return Lag(f"{lacks}.", may_be_made_up=True) if lacks else None


def serve(settings: Settings, places: Places) -> ServingReport | None:
    """Copy the published build. No fault ends what asked for it: it is in the report. None where there is no copy."""
    target, build = settings.serving_target, current_build(places)
    if target is None or build is None:
        return None
    from warehouse.serving.copy import copy_build

    try:
        copied = apart(copy_build, build, target, seconds=target.copy_seconds, doing=_COPYING, logs=places.logs)
    except Fault as fault:
        return ServingReport(build.name, failure=str(fault), standing=_standing_build(target, places))
    n_rows = {str(table): n for table, n in copied.n_rows.items()}
    return ServingReport(build.name, n_rows, not_cleared=copied.not_cleared)


def _standing(target: Target, places: Places) -> "Standing":
    from warehouse.serving.standing import standing

    return apart(standing, target, seconds=target.look_seconds, doing=_LOOKING, logs=places.logs)


def _standing_build(target: Target, places: Places) -> str | None:
    try:
        return _standing(target, places).build_id
    except Fault:
        return None
