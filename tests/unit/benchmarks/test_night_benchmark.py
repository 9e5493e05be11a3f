"""The arithmetic of the benchmark of nights, and its page: no night is run and nothing is timed."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.night import divided
from benchmarks.night_results import Result, Seconds, medians, read_result, stage_medians
from benchmarks.nights import NIGHTS, deliver_a_few, deliver_all
from benchmarks.performance_page import PAGE, STAGES, kept_versions, nights_table, page, profile_table
from benchmarks.profiled_night import DBT_BUILD, DBT_MODELS, DBT_TESTS, Stopwatch, Wrapping, timed
from benchmarks.profiled_night import STAGES as FUNCTIONS


class Clock:
    """Goes on when told: half a CPU second for each second on the wall."""

    def __init__(self) -> None:
        self.now = 0.0

    def read(self) -> tuple[float, float]:
        return self.now / 2, self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> Stopwatch:
    return Stopwatch(clock.read, (0.0, 0.0))


def test_time_within_another_stage_is_that_stages(clock: Clock, watch: Stopwatch) -> None:
    clock.now = 1  # of no stage
    with watch.within("outer"):
        clock.now = 3
        with watch.within("inner"), watch.within("inner"):
            clock.now = 13
        clock.now = 17
    assert watch.seconds == {"outer": (3.0, 6.0), "inner": (5.0, 10.0)}


def test_of_a_generator_only_its_steps_are_timed(clock: Clock, watch: Stopwatch) -> None:
    def steps() -> Iterator[int]:
        clock.now += 2
        yield 1
        clock.now += 4
        yield 2

    given = []
    for step in timed(watch, "steps", steps)():
        clock.now += 100
        given.append(step)
    assert given == [1, 2]
    assert watch.seconds == {"steps": (3.0, 6.0)}


def test_a_fault_ends_its_stage(clock: Clock, watch: Stopwatch) -> None:
    def fail() -> None:
        clock.now += 2
        raise ArithmeticError

    with watch.within("outer"):
        with pytest.raises(ArithmeticError):
            timed(watch, "failing", fail)()
        clock.now += 8
    assert watch.seconds == {"outer": (4.0, 8.0), "failing": (1.0, 2.0)}


def test_names_that_the_code_lacks_are_told_and_skipped(clock: Clock, watch: Stopwatch) -> None:
    module = ModuleType("measured")

    class Intake:
        def take(self, kind: str) -> str:
            clock.now += 2
            return f"took {kind}"

    module.__dict__["Intake"] = Intake
    wrapping = Wrapping(watch, {"intake": ["measured:Intake.take", "measured:Intake.gone", "measured:Gone.take"]})
    wrapping.wrap(module)
    assert Intake().take("groepen") == "took groepen"
    assert watch.seconds == {"intake": (1.0, 2.0)}
    assert wrapping.lacking() == ["measured:Intake.gone", "measured:Gone.take"]


def test_one_call_of_dbt_is_divided_as_its_own_times_are(tmp_path: Path) -> None:
    results = [
        {"unique_id": "model.one", "execution_time": 2.0},
        {"unique_id": "seed.two", "execution_time": 1.0},
        {"unique_id": "test.three", "execution_time": 1.0},
    ]
    file = tmp_path / "run_results.json"
    file.write_text(json.dumps({"results": results}))
    stages = divided({"audit": Seconds(1, 1), DBT_BUILD: Seconds(8, 12)}, file)
    assert stages == {"audit": Seconds(1, 1), DBT_MODELS: Seconds(6, 9), DBT_TESTS: Seconds(2, 3)}


def test_dbt_that_tests_elsewhere_is_not_divided(tmp_path: Path) -> None:
    stages = divided({DBT_BUILD: Seconds(8, 12), DBT_TESTS: Seconds(1, 2)}, tmp_path / "run_results.json")
    assert stages == {DBT_MODELS: Seconds(8, 12), DBT_TESTS: Seconds(1, 2)}


def test_medians_are_of_each_kind_of_seconds() -> None:
    assert medians([Seconds(1, 30), Seconds(2, 10), Seconds(9, 20)]) == Seconds(2, 20)
    assert stage_medians([{"audit": Seconds(2, 2)}, {"audit": Seconds(4, 4), "intake": Seconds(1, 1)}]) == {
        "audit": Seconds(3, 3),
        "intake": Seconds(0.5, 0.5),
    }


def made_up_result(seconds: float) -> Result:
    night = Seconds(seconds, 2 * seconds)
    return Result(
        code="0123abc", measured_on="2026-01-31", n_cpus=2, python="3.11.7", n_runs=5, n_profiles=3,
        imports=Seconds(3, 4), parse=Seconds(7, 6),
        nights={one.key: night for one in NIGHTS},
        profiles={one.key: {"imports": Seconds(1, 2), "audit": Seconds(0.5, 0.75)} for one in NIGHTS},
    )  # fmt: skip


def test_tables_tell_before_and_today() -> None:
    versions = [("before", made_up_result(50)), ("today", made_up_result(20))]
    head, _, first, *_ = nights_table(versions)
    assert head.startswith("| night | CPU seconds before | CPU seconds today | seconds before | seconds today |")
    assert first == "| the first night | 50.0 | 20.0 | 100.0 | 40.0 | 5.0 | 2.0 | 10.0 | 4.0 |"
    rows = list(profile_table(versions[:1]))
    assert "| imports |" + " 1.0 / 2.0 |" * len(NIGHTS) in rows
    assert rows[-1] == "| all |" + " 1.5 / 2.8 |" * len(NIGHTS)


def test_a_kept_result_reads_as_it_was_written(tmp_path: Path) -> None:
    result = made_up_result(50)
    result.write(tmp_path / "night.json")
    assert read_result(tmp_path / "night.json") == result


def test_every_stage_is_in_the_table() -> None:
    assert set(FUNCTIONS) - {DBT_BUILD} <= set(STAGES)


def test_the_page_is_what_the_kept_results_give() -> None:
    versions = kept_versions()
    assert versions
    assert PAGE.read_text("utf-8") == page(versions), "run make docs"


def test_a_few_files_are_new_and_other_than_those_before(tmp_path: Path) -> None:
    deliver_all(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.rglob("*_20*")}
    deliver_a_few(tmp_path)
    new = [file for file in tmp_path.rglob("*_20*") if file.name not in before]
    assert len(new) == 3
    assert all(file.read_bytes() not in before.values() for file in new)
