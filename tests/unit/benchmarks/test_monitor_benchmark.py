"""How the measured monitor is told; nothing is timed."""

from pathlib import Path

from benchmarks.monitor_results import MonitorResult, read_monitor_result
from benchmarks.performance_page import monitor_lines

RESULT = MonitorResult(
    code="abc1234", measured_on="2025-04-15", n_cpus=2, n_rows=860, build=0.125, build_bare=0.0025, paint=0.18,
    paint_bare=0.09, monitor=0.5, n_files=14, n_bytes=2_345_678,
)  # fmt: skip


def test_a_kept_result_is_told_as_it_was_measured(tmp_path: Path) -> None:
    RESULT.write(tmp_path / "monitor.json")
    kept = read_monitor_result(tmp_path / "monitor.json")
    assert kept == RESULT
    assert list(monitor_lines(kept))[2:4] == [
        "| to build | 0.12 | under 2 | 0.0025 | 50.0 |",
        "| to paint in Chromium | 0.18 | under 0.2 | 0.0900 | 2.0 |",
    ]
