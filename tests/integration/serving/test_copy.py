"""What stands in PostgreSQL after a copy: what is published, cell by cell, whatever stood there before."""

from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.serving.conftest import MakeBuild, Served, copy_all, write_tables
from tests.postgres import execute
from warehouse.duck.databases import literal, quoted
from warehouse.serving.copy import copy_build
from warehouse.serving.session import ServingFault
from warehouse.serving.source import TYPES
from warehouse.serving.standing import standing

TABLES = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = '{schema}' AND table_type = 'BASE TABLE'"
    " ORDER BY 1"
)
COLUMNS = (
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = '{schema}'"
    " AND table_name = '{table}' ORDER BY column_name"
)


@pytest.mark.parametrize(("file", "schema"), [("dashboard", "marts"), ("dashboard", "audit"), ("analysis", "core")])
def test_every_cell_type_and_comment_is_that_of_the_published_file(
    served: Served, report_build: Path, file: str, schema: str
):
    copied = copy_build(report_build, served.target_with_star)
    assert copied.build_id == report_build.name
    with duckdb.connect(report_build / f"{file}.duckdb", read_only=True) as opened:
        names = [name for (name,) in opened.execute(TABLES.format(schema=schema)).fetchall()]
        if schema == "audit":
            names = ["build"]
        assert [name for (name,) in served.sql(TABLES.format(schema=schema))] == names
        n_rows = {table.name: n for table, n in copied.n_rows.items() if table.schema == schema}
        for name in names:
            rows = assert_same_cells(served.url, opened, schema, name)
            assert n_rows.pop(name) == len(rows)
        assert_same_comments(served, opened, schema, names)
    assert not n_rows


def assert_same_cells(url: str, opened: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[tuple[Any, ...]]:
    columns = opened.execute(COLUMNS.format(schema=schema, table=table)).fetchall()
    assert execute(url, COLUMNS.format(schema=schema, table=table)) == [
        (name, TYPES[data_type]) for name, data_type in columns
    ]
    query = f"SELECT {', '.join(quoted(name) for name, _ in columns)} FROM {schema}.{quoted(table)}"
    published, served_rows = opened.execute(query).fetchall(), execute(url, query)
    assert sorted(served_rows, key=repr) == sorted(published, key=repr)
    return served_rows


def assert_same_comments(served: Served, opened: duckdb.DuckDBPyConnection, schema: str, names: list[str]) -> None:
    """On tables (column NULL) and on columns."""
    published = opened.execute(
        "SELECT table_name, NULL, comment FROM duckdb_tables() WHERE schema_name = $1 AND list_contains($2, table_name)"
        " UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns()"
        " WHERE schema_name = $1 AND list_contains($2, table_name)",
        [schema, names],
    ).fetchall()
    found = served.sql(
        "SELECT relname, attname, description FROM pg_class JOIN pg_description ON pg_class.oid = objoid"
        " LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND objsubid > 0"
        f" WHERE relnamespace = '{schema}'::regnamespace"
    )
    assert sorted(found, key=repr) == sorted(published, key=repr)


VALUES = {
    "BIGINT": st.integers(-(2**63), 2**63 - 1).map(str),
    "BOOLEAN": st.sampled_from(["true", "false"]),
    "DATE": st.dates(min_value=date(1000, 1, 1)).map(lambda day: f"DATE '{day}'"),
    "DOUBLE": st.floats(allow_nan=False).map(lambda value: f"'{value!r}'::DOUBLE"),
    "INTEGER": st.integers(-(2**31), 2**31 - 1).map(str),
    "TIMESTAMP": st.datetimes(min_value=datetime(1000, 1, 1)).map(
        lambda moment: f"TIMESTAMP '{moment.isoformat(sep=' ')}'"
    ),
    "VARCHAR": st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8).map(literal),
}
NAMES = st.sampled_from(["a", "b", "n_rows", "Naam", 'with "quotes"', "order"])


@st.composite
def tables(draw: st.DrawFn) -> dict[str, str]:
    """Some marts, each as SQL that gives its rows: some columns of some types, rows with NULLs, or none."""
    found = {}
    for name in draw(st.sets(st.sampled_from(["outflow", "quotes", "group", "Table"]), min_size=1, max_size=3)):
        columns = draw(st.dictionaries(NAMES, st.sampled_from(sorted(TYPES)), min_size=1, max_size=4))
        typed = [
            f'NULL::{data_type} AS "{column.replace(chr(34), chr(34) * 2)}"' for column, data_type in columns.items()
        ]
        rows = [f"SELECT {', '.join(typed)} WHERE false"]
        for _ in range(draw(st.integers(0, 3))):
            cells = [draw(st.one_of(st.just("NULL"), VALUES[data_type])) for data_type in columns.values()]
            rows.append(f"SELECT {', '.join(cells)}")
        found[name] = " UNION ALL ".join(rows)
    return found


BUILDS = count()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=tables(), second=tables())
def test_whatever_stood_there_a_copy_gives_what_is_published(
    served: Served, make_build: MakeBuild, first: dict[str, str], second: dict[str, str]
):
    for marts in (first, second):
        build = make_build(f"build_{next(BUILDS)}", marts)
        copy_build(build, served.target)
        with duckdb.connect(build / "dashboard.duckdb", read_only=True) as opened:
            assert [name for (name,) in served.sql(TABLES.format(schema="marts"))] == sorted(marts)
            for name in marts:
                assert_same_cells(served.url, opened, "marts", name)
        assert standing(served.target).lacks(build.name) is None


def test_tables_views_and_grants_of_others_stay_where_columns_come_go_and_change(served: Served, make_build: MakeBuild):
    first = make_build("first", {"outflow": "SELECT 'x' AS outcome, 1::BIGINT AS n_ended, 2 AS goes, 3 AS other"})
    second = make_build(
        "second", {"outflow": "SELECT 'new' AS new, 'text' AS other, 'y' AS outcome, 5::BIGINT AS n_ended"}
    )
    copy_all(served.target, first)
    served.sql(
        "CREATE SCHEMA own",
        "CREATE VIEW own.seen AS SELECT outcome, n_ended FROM marts.outflow",
        f'GRANT USAGE ON SCHEMA own TO "{served.star}"',
        f'GRANT SELECT ON own.seen TO "{served.star}"',
        f'GRANT USAGE ON SCHEMA marts TO "{served.star}"',
        f'GRANT SELECT ON marts.outflow TO "{served.star}"',
    )
    oid = served.sql("SELECT 'marts.outflow'::regclass::oid")
    copy_all(served.target, second)
    assert served.sql("SELECT 'marts.outflow'::regclass::oid") == oid
    assert served.sql_as(served.star, "SELECT * FROM own.seen") == [("y", 5)]
    assert served.sql_as(served.star, "SELECT new, other FROM marts.outflow") == [("new", "text")]
    assert served.sql_as(served.reader, "SELECT new FROM marts.outflow") == [("new",)]


@pytest.mark.parametrize(
    ("marts", "told"),
    [
        ({"outflow": "SELECT 'x' AS outcome"}, ["marts.outflow", "pct_ended", "own.seen"]),
        ({"outflow": "SELECT 'x' AS outcome, 'much' AS pct_ended"}, ["marts.outflow", "pct_ended", "own.seen"]),
        ({"quotes": "SELECT 'x' AS quote"}, ["marts.outflow", "published no longer", "own.seen"]),
    ],
)
def test_a_view_on_what_goes_is_named_and_nothing_is_copied(
    served: Served, make_build: MakeBuild, marts: dict[str, str], told: list[str]
):
    copy_all(served.target, make_build("first", {"outflow": "SELECT 'x' AS outcome, 1.5::DOUBLE AS pct_ended"}))
    served.sql("CREATE SCHEMA own", "CREATE VIEW own.seen AS SELECT pct_ended FROM marts.outflow")
    second = make_build("second", marts)
    with pytest.raises(ServingFault) as fault:
        copy_build(second, served.target)
    assert [word for word in told if word not in str(fault.value)] == []
    assert served.sql("SELECT * FROM own.seen, audit.build") == [
        (1.5, "first", *served.sql("SELECT built_at FROM audit.build")[0])
    ]
    served.sql("DROP VIEW own.seen")
    copy_build(second, served.target)
    assert standing(served.target).build_id == "second"


def test_a_schema_of_somebody_else_is_refused_and_left_as_it_is(served: Served, make_build: MakeBuild):
    served.sql("CREATE SCHEMA marts", "CREATE TABLE marts.outflow AS SELECT 'theirs' AS whose")
    with pytest.raises(ServingFault, match="schema marts that this warehouse did not make"):
        copy_build(make_build("first", {"outflow": "SELECT 'ours' AS whose"}), served.target)
    assert served.sql("SELECT whose FROM marts.outflow") == [("theirs",)]
    assert standing(served.target).build_id is None


def test_an_empty_schema_that_the_administrator_made_becomes_the_copys(served: Served, make_build: MakeBuild):
    served.sql("CREATE SCHEMA marts")
    copy_all(served.target, make_build("first", {"outflow": "SELECT 'ours' AS whose"}))
    assert served.sql("SELECT whose FROM marts.outflow") == [("ours",)]


def test_what_others_made_beside_the_copys_tables_is_not_touched(served: Served, make_build: MakeBuild):
    copy_all(served.target, make_build("first", {"outflow": "SELECT 'ours' AS whose"}))
    served.sql("CREATE TABLE marts.later AS SELECT 'theirs' AS whose", "CREATE TABLE marts.own AS SELECT 1 AS a")
    copy_all(served.target, make_build("second", {"outflow": "SELECT 'ours' AS whose"}))
    with pytest.raises(ServingFault, match="holds later, made by somebody else"):
        copy_build(make_build("third", {"later": "SELECT 'ours' AS whose"}), served.target)
    assert served.sql("SELECT whose, a FROM marts.later, marts.own") == [("theirs", 1)]
    assert standing(served.target).build_id == "second"


def test_a_type_that_was_never_copied_is_a_fault_before_anything_is_done(served: Served, make_build: MakeBuild):
    with pytest.raises(ServingFault, match="type HUGEINT"):
        copy_build(make_build("first", {"outflow": "SELECT 1::HUGEINT AS n"}), served.target)
    assert standing(served.target).build_id is None


def test_comments_follow_the_file_and_go_with_it(served: Served, make_build: MakeBuild, tmp_path: Path):
    first, second = tmp_path / "a", tmp_path / "b"
    for folder, comments in (
        (first, ["COMMENT ON TABLE marts.x IS 'It''s'", "COMMENT ON COLUMN marts.x.a IS '100%'"]),
        (second, []),
    ):
        folder.mkdir()
        schemas = {"marts": {"x": "SELECT 1 AS a"}, "audit": {"build": f"SELECT '{folder.name}' AS build_id"}}
        write_tables(folder / "dashboard.duckdb", schemas, comments)
    told = "SELECT obj_description('marts.x'::regclass, 'pg_class'), col_description('marts.x'::regclass, 1)"
    copy_build(first, served.target)
    assert served.sql(told) == [("It's", "100%")]
    copy_build(second, served.target)
    assert served.sql(told) == [(None, None)]


def test_tables_do_not_grow_by_what_was_deleted(served: Served, report_build: Path):
    size = "SELECT sum(pg_relation_size(oid))::bigint FROM pg_class WHERE relnamespace = 'marts'::regnamespace"
    copy_all(served.target, report_build, report_build)
    ((second,),) = served.sql(size)
    copy_all(served.target, *[report_build] * 4)
    assert served.sql(size)[0][0] <= second
