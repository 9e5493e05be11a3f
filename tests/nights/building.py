"""The tables of some nights without the wrapping of a night: the intake of each, then dbt's models once, no checks.

What Dagster, the blocking checks and publication add is proved by whole nights (command.py).
"""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from orchestration.dbt.build import build, dbt_target
from orchestration.dbt.project import ManifestPreparation
from orchestration.settings import load_settings
from schemas.kinds import KINDS
from tests.nights.command import KEY, run_command
from warehouse.disk.places import Places
from warehouse.intake import Intake


def build_tables(nights: Sequence[tuple[Path, date]], warehouse: Path, seed_of_iteration: int | None = None) -> Path:
    """The build database after the last of the nights (landing folder, AS_OF). With a seed, sets are gone through in
    the order that it gives.
    """
    for landing, as_of in nights:
        if seed_of_iteration is None:
            take_in(landing, warehouse, as_of)
            continue
        arguments = (str(landing), str(warehouse), as_of.isoformat())
        seed = str(seed_of_iteration)
        taken = run_command("tests.nights.building", *arguments, is_cold=True, PYTHONHASHSEED=seed)
        assert taken.returncode == 0, taken.stdout + taken.stderr
    settings = load_settings(
        landing_url=str(nights[-1][0]), warehouse_dir=warehouse, pseudonym_key=KEY, as_of=nights[-1][1]
    )
    ManifestPreparation(settings).wait()
    database = Places(warehouse).build_database
    made = build(settings)
    assert made, (dbt_target(Places(warehouse)) / "dbt.log").read_text()
    assert all(one.is_made for one in made), made
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
