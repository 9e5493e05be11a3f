"""What a Superset is asked for by its API: SQL, and the figures of a dataset."""

from typing import Any

import requests

from tests.superset import Api


def by_sql(api: Api, sql: str) -> requests.Response:
    """As SQL Lab asks it."""
    return api.post("/api/v1/sqllab/execute/", {"database_id": 1, "sql": sql, "schema": "marts", "runAsync": False})


def by_chart(api: Api, dataset: int, column: Any) -> requests.Response:
    """As a chart asks a column of a dataset."""
    return api.post(
        "/api/v1/chart/data",
        {
            "datasource": {"id": dataset, "type": "table"}, "queries": [{"columns": [column], "metrics": []}],
            "result_format": "json", "result_type": "full",
        },
    )  # fmt: skip


def dataset_of_the_build(api: Api) -> int:
    """The id of the dataset of audit.build."""
    datasets = listed(api, "dataset")
    (found,) = [each["id"] for each in datasets if (each["schema"], each["table_name"]) == ("audit", "build")]
    return int(found)


def listed(api: Api, what: str) -> list[dict[str, Any]]:
    """All charts, dashboards, datasets, queries, … that an account sees."""
    answer = api.get(f"/api/v1/{what}/?q=(page_size:100)")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["result"])
