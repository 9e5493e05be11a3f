"""The one resource of all assets: the night, under the warehouse's lock. Settings are never Dagster configuration.

See https://docs.dagster.io/guides/build/external-resources.
"""

from collections.abc import Callable, Iterator, Set
from contextlib import ExitStack, contextmanager

import dagster as dg

from orchestration.clearing import finish_erasure, remove_old_logs
from orchestration.instance.dead_runs import end_dead_runs
from orchestration.instance.retention import delete_old_runs
from orchestration.night import Night
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.faults import Fault


class NightCannotBegin(dg.DagsterError):
    """A fault before the first step. Of this type, Dagster shows the words themselves, and not what it was doing."""


def night_resource(make_night: Callable[[], Night], checks: Set[dg.AssetCheckKey]) -> dg.ResourceDefinition:
    """A night made when a run starts, with the warehouse's lock held from the run's first step to its last.

    At its start, runs whose process is gone are ended; a run that meets another one is cancelled with that reason:
    nothing is wrong. At its end, logs and runs that are too old are cleared away, and what was written before an
    erasure, once a build without the forgotten persons is published: nights of the schedule and the UI end here too.

    checks: all that there are; the last result of each is not too old.
    """

    @dg.resource(description="Settings, places and intake of one night; holds the warehouse's lock during a run.")
    @contextmanager
    def night_under_lock(context: dg.InitResourceContext) -> Iterator[Night]:
        instance, run = context.instance, context.run
        assert instance is not None
        assert run is not None
        with ExitStack() as held:
            night = _begun(instance, run, make_night, held)
            yield night
            if night.is_published_since_the_last_request:
                finish_erasure(night, spared_run=run.run_id)
            if not night.today.is_braked:
                remove_old_logs(night.places.logs, night.settings.keep_logs_days)
                delete_old_runs(instance, night.settings.keep_runs_days, checks)

    return night_under_lock


def _begun(instance: dg.DagsterInstance, run: dg.DagsterRun, make_night: Callable[[], Night], held: ExitStack) -> Night:
    try:
        night = make_night()
        night.places.prepare()
        held.enter_context(hold(night.places.lock))
        end_dead_runs(instance, spared_run=run.run_id)
    except AnotherNightIsRunning as busy:
        skipped = f"{busy} This run is skipped."
        instance.report_run_canceled(run, skipped)
        raise dg.DagsterExecutionInterruptedError(skipped) from None
    except Fault as fault:
        raise NightCannotBegin(str(fault)) from None
    # What a run is of, on its page and to find it by; the build is added once it has one.
    tags = {"as_of": night.settings.as_of.isoformat(), "code_version": night.code_version}
    instance.add_run_tags(run.run_id, tags)
    return night
