"""The examples on docs/bi.md as they stand there: each is run by its own interpreter on a publication, or a PostgreSQL
with the same tables, and prints the figures of the mart.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.duck import attached
from tests.integration.publication.bi_page import BLOCKS, NOT_TRIED, PAGE, RUN, SETTINGS, Block
from tests.postgres import PostgresServer, execute, postgres_server
from warehouse.serving.copy import copy_build
from warehouse.serving.target import Target

__all__ = ["postgres_server"]

ROLE, READER, PASSWORD = "bi_readers", "bi_reader", "password-of-the-tests"
EXAMPLES = [one for one in BLOCKS if one.mark == RUN]
# How interpreters write that there is no figure.
NOTHING = {"NULL", "NaN", "NA"}


@pytest.fixture(scope="module")
def dashboard(report_warehouse: Path) -> Path:
    return report_warehouse / "published" / "dashboard.duckdb"


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer, report_warehouse: Path) -> Iterator[str]:
    """The name of a database that holds the serving copy, into which a reader may log in."""
    with postgres_server.new_database() as name:
        url = postgres_server.url(name)
        execute(url, f"CREATE ROLE {ROLE} NOLOGIN", f"CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}' IN ROLE {ROLE}")
        copy_build((report_warehouse / "published" / "current").resolve(), Target(url, reader_role=ROLE))
        yield name
        execute(url, f"DROP OWNED BY {ROLE}", f"DROP ROLE {READER}, {ROLE}")


@pytest.fixture
def environment(postgres_server: PostgresServer, database: str, tmp_path: Path) -> dict[str, str]:
    """What the page tells a reader to set, no more, with the values of here; there is no TLS between us."""
    password_file = tmp_path / "pgpass"
    password_file.write_text(f"127.0.0.1:{postgres_server.port}:{database}:{READER}:{PASSWORD}\n")
    password_file.chmod(0o600)
    here = {
        "PGHOST": "127.0.0.1", "PGPORT": str(postgres_server.port), "PGDATABASE": database, "PGUSER": READER,
        "PGSSLMODE": "disable",
    }  # fmt: skip
    (told,) = (one for one in BLOCKS if (one.language, one.mark) == ("sh", SETTINGS))
    names = re.findall(r"(\w+)=", told.text)
    return {name: here[name] for name in names} | {"PGPASSFILE": str(password_file)}


def printed_rows(printed: str, names: set[str]) -> dict[str, tuple[list[str], str]]:
    """By the name that a row begins with its three figures, and what stands behind them."""
    rows = {}
    for line in printed.splitlines():
        name, *rest = re.sub(r"[|│]", " ", line).split() or [""]
        if name in names:
            assert name not in rows
            rows[name] = (rest[:3], " ".join(rest[3:]))
    return rows


@pytest.mark.xdist_group("bi page")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.heading}-{Path(one.program).name}")
def test_an_example_prints_the_figures_of_the_mart(
    example: Block, report_warehouse: Path, dashboard: Path, request: pytest.FixtureRequest
) -> None:
    if example.missing:
        pytest.skip(example.missing)
    environment = request.getfixturevalue("environment") if example.asks_postgres else {}
    printed = example.run(report_warehouse, environment)
    with attached(dashboard, read_only=True) as opened:
        groups = opened.execute(
            "SELECT slice_value, n_started, median_days, share_over_42_days, note FROM marts.waiting_time"
            " WHERE slice = 'group_type'"
        ).fetchall()
        others = opened.execute("SELECT DISTINCT slice_value FROM marts.waiting_time").fetchall()
    assert any(None in group for group in groups)
    rows = printed_rows(printed, {name for (name,) in others})
    assert set(rows) == {name for name, *_ in groups}
    for name, *figures, note in groups:
        words, told = rows[name]
        assert [None if word in NOTHING else float(word) for word in words] == pytest.approx(figures, abs=1e-6)
        assert told == note


def test_each_block_is_run_or_says_what_it_is() -> None:
    assert {one.mark for one in BLOCKS} == {RUN, SETTINGS, NOT_TRIED}
    assert len(BLOCKS) == PAGE.count("\n```") / 2
    assert {Path(one.program).name for one in EXAMPLES} == {Path(sys.executable).name, "Rscript", "psql", "duckdb"}


@pytest.mark.xdist_group("bi page")
def test_the_moment_of_the_build_in_amsterdam(postgres_server: PostgresServer, database: str, dashboard: Path) -> None:
    (told,) = re.findall(r"`(built_at AT TIME ZONE .*?)`", PAGE)
    query = f"SELECT built_at, {told} FROM audit.build"
    with attached(dashboard, read_only=True) as opened:
        answers = [*opened.execute(query).fetchall(), *execute(postgres_server.url(database), query)]
    for built_at, shown in answers:
        in_amsterdam = built_at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/Amsterdam"))
        assert shown == in_amsterdam.replace(tzinfo=None)


@pytest.mark.xdist_group("bi page")
def test_no_table_or_column_needs_quotes(postgres_server: PostgresServer, database: str, dashboard: Path) -> None:
    """Names that are no word of SQL, and differ by more than capitals, are the same in every tool."""
    with attached(dashboard, read_only=True) as opened:
        tables = opened.execute(
            "SELECT schema_name || '.' || table_name, list(lower(column_name)) FROM duckdb_columns()"
            " WHERE database_name = 'attached' GROUP BY ALL"
        ).fetchall()
        for table, columns in tables:
            assert len(set(columns)) == len(columns)
            query = f"SELECT {', '.join(columns)} FROM {table} LIMIT 1"
            opened.execute(query)
            execute(postgres_server.url(database), query)
