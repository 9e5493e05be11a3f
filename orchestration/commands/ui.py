"""`make ui`: Dagster's webserver and daemon on this machine only, with the schedule on.

Dagster has no users and passwords of its own: whoever reaches the port may start and stop runs.
"""

import contextlib
import fcntl
import os
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

import click

from orchestration.automation.jobs import DEFINITIONS
from orchestration.commands import with_settings
from orchestration.dbt.project import ManifestPreparation
from orchestration.instance.dead_runs import end_dead_runs_in
from orchestration.instance.home import prepare_home
from orchestration.settings import UI_HOST, Settings, Switch, environment_for_dagster, load_demo_settings
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.disk.places import Places
from warehouse.faults import Fault


class UiCannotStart(Fault):
    """The port that the settings name is in use, or the UI of this warehouse runs already."""


@click.command
@with_settings("starting the UI", load_demo_settings)
def command(settings: Settings) -> NoReturn:
    """Serve Dagster's UI, with the schedule on."""
    _refuse_a_port_in_use(settings)
    places = Places(settings.warehouse_dir)
    places.prepare()
    prepare_home(settings.dagster_home)
    _refuse_a_second_ui(settings)
    # A night that is running did so when it began.
    with contextlib.suppress(AnotherNightIsRunning), hold(places.lock):
        sys.stdout.writelines(f"{told}\n" for told in end_dead_runs_in(settings.dagster_home))
    ManifestPreparation(settings).wait()
    dagster = Path(sys.executable).with_name("dagster")
    environment = environment_for_dagster(settings, SCHEDULE=settings.schedule or Switch.ON, PYTHONWARNINGS="ignore")
    served_on = ["--host", UI_HOST, "--port", str(settings.ui_port)]
    sys.stdout.write(f"Dagster's UI: {settings.ui_address}/asset-groups once it is up. Ctrl-C stops it.\n")
    sys.stdout.flush()
    # A shell's job in the background ignores SIGINT. Dagster takes SIGTERM for it, and could be ended by neither.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execve(dagster, [str(dagster), "dev", "--module-name", DEFINITIONS, *served_on], environment)  # noqa: S606


def _refuse_a_port_in_use(settings: Settings) -> None:
    """Dagster's daemon would start all the same, without a page to see it on."""
    try:
        socket.create_server((UI_HOST, settings.ui_port)).close()
    except OSError as fault:
        raise UiCannotStart(
            f"The UI cannot be served on {settings.ui_address} ({os.strerror(fault.errno or 0)}): perhaps it runs"
            " already, or another program does there. Open that address, or start it on another port, such as:"
            f" make ui UI_PORT={settings.ui_port + 1}"
        ) from None


def _refuse_a_second_ui(settings: Settings) -> None:
    """Two daemons on one warehouse get in each other's way. The lock goes with the process, which becomes Dagster's."""
    lock = os.open(settings.dagster_home / "ui.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UiCannotStart(
            f"The UI of this warehouse ({settings.warehouse_dir}) runs already, on this port or another."
        ) from None
    os.set_inheritable(lock, True)
