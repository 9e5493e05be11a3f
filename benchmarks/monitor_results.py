"""What a measurement of the monitor found, kept as a small file of JSON, and how fast it is meant to be.

How the numbers are told belongs in `performance_page`.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.night_results import RESULTS

FILE = RESULTS / "monitor_today.json"
# Seconds, for a page of N_ROWS rows. Nothing fails when they are not met: a busy machine is no fault of the code.
TARGET_BUILD, TARGET_PAINT = 2.0, 0.2
DIGITS = 6


@dataclass(frozen=True)
class MonitorResult:
    """Median seconds: to build and to paint a page of `n_rows` rows, and a bare table; to make the whole monitor."""

    code: str
    measured_on: str
    n_cpus: int
    n_rows: int
    build: float
    build_bare: float
    paint: float
    paint_bare: float
    monitor: float
    n_files: int
    n_bytes: int

    def write(self, file: Path) -> None:
        rounded = {
            name: round(found, DIGITS) if isinstance(found, float) else found for name, found in asdict(self).items()
        }
        file.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def read_monitor_result(file: Path) -> MonitorResult:
    return MonitorResult(**json.loads(file.read_text(encoding="utf-8")))
