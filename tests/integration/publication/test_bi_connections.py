"""Readers who may type SQL: with the connection that docs/bi.md gives them they read figures, and nothing else of the
machine. What is connected with is taken from that page, so that it cannot be wrong.
"""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.publication.bi_page import NOT_TRIED, PROGRAMS, SETTINGS, block

FILES = ("dashboard.duckdb", "analysis.duckdb")
REFUSED = (duckdb.PermissionException, duckdb.InvalidInputException, duckdb.BinderException)
TOLD_REFUSED = r"(Permission|Invalid Input|Binder) Error: |.* cannot be used in -safe mode"
# Commands of DuckDB's command line, no SQL.
COMMANDS = [
    ".read /etc/hostname",
    ".shell id",
    ".system id",
    ".output out",
    ".once out",
    ".log out",
    ".open out",
    ".cd /",
]
Ask = Callable[[str], list[tuple[Any, ...]]]


class Refused(Exception):
    """The connection does not do what a reader asked."""


def by_python() -> dict[str, Any]:
    """The arguments of `duckdb.connect`."""
    (call,) = (
        node
        for node in ast.walk(ast.parse(block("Python", "python").text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect"
    )
    return {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}


def by_connect_args() -> dict[str, Any]:
    given: dict[str, Any] = json.loads(block("Superset", "json", SETTINGS).text)
    return given


def by_r() -> dict[str, Any]:
    """R's package cannot be had here: what it hands to DuckDB, without it."""
    given = dict(re.findall(r"(\w+) = \"?(\w+)", block("R", "r", NOT_TRIED).text.replace("config = list(", "")))
    return {"read_only": given.pop("read_only") == "TRUE", "config": given}


def by_jdbc() -> dict[str, Any]:
    """Nor can DuckDB's JDBC driver: it hands each option of the URL on, but its own."""
    given = dict(option.split("=") for option in block("DBeaver", "text", NOT_TRIED).text.strip().split(";")[1:])
    return {"read_only": given.pop("duckdb.read_only") == "true", "config": given}


@contextmanager
def in_python(given: dict[str, Any], file: Path) -> Iterator[Ask]:
    with duckdb.connect(file, **given) as reader:

        def ask(query: str) -> list[tuple[Any, ...]]:
            try:
                return reader.execute(query).fetchall()
            except REFUSED as refusal:
                raise Refused from refusal

        yield ask


def on_command_line(file: Path) -> Ask:
    """By DuckDB's own program, with the options of the page."""
    *options, opened, word, _ = shlex.split(block("Sealed connections", "sh").text)
    assert (opened, word) == ("published/dashboard.duckdb", "-c")

    def ask(query: str) -> list[tuple[Any, ...]]:
        done = subprocess.run(
            [*options, file, "-noheader", "-list", "-c", query],
            cwd=file.parent, env={**os.environ, "PATH": PROGRAMS}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if re.match(TOLD_REFUSED, done.stderr):
            raise Refused
        assert done.returncode == 0, done.stderr
        return [(int(done.stdout),)]

    return ask


@pytest.fixture(scope="module")
def published(report_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build's files; DuckDB lets a process have a file open with one configuration only."""
    folder = tmp_path_factory.mktemp("published")
    for name in FILES:
        shutil.copy(report_warehouse / "published" / name, folder / name)
    return folder


def beyond(opened: Path) -> list[str]:
    """What a reader of one file may try."""
    other = opened.with_name(next(name for name in FILES if name != opened.name))
    out = opened.with_name("out")
    reads = ["read_csv('/etc/passwd')", "read_text('/etc/passwd')", "read_blob('/etc/passwd')", "glob('/etc/*')"]
    return [
        *(f"SELECT * FROM {read}" for read in reads),
        "SELECT * FROM '/etc/passwd.csv'",
        f"ATTACH '{other}' AS other (READ_ONLY)", f"ATTACH '{out}.duckdb' AS new",
        f"COPY (SELECT 1) TO '{out}.csv'", f"COPY (SELECT 1) TO '{out}.parquet'", f"EXPORT DATABASE '{out}'",
        "INSTALL httpfs", "LOAD httpfs", f"LOAD '{out}.duckdb_extension'",
        "SET enable_external_access = true", "RESET enable_external_access", "SET lock_configuration = false",
        "RESET lock_configuration", "SET allowed_directories = ['/']", f"SET temp_directory = '{out}'",
        f"SET log_query_path = '{out}'", "CREATE TABLE marts.mine AS SELECT 1",
    ]  # fmt: skip


def assert_only_figures(ask: Ask, file: Path, attempts: list[str]) -> None:
    for attempt in attempts:
        with pytest.raises(Refused):
            ask(attempt)
    (counted,) = ask("SELECT count(*) FROM marts.response_rate JOIN audit.build ON true")
    assert counted[0] > 0
    assert sorted(path.name for path in file.parent.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("given", [by_python, by_connect_args, by_r, by_jdbc])
def test_readers_get_figures_and_nothing_else(given: Callable[[], dict[str, Any]], name: str, published: Path) -> None:
    with in_python(given(), published / name) as ask:
        assert_only_figures(ask, published / name, beyond(published / name))


@pytest.mark.parametrize("name", FILES)
def test_on_the_command_line_too(name: str, published: Path) -> None:
    if missing := block("Sealed connections", "sh").missing:
        pytest.skip(missing)
    assert_only_figures(on_command_line(published / name), published / name, [*beyond(published / name), *COMMANDS])


def test_read_only_alone_does_not_hold(published: Path) -> None:
    """What the page says of it, and why these settings are there."""
    with duckdb.connect(published / "dashboard.duckdb", read_only=True) as reader:
        reader.execute(f"ATTACH '{published / 'analysis.duckdb'}' AS exact (READ_ONLY)")
        assert reader.execute("SELECT count(*) > 0 FROM read_text('/etc/passwd')").fetchall() == [(True,)]
