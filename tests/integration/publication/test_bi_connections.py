"""Readers who may type SQL: with the connection that docs/bi.md gives them they read figures, and nothing else of the
machine. What is connected with is taken from that page, so that it cannot be wrong.
"""

import ast
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

PAGE = Path(__file__).parents[3] / "docs" / "bi.md"
FILES = ("dashboard.duckdb", "analysis.duckdb")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(found)


def by_python(file: Path) -> duckdb.DuckDBPyConnection:
    call = next(node for node in ast.walk(ast.parse(block("python"))) if isinstance(node, ast.Call))
    given: dict[str, Any] = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}
    return duckdb.connect(file, **given)


def by_connect_args(file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(file, **json.loads(block("json")))


def by_command_line(file: Path) -> duckdb.DuckDBPyConnection:
    """Of the command line, what it tells DuckDB."""
    command = block("sh")
    opened = duckdb.connect(file, read_only="-readonly" in command)
    opened.execute(re.findall(r'-cmd "(.*?)"', command)[0])
    return opened


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


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("connect", [by_python, by_connect_args, by_command_line])
def test_readers_get_figures_and_nothing_else(
    connect: Callable[[Path], duckdb.DuckDBPyConnection], name: str, published: Path
) -> None:
    with connect(published / name) as reader:
        for attempt in beyond(published / name):
            with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException, duckdb.BinderException)):
                reader.execute(attempt)
        asked = reader.execute("SELECT count(*) FROM marts.response_rate JOIN audit.build ON true").fetchall()
        assert asked[0][0] > 0
    assert sorted(path.name for path in published.iterdir()) == sorted(FILES)


def test_read_only_alone_does_not_hold(published: Path) -> None:
    """What the page says of it, and why these settings are there."""
    with duckdb.connect(published / "dashboard.duckdb", read_only=True) as reader:
        reader.execute(f"ATTACH '{published / 'analysis.duckdb'}' AS exact (READ_ONLY)")
        assert reader.execute("SELECT count(*) > 0 FROM read_text('/etc/passwd')").fetchall() == [(True,)]
