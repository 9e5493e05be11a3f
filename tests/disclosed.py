"""What the project's yml says that dashboards show, read without dbt."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.dbt.project import project_limits
from warehouse.disclosure.mart_yml import read_disclosure
from warehouse.disclosure.marts import Disclosure

MODELS = Path(__file__).parents[1] / "dbt_project" / "models"


def manifest() -> dict[str, Any]:
    """As much of dbt's manifest as the yml of marts and exposures tells."""
    nodes = {}
    for file in sorted((MODELS / "marts").glob("*.yml")):
        [model] = yaml.safe_load(file.read_text("utf-8"))["models"]
        key = f"model.{model['name']}"
        columns = {column["name"]: column for column in model["columns"]}
        nodes[key] = model | {"unique_id": key, "resource_type": "model", "schema": "marts", "columns": columns}
    exposures = {}
    for exposure in yaml.safe_load((MODELS / "exposures.yml").read_text("utf-8"))["exposures"]:
        reads = [f"model.{reference.split(chr(39))[1]}" for reference in exposure["depends_on"]]
        exposures[exposure["name"]] = exposure | {"depends_on": {"nodes": reads}}
    return {"nodes": nodes, "exposures": exposures}


@cache
def disclosure() -> Disclosure:
    return read_disclosure(manifest(), project_limits())
