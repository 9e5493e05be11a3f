"""The environment in which dbt runs: this process's without any secret, with the day and the files of the build.

What dbt is asked to do does not belong here.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestration.settings import REPOSITORY, SECRETS, Settings
from warehouse.disk.places import Places

DBT_PROJECT_DIR = REPOSITORY / "dbt_project"


def environment_for_dbt(settings: Settings, database: Path, target: Path, **more: str) -> dict[str, str]:
    """To work on `database`, with what dbt writes, its log too, in `target`.

    A build is exact unless it is made for dashboards (POOLED_BELOW), whatever the environment of this process says.
    """
    kept = {name: value for name, value in os.environ.items() if name.upper() not in SECRETS}
    ours = {
        "AS_OF": settings.as_of.isoformat(),
        "BUILD_DATABASE": str(database),
        "BUILD_MEMORY_LIMIT": settings.memory_limit,
        "DBT_LOG_PATH": str(target),
        "DBT_PROFILES_DIR": str(DBT_PROJECT_DIR),
        "DBT_PROJECT_DIR": str(DBT_PROJECT_DIR),
        "DBT_TARGET_PATH": str(target),
        "POOLED_BELOW": "",
    }
    return kept | ours | more


def environment_for_reading(settings: Settings, folder: Path, **more: str) -> dict[str, str]:
    """To read the project. Compiling wants a database: one of the build file's name, with nothing in it."""
    return environment_for_dbt(settings, folder / Places(settings.warehouse_dir).build_database.name, folder, **more)


@contextlib.contextmanager
def as_the_environment(environment: Mapping[str, str]) -> Iterator[None]:
    """dbt reads the environment of its process, in which a secret of ours must not be found."""
    ours = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(ours)
