"""One dbt build of a small made-up world for all tests of the dbt project, and the means to build another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner
from dbt.constants import PARTIAL_PARSE_FILE_NAME
from dbt.contracts.graph.manifest import Manifest

from orchestration.dbt.environment import DBT_PROJECT_DIR, close_databases
from orchestration.dbt.project import parsed
from schemas.kinds import KINDS
from tests.integration.models.raw_world import RawWorld, deliver_city, made_up_city
from warehouse.disk.places import Places

AS_OF = "2025-12-31"


@dataclass
class Build:
    """A built database and dbt's own record of the run."""

    database: Path
    target: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the project as it was built."""
        loaded: dict[str, Any] = json.loads((self.target / "manifest.json").read_text())
        return loaded

    @cached_property
    def results(self) -> list[dict[str, Any]]:
        """What became of every node of the run."""
        loaded: list[dict[str, Any]] = json.loads((self.target / "run_results.json").read_text())["results"]
        return loaded

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the built database."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()


@dataclass
class Dbt:
    """dbt in this process, on a folder's build file, with the project as it was read once for all tests."""

    dbt_read: Path

    def compile_inline(self, folder: Path, statement: str) -> str:
        """A statement with macros, as dbt writes it for DuckDB."""
        (result,) = self(folder, "compile", "--quiet", "--inline", statement)
        written: str = result.node.compiled_code
        return written[written.index("-- begin") :]

    def __call__(self, folder: Path, *arguments: str) -> Any:
        """The results of a command that succeeded."""
        reading = parsed(Places(self.dbt_read))
        manifest = Manifest.from_msgpack((reading / PARTIAL_PARSE_FILE_NAME).read_bytes())
        environment = {
            "AS_OF": AS_OF,
            "BUILD_DATABASE": str(folder / "build.duckdb"),
            "DELIVERY_KINDS": " ".join(KINDS),
            "POOLED_BELOW": "",
        }
        folders = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
        output = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs"), "--log-level", "none"]
        with pytest.MonkeyPatch.context() as patched:
            for name, value in environment.items():
                patched.setenv(name, value)
            done = dbtRunner(manifest).invoke([*arguments, *folders, *output])
        close_databases()
        if not done.success:
            pytest.fail(str(done.exception or [(one.node.name, one.message) for one in done.result]), pytrace=False)
        return done.result


@pytest.fixture(scope="session")
def dbt(dbt_read: Path) -> Dbt:
    return Dbt(dbt_read)


@pytest.fixture(scope="session")
def world() -> RawWorld:
    """The small city, delivered in three nights."""
    return deliver_city(made_up_city())


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory, world: RawWorld, dbt: Dbt) -> Build:
    """The small city, built with every data test and unit test of the project."""
    folder = tmp_path_factory.mktemp("dbt")
    world.write(folder / "build.duckdb")
    dbt(folder, "build")
    return Build(folder / "build.duckdb", folder / "target")
