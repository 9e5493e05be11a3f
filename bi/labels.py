"""What columns of the marts are called where people read them as headings: a Dutch label each.

They stand beside the descriptions: in the yml of the marts, and in `notes.ADDED` for what the release adds to each.
"""

from collections.abc import Mapping
from pathlib import Path

import yaml

from warehouse.disclosure.notes import ADDED
from warehouse.faults import Fault
from warehouse.publication.tables import is_published

MARTS = Path(__file__).parents[1] / "dbt_project" / "models" / "marts"


class NotLabelled(Fault):
    """A column of a mart has no label of its own."""


def labels(mart: str, folder: Path = MARTS) -> Mapping[str, str]:
    """The label of every column of a mart that readers get, in the order of its yml. Raises NotLabelled.

    folder: where the yml of the marts lies.
    """
    [model] = yaml.safe_load((folder / f"{mart}.yml").read_text("utf-8"))["models"]
    named = {
        column["name"]: column.get("config", {}).get("meta", {}).get("label", "")
        for column in model["columns"]
        if is_published(column["name"])
    } | {column.name: column.label for column in ADDED}
    columns: dict[str, str] = {}
    for name, label in named.items():
        if not label:
            raise NotLabelled(f"models/marts/{mart}.yml: column {name} has no label in Dutch: config.meta.label.")
        if label in columns:
            raise NotLabelled(f"models/marts/{mart}.yml: columns {columns[label]} and {name} are both called {label}.")
        columns[label] = name
    return named
