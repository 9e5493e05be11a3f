"""Launches runs as Dagster itself does, and tells Dagster's run monitoring which of them still have a process.

What happens to a run without one belongs in `dead_runs`. See
https://docs.dagster.io/deployment/execution/run-monitoring.
"""

import grpc
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._core.storage.dagster_run import DagsterRun
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value

from orchestration.settings import load_settings
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.disk.places import Places

CUT_OFF = (
    "The process of this run is gone: it was killed, or the power was cut. Nothing half-made is published, and nothing"
    " needs to be mended: the next night does what this one left, or start one now (make nightly, or the job in the"
    " UI). If it happens again, the system's log (journalctl) tells what ended it, often too little memory."
)
_LONGEST_ANSWER_SECONDS = 10


class RunLauncher(DefaultRunLauncher):
    """Dagster's own cannot be asked about a run that has started: one whose process is gone would block the queue."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """A run works under the warehouse's lock, from soon after its start: the lock that is free tells of its end."""
        if self.has_worker(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        try:
            with hold(Places(load_settings().warehouse_dir).lock):
                return CheckRunHealthResult(WorkerStatus.FAILED, CUT_OFF)
        except AnotherNightIsRunning:
            return CheckRunHealthResult(WorkerStatus.RUNNING)

    def has_worker(self, run: DagsterRun) -> bool:
        """Whether the code server that started the run still has its process. One that is too busy to answer has it."""
        server = self._get_grpc_client_for_termination(run.run_id)
        if server is None:
            return False
        try:
            answer = server.can_cancel_execution(CanCancelExecutionRequest(run_id=run.run_id), _LONGEST_ANSWER_SECONDS)
        except DagsterUserCodeUnreachableError as fault:
            why = fault.__cause__
            return isinstance(why, grpc.RpcError) and why.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        return deserialize_value(answer, CanCancelExecutionResult).can_cancel
