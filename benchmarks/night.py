"""How long whole nights take, as processes with all their children, and which stages of a night take it.

Run it with `python -m benchmarks.night`; `--write` keeps what it finds and writes docs/performance.md; `--code FOLDER`
measures another checkout, such as a `git worktree` of former code. Seconds depend on the machine, so they are told as
a ratio too, to what every night of this kind must do: import Dagster and pandas, and let dbt read its project.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import performance_page, profiled_night
from benchmarks.night_results import RESULTS, TODAY, Result, Seconds, medians, stage_medians
from benchmarks.nights import FIRST, LATER, NIGHTS, MeasuredNight, deliver_a_few, deliver_all
from benchmarks.profiled_night import DBT_BUILD, DBT_MODELS, DBT_TESTS, REST
from schemas.values import AMSTERDAM
from warehouse.disk.places import Places

REPOSITORY = Path(__file__).resolve().parents[1]
IMPORTS = [sys.executable, "-c", "import dagster, dagster_dbt, pandas"]
PARSE = [str(Path(sys.executable).with_name("dbt")), "--quiet", "parse", "--no-partial-parse"]
NIGHT = [sys.executable, "-m", "orchestration.nightly"]
# Without -P the other benchmarks would be modules of the night.
PROFILED = [sys.executable, "-P", profiled_night.__file__]
# Among the arguments of a command: the reading of the clock when it is started.
STARTED_AT = "started at"
# What a night is made of. A measurement that is kept changes files of its own, and no night.
OF_A_NIGHT = ("orchestration", "warehouse", "schemas", "dbt_project", "requirements.lock")
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TZ")
N_RUNS, N_PROFILES = 5, 3


class Failed(Exception):
    """A process did not do what was measured."""


@dataclass(frozen=True)
class Code:
    """A checkout of the project whose nights are measured."""

    folder: Path

    @property
    def commit(self) -> str:
        commit = self._git("describe", "--always", "--exclude", "*", "--abbrev=7") or "unknown"
        return f"{commit} with changes" if self._git("diff", "--name-only", "HEAD", "--", *OF_A_NIGHT) else commit

    def _git(self, *arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)  # noqa: S603
        return done.stdout.strip()

    def run(self, command: list[str], prints: str = "", **settings: object) -> Seconds:
        """A command with nothing but these settings, measured with all its children."""
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        environment |= {"PYTHONPATH": str(self.folder), **{name: str(value) for name, value in settings.items()}}
        with tempfile.TemporaryFile() as output:
            start = time.monotonic()
            process = subprocess.Popen(  # noqa: S603
                [str(start) if argument == STARTED_AT else argument for argument in command], cwd=self.folder,
                env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
            _, status, usage = os.wait4(process.pid, 0)
            seconds = Seconds(usage.ru_utime + usage.ru_stime, time.monotonic() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            printed = output.read().decode(errors="replace")
        if process.returncode != 0 or prints not in printed:
            raise Failed(f"status {process.returncode}, {prints!r} expected of {' '.join(command)}:\n{printed}")
        return seconds


@dataclass(frozen=True)
class World:
    """A landing area with its warehouse, always in the same place: dbt reads its project anew for another path."""

    code: Code
    folder: Path

    @property
    def landing(self) -> Path:
        return self.folder / "world" / "landing"

    @property
    def warehouse(self) -> Path:
        return self.folder / "world" / "warehouse"

    def nights(self, *, profiled: bool = False) -> Iterator[tuple[MeasuredNight, Seconds, dict[str, Seconds]]]:
        """Each of the nights, the later ones from what the first one left; where profiled, with its stages."""
        kept = self.folder / "after_the_first_night"
        for folder in (kept, self.landing.parent):
            shutil.rmtree(folder, ignore_errors=True)
        deliver_all(self.landing)
        yield FIRST, *self._night(FIRST, profiled=profiled)
        self.landing.parent.rename(kept)
        for night in LATER:
            shutil.rmtree(self.landing.parent, ignore_errors=True)
            shutil.copytree(kept, self.landing.parent, symlinks=True)
            if night.has_new_files:
                deliver_a_few(self.landing)
            yield night, *self._night(night, profiled=profiled)

    def _night(self, night: MeasuredNight, *, profiled: bool) -> tuple[Seconds, dict[str, Seconds]]:
        stages = self.folder / "stages.json"
        command = [*PROFILED, str(stages), STARTED_AT] if profiled else NIGHT
        settings = {"LANDING_URL": self.landing, "WAREHOUSE_DIR": self.warehouse, "AS_OF": night.as_of}
        whole = self.code.run(command, night.prints, **settings)
        return whole, self._stages(stages, whole) if profiled else {}

    def _stages(self, file: Path, whole: Seconds) -> dict[str, Seconds]:
        """The stages of a profiled night, which add up to the whole of it."""
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        stages = {stage: Seconds(*seconds) for stage, seconds in found["seconds"].items()}
        ended = whole - sum(stages.values(), Seconds())
        stages[REST] = stages[REST] + ended
        return divided(stages, Places(self.warehouse).dbt / "target" / "run_results.json")

    def lacking(self) -> list[str]:
        """The functions that the last profiled night did not have."""
        found: dict[str, Any] = json.loads((self.folder / "stages.json").read_text(encoding="utf-8"))
        return list(found["lacking"])


def divided(stages: Mapping[str, Seconds], run_results: Path) -> dict[str, Seconds]:
    """Where dbt built and tested in one call, its time as that of models and of tests, as their own times were."""
    if DBT_BUILD not in stages:
        return dict(stages)
    results = json.loads(run_results.read_text(encoding="utf-8"))["results"] if run_results.exists() else []
    in_tests = sum(one["execution_time"] for one in results if one["unique_id"].startswith("test."))
    share = in_tests / (sum(one["execution_time"] for one in results) or 1)
    parts = {DBT_MODELS: stages[DBT_BUILD] * (1 - share), DBT_TESTS: stages[DBT_BUILD] * share}
    others = {stage: seconds for stage, seconds in stages.items() if stage != DBT_BUILD}
    return others | {stage: others.get(stage, Seconds()) + seconds for stage, seconds in parts.items()}


def measure(code: Code, n_runs: int, n_profiles: int) -> Result:
    commit = code.commit
    imports, parses = [], []
    nights: dict[str, list[Seconds]] = {night.key: [] for night in NIGHTS}
    profiles: dict[str, list[dict[str, Seconds]]] = {night.key: [] for night in NIGHTS}
    with tempfile.TemporaryDirectory() as folder:
        world, target = World(code, Path(folder)), Path(folder) / "parsed"
        for _ in range(n_runs):
            imports.append(code.run(IMPORTS))
            parses.append(_parse(code, target))
            for night, whole, _ in world.nights():
                nights[night.key].append(whole)
                say(f"  {night.name}: {told(whole)}")
        for _ in range(n_profiles):
            for night, whole, stages in world.nights(profiled=True):
                profiles[night.key].append(stages)
                say(f"  {night.name}, profiled: {told(whole)}")
                if night is FIRST:
                    lacking = world.lacking()
        if n_profiles and lacking:
            say(f"  not in this code: {', '.join(lacking)}")
    return Result(
        code=commit,
        measured_on=datetime.now(AMSTERDAM).date().isoformat(),
        n_cpus=os.cpu_count() or 1,
        python=platform.python_version(),
        n_runs=n_runs,
        n_profiles=n_profiles,
        imports=medians(imports),
        parse=medians(parses),
        nights={key: medians(runs) for key, runs in nights.items()},
        profiles={key: stage_medians(runs) for key, runs in profiles.items()},
    )


def _parse(code: Code, target: Path) -> Seconds:
    project = code.folder / "dbt_project"
    return code.run(
        [*PARSE, "--project-dir", str(project)], AS_OF="2000-01-01", BUILD_DATABASE=target / "build.duckdb",
        DBT_PROFILES_DIR=project, DBT_TARGET_PATH=target, DBT_LOG_PATH=target,
    )  # fmt: skip


def told(seconds: Seconds) -> str:
    return f"{seconds.cpu:.1f} CPU s, {seconds.wall:.1f} s"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=N_RUNS, help="of each night, for the medians (%(default)s)")
    parser.add_argument("--profiles", type=int, default=N_PROFILES, help="runs that tell stages (%(default)s)")
    parser.add_argument("--code", type=Path, default=REPOSITORY, metavar="FOLDER", help="the checkout to measure")
    parser.add_argument("--write", action="store_true", help="keep the result, and write docs/performance.md")
    options = parser.parse_args()
    code = Code(options.code.resolve())
    say(f"nights of code {code.commit}, {options.runs} runs, then {options.profiles} profiled")
    result = measure(code, options.runs, options.profiles)
    say(f"imports {told(result.imports)}; a cold parse {told(result.parse)}")
    for night in NIGHTS:
        whole = result.nights[night.key]
        ratio = whole.times(result.yardstick)
        say(f"{night.name}: {told(whole)}; of imports and parse {ratio.cpu:.1f} in CPU, {ratio.wall:.1f} on the wall")
    for line in performance_page.profile_table([("", result)]):
        say(line)
    if options.write:
        result.write(TODAY if code.folder == REPOSITORY else RESULTS / f"night_{result.code.split()[0]}.json")
        performance_page.main()


if __name__ == "__main__":
    main()
