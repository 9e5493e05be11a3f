"""The one resource of all assets: the night, under the warehouse's lock. Settings are never Dagster configuration.

See https://docs.dagster.io/guides/build/external-resources.
"""

from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager

import dagster as dg

from orchestration.clearing import finish_erasure, remove_old_logs
from orchestration.dead_runs import end_dead_runs
from orchestration.night import Night
from orchestration.old_runs import delete_old_runs
from warehouse.lock import hold


def night_resource(make_night: Callable[[], Night], checks: Set[dg.AssetCheckKey]) -> dg.ResourceDefinition:
    """A night made when a run starts, with the warehouse's lock held from the run's first step to its last.

    At its start, runs whose process is gone are ended.
    At its end, logs and runs that are too old are cleared away, and what was written before an erasure, once a build
    without the forgotten persons is published: nights of the schedule and the UI end here too.

    checks: all that there are; the last result of each is not too old.
    """

    @dg.resource(description="Settings, places and intake of one night; holds the warehouse's lock during a run.")
    @contextmanager
    def night_under_lock(context: dg.InitResourceContext) -> Iterator[Night]:
        assert context.instance is not None
        night = make_night()
        night.places.prepare()
        with hold(night.places.lock):
            end_dead_runs(context.instance, spared_run=context.run_id)
            yield night
            if night.is_published_since_the_last_request:
                finish_erasure(night, spared_run=context.run_id)
            if not night.today.is_braked:
                remove_old_logs(night.places.logs, night.settings.keep_logs_days)
                delete_old_runs(context.instance, night.settings.keep_runs_days, checks)

    return night_under_lock
