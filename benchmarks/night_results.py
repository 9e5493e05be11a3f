"""What a measurement of nights found, kept as a small file of JSON for each version of the code.

Nothing of the machine is in it but its number of processors. How the numbers are told belongs in `performance_page`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Self

RESULTS = Path(__file__).parent / "results"
TODAY, FORMER = RESULTS / "night_today.json", RESULTS / "night_605aa7a.json"
DIGITS = 2


@dataclass(frozen=True)
class Seconds:
    """Of all processors, of the process and its children; and of the clock on the wall."""

    cpu: float = 0.0
    wall: float = 0.0

    def __add__(self, other: Self) -> "Seconds":
        return Seconds(self.cpu + other.cpu, self.wall + other.wall)

    def __sub__(self, other: Self) -> "Seconds":
        return Seconds(self.cpu - other.cpu, self.wall - other.wall)

    def __mul__(self, share: float) -> "Seconds":
        return Seconds(self.cpu * share, self.wall * share)

    def times(self, yardstick: Self) -> "Seconds":
        """How many times the yardstick this is."""
        return Seconds(self.cpu / yardstick.cpu, self.wall / yardstick.wall)

    def rounded(self) -> "Seconds":
        return Seconds(round(self.cpu, DIGITS), round(self.wall, DIGITS))


@dataclass(frozen=True)
class Result:
    """Seconds of whole nights and of the yardstick, and the stages of each night, all medians."""

    code: str
    measured_on: str
    n_cpus: int
    python: str
    n_runs: int
    n_profiles: int
    imports: Seconds
    parse: Seconds
    nights: dict[str, Seconds]
    profiles: dict[str, dict[str, Seconds]]

    @property
    def yardstick(self) -> Seconds:
        """Importing Dagster and pandas, and dbt reading the project, in the same run."""
        return self.imports + self.parse

    def write(self, file: Path) -> None:
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read_result(file: Path) -> Result:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    found |= {name: Seconds(**found[name]) for name in ("imports", "parse")}
    found["nights"] = {key: Seconds(**seconds) for key, seconds in found["nights"].items()}
    found["profiles"] = {
        key: {stage: Seconds(**seconds) for stage, seconds in stages.items()}
        for key, stages in found["profiles"].items()
    }
    return Result(**found)


def medians(measured: Iterable[Seconds]) -> Seconds:
    """Of each kind of seconds by itself."""
    runs = list(measured)
    return Seconds(median(one.cpu for one in runs), median(one.wall for one in runs)).rounded()


def stage_medians(profiles: Iterable[Mapping[str, Seconds]]) -> dict[str, Seconds]:
    runs = list(profiles)
    stages = dict.fromkeys(stage for run in runs for stage in run)
    return {stage: medians(run.get(stage, Seconds()) for run in runs) for stage in stages}
