"""The tables of some nights without the wrapping of a night: the intake of each, then dbt's models once, no checks.

What Dagster, the blocking checks and publication add is proved by whole nights (command.py).
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from schemas.kinds import KINDS
from tests.nights.command import KEY, REPOSITORY, run_command
from warehouse.intake import Intake
from warehouse.places import Places

DBT_PROJECT = REPOSITORY / "dbt_project"


def build_tables(nights: Sequence[tuple[Path, date]], warehouse: Path, seed_of_iteration: int = 0) -> Path:
    """The build database after the last of the nights (landing folder, AS_OF)."""
    for landing, as_of in nights:
        arguments = (str(landing), str(warehouse), as_of.isoformat())
        taken = run_command("tests.nights.building", *arguments, PYTHONHASHSEED=str(seed_of_iteration))
        assert taken.returncode == 0, taken.stdout + taken.stderr
    database = Places(warehouse).build_database
    command = [
        str(Path(sys.executable).with_name("dbt")), "build", "--exclude-resource-type", "test", "unit_test",
        "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path",
        str(warehouse / "target"), "--log-path", str(warehouse / "logs"),
    ]  # fmt: skip
    environment = os.environ | {"BUILD_DATABASE": str(database), "AS_OF": nights[-1][1].isoformat()}
    built = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return database


def take_in(landing: Path, warehouse: Path, as_of: date) -> Intake:
    """One night's intake, as the assets of group `raw` call it."""
    intake = Intake(
        landing_url=str(landing), warehouse_dir=warehouse, mapping_dir=None, pseudonym_key=bytes.fromhex(KEY),
        as_of=as_of, only_test_bsns=False,
    )  # fmt: skip
    intake.take_ignored()
    for kind in KINDS:
        intake.take(kind)
    intake.write_raw_schema(Places(warehouse).build_database)
    return intake


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("landing", type=Path)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("as_of", type=date.fromisoformat)
    take_in(**vars(parser.parse_args()))
