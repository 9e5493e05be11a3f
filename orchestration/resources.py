"""The one resource of all assets: the night, under the warehouse's lock. Settings are never Dagster configuration.

See https://docs.dagster.io/guides/build/external-resources.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.night import Night
from warehouse.lock import hold


def night_resource(make_night: Callable[[], Night]) -> dg.ResourceDefinition:
    """A night made when a run starts, with the warehouse's lock held from the run's first step to its last."""

    @dg.resource(description="Settings, places and intake of one night; holds the warehouse's lock during a run.")
    @contextmanager
    def night_under_lock(_: dg.InitResourceContext) -> Iterator[Night]:
        night = make_night()
        night.places.prepare()
        with hold(night.places.lock):
            yield night

    return night_under_lock
