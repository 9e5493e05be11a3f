"""dbt as the night starts it: what it reads of the project, and what it never gets to see."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from dagster._core.errors import DagsterExecutionInterruptedError

from orchestration.dbt import environment as calling
from orchestration.dbt.build import Made, _made, build
from orchestration.dbt.closed_periods import build_closed
from orchestration.dbt.project import (
    MANIFEST,
    PARTIAL_PARSE,
    READING_LOCK,
    DbtProjectNotReadable,
    ManifestPreparation,
    Reading,
    prepared_manifest,
)
from orchestration.settings import SECRETS, Settings, load_settings
from schemas.kinds import KINDS
from warehouse.disk.places import Places

KEY = "k" * 32
MADE = Made("model.p.t", "model", "core", "t", 0.5, is_made=True)


@dataclass
class Runner:
    """dbt, as far as it is asked: it notes in what environment each command was run."""

    asked: list[tuple[list[str], dict[str, str]]] = field(default_factory=list)
    fault: BaseException | None = None
    callbacks: list[Callable[[SimpleNamespace], None]] = field(default_factory=list)

    def invoke(self, command: list[str]) -> SimpleNamespace:
        for callback in self.callbacks:
            callback(SimpleNamespace(info=SimpleNamespace(name="NodeFinished")))
        self.asked.append((command, dict(os.environ)))
        has_read(Path(os.environ["DBT_TARGET_PATH"]))
        node = SimpleNamespace(unique_id="model.p.t", resource_type="model", schema="core", name="t")
        results = SimpleNamespace(results=[SimpleNamespace(node=node, status="success", execution_time=0.5)])
        return SimpleNamespace(success=not self.fault, exception=self.fault, result=None if self.fault else results)


def has_read(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (MANIFEST, PARTIAL_PARSE):
        (folder / name).touch()
    return folder


@pytest.fixture
def dbt(monkeypatch: pytest.MonkeyPatch, places: Places) -> Runner:
    runner = Runner()

    def started(_: None = None, callbacks: Sequence[Callable[[SimpleNamespace], None]] = ()) -> Runner:
        runner.callbacks = [*callbacks]
        return runner

    monkeypatch.setattr(calling, "_runner", started)
    monkeypatch.setattr(Reading, "manifest", lambda *_: None)
    Reading(has_read(places.dbt / "parsed")).end(is_read=True)
    for secret in SECRETS:
        monkeypatch.setenv(secret, KEY)
    return runner


def settings_of(places: Places) -> Settings:
    # What the fixture sets is a key, and no URL.
    unset = ("pseudonym_key_file", "previous_pseudonym_key", "previous_pseudonym_key_file", "serving_postgres_url")
    return load_settings(
        warehouse_dir=places.warehouse_dir, pseudonym_key=KEY, as_of="2025-05-02", **dict.fromkeys(unset)
    )


def test_a_code_location_without_a_prepared_manifest_says_how_to_get_one(places: Places):
    with pytest.raises(DbtProjectNotReadable, match="make ui"):
        prepared_manifest(places)


def test_dbt_finds_no_secret_in_its_environment_and_the_night_finds_its_own_again(dbt: Runner, places: Places):
    ours = dict(os.environ)
    assert build(settings_of(places)) == [MADE]
    ((_, environment),) = dbt.asked
    assert environment["AS_OF"] == "2025-05-02"
    assert environment["POOLED_BELOW"] == ""
    assert not environment.keys() & set(SECRETS)
    assert KEY not in environment.values()
    assert dict(os.environ) == ours


def test_a_closed_month_is_built_as_of_its_last_day_after_dbt_read_the_project_once(dbt: Runner, places: Places):
    for _ in range(2):
        build_closed(
            settings_of(places), places.closed / "build.duckdb", places.dbt / "closed", ["+outflow"],
            until=date(2025, 4, 30), pooled_below=5,
        )  # fmt: skip
    assert [command[0] for command, _ in dbt.asked] == ["parse", "build", "build"]
    for _, environment in dbt.asked:
        assert environment["POOLED_BELOW"] == "5"
    _, environment = dbt.asked[-1]
    assert environment["AS_OF"] == "2025-04-30"
    assert environment["BUILD_DATABASE"].startswith(str(places.closed))


def test_a_project_that_dbt_cannot_read_is_told_and_read_again_the_next_time(dbt: Runner, places: Places):
    arguments = (settings_of(places), places.closed / "b.duckdb", places.dbt / "closed", [], date(2025, 4, 30), 5)
    dbt.fault = ValueError("quotes a row")
    for _ in range(2):
        with pytest.raises(DbtProjectNotReadable, match=r"dbt\.log") as told:
            build_closed(*arguments)
        assert "quotes" not in str(told.value)
    dbt.fault = None
    assert build_closed(*arguments) == [MADE]


@pytest.mark.parametrize("why", ["changed", "half of it deleted", "another kind"])
def test_a_project_that_dbt_did_not_read_as_it_is_now_is_not_built(
    dbt: Runner, places: Places, why: str, monkeypatch: pytest.MonkeyPatch
):
    """dbt is given what it read then, and does not look whether that is still so."""
    parsed = places.dbt / "parsed"
    if why == "changed":
        (parsed / "fingerprint").write_text("older")
    elif why == "another kind":
        monkeypatch.setitem(KINDS, "wiz/gesprekken", KINDS["wiz/groepen"])
    else:
        (parsed / PARTIAL_PARSE).unlink()
    with pytest.raises(DbtProjectNotReadable, match="changed"):
        build(settings_of(places))
    assert not dbt.asked


def test_where_dbt_does_not_get_as_far_as_the_tables_there_are_no_results(dbt: Runner, places: Places):
    ours = dict(os.environ)
    dbt.fault = ValueError("quotes a row")
    assert build(settings_of(places)) == []
    assert dict(os.environ) == ours


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), DagsterExecutionInterruptedError(), SystemExit()])
def test_a_night_that_is_stopped_while_dbt_works_stops(dbt: Runner, places: Places, fault: BaseException):
    dbt.fault, handlers = fault, [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(type(fault)):
        build(settings_of(places))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_a_fault_in_telling_of_progress_is_kept_from_dbt_and_raised_after_it(dbt: Runner, places: Places):
    def told() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        build(settings_of(places), told=told)
    assert dbt.asked


@pytest.fixture
def compiled(dbt: Runner, places: Places) -> Path:
    """dbt's output of a night: two models, the second of the first, which asks what day it is."""
    scripts = {
        "a_later": "begin; create or replace table later as select day + 1 as day from z_first; commit;",
        "z_first": "begin; create or replace table z_first as select getvariable('as_of')::date as day; commit;",
    }
    target = places.dbt / "target"
    node = {"package_name": "p", "resource_type": "model", "schema": "main"}
    nodes = {f"model.p.{name}": node | {"name": name, "original_file_path": f"{name}.sql"} for name in scripts}
    manifest = {"nodes": nodes, "parent_map": {"model.p.a_later": ["model.p.z_first"], "model.p.z_first": ["source"]}}
    (places.dbt / "parsed" / "manifest.json").write_text(json.dumps(manifest))
    (target / "run" / "p").mkdir(parents=True)
    for name, script in scripts.items():
        (target / "run" / "p" / f"{name}.sql").write_text(script)
    Reading(target, files=()).end(is_read=True)
    return target


def test_what_dbt_compiled_is_run_again_on_another_day_without_asking_it(dbt: Runner, places: Places, compiled: Path):
    made = build(settings_of(places), ["a_later", "z_first"])
    assert [(one.name, one.is_made) for one in made] == [("z_first", True), ("a_later", True)]
    assert not dbt.asked
    with duckdb.connect(places.build_database) as opened:
        assert opened.execute("select day from later").fetchall() == [(date(2025, 5, 3),)]


@pytest.mark.parametrize("why", ["all", "another project", "not compiled then", "fails"])
def test_dbt_is_asked_where_what_it_compiled_does_not_do(dbt: Runner, places: Places, compiled: Path, why: str):
    names: list[str] | None = ["a_later", "z_first"]
    if why == "all":
        names = None
    elif why == "another project":
        (compiled / "fingerprint").write_text("older")
    elif why == "not compiled then":
        (compiled / "run" / "p" / "z_first.sql").unlink()
    else:
        (compiled / "run" / "p" / "z_first.sql").write_text("create or replace table z_first as select error('no')")
    assert build(settings_of(places), names) == [MADE]
    ((command, _),) = dbt.asked
    assert command[0] == "build"
    assert ("--select" in command) is (names is not None)


@pytest.mark.parametrize(
    ("message", "is_disk_full"),
    [('IO Error: Could not write file "x": No space left on device', True), ("Conversion Error: 999900006", False)],
)
def test_a_table_that_the_disk_had_no_room_for_is_known_as_such(message: str, is_disk_full: bool):
    node = SimpleNamespace(unique_id="model.p.t", resource_type="model", schema="core", name="t")
    made = _made(SimpleNamespace(node=node, status="error", execution_time=0.5, message=message))
    assert (made.is_failed, made.is_disk_full) == (True, is_disk_full)


@pytest.mark.parametrize(("free", "told"), [(0, "The disk is full"), (2**40, "What is wrong stands in")])
def test_dbt_that_had_no_room_to_read_its_project_is_told_as_a_full_disk(
    free: int, told: str, places: Places, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(DbtProjectNotReadable, match=told):
        Reading(has_read(places.dbt / "parsed")).end(is_read=False)


def test_a_dbt_that_outlives_its_night_keeps_the_next_one_waiting(places: Places, monkeypatch: pytest.MonkeyPatch):
    started: list[subprocess.Popen[bytes]] = []

    def popen(_: list[str], **options: Any) -> subprocess.Popen[bytes]:
        reads = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        started.append(real(reads, **(options | {"stdin": subprocess.PIPE, "cwd": None})))
        return started[-1]

    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", popen)
    preparation = ManifestPreparation(load_settings(warehouse_dir=places.warehouse_dir, pseudonym_key=KEY))
    with (places.dbt / "parsed" / READING_LOCK).open("r+") as lock:
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        started[0].communicate()
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    preparation.wait()
