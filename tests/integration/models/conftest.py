"""One dbt build of a small made-up world for all tests of the dbt project, and the means to build another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.models.raw_world import RawWorld, deliver_city, made_up_city

PROJECT = Path(__file__).parents[3] / "dbt_project"
AS_OF = "2025-12-31"


@dataclass
class Build:
    """A built database and dbt's own record of the run."""

    database: Path
    target: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the project as it was built."""
        loaded: dict[str, Any] = json.loads((self.target / "manifest.json").read_text())
        return loaded

    @property
    def results(self) -> list[dict[str, Any]]:
        """What became of every node of the run."""
        loaded: list[dict[str, Any]] = json.loads((self.target / "run_results.json").read_text())["results"]
        return loaded

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the built database."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()


def compile_inline(folder: Path, statement: str) -> str:
    """A statement with macros, as dbt writes it for DuckDB."""
    output = _dbt(folder, "compile", "--quiet", "--inline", statement)
    return output[output.index("-- begin") :]


def compiled(folder: Path, model: str, **environment: str) -> str:
    """A model's SQL, as dbt runs it on a build file."""
    _dbt(folder, "--quiet", "compile", "--select", model, **environment)
    (file,) = (folder / "target" / "compiled").rglob(f"{model}.sql")
    return file.read_text()


def make(folder: Path, model: str) -> None:
    """Make one model, on the build file of a folder."""
    _dbt(folder, "--quiet", "run", "--select", model)


def _dbt(folder: Path, *arguments: str, **given: str) -> str:
    command = [
        str(Path(sys.executable).with_name("dbt")),
        *arguments,
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--target-path",
        str(folder / "target"),
        "--log-path",
        str(folder / "logs"),
    ]
    environment = {**os.environ, "AS_OF": AS_OF, "BUILD_DATABASE": str(folder / "build.duckdb"), **given}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(done.stdout[-6000:] + done.stderr[-2000:], pytrace=False)
    return done.stdout


@pytest.fixture(scope="session")
def world() -> RawWorld:
    """The small city, delivered in three nights."""
    return deliver_city(made_up_city())


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory, world: RawWorld) -> Build:
    """The small city, built with every data test and unit test of the project."""
    folder = tmp_path_factory.mktemp("dbt")
    world.write(folder / "build.duckdb")
    _dbt(folder, "build")
    return Build(folder / "build.duckdb", folder / "target")
