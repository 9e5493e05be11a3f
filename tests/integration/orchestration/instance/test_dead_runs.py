"""Runs that a kill left as if they were busy are ended; a run that may be alive never is."""

import fcntl
import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import grpc
import pytest
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.storage.tags import GRPC_INFO_TAG, SCHEDULE_NAME_TAG
from dagster._core.test_utils import create_run_for_test
from dagster._daemon.monitoring.run_monitoring import monitor_started_run
from dagster._grpc.__generated__ import dagster_api_pb2, dagster_api_pb2_grpc
from dagster._grpc.types import CanCancelExecutionResult
from dagster._serdes import serialize_value

from orchestration.instance import dead_runs, run_launcher
from orchestration.instance.dead_runs import end_dead_runs, end_dead_runs_in
from orchestration.instance.home import open_instance
from orchestration.instance.run_launcher import CUT_OFF
from warehouse.disk.places import Places

QUEUED, NOT_STARTED, STARTING, STARTED, CANCELING, CANCELED, FAILURE, SUCCESS = (
    dg.DagsterRunStatus(name)
    for name in ("QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING", "CANCELED", "FAILURE", "SUCCESS")
)
IN_THE_CODE = RemoteJobOrigin(
    RemoteRepositoryOrigin(GrpcServerCodeLocationOrigin("localhost", port=1), "__repository__"), "night"
)
BUSY = [STARTING, STARTED, CANCELING]


@pytest.fixture
def instance(places: Places, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("WAREHOUSE_DIR", str(places.warehouse_dir))
    with open_instance(places.warehouse_dir / "dagster") as opened:
        yield opened


def status_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    now = instance.get_run_by_id(run.run_id)
    assert now is not None
    return now.status


def started_by(socket: Path) -> dict[str, str]:
    return {GRPC_INFO_TAG: json.dumps({"host": "localhost", "socket": str(socket)})}


@contextmanager
def code_server(socket: Path, answer: bool | threading.Event) -> Iterator[None]:
    """Says whether it has the process of a run, or keeps whoever asks waiting."""

    class Server(dagster_api_pb2_grpc.DagsterApiServicer):
        def CanCancelExecution(self, request: Any, context: Any) -> Any:  # noqa: N802
            if isinstance(answer, threading.Event):
                answer.wait()
            said = serialize_value(CanCancelExecutionResult(can_cancel=answer is True))
            return dagster_api_pb2.CanCancelExecutionReply(serialized_can_cancel_execution_result=said)

    with ThreadPoolExecutor(1) as threads:
        server = grpc.server(threads)
        dagster_api_pb2_grpc.add_DagsterApiServicer_to_server(Server(), server)
        server.add_insecure_port(f"unix:{socket}")
        server.start()
        try:
            yield
        finally:
            if isinstance(answer, threading.Event):
                answer.set()
            server.stop(None).wait()


@pytest.mark.parametrize("status", BUSY)
def test_a_run_of_a_code_server_that_is_gone_is_ended_and_says_why(
    instance: dg.DagsterInstance, tmp_path: Path, status: dg.DagsterRunStatus
) -> None:
    run = create_run_for_test(instance, status=status, tags=started_by(tmp_path / "gone"))
    (told,) = end_dead_runs(instance)
    assert f"(run {run.run_id[:8]}). {CUT_OFF}" in told
    assert status_of(instance, run) is (CANCELED if status is CANCELING else FAILURE)
    (end,) = instance.all_logs(run.run_id)
    assert end.message == CUT_OFF
    assert end_dead_runs(instance) == []


@pytest.mark.parametrize("status", [STARTED, CANCELING])
def test_a_run_of_a_command_worked_under_the_lock_and_is_ended(
    instance: dg.DagsterInstance, status: dg.DagsterRunStatus
) -> None:
    run = create_run_for_test(instance, status=status, remote_job_origin=IN_THE_CODE)
    asking = create_run_for_test(instance, status=STARTED)
    assert len(end_dead_runs(instance, spared_run=asking.run_id)) == 1
    assert status_of(instance, run) in {FAILURE, CANCELED}
    assert status_of(instance, asking) is STARTED


@pytest.mark.parametrize("status", BUSY)
@pytest.mark.parametrize("is_busy", [False, True], ids=["says it has it", "too busy to say"])
def test_a_run_that_its_code_server_has_is_alive_before_it_comes_to_the_lock(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    status: dg.DagsterRunStatus, is_busy: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(run_launcher, "_LONGEST_ANSWER_SECONDS", 0.5 if is_busy else 60)
    run = create_run_for_test(instance, status=status, tags=started_by(tmp_path / "socket"))
    with code_server(tmp_path / "socket", threading.Event() if is_busy else True):
        assert end_dead_runs(instance) == []
    assert status_of(instance, run) is status


def test_a_run_that_its_code_server_no_longer_has_is_ended(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = create_run_for_test(instance, status=STARTED, tags=started_by(tmp_path / "socket"))
    with code_server(tmp_path / "socket", answer=False):
        assert len(end_dead_runs(instance)) == 1
    assert status_of(instance, run) is FAILURE


def test_a_run_that_comes_to_its_end_while_it_is_asked_for_keeps_that_end(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create_run_for_test(instance, status=STARTED)

    def end(*_: object) -> bool:
        instance.handle_run_event(run.run_id, dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, run.job_name))
        return False

    monkeypatch.setattr(run_launcher.RunLauncher, "has_worker", end)
    assert end_dead_runs(instance) == []
    assert status_of(instance, run) is SUCCESS


@pytest.mark.parametrize(
    ("status", "tags", "is_ended_when_old"),
    [
        (STARTING, {}, True),
        (NOT_STARTED, {}, True),
        (NOT_STARTED, {SCHEDULE_NAME_TAG: "every_night"}, False),
        (QUEUED, {}, False),
    ],
    ids=["leaves the queue", "made by somebody", "made by a tick", "in the queue"],
)
def test_a_run_on_its_way_is_left_to_its_launcher_for_as_long_as_that_takes(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch,
    status: dg.DagsterRunStatus, tags: dict[str, str], is_ended_when_old: bool,
) -> None:  # fmt: skip
    run = create_run_for_test(instance, status=status, tags=tags, remote_job_origin=IN_THE_CODE)
    assert end_dead_runs(instance) == []
    monkeypatch.setattr(dead_runs, "_LONGEST_LAUNCH", timedelta(days=-1))
    assert len(end_dead_runs(instance)) == int(is_ended_when_old)
    assert status_of(instance, run) is (FAILURE if is_ended_when_old else status)


def test_dagsters_monitoring_ends_a_dead_run_and_leaves_one_whose_process_holds_the_lock(
    instance: dg.DagsterInstance, places: Places, tmp_path: Path
) -> None:
    run = create_run_for_test(instance, status=STARTED, tags=started_by(tmp_path / "gone"))
    assert instance.run_monitoring_enabled
    record = instance.get_run_record_by_id(run.run_id)
    workspace: Any = None
    with places.lock.open("w") as of_another:
        fcntl.flock(of_another, fcntl.LOCK_EX)
        monitor_started_run(instance, workspace, record, logging.getLogger())
        assert status_of(instance, run) is STARTED
    monitor_started_run(instance, workspace, record, logging.getLogger())
    assert status_of(instance, run) is FAILURE
    assert CUT_OFF in instance.all_logs(run.run_id)[-1].message


def test_a_home_without_dead_runs_is_as_it_was_and_one_without_a_whole_database_is_mended(tmp_path: Path) -> None:
    home = tmp_path / "dagster"
    assert end_dead_runs_in(home) == []
    assert not home.exists()
    (home / "history").mkdir(parents=True)
    (home / "history" / "runs.db").touch()
    assert end_dead_runs_in(home) == []
    with open_instance(home) as instance:
        run = create_run_for_test(instance, status=STARTED)
    assert len(end_dead_runs_in(home)) == 1
    with open_instance(home) as instance:
        assert status_of(instance, run) is FAILURE
