"""The event log: read by others while a run goes on, the same files as Dagster's own, nothing lost or held open."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.instance.dead_runs import end_dead_runs
from orchestration.instance.event_log import EventLog
from orchestration.instance.home import open_instance
from orchestration.instance.retention import delete_old_runs
from tests.nights.processes import REPOSITORY

SENTENCE = "a sentence of this run"
# Follows a run as the UI does, and tells each message when it comes.
FOLLOW = """
import sys, threading
from pathlib import Path
from orchestration.instance.home import open_instance
home, run_id, awaited = sys.argv[1:]
came = threading.Event()
def tell(event, cursor):
    print(event.message, flush=True)
    if event.message == awaited:
        came.set()
with open_instance(Path(home)) as instance:
    instance.watch_event_logs(run_id, None, tell)
    print("watching", flush=True)
    print("in time" if came.wait(60) else "too late", flush=True)
"""
# Stores events of a run, and is killed in the middle of it.
KILLED = """
import os, signal, sys
from pathlib import Path
import dagster as dg
from orchestration.instance.home import open_instance
@dg.asset
def deadly(context):
    context.log.info(sys.argv[2])
    os.kill(os.getpid(), signal.SIGKILL)
with open_instance(Path(sys.argv[1])) as instance:
    dg.materialize([deadly], instance=instance)
"""


@dg.asset
def harmless(context: dg.AssetExecutionContext) -> None:
    context.log.info(SENTENCE)


def run(instance: dg.DagsterInstance) -> str:
    result = dg.materialize([harmless], instance=instance)
    assert result.success
    return result.run_id


def messages(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    return [event.message for event in instance.all_logs(run_id)]


def open_as_dagster_would(home: Path) -> dg.DagsterInstance:
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}")
    instance = dg.DagsterInstance.from_config(str(home))
    assert type(instance.event_log_storage) is SqliteEventLogStorage
    return instance


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def test_another_process_is_told_of_an_event_while_the_run_goes_on(tmp_path: Path) -> None:
    told = []

    @dg.asset
    def followed(context: dg.AssetExecutionContext) -> None:
        with python(FOLLOW, tmp_path, context.run.run_id, SENTENCE) as follower:
            assert follower.stdout is not None
            told.append(follower.stdout.readline().strip())
            context.log.info(SENTENCE)
            told.extend(line.strip() for line in follower.stdout)

    with open_instance(tmp_path) as instance:
        assert isinstance(instance.event_log_storage, EventLog)
        assert dg.materialize([followed], instance=instance).success
    assert told[0] == "watching"
    assert told[-2:] == [SENTENCE, "in time"]
    assert 'Started execution of step "followed".' in told


def test_a_home_goes_from_dagsters_own_event_log_to_this_one_and_back(tmp_path: Path) -> None:
    with open_as_dagster_would(tmp_path) as instance:
        first = run(instance)
    with open_instance(tmp_path) as instance:
        assert SENTENCE in messages(instance, first)
        second = run(instance)
        newest = instance.get_latest_materialization_event(harmless.key)
    assert newest is not None
    assert newest.run_id == second
    with open_as_dagster_would(tmp_path) as instance:
        assert SENTENCE in messages(instance, second)
        assert instance.get_latest_materialization_event(harmless.key) == newest


@pytest.fixture(scope="module")
def home_of_the_killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a run was killed; read only."""
    home = tmp_path_factory.mktemp("killed")
    with python(KILLED, home, SENTENCE) as killed:
        assert killed.wait() == -signal.SIGKILL
    return home


@pytest.mark.parametrize("lost", [False, True], ids=["killed", "power cut"])
def test_after_a_kill_nothing_is_lost_and_after_a_power_cut_the_next_run_needs_no_hand(
    home_of_the_killed: Path, tmp_path: Path, lost: bool
) -> None:
    shutil.copytree(home_of_the_killed, tmp_path, dirs_exist_ok=True)
    unsaved = list(tmp_path.rglob("*-wal"))
    assert unsaved
    if lost:
        for file in unsaved:
            file.unlink()
    with open_instance(tmp_path) as instance:
        (dead,) = instance.get_runs()
        assert (SENTENCE in messages(instance, dead.run_id)) is not lost
        end_dead_runs(instance)
        run(instance)
        assert [each.status.value for each in instance.get_runs()] == ["SUCCESS", "FAILURE"]
        assert instance.get_latest_materialization_event(harmless.key) is not None


def test_nothing_is_held_open_of_deleted_runs_and_by_an_instance_that_was_closed(tmp_path: Path) -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    with open_instance(tmp_path) as instance:
        first, second = run(instance), run(instance)
        assert not any(first in file for file in held_open(tmp_path))
        assert any(second in file for file in held_open(tmp_path))
        delete_old_runs(instance, keep_days=-1, checks=set())
        assert instance.get_runs() == []
        assert not any(first in file or second in file for file in held_open(tmp_path))
        run(instance)
    assert held_open(tmp_path) == []
    assert not list(tmp_path.rglob("*-wal"))


def held_open(folder: Path) -> list[str]:
    names = [str(file.readlink()) for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    return [name for name in names if name.startswith(str(folder))]


def test_what_somebody_replaced_meanwhile_is_read_and_a_fault_stores_nothing(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        first = run(instance)
        for file in (tmp_path / "history" / "runs").iterdir():
            file.unlink()
        assert messages(instance, first) == []
        with open_instance(tmp_path) as another:
            second = run(another)
        newest = instance.get_latest_materialization_event(harmless.key)
        assert newest is not None
        assert newest.run_id == second
        with pytest.raises(ArithmeticError):
            fail_in_a_transaction(instance)
        assert instance.get_latest_materialization_event(harmless.key) == newest


def fail_in_a_transaction(instance: dg.DagsterInstance) -> None:
    with instance.event_log_storage.index_connection() as connection:
        connection.exec_driver_sql("DELETE FROM event_logs")
        raise ArithmeticError


def test_threads_and_forks_store_beside_one_another(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance, ThreadPoolExecutor(4) as threads:
        runs = [run(instance), run(instance)]
        n_before = [len(messages(instance, run_id)) for run_id in runs]

        def store(number: int) -> None:
            instance.report_engine_event("stored", job_name="any", run_id=runs[number % 2])

        list(threads.map(store, range(40)))
        if hasattr(os, "fork"):
            child = os.fork()
            if child == 0:
                store(0)
                os._exit(0)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        else:
            store(0)
        store(1)
        assert [len(messages(instance, run_id)) for run_id in runs] == [n_before[0] + 21, n_before[1] + 21]
    for database in tmp_path.rglob("*.db"):
        with sqlite3.connect(database) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
