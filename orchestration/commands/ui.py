"""`make ui`: Dagster's webserver and daemon on this machine only, with the schedule on.

Dagster has no users and passwords of its own: whoever reaches the port may start and stop runs.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import click

from orchestration.automation.jobs import DEFINITIONS
from orchestration.commands import with_settings
from orchestration.dbt.project import ManifestPreparation
from orchestration.instance.dead_runs import end_dead_runs_in
from orchestration.instance.home import prepare_home
from orchestration.settings import Settings, Switch, environment_for_dagster, load_demo_settings
from orchestration.this_machine import HOST, hold_as_the_only_one, refuse_a_port_in_use
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.disk.places import Places


@click.command
@with_settings("starting the UI", load_demo_settings)
def command(settings: Settings) -> NoReturn:
    """Serve Dagster's UI, with the schedule on."""
    # Dagster's daemon would start all the same, without a page to see it on.
    refuse_a_port_in_use("The UI", settings.ui_port, "make ui UI_PORT")
    places = Places(settings.warehouse_dir)
    places.prepare()
    prepare_home(settings.dagster_home)
    # Two daemons on one warehouse get in each other's way.
    hold_as_the_only_one(
        settings.dagster_home / "ui.lock",
        f"The UI of this warehouse ({settings.warehouse_dir}) runs already, on this port or another.",
    )
    # A night that is running did so when it began.
    with contextlib.suppress(AnotherNightIsRunning), hold(places.lock):
        sys.stdout.writelines(f"{told}\n" for told in end_dead_runs_in(settings.dagster_home))
    ManifestPreparation(settings).wait()
    dagster = Path(sys.executable).with_name("dagster")
    environment = environment_for_dagster(settings, SCHEDULE=settings.schedule or Switch.ON, PYTHONWARNINGS="ignore")
    served_on = ["--host", HOST, "--port", str(settings.ui_port)]
    sys.stdout.write(f"Dagster's UI: {settings.ui_address}/asset-groups once it is up. Ctrl-C stops it.\n")
    sys.stdout.flush()
    # A shell's job in the background ignores SIGINT. Dagster takes SIGTERM for it, and could be ended by neither.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execve(dagster, [str(dagster), "dev", "--module-name", DEFINITIONS, *served_on], environment)  # noqa: S606
