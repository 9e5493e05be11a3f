"""What Superset shows, as files of its export layout: the database, and a dataset of the build that is shown."""

from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

from bi.superset.connection import DATABASE_NAME, SEALED_CONNECT_ARGS, database_uri


def write_content(folder: Path, database_file: Path) -> None:
    """Write the files; the folder is made."""
    database = _uuid("database")
    files = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"},
        "databases/collectief_werken.yaml": {
            "database_name": DATABASE_NAME, "sqlalchemy_uri": database_uri(database_file), "expose_in_sqllab": True,
            "allow_run_async": False, "allow_ctas": False, "allow_cvas": False, "allow_dml": False,
            "allow_file_upload": False, "extra": {"engine_params": {"connect_args": SEALED_CONNECT_ARGS}},
            "uuid": database, "version": "1.0.0",
        },
        "datasets/collectief_werken/build.yaml": {
            "table_name": "build", "schema": "audit", "uuid": _uuid("build"), "database_uuid": database,
            "columns": [
                {"column_name": "build_id", "type": "VARCHAR", "is_active": True},
                {"column_name": "built_at", "type": "TIMESTAMP", "is_dttm": True, "is_active": True},
            ],
            "metrics": [{"metric_name": "builds", "expression": "COUNT(*)"}], "version": "1.0.0",
        },
        "charts/build.yaml": {
            "slice_name": "Build", "viz_type": "table", "uuid": _uuid("chart"), "dataset_uuid": _uuid("build"),
            "params": {
                "viz_type": "table", "query_mode": "raw", "all_columns": ["build_id", "built_at"], "row_limit": 10,
            },
            "version": "1.0.0",
        },
    }  # fmt: skip
    for slug in ("ervaringen", "groepen-en-vervolg"):
        files[f"dashboards/{slug}.yaml"] = _dashboard(slug)
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content), "utf-8")


def _dashboard(slug: str) -> dict[str, object]:
    chart = {"type": "CHART", "id": "CHART-1", "children": [], "parents": ["ROOT_ID", "GRID_ID", "ROW-1"],
             "meta": {"uuid": _uuid("chart"), "chartId": 1, "width": 6, "height": 30}}  # fmt: skip
    row = {"type": "ROW", "id": "ROW-1", "children": ["CHART-1"], "parents": ["ROOT_ID", "GRID_ID"], "meta": {}}
    return {
        "dashboard_title": slug, "slug": slug, "uuid": _uuid(slug), "published": True, "version": "1.0.0",
        "metadata": {}, "position": {
            "DASHBOARD_VERSION_KEY": "v2", "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
            "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": ["ROW-1"], "parents": ["ROOT_ID"]},
            "ROW-1": row, "CHART-1": chart,
        },
    }  # fmt: skip


def _uuid(name: str) -> str:
    return str(uuid5(uuid5(UUID(str(NAMESPACE_URL)), "collectief-werken"), name))
