"""The project builds a small made-up world, passes its own tests, and gives the same tables for the same rows."""

from __future__ import annotations

import random

import pytest

from tests.integration.models.raw_world import RawWorld

from .conftest import Build, run_dbt

pytestmark = pytest.mark.xdist_group("models")

PUBLISHED = ("core", "marts", "audit", "history")
WITHOUT_TESTS = ("build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def published_rows(build: Build) -> dict[str, list[tuple]]:
    """Every published table's rows, sorted."""
    schemas = ", ".join(f"'{schema}'" for schema in PUBLISHED)
    tables = build.rows(
        f"select table_schema || '.' || table_name from information_schema.tables where table_schema in ({schemas})"
    )
    return {table: sorted(build.rows(f"select * from {table}"), key=repr) for (table,) in tables}


def test_every_node_of_the_project_was_built_and_passed(build):
    selected = {
        name for name, node in build.manifest["nodes"].items() if node["resource_type"] in {"model", "seed", "test"}
    } | set(build.manifest["unit_tests"])
    statuses = {
        result["unique_id"]: result["status"]
        for result in build.results
        if not result["unique_id"].startswith("exposure.")
    }
    assert set(statuses) == selected
    assert set(statuses.values()) <= {"success", "pass"}


def test_published_schemas_hold_tables_only(build):
    kinds = build.rows("select distinct table_schema, table_type from information_schema.tables")
    assert {kind for schema, kind in kinds if schema in PUBLISHED} == {"BASE TABLE"}


def test_the_order_of_raw_rows_changes_nothing(build, world, tmp_path):
    shuffled = run_dbt(tmp_path, world, *WITHOUT_TESTS, order=random.Random(7))
    expected = published_rows(build)
    assert expected["core.fct_response"]
    assert published_rows(shuffled) == expected


def test_every_file_is_accounted_for(build):
    files = build.rows("select n_read, n_loaded, n_quarantined, n_dropped, n_waiting from audit.delivery_file")
    assert all(read == loaded + bad + dropped + waiting for read, loaded, bad, dropped, waiting in files)
    assert sum(waiting for *_, waiting in files) > 0


def test_comments_are_kept_in_the_database(build):
    without = build.rows(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where schema_name in ('core', 'marts', 'audit', 'history') and coalesce(comment, '') = ''"
    )
    assert without == []


def test_an_empty_landing_area_gives_an_empty_star(tmp_path):
    empty = run_dbt(tmp_path, RawWorld(), "build", "--exclude-resource-type", "unit_test")
    filled = {table for table, rows in published_rows(empty).items() if rows}
    assert {table for table in filled if not table.startswith("core.dim_")} == {"marts.assumptions"}
    assert empty.rows("select distinct verdict, n from marts.assumptions") == [("te_weinig", 0)]
    assert empty.rows("select group_key from core.dim_group") == [("onbekend",)]
