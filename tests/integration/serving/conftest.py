"""The database that the serving copy goes into, two roles that read there, and small builds to copy."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import duckdb
import pytest

from tests.postgres import PostgresServer, execute, postgres_database, postgres_server
from warehouse.serving.copy import copy_build
from warehouse.serving.target import Target

__all__ = ["postgres_database", "postgres_server"]


@dataclass(frozen=True)
class Served:
    """A database with a role for readers and one for the star, of this test alone."""

    server: PostgresServer
    name: str
    reader: str
    star: str

    @property
    def url(self) -> str:
        """As the administrator, who is the one that copies."""
        return self.server.url(self.name)

    @property
    def target(self) -> Target:
        return Target(self.url, self.reader)

    @property
    def target_with_star(self) -> Target:
        return Target(self.url, self.reader, self.star)

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        """What the administrator's statements give, in one transaction."""
        return execute(self.url, *statements)

    def sql_as(self, role: str, *statements: str) -> list[tuple[Any, ...]]:
        """What a member of a role gets."""
        return execute(self.url, f'SET LOCAL ROLE "{role}"', *statements)

    @contextmanager
    def holding(self, statement: str) -> Iterator[None]:
        """While somebody is in a transaction that began with a statement."""
        with adbc.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            yield


@pytest.fixture
def served(postgres_server: PostgresServer) -> Iterator[Served]:
    tag = secrets.token_hex(3)
    roles = [f"lezers_{tag}", f"Onderzoek {tag}"]
    with postgres_server.new_database() as name:
        execute(postgres_server.url(), *(f'CREATE ROLE "{role}" NOLOGIN' for role in roles))
        yield Served(postgres_server, name, *roles)
    execute(postgres_server.url(), *(f'DROP ROLE "{role}"' for role in roles))


@pytest.fixture
def report_build(report_warehouse: Path) -> Path:
    """The published build of the report's world."""
    return (report_warehouse / "published" / "current").resolve()


MakeBuild = Callable[..., Path]


@pytest.fixture
def make_build(tmp_path: Path) -> MakeBuild:
    """Makes the folder of a build by name, with the given marts and core as SQL that gives their rows."""

    def make(build_id: str, marts: Mapping[str, str], core: Mapping[str, str] | None = None) -> Path:
        folder = tmp_path / build_id
        folder.mkdir()
        build = f"SELECT {build_id!r} AS build_id, TIMESTAMP '2025-04-15 04:30:00' AS built_at"
        write_tables(folder / "dashboard.duckdb", {"marts": marts, "audit": {"build": build}})
        write_tables(folder / "analysis.duckdb", {"core": core or {}})
        return folder

    return make


def write_tables(file: Path, schemas: Mapping[str, Mapping[str, str]], comments: Sequence[str] = ()) -> None:
    with duckdb.connect(file) as opened:
        for schema, tables in schemas.items():
            opened.execute(f"CREATE SCHEMA {schema}")
            for name, query in tables.items():
                opened.execute(f'CREATE TABLE {schema}."{name}" AS {query}')
        for comment in comments:
            opened.execute(comment)


def copy_all(target: Target, *builds: Path) -> None:
    for build in builds:
        copy_build(build, target)
