"""Whoever types SQL in Superset, or changes its connection, reads the published figures and no other file."""

import json
import subprocess
from pathlib import Path

import pytest

from bi.superset.connection import SEALED_CONNECT_ARGS, database_uri
from bi.superset.environment import ENVIRONMENT
from tests.integration.bi.asking import by_chart, by_sql, dataset_of_the_build
from tests.nights.processes import REPOSITORY
from tests.superset import Api, Superset, of_superset
from warehouse.publication.outputs import DASHBOARD

pytestmark = of_superset


@pytest.fixture
def analyst(superset: Superset) -> Api:
    return superset.api("analist")


@pytest.fixture
def administrator(superset: Superset) -> Api:
    return superset.api("beheer")


def test_an_analyst_reads_figures(analyst: Api) -> None:
    answer = by_sql(analyst, "SELECT count(*) AS n FROM marts.response_rate")
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"][0]["n"] > 0


def beyond(folder: Path) -> list[str]:
    return [
        "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')", f"ATTACH '{folder / 'analysis.duckdb'}' AS exact (READ_ONLY)",
        f"COPY (SELECT 1) TO '{folder / 'out.csv'}'", f"EXPORT DATABASE '{folder / 'out'}'", "INSTALL httpfs",
        "LOAD httpfs", "SET enable_external_access = true", "SET lock_configuration = false",
        f"SET temp_directory = '{folder / 'out'}'", "CREATE TABLE marts.mine AS SELECT 1",
        "DELETE FROM marts.response_rate", "SELECT 1; SELECT * FROM read_text('/etc/passwd')",
    ]  # fmt: skip


def test_an_analyst_reaches_nothing_else(analyst: Api, tmp_path: Path) -> None:
    (tmp_path / "analysis.duckdb").touch()
    answers = {sql: by_sql(analyst, sql) for sql in beyond(tmp_path)}
    assert [sql for sql, answer in answers.items() if answer.status_code == 200] == []
    assert [sql for sql, answer in answers.items() if "root:" in answer.text] == []
    assert [file.name for file in tmp_path.iterdir()] == ["analysis.duckdb"]


def test_a_reader_reaches_nothing_else_by_a_column_of_their_own(superset: Superset, analyst: Api) -> None:
    reader, dataset = superset.api("lezer"), dataset_of_the_build(analyst)
    assert by_chart(reader, dataset, {"label": "x", "sqlExpression": "1 + 1", "expressionType": "SQL"}).ok
    column = {"label": "x", "sqlExpression": "(SELECT content FROM read_text('/etc/passwd'))", "expressionType": "SQL"}
    answer = by_chart(reader, dataset, column)
    assert not answer.ok
    assert "root:" not in answer.text


def test_what_does_not_fit_in_memory_is_not_put_beside_the_published_file(analyst: Api) -> None:
    answer = by_sql(analyst, "SELECT current_setting('temp_directory') AS folder")
    assert answer.json()["data"] == [{"folder": ""}]


def test_a_text_of_gigabytes_is_refused_and_the_next_query_answered(analyst: Api) -> None:
    """DuckDB's own limit does not count it."""
    answer = by_sql(analyst, "SELECT length(repeat('x', 4000000000))")
    assert not answer.ok
    assert "Out of Memory" in answer.text
    assert by_sql(analyst, "SELECT count(*) FROM audit.build").ok


@pytest.mark.parametrize("file", ["analysis.duckdb", "current/dashboard.duckdb", "dashboard.duckdb?threads=1"])
def test_also_an_administrator_opens_no_other_database(superset: Superset, administrator: Api, file: str) -> None:
    other = {"database_name": "other", "sqlalchemy_uri": database_uri(superset.places.published / file)}
    made = administrator.post("/api/v1/database/", other)
    tried = administrator.post("/api/v1/database/test_connection/", other)
    changed = administrator.put("/api/v1/database/1", {"sqlalchemy_uri": other["sqlalchemy_uri"]})
    assert [made.ok, tried.ok, changed.ok] == [False, False, False]
    assert by_sql(administrator, "SELECT count(*) FROM audit.build").ok


@pytest.mark.parametrize("uri", ["duckdb:///:memory:", "sqlite:////etc/x.db", "postgresql://127.0.0.1/x"])
def test_nor_one_of_another_kind(administrator: Api, uri: str) -> None:
    assert not administrator.post("/api/v1/database/", {"database_name": "other", "sqlalchemy_uri": uri}).ok


def test_what_an_administrator_stores_of_the_connection_does_not_unseal_it(
    superset: Superset, administrator: Api, analyst: Api
) -> None:
    kept = json.dumps({"engine_params": {"connect_args": SEALED_CONNECT_ARGS}})
    unsealed = {"engine_params": {"connect_args": {"read_only": False, "config": {"enable_external_access": True}}}}
    stored = administrator.put("/api/v1/database/1", {"extra": json.dumps(unsealed), "allow_dml": True})
    try:
        assert stored.ok, stored.text
        assert by_sql(analyst, "SELECT count(*) FROM audit.build").ok
        assert not by_sql(analyst, "SELECT * FROM read_text('/etc/passwd')").ok
        assert not by_sql(analyst, "DELETE FROM audit.build").ok
    finally:
        administrator.put("/api/v1/database/1", {"extra": kept, "allow_dml": False})
    assert superset.places.published.joinpath(DASHBOARD).exists()


# Asked of the guard itself: with a limit that nobody waits for.
LIMITED = """
from contextlib import closing
from sqlalchemy import create_engine
from sqlalchemy.engine.url import make_url
from bi.superset.connection import database_uri
from bi.superset.inside import given, guard
guard.LONGEST_QUERY_SECONDS = 0.2
uri, arguments = guard.sealed(make_url(database_uri(given.DATABASE_FILE)), {}, None, None, None)
with closing(create_engine(uri, **arguments).raw_connection()) as connection:
    connection.cursor().execute("SELECT count(DISTINCT hash(a.range, b.range)) FROM range(10000000) a, range(1000) b")
"""


def test_a_query_that_takes_too_long_is_ended(superset: Superset) -> None:
    environment = {
        "BI_DIR": str(superset.home.folder), "BI_PORT": "1", "BI_DATABASE": str(superset.places.published / DASHBOARD)
    }  # fmt: skip
    ended = subprocess.run(
        [ENVIRONMENT / "bin" / "python", "-c", LIMITED], cwd=REPOSITORY, env=environment, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "INTERRUPT" in ended.stderr
