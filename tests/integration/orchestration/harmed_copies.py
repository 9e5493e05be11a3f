"""Copies to PostgreSQL during which something happens to the server, once some tables are written."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.postgres import execute
from warehouse.serving import copy
from warehouse.serving.copy import Copied, copy_build
from warehouse.serving.target import Target

_PIDS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'collectief-werken-warehouse'"


def stops_the_server(build: Path, target: Target) -> Copied:
    """The server with process id SERVER."""
    return _harmed(build, target, lambda: os.kill(int(os.environ["SERVER"]), signal.SIGINT))


def freezes_its_backend(build: Path, target: Target) -> Copied:
    """Whose process id is then in the file FROZEN; the alarm that ends the copy goes off soon after."""

    def freeze() -> None:
        ((pid,),) = execute(target.url, _PIDS)
        Path(os.environ["FROZEN"]).write_text(str(pid), "utf-8")
        os.kill(pid, signal.SIGSTOP)
        signal.alarm(1)

    return _harmed(build, target, freeze)


def _harmed(build: Path, target: Target, harm: Callable[[], None]) -> Copied:
    rows_of = copy.rows_of

    def harming(file: Any, of: Any) -> Any:
        if of.table.name == "quotes":
            harm()
        return rows_of(file, of)

    with patch.object(copy, "rows_of", harming):
        return copy_build(build, target)
