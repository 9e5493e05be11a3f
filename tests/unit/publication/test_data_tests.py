"""dbt's tests on a build file: the same outcomes as dbt gives, in one query a table."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.disk.places import Places
from warehouse.publication.check_results import Severity
from warehouse.publication.data_tests import DataTest, DataTestOutcome, NotATestOfATable, data_tests, run_data_tests

TABLE = "model.p.dim_group"


def node(name: str, sql: str | None, **more: Any) -> dict[str, Any]:
    config = {"severity": "ERROR", "fail_calc": "count(*)", "error_if": "!= 0", "warn_if": "!= 0", "limit": None}
    return {
        "name": name, "resource_type": "test", "compiled_code": sql, "attached_node": TABLE,
        "depends_on": {"nodes": [TABLE]}, "config": config | more.pop("config", {}),
    } | more  # fmt: skip


def manifest(*tests: dict[str, Any]) -> dict[str, Any]:
    table = {"name": "dim_group", "resource_type": "model"}
    return {"nodes": {TABLE: table} | {f"test.p.{test['name']}": test for test in tests}}


def outcomes(places: Places, *tests: dict[str, Any]) -> dict[str, DataTestOutcome]:
    with duckdb.connect(places.build_database) as opened:
        opened.execute("create or replace table dim_group as select range as n, 'it''s quoted' as t from range(5)")
    found = run_data_tests(places.build_database, "1GB", date(2025, 5, 2), data_tests(manifest(*tests)))
    return {outcome.test.name: outcome for outcome in found}


def test_each_test_of_a_table_is_told_by_its_own_name(places: Places):
    found = outcomes(
        places,
        node("good", "select * from dim_group where n > 9"),
        node("bad", "select * from dim_group where n > 1"),
        node("odd", "select * from dim_group where n > 3", config={"severity": "warn"}, description="Odd:\n  ask why."),
    )
    assert {name: (outcome.passed, outcome.n_failed) for name, outcome in found.items()} == {
        "good": (True, 0), "bad": (False, 3), "odd": (False, 1),
    }  # fmt: skip
    assert found["bad"].as_check().stops_publication
    assert found["odd"].as_check().severity is Severity.WARN
    assert found["odd"].as_check().warns
    assert found["odd"].as_check().meaning == "Odd: ask why."
    assert not found["odd"].as_check().stops_publication
    assert str(found["bad"]) == "test bad failed on 3 rows"


@pytest.mark.parametrize(
    ("config", "passed", "n_failed"),
    [
        ({"error_if": "> 2"}, False, 3),
        ({"error_if": "> 3"}, True, 3),
        ({"severity": "warn", "warn_if": "> 3"}, True, 3),
        ({"limit": 2}, False, 2),
        ({"fail_calc": "sum(n)"}, False, 9),
        ({"fail_calc": "max(case when n > 9 then n end)"}, False, None),
    ],
)
def test_thresholds_limits_and_counts_of_a_test_count(
    places: Places, config: dict[str, Any], passed: bool, n_failed: int | None
):
    found = outcomes(places, node("asked", "select * from dim_group where n > 1", config=config))["asked"]
    assert (found.passed, found.n_failed) == (passed, n_failed)


def test_a_test_that_cannot_be_run_stops_publication_and_is_named_beside_those_that_can(places: Places):
    found = outcomes(places, node("broken", "select * from gone"), node("good", "select * from dim_group where n > 9"))
    assert found["good"].passed
    assert found["broken"].as_check().stops_publication
    assert str(found["broken"]) == "test broken could not be run"


def test_a_test_only_reads(places: Places):
    assert not outcomes(places, node("writes", "delete from dim_group returning *"))["writes"].passed
    with duckdb.connect(places.build_database, read_only=True) as opened:
        assert opened.execute("select count(*) from dim_group").fetchone() == (5,)


def test_a_test_without_a_table_or_not_compiled_is_refused_by_name(tmp_path: Path):
    named = {"meta": {"dagster": {"ref": {"name": "dim_group"}}}}
    (found,) = data_tests(manifest(node("singular", "select 1", attached_node=None, config=named)))
    assert isinstance(found, DataTest)
    assert found.of == TABLE
    for faulty in (node("nobodys", "select 1", attached_node=None), node("raw", None)):
        with pytest.raises(NotATestOfATable, match=faulty["name"]):
            data_tests(manifest(faulty))
