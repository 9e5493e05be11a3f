"""What every test gets: settings of nobody else, a warehouse folder of its own, and skips that CI does not let pass."""

import gc
import json
import os
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from orchestration.commands import GARBAGE_THRESHOLDS
from orchestration.settings import Settings
from tests.nights.command import make_demo, run_night
from tests.nights.shared import made_once, shared_folder
from tests.publications import make_city
from warehouse.disk.places import Places

# How fast it is, the benchmarks say: a busy machine fails no test.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

LONGEST_ID = 60
UNIT_TESTS = Path(__file__).with_name("unit")
LACKS_A_COLUMN = "wiz/groepen_2025-04-15.csv"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long contents name no test: a made workbook holds the time, and would be another test for every worker."""
    return argname if isinstance(val, bytes | str) and len(val) > LONGEST_ID else None


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting of whoever runs the tests, in the environment or in `.env`, decides nothing in them."""
    monkeypatch.setattr("orchestration.settings.ENV_FILE", None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The folders of an empty warehouse."""
    prepared = Places(tmp_path / "warehouse")
    prepared.prepare()
    return prepared


def make_report(folder: Path) -> None:
    """The deliveries behind the report, a file that is to be rejected, and one that is no delivery; one night on them,
    in a warehouse where nothing is prepared.
    """
    landing = folder / "landing"
    make_demo("rapport", landing)
    (landing / LACKS_A_COLUMN).write_text("groep_id;naam\n1;Samen sterk\n")
    (landing / "wiz" / "lees mij.txt").write_text("geen levering")
    night = run_night(landing, folder / "warehouse", "2025-04-15", is_cold=True)
    told = {"returncode": night.returncode, "stdout": night.stdout, "stderr": night.stderr}
    (folder / "night.json").write_text(json.dumps(told))


@pytest.fixture(scope="session")
def report_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deliveries behind the report; read only."""
    return made_once(shared_folder(tmp_path_factory) / "report", make_report) / "landing"


@pytest.fixture(scope="session")
def report_night(report_landing: Path) -> subprocess.CompletedProcess[str]:
    """The night on them."""
    told = json.loads((report_landing.parent / "night.json").read_text())
    return subprocess.CompletedProcess("nightly", **told)


@pytest.fixture(scope="session")
def report_warehouse(report_landing: Path, report_night: subprocess.CompletedProcess[str]) -> Path:
    """The warehouse after that night; read only."""
    assert report_night.returncode == 0, report_night.stdout + report_night.stderr
    return report_landing.parent / "warehouse"


@pytest.fixture(scope="session")
def dbt_read(report_warehouse: Path) -> Path:
    """Where dbt has read its project, for `warehouse_with`; read only."""
    return report_warehouse


@pytest.fixture(scope="session")
def city_dashboard(dbt_read: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What dashboards get of DEMO=stad; read only."""
    made = made_once(shared_folder(tmp_path_factory) / "stad", lambda folder: make_city(dbt_read, folder))
    return made / "dashboard.duckdb"


@pytest.fixture(scope="session")
def report_dashboard(report_warehouse: Path) -> Path:
    """What dashboards get of the report's world; read only."""
    return report_warehouse / "published" / "dashboard.duckdb"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The night that many tests wait for is made by the first, while the other worker goes on with what does without
    it; unit tests come last, as the shortest fill what time is left.
    """
    waiting = [item for item in items if "report_landing" in getattr(item, "fixturenames", ())]
    first, others = set(waiting[:1]), set(waiting[1:])
    items.sort(key=lambda item: (item not in first, UNIT_TESTS in item.path.parents, item in others))


def pytest_collection_finish() -> None:
    """What was imported stays; to look through it for garbage again and again takes a tenth of the tests' time."""
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _never_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _never_skipped((yield))


def _never_skipped(report: Any) -> Any:
    """With REQUIRE_ALL, as in CI, a test that cannot run here has failed."""
    if os.environ.get("REQUIRE_ALL") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but REQUIRE_ALL is set: {report.longrepr}"
    return report
