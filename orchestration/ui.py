"""The command behind `make ui`: Dagster's webserver and daemon on this machine only, with the schedule on.

Dagster has no users and passwords of its own: whoever reaches the port may start and stop runs.
"""

import contextlib
import os
import sys
from pathlib import Path
from typing import NoReturn

from orchestration.commands import obey
from orchestration.dagster_home import prepare_home
from orchestration.dbt_project import ManifestPreparation
from orchestration.dead_runs import end_dead_runs_in
from orchestration.settings import Settings, Switch, environment_for_dagster
from warehouse.lock import AnotherNightIsRunning, hold
from warehouse.places import Places

HOST = "127.0.0.1"


def main() -> None:
    sys.exit(obey(_serve, "starting the UI"))


def _serve(settings: Settings) -> NoReturn:
    places = Places(settings.warehouse_dir)
    places.prepare()
    prepare_home(settings.dagster_home)
    # A night that is running did so when it began.
    with contextlib.suppress(AnotherNightIsRunning), hold(places.lock):
        sys.stdout.writelines(f"{told}\n" for told in end_dead_runs_in(settings.dagster_home))
    ManifestPreparation(settings).wait()
    dagster = Path(sys.executable).with_name("dagster")
    environment = environment_for_dagster(settings, SCHEDULE=settings.schedule or Switch.ON, PYTHONWARNINGS="ignore")
    port = str(settings.ui_port)
    command = [str(dagster), "dev", "--module-name", "orchestration.definitions", "--host", HOST, "--port", port]
    sys.stdout.write(f"Dagster's UI: http://{HOST}:{port}/asset-groups once it is up. Ctrl-C stops it.\n")
    sys.stdout.flush()
    os.execve(dagster, command, environment)  # noqa: S606


if __name__ == "__main__":
    main()
