"""The serving copy as nights, commands and the schedule make it: after publication, and again where it failed."""

import csv
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.automation.jobs import SERVING_KEY
from orchestration.automation.serving_copy import build_schedule
from orchestration.checks import COPY_IS_CURRENT
from orchestration.instance.home import open_instance
from tests.integration.orchestration.running import World, end_of, night_of
from tests.nights.command import KEY
from tests.nights.processes import Started
from tests.postgres import PostgresServer, execute, postgres_server
from warehouse.publication.builds import build_ids

__all__ = ["postgres_server"]

# The nightly command, whose copy is harmed once some tables are written.
HARMED = """
import os, sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
from tests.integration.orchestration import harmed_copies
from warehouse.serving import copy
copy.copy_build = getattr(harmed_copies, os.environ["HARM"])
from orchestration.__main__ import main
sys.exit(main(["nightly", *sys.argv[1:]]))
"""
# Any command, but for the .env of whoever runs the tests.
COMMAND = """
import sys
import orchestration.settings
orchestration.settings.ENV_FILE = None
from orchestration.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
READER = "reader_of_nights"


@dataclass(frozen=True)
class ServedWorld(World):
    """A world whose nights copy to a database."""

    server: PostgresServer
    database: str

    @property
    def settings(self) -> dict[str, str]:
        return {"SERVING_POSTGRES_URL": self.server.url(self.database), "SERVING_POSTGRES_READER_ROLE": READER}

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | self.settings

    def command(self, *arguments: str, **settings: str) -> tuple[int, str]:
        return end_of(Started(["-c", COMMAND, *arguments], self.environment | settings))

    @property
    def served_build(self) -> Any:
        return self.sql("SELECT build_id FROM audit.build")[0][0]

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        return execute(self.server.url(self.database), *statements)

    def tick(self) -> dg.RunRequest | dg.SkipReason:
        """What the schedule does now."""
        given = {name.lower(): value for name, value in self.settings.items()}
        result = build_schedule(lambda: night_of(self, **given), dg.DefaultScheduleStatus.STOPPED)(
            dg.build_schedule_context()
        )
        assert isinstance(result, dg.RunRequest | dg.SkipReason)
        return result

    def last_told(self) -> tuple[Any, Any, Any]:
        """What Dagster shows: the build of the asset's last materialisation; whether its check passed, and what it
        said.
        """
        with open_instance(self.warehouse_dir / "dagster") as instance:
            made = instance.get_latest_materialization_event(SERVING_KEY)
            key = dg.AssetCheckKey(SERVING_KEY, COPY_IS_CURRENT)
            record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
            evaluation = record.event.dagster_event.asset_check_evaluation_data
        materialised = made.asset_materialization.metadata["build"].value if made else None
        assert evaluation.severity is dg.AssetCheckSeverity.WARN
        return materialised, evaluation.passed, evaluation.description


@pytest.fixture
def world(after_first_night: World, postgres_server: PostgresServer) -> Iterator[ServedWorld]:
    world = after_first_night
    with postgres_server.new_database() as name:
        execute(postgres_server.url(), f"CREATE ROLE {READER} NOLOGIN")
        yield ServedWorld(world.landing, world.warehouse_dir, postgres_server, name)
    execute(postgres_server.url(), f"DROP ROLE {READER}")


def test_a_copy_that_is_named_later_is_made_where_nothing_else_is_to_do_and_a_build_brought_back_is_copied(
    world: ServedWorld,
):
    assert isinstance(world.tick(), dg.RunRequest)
    status, printed = world.night()
    assert status == 0, printed
    assert "Nothing new delivered" in printed
    assert f"Build {world.build_id} is in PostgreSQL" in printed
    assert world.served_build == world.build_id
    assert world.last_told() == (world.build_id, True, None)
    with open_instance(world.warehouse_dir / "dagster") as instance:
        made = instance.get_latest_materialization_event(SERVING_KEY)
        assert made is not None
        assert made.asset_materialization is not None
        metadata = made.asset_materialization.metadata
    (n_rows,) = world.sql("SELECT (SELECT count(*) FROM marts.outflow), (SELECT count(*) FROM marts.quotes)")
    told = {record.data["table"]: record.data["rows"] for record in metadata["rows of each table"].records}
    assert (told["marts.outflow"], told["marts.quotes"]) == n_rows
    assert metadata["dagster/row_count"].value == sum(told.values())
    skipped = world.tick()
    assert isinstance(skipped, dg.SkipReason)
    status, printed = world.night()
    assert (status, "Starting Dagster" in printed) == (0, False)
    # Another build came between.
    world.sql("UPDATE audit.build SET build_id = 'another'")
    status, printed = world.command("builds", "--restore", str(world.build_id))
    assert status == 0, printed
    assert f"Build {world.build_id} is in PostgreSQL" in printed
    assert world.served_build == world.build_id


def test_a_server_that_stops_in_the_middle_undoes_no_publication_and_is_made_up_for(world: ServedWorld):
    world.night()
    former = world.build_id
    status, printed = world.night(
        AS_OF="2025-04-16", HARM="stops_the_server", SERVER=str(world.server.pid), command=HARMED
    )
    assert status == 0, printed
    assert world.build_id != former
    assert f"Published build {world.build_id}" in printed
    assert "Warning: PostgreSQL is behind." in printed
    assert "the connection was lost, or the server stopped" in printed
    assert_no_secret(world, printed)
    made, passed, why = world.last_told()
    assert (made, passed) == (former, False)
    assert world.build_id in why
    # Nothing is lost while it is down either.
    skipped = world.tick()
    assert isinstance(skipped, dg.SkipReason)
    assert "nothing answers" in (skipped.skip_message or "")
    status, printed = world.night(AS_OF="2025-04-16")
    assert status == 0, printed
    assert "Warning: PostgreSQL may be behind." in printed
    world.server.start()
    assert world.served_build == former
    # The role that reads is gone: the server answers, so both builds are known.
    world.sql(f"DROP OWNED BY {READER}", f"DROP ROLE {READER}")
    status, printed = world.night(AS_OF="2025-04-16")
    assert status == 0, printed
    made, passed, why = world.last_told()
    assert (made, passed) == (former, False)
    assert former in why
    assert world.build_id in why
    assert f'CREATE ROLE "{READER}" NOLOGIN;' in printed
    world.sql(f"CREATE ROLE {READER} NOLOGIN")
    asked = world.tick()
    assert isinstance(asked, dg.RunRequest)
    assert asked.asset_selection == [SERVING_KEY]
    status, printed = world.night(AS_OF="2025-04-16")
    assert status == 0, printed
    assert world.served_build == world.build_id
    assert world.last_told() == (world.build_id, True, None)
    assert_no_secret(world, printed)


def test_a_server_that_is_frozen_keeps_no_night_waiting_for_ever(world: ServedWorld, tmp_path: Path):
    """Its limits for a statement are its own to keep; what it is sent is taken by its kernel all the same."""
    world.night()
    former = world.build_id
    frozen = tmp_path / "pid"
    try:
        status, printed = world.night(
            AS_OF="2025-04-16", HARM="freezes_its_backend", FROZEN=str(frozen), command=HARMED
        )
    finally:
        os.kill(int(frozen.read_text()), signal.SIGCONT)
    assert status == 0, printed
    assert f"Published build {world.build_id}" in printed
    assert "Nothing came of copying to PostgreSQL in " in printed
    assert f"It has build {former}." in printed
    assert world.served_build == former != world.build_id
    status, printed = world.night(AS_OF="2025-04-16")
    assert status == 0, printed
    assert world.served_build == world.build_id


def assert_no_secret(world: ServedWorld, printed: str) -> None:
    """In what was printed and in any file of the warehouse, Dagster's storage among them."""
    secret = world.server.password.encode()
    assert secret not in printed.encode()
    holding = [path for path in world.warehouse_dir.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert holding == []


def test_an_erasure_says_that_the_copy_still_holds_the_rows_of_before_until_a_night_copied(
    world: ServedWorld, tmp_path: Path
):
    world.night()
    former = world.build_id
    asked = tmp_path / "ids.txt"
    client = next(csv.DictReader((world.landing / "wiz" / "deelnemers_2025-04-14.csv").open(), delimiter=";"))
    asked.write_text(f"{client['client_id']}\n")
    world.server.stop()
    status, printed = world.command("erase", str(asked))
    assert status == 1, printed
    assert "PostgreSQL may still have the rows of before." in printed
    assert build_ids(world.places) == [world.build_id]
    world.server.start()
    assert world.served_build == former
    status, printed = world.night()
    assert status == 0, printed
    assert world.served_build == world.build_id != former


def test_a_key_that_is_changed_is_not_told_as_done_while_the_copy_has_the_former_pseudonyms(world: ServedWorld):
    world.night()
    former = world.build_id
    keys = {
        "PSEUDONYM_KEY": "another key, of sixty-four characters or so, for a test of change",
        "PREVIOUS_PSEUDONYM_KEY": KEY,
    }
    world.sql(f"DROP OWNED BY {READER}", f"DROP ROLE {READER}")
    for told in ("Published with the new key", "Everything has the pseudonyms of this key already"):
        status, printed = world.command("rotate-key", **keys)
        assert told in printed
        assert "PostgreSQL may still have the rows of before." in printed
        assert status == 1, printed
        assert world.served_build == former
    world.sql(f"CREATE ROLE {READER} NOLOGIN")
    status, printed = world.command("rotate-key", **keys)
    assert status == 0, printed
    assert world.served_build == world.build_id != former
