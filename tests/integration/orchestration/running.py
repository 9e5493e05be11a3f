"""Runs the nightly command as somebody would: in a process of its own, with settings in its environment."""

import codecs
import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.night import Night
from orchestration.settings import load_settings
from tests.nights.command import KEY
from tests.nights.processes import Started
from warehouse.disk.places import Places
from warehouse.publication.builds import current_build

# The command itself, but for the .env of whoever runs the tests.
COMMAND = """
import sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
from orchestration.__main__ import main
sys.exit(main(["nightly", *sys.argv[1:]]))
"""
# The same, stopped at a stage: by a signal, or by a fault that nobody foresaw and that quotes a number.
STOPPED = """
import os, signal, sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
from orchestration.__main__ import main
from orchestration.commands import nightly
how, stage, *arguments = sys.argv[1:]
tell = nightly._Lines.__call__
def stop_at(lines, announced, *progress):
    tell(lines, announced, *progress)
    if announced.startswith(stage):
        if how == "fault":
            raise RuntimeError("client 999900006")
        os.kill(os.getpid(), signal.Signals[how])
nightly._Lines.__call__ = stop_at
sys.exit(main(["nightly", *arguments]))
"""
QUOTED = b"999900006"
# The same, with no room on the disk for a file of more than so many bytes.
FULL = """
import resource, sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from orchestration.__main__ import main
sys.exit(main(["nightly", *sys.argv[2:]]))
"""
# The same, with an auditor of dashboards who finds something whatever is drawn again or hidden.
FOUND = """
import sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
import warehouse.disclosure.draft as draft
from warehouse.disclosure.auditing.figures import Finding
draft.audit_dashboard = lambda *_: [Finding("outflow", "slice=all", "it tells of a few")]
from orchestration.__main__ import main
sys.exit(main(["nightly", *sys.argv[1:]]))
"""
# The same, with a fault in the auditor that nobody foresaw and that quotes a number, or with a dbt that fails on the
# closed month.
UNRELEASED = """
import sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
import orchestration.dbt.closed_periods as closed_periods
import warehouse.disclosure.draft as draft
from orchestration.__main__ import main
def fail(*_):
    raise ArithmeticError("client 999900006")
if sys.argv[1] == "auditor":
    draft.audit_dashboard = fail
else:
    closed_periods.build_closed = lambda *_: []
sys.exit(main(["nightly", *sys.argv[2:]]))
"""
# The same, killed once the build is published, before the run has ended.
KILLED_WHEN_PUBLISHED = """
import os, signal, sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
import orchestration.resources as resources
from orchestration.__main__ import main
resources.delete_old_runs = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sys.exit(main(["nightly", *sys.argv[1:]]))
"""
# The command of an erasure, stopped at a stage as a night is.
STOPPED_ERASURE = """
import os, signal, sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
from orchestration.__main__ import main
from orchestration.commands import erase
from orchestration.night import Night
def stop_at(stage, *progress):
    if stage == "Building and testing the tables":
        os.kill(os.getpid(), signal.SIGKILL)
erase.Night = lambda settings: Night(settings, stop_at)
sys.exit(main(["erase", *sys.argv[1:]]))
"""


def end_of(started: Started) -> tuple[int, str]:
    """Exit status and everything that was printed, once it ended."""
    ended = started.finish()
    return ended.returncode, ended.stdout + ended.stderr


@dataclass(frozen=True)
class World:
    """A landing area with a warehouse of its own."""

    landing: Path
    warehouse_dir: Path

    @property
    def places(self) -> Places:
        return Places(self.warehouse_dir)

    @property
    def build_id(self) -> str | None:
        build = current_build(self.places)
        return build.name if build else None

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LANDING_URL": str(self.landing),
            "WAREHOUSE_DIR": str(self.warehouse_dir),
            "DAGSTER_HOME": str(self.warehouse_dir / "dagster"),
            "PSEUDONYM_KEY": KEY,
            "AS_OF": "2025-04-15",
        }

    def start(self, *arguments: str, command: str = COMMAND, **settings: str) -> Started:
        return Started(["-c", command, *arguments], self.environment | settings)

    def night(self, *arguments: str, command: str = COMMAND, **settings: str) -> tuple[int, str]:
        """Exit status and everything that was printed."""
        return end_of(self.start(*arguments, command=command, **settings))

    def scheduled_night(self) -> int:
        """A run of the job as Dagster's daemon starts it, without the nightly command."""
        command = ["-m", "dagster", "job", "execute", "-m", "orchestration.definitions", "-j", "night"]
        return end_of(Started(command, self.environment))[0]

    def stopped_night(self, how: str, stage: str, **settings: str) -> tuple[int, str]:
        """A night that reads all again, and is stopped at a stage. `how`: the name of a signal, or `fault`."""
        return self.night(how, stage, "--rebuild", command=STOPPED, **settings)

    def delivered_identities(self) -> Iterator[bytes]:
        """Every BSN and client number in the CSV files of the landing area."""
        for file in self.landing.rglob("*.csv"):
            text = file.read_bytes().removeprefix(codecs.BOM_UTF8).decode("latin-1")
            for row in csv.DictReader(text.splitlines(), delimiter=";"):
                for column in ("bsn", "client_id"):
                    value = (row.get(column) or "").strip()
                    if value and value not in {"000000000", "999999999"}:
                        yield value.encode()


def night_of(world: World, **settings: Any) -> Night:
    given = {
        "landing_url": str(world.landing), "warehouse_dir": world.warehouse_dir, "pseudonym_key": KEY,
        "as_of": "2025-04-15",
    }  # fmt: skip
    return Night(load_settings(**given | settings))
