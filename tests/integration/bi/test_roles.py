"""What each account may do in Superset, asked by its API."""

from typing import Any

import pytest
import requests

from tests.integration.bi.asking import by_chart, by_sql, dataset_of_the_build, listed
from tests.superset import Superset, of_superset

pytestmark = of_superset
DASHBOARDS = {"ervaringen", "groepen-en-vervolg"}


def test_nobody_sees_anything_without_an_account(superset: Superset) -> None:
    for path in ("/api/v1/dashboard/", "/api/v1/chart/", "/api/v1/chart/1/data/", "/api/v1/database/"):
        assert requests.get(superset.address + path, timeout=60).status_code in {401, 404}, path
    wrong = {"username": "beheer", "password": "beheer", "provider": "db"}
    answer = requests.post(superset.address + "/api/v1/security/login", json=wrong, timeout=60)
    assert answer.status_code == 401


def test_a_reader_sees_both_dashboards_and_their_figures(superset: Superset) -> None:
    reader = superset.api("lezer")
    assert {each["slug"] for each in listed(reader, "dashboard")} >= DASHBOARDS
    for slug in DASHBOARDS:
        assert reader.get(f"/api/v1/dashboard/{slug}").ok
        assert reader.get(f"/api/v1/dashboard/{slug}/charts").json()["result"]
    assert by_chart(reader, dataset_of_the_build(superset.api("analist")), "build_id").ok


FORBIDDEN_TO_READERS: list[tuple[str, str, dict[str, Any]]] = [
    ("post", "chart/", {"slice_name": "x", "datasource_id": 1, "datasource_type": "table", "viz_type": "table"}),
    ("put", "chart/1", {"slice_name": "x"}), ("delete", "chart/1", {}),
    ("post", "dashboard/", {"dashboard_title": "x"}), ("put", "dashboard/1", {"dashboard_title": "x"}),
    ("delete", "dashboard/1", {}), ("post", "dataset/", {"database": 1, "table_name": "x", "sql": "SELECT 1"}),
    ("put", "dataset/1", {"description": "x"}), ("delete", "dataset/1", {}), ("get", "database/", {}),
    ("get", "database/1/schemas/", {}), ("put", "database/1", {"database_name": "x"}), ("get", "query/", {}),
    ("get", "sqllab/", {}), ("get", "saved_query/", {}), ("get", "log/", {}), ("get", "security/users/", {}),
    ("get", "security/roles/", {}), ("post", "security/users/", {"username": "x"}), ("get", "assets/export/", {}),
    ("get", "dashboard/export/?q=!(1)", {}), ("put", "me/", {"first_name": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("how", "path", "given"), FORBIDDEN_TO_READERS)
def test_a_reader_changes_nothing_and_sees_nothing_of_others(
    superset: Superset, how: str, path: str, given: dict[str, Any]
) -> None:
    ask = getattr(superset.api("lezer"), how)
    answer = ask(f"/api/v1/{path}", given) if how in {"post", "put"} else ask(f"/api/v1/{path}")
    assert answer.status_code in {403, 404, 405}, answer.text


def test_a_reader_has_no_sql_lab(superset: Superset) -> None:
    assert by_sql(superset.api("lezer"), "SELECT 1").status_code == 403


@pytest.mark.parametrize("account", ["lezer", "analist"])
def test_who_else_there_is_they_do_not_see(superset: Superset, account: str) -> None:
    for what in ("chart", "dashboard"):
        owners = superset.api(account).get(f"/api/v1/{what}/related/owners").json()["result"]
        assert [owner["text"].strip() for owner in owners] == [account]


def test_an_analyst_makes_a_chart_and_leaves_those_of_the_code_alone(superset: Superset) -> None:
    analyst = superset.api("analist")
    dataset = dataset_of_the_build(analyst)
    mine = {"slice_name": "mine", "datasource_id": dataset, "datasource_type": "table", "viz_type": "table"}
    of_the_code = listed(analyst, "chart")[0]["id"]
    made = analyst.post("/api/v1/chart/", mine)
    assert made.status_code == 201, made.text
    assert analyst.delete(f"/api/v1/chart/{made.json()['id']}").ok
    assert analyst.put(f"/api/v1/chart/{of_the_code}", {"slice_name": "x"}).status_code == 403
    assert analyst.delete(f"/api/v1/chart/{of_the_code}").status_code == 403
    assert analyst.put("/api/v1/dashboard/1", {"dashboard_title": "x"}).status_code == 403
    assert analyst.put(f"/api/v1/dataset/{dataset}", {"description": "x"}).status_code == 403


def test_an_analyst_does_not_see_what_others_asked(superset: Superset) -> None:
    administrator, analyst = superset.api("beheer"), superset.api("analist")
    theirs = by_sql(administrator, "SELECT 1 AS asked_by_another").json()["query_id"]
    mine = by_sql(analyst, "SELECT 1 AS asked_by_me").json()["query_id"]
    assert {mine} <= {query["id"] for query in listed(analyst, "query")}
    assert theirs not in {query["id"] for query in listed(analyst, "query")}
    assert analyst.get(f"/api/v1/query/{theirs}").status_code == 404


def test_an_analyst_brings_in_no_file_and_no_database(superset: Superset) -> None:
    analyst = superset.api("analist")
    for path in ("database/", "database/1/upload/", "assets/import/", "database/import/", "dataset/import/"):
        assert analyst.post(f"/api/v1/{path}", {}).status_code in {403, 404}, path


def test_an_analyst_keeps_a_chart_as_a_file_and_brings_it_back(superset: Superset) -> None:
    """What is saved in Superset is gone at its next start; by its file it comes back."""
    analyst = superset.api("analist")
    made = analyst.post(
        "/api/v1/chart/",
        {
            "slice_name": "kept", "datasource_id": dataset_of_the_build(analyst), "datasource_type": "table",
            "viz_type": "table", "params": "{}",
        },
    ).json()["id"]  # fmt: skip
    file = analyst.get(f"/api/v1/chart/export/?q=!({made})").content
    assert analyst.delete(f"/api/v1/chart/{made}").ok
    brought = analyst.send_file("/api/v1/chart/import/", "formData", file)
    assert brought.ok, brought.text
    (back,) = [each["id"] for each in listed(analyst, "chart") if each["slice_name"] == "kept"]
    assert analyst.delete(f"/api/v1/chart/{back}").ok
