"""One night with a stopwatch on named functions, which tells the seconds of each stage. A script that `night` runs.

It imports nothing of the project before the night does, so that it measures another checkout of the code as well.
"""

import contextlib
import functools
import inspect
import json
import resource
import runpy
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

Seconds = tuple[float, float]
"""CPU seconds, of the process and of children that have ended, and wall seconds."""

IMPORTS, DAGSTER, EVENTS, INTAKE, DISCLOSURE = "imports", "Dagster", "events", "intake", "disclosure"
DBT_PARSE, DBT_MODELS, DBT_TESTS = "dbt parse", "dbt models", "dbt tests"
DBT_CLOSED, AUDIT, MONITOR = "dbt models (closed month)", "audit", "monitor"
PUBLICATION, REST = "publication", "the rest"
# Models and tests in one call of dbt: `night` divides it by the execution times that dbt tells.
DBT_BUILD = "dbt models and tests"

# The functions of each stage, as `module:name` or `module:Class.name`; a generator is one too. What a function spends
# in one of another stage is that stage's. A name that the measured code lacks is skipped, so that names of former code
# stay. Time outside all of them is the rest, in a night with work mostly of the command itself.
STAGES = {
    DAGSTER: ["orchestration.run:run_night"],
    EVENTS: [
        "dagster._core.storage.event_log.sqlite.sqlite_event_log:SqliteEventLogStorage.store_event",
        "orchestration.instance.event_log:EventLog.store_event",
        "orchestration.instance.event_log:EventLog.store_event",
        "dagster._core.storage.event_log.base:EventLogStorage.store_event_batch",
    ],
    INTAKE: [
        "warehouse.intake.intake:Intake.look",
        "warehouse.intake.intake:Intake.take",
        "warehouse.intake.intake:Intake.take_ignored",
        "warehouse.intake.intake:Intake.write_raw_schema",
    ],
    DBT_PARSE: [
        "orchestration.dbt.project:ManifestPreparation.wait",
        "orchestration.dbt.project:ManifestPreparation.wait",
    ],
    DBT_BUILD: ["orchestration.assets.dbt:_build"],
    DBT_MODELS: ["orchestration.dbt.project:build", "orchestration.dbt.build:build"],
    DBT_TESTS: ["warehouse.publication.data_tests:run_data_tests"],
    DBT_CLOSED: ["orchestration.assets.release:closed_build", "orchestration.dbt.closed_periods:closed_build"],
    DISCLOSURE: [
        "orchestration.assets.release:_copied",
        "orchestration.night:Night.kept_releases",
        "warehouse.disclosure.period_cut_off:close",
        "warehouse.disclosure.release:is_due",
        "warehouse.disclosure.release:keep_release",
        "warehouse.disclosure.release:make_release",
    ],
    AUDIT: [
        "warehouse.publication.audit:audit_build",
        "warehouse.publication.audit:dbt_checks",
        "warehouse.publication.audit:note_checks",
        "warehouse.publication.check_results:note_checks",
        "warehouse.publication.audit:withdraw_audit",
    ],
    MONITOR: [
        "orchestration.assets.monitor:figures_of",
        "orchestration.assets.monitor:write_monitor",
    ],
    PUBLICATION: [
        "warehouse.publication.manifest:verify",
        "warehouse.publication.publish:publish",
    ],
}


class Stopwatch:
    """Seconds a stage: time goes to the stage that was entered last and not left yet."""

    def __init__(self, read: Callable[[], Seconds], started: Seconds) -> None:
        self._read, self._last = read, started
        self._entered: list[str] = []
        self._thread = threading.get_ident()
        self.seconds: dict[str, Seconds] = {}

    def enter(self, stage: str) -> None:
        self._settle()
        self._entered.append(stage)

    def leave(self) -> None:
        self._settle()
        self._entered.pop()

    @contextlib.contextmanager
    def within(self, stage: str) -> Iterator[None]:
        """What other threads do is of the stage that this one waits in."""
        if threading.get_ident() != self._thread:
            yield
            return
        self.enter(stage)
        try:
            yield
        finally:
            self.leave()

    def _settle(self) -> None:
        now = self._read()
        if self._entered:
            cpu, wall = self.seconds.get(self._entered[-1], (0.0, 0.0))
            self.seconds[self._entered[-1]] = (cpu + now[0] - self._last[0], wall + now[1] - self._last[1])
        self._last = now


def timed(watch: Stopwatch, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with its time on the watch; of a generator, the time of each step."""

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        with watch.within(stage):
            return function(*arguments, **named)

    @functools.wraps(function)
    def steps(*arguments: Any, **named: Any) -> Iterator[Any]:
        with contextlib.closing(function(*arguments, **named)) as running:
            while True:
                with watch.within(stage):
                    try:
                        value = next(running)
                    except StopIteration as end:
                        return end.value
                yield value

    return steps if inspect.isgeneratorfunction(function) else call


class Wrapping:
    """Puts functions on the watch as soon as their module is imported, and imports themselves."""

    def __init__(self, watch: Stopwatch, stages: dict[str, list[str]]) -> None:
        self._watch = watch
        self._waiting: dict[str, dict[str, str]] = {}
        for stage, names in stages.items():
            for name in names:
                module, _, function = name.partition(":")
                self._waiting.setdefault(module, {})[function] = stage

    def begin(self) -> None:
        """Python calls this function of its own for every module that is not there yet, and for those only; a hook that
        it documents would be called for all imports, or would not see how long one takes.
        """
        bootstrap: Any = sys.modules["_frozen_importlib"]
        find_and_load = bootstrap._find_and_load

        def find_load_and_wrap(name: str, import_: Any) -> ModuleType:
            with self._watch.within(IMPORTS):
                module: ModuleType = find_and_load(name, import_)
            if name in self._waiting and not getattr(module.__spec__, "_initializing", False):
                self.wrap(module)
            return module

        bootstrap._find_and_load = find_load_and_wrap

    def wrap(self, module: ModuleType) -> None:
        waiting = self._waiting[module.__name__]
        for path, stage in list(waiting.items()):
            *outer, name = path.split(".")
            owner: Any = module
            for part in outer:
                owner = getattr(owner, part, None)
            function = getattr(owner, "__dict__", {}).get(name)
            if inspect.isfunction(function):
                setattr(owner, name, timed(self._watch, stage, function))
                del waiting[path]

    def lacking(self) -> list[str]:
        """What was not found, or not imported."""
        return [f"{module}:{function}" for module, functions in self._waiting.items() for function in functions]


def read_clocks() -> Seconds:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime, time.monotonic()


def main() -> None:
    """Arguments: the file to write, the reading of the monotonic clock when this process was started, the night's."""
    out, started, *arguments = sys.argv[1:]
    watch = Stopwatch(read_clocks, (0.0, float(started)))
    watch.enter(IMPORTS)
    wrapping = Wrapping(watch, STAGES)
    wrapping.begin()
    sys.argv = ["orchestration.nightly", *arguments]
    watch.leave()
    try:
        with watch.within(REST):
            runpy.run_module("orchestration.nightly", run_name="__main__", alter_sys=True)
    finally:
        Path(out).write_text(json.dumps({"seconds": watch.seconds, "lacking": wrapping.lacking()}), "utf-8")


if __name__ == "__main__":
    main()
