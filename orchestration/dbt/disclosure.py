"""What the dbt project says that dashboards show: from its manifest, and the limits from its vars.

What is made of it does not belong here.
"""

import json
from pathlib import Path

import yaml

from orchestration.dbt.environment import DBT_PROJECT_DIR
from warehouse.disclosure.limits import Limits, read_limits
from warehouse.disclosure.mart_yml import read_disclosure
from warehouse.disclosure.marts import Disclosure


def project_limits() -> Limits:
    return read_limits(yaml.safe_load((DBT_PROJECT_DIR / "dbt_project.yml").read_text("utf-8")).get("vars", {}))


def project_disclosure(manifest: Path) -> Disclosure:
    """Raises a Fault where a mart does not say what dashboards show of it."""
    return read_disclosure(json.loads(manifest.read_text("utf-8")), project_limits())
