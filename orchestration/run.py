"""A night as a Dagster job run in this process, on the instance that the UI shows. Imported only when there is work.

What is printed about it belongs in `commands.nightly`.
"""

import contextlib
import os
import signal
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run_iterator

from orchestration.automation.jobs import NIGHT, ORIGIN, assets_of
from orchestration.build import build_defs
from orchestration.instance.home import open_instance
from orchestration.night import Night

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_night(night: Night, manifest: Path) -> list[str]:
    """Run the job. Returns the sentences that say why nothing was published: none where it was. Dagster keeps the whole
    story for the UI; the console stays quiet.
    """
    with _signals_after_the_run(), open_instance(night.settings.dagster_home) as instance, _quiet():
        defs = build_defs(lambda: night, manifest, night.places.published, dg.DefaultScheduleStatus.STOPPED)
        job = defs.resolve_job_def(NIGHT.name)
        selected = assets_of(
            night.work, [asset for asset in defs.assets or () if isinstance(asset, dg.AssetsDefinition)]
        )
        # As `execute_in_process` does, which cannot be told where the job is found.
        run = instance.create_run_for_job(
            job, run_config=QUIET, asset_selection=frozenset(selected or ()), remote_job_origin=ORIGIN
        )
        events = list(execute_run_iterator(InMemoryJob(job), run, instance))
        is_success = any(event.event_type is dg.DagsterEventType.RUN_SUCCESS for event in events)
        return [] if is_success else _reasons(run.run_id, events)


@contextlib.contextmanager
def _signals_after_the_run() -> Iterator[None]:
    """Dagster only ends its run at a signal, SIGTERM as SIGINT, and does not say which came: it is raised again here.

    Python writes down the number of each signal, whoever handles it.
    """
    came, noted = os.pipe()
    os.set_blocking(noted, False)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    former = signal.set_wakeup_fd(noted)
    try:
        yield
    finally:
        signal.set_wakeup_fd(former)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.close(noted)
        with os.fdopen(came, "rb") as numbers:
            for noted_number in numbers.read():
                signal.raise_signal(noted_number)


def _reasons(run_id: str, events: Iterable[dg.DagsterEvent]) -> list[str]:
    """What stopped the run, in the plain words that its page shows."""
    told = [event.step_failure_data.user_failure_data for event in events if event.is_step_failure]
    lines = [line for data in told if data and data.description for line in data.description.splitlines()]
    return lines or [f"Run {run_id} failed. Start make ui to see where."]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Dagster's and dbt's own words go to their logs, not to whoever reads the summary."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
