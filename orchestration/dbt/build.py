"""Models and seeds made on a build file, by dbt or from what dbt compiled before.

How dbt is called belongs in `environment`; testing what was made is `warehouse.publication.data_tests`' work.
"""

import json
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dbt.environment import environment_for_dbt, invoke
from orchestration.dbt.project import DbtProjectNotReadable, Reading, parsed, prepared_manifest
from orchestration.faults import says_disk_full
from orchestration.settings import Settings
from warehouse.disk.places import Places
from warehouse.duck.databases import opened_for_dbt

_BUILD = ("build", "--no-write-json", "--resource-type", "model", "--resource-type", "seed")


def dbt_target(places: Places) -> Path:
    """dbt's own output of the last build: compiled SQL and its log."""
    return places.dbt / "target"


@dataclass(frozen=True)
class Made:
    """What became of a model or seed: neither made nor failed where it was not come to, as one before it failed."""

    unique_id: str
    kind: str
    schema: str
    name: str
    seconds: float
    is_made: bool
    is_failed: bool = False
    is_disk_full: bool = False


def build(
    settings: Settings, names: Sequence[str] | None = None, told: Callable[[], None] = lambda: None
) -> list[Made]:
    """Make the models and seeds that are named, or all, on the night's build file. Gives what became of those that were
    come to: none where dbt did not get as far as the tables.

    told: called whenever a table is finished.
    """
    places = Places(settings.warehouse_dir)
    target, reading = dbt_target(places), Reading(parsed(places))
    if not reading.is_fresh:
        raise DbtProjectNotReadable(
            "The dbt project changed since it was read, or what was read of it is gone. Run this again."
        )
    compiled = Reading(target, files=())
    if names is not None and compiled.is_fresh and (again := _make_again(settings, names)):
        return again
    shutil.rmtree(target, ignore_errors=True)
    made = make_models(reading, environment_for_dbt(settings, places.build_database, target), names, told)
    if names is None and made:
        compiled.end(is_read=True)
    return made


def _make_again(settings: Settings, names: Collection[str]) -> list[Made] | None:
    """Run what dbt wrote down when it last made these models, on another day or other rows. That takes a tenth of
    asking dbt. None where dbt is to be asked: something is no SQL of a model, or was not made then, or fails.
    """
    places = Places(settings.warehouse_dir)
    manifest = json.loads(prepared_manifest(places).read_text("utf-8"))
    nodes = {key: node for key, node in manifest["nodes"].items() if node["name"] in names}
    scripts = {
        key: dbt_target(places) / "run" / node["package_name"] / node["original_file_path"]
        for key, node in nodes.items()
    }
    if not all(script.suffix == ".sql" and script.exists() for script in scripts.values()):
        return None
    order = TopologicalSorter(
        {key: set(manifest["parent_map"][key]) & scripts.keys() for key in scripts}
    ).static_order()
    made = []
    try:
        with opened_for_dbt(places.build_database, settings.memory_limit, settings.as_of) as opened:
            for key in order:
                start = time.perf_counter()
                opened.execute(scripts[key].read_text("utf-8"))
                node, seconds = nodes[key], time.perf_counter() - start
                made.append(Made(key, node["resource_type"], node["schema"], node["name"], seconds, is_made=True))
    except duckdb.Error:
        return None
    return made


@dataclass
class _Progress:
    """Tells of each finished table. A fault in that is kept for whoever started dbt: dbt would log its words."""

    told: Callable[[], None]
    fault: Exception | None = None

    def __call__(self, event: Any) -> None:
        if event.info.name == "NodeFinished" and self.fault is None:
            try:
                self.told()
            except Exception as fault:  # noqa: BLE001 - whoever started dbt raises it
                self.fault = fault


def make_models(
    reading: Reading,
    environment: Mapping[str, str],
    names: Iterable[str] | None,
    told: Callable[[], None] = lambda: None,
) -> list[Made]:
    """What dbt made, of a project that it has read, of the models and seeds that are named, or of all. See `build`."""
    progress = _Progress(told)
    selection = [] if names is None else ["--select", *names]
    outcome = invoke([*_BUILD, *selection], environment, reading.manifest(), [progress])
    if progress.fault:
        raise progress.fault
    return [_made(result) for result in getattr(outcome.result, "results", ())]


def _made(result: Any) -> Made:
    node, status = result.node, str(result.status)
    return Made(
        node.unique_id, str(node.resource_type), node.schema, node.name, result.execution_time,
        is_made=status == "success", is_failed=status not in ("success", "skipped"),
        is_disk_full=status == "error" and says_disk_full(str(result.message)),
    )  # fmt: skip
