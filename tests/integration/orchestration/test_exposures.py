"""What reads the tables stands in the lineage as `exposures.yml` says it, and a night makes nothing of it."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.automation.jobs import NIGHT
from orchestration.build import build_defs
from orchestration.dbt.project import prepared_manifest
from orchestration.instance.home import open_instance
from orchestration.night import Night
from orchestration.settings import load_settings
from tests.disclosed import MODELS, disclosure, manifest
from tests.integration.orchestration.running import World
from tests.nights.command import KEY

FirstNight = tuple[World, int, str]
EXPOSURES = manifest()["exposures"]
# The layers that readers get tables of.
TABLES = ("core", "history", "marts")


def key_of(exposure: dict[str, Any]) -> dg.AssetKey:
    return dg.AssetKey(exposure["config"]["meta"]["dagster"].get("asset_key", ["exposures", exposure["name"]]))


def reads(exposure: dict[str, Any]) -> set[str]:
    return {read.removeprefix("model.") for read in exposure["depends_on"]["nodes"]}


def is_made(exposure: dict[str, Any]) -> bool:
    """Whether an asset of the night makes it."""
    return "asset_key" in exposure["config"]["meta"]["dagster"]


def definitions_of(world: World, manifest_file: Path) -> dg.Definitions:
    """The code location of a warehouse after a night, by a manifest."""
    settings = load_settings(
        landing_url=str(world.landing), warehouse_dir=world.warehouse_dir, pseudonym_key=KEY, as_of="2025-04-15"
    )
    return build_defs(lambda: Night(settings), manifest_file, world.places.published, dg.DefaultScheduleStatus.STOPPED)


@pytest.fixture(scope="module")
def definitions(first_night: FirstNight) -> dg.Definitions:
    return definitions_of(first_night[0], prepared_manifest(first_night[0].places))


@pytest.mark.parametrize("exposure", EXPOSURES.values(), ids=EXPOSURES)
def test_it_is_downstream_of_exactly_what_it_reads(definitions: dg.Definitions, exposure: dict[str, Any]) -> None:
    graph = definitions.resolve_asset_graph()

    parents = graph.get(key_of(exposure)).parent_keys
    tables = {key.path[-1] for key in parents if graph.get(key).group_name in TABLES}
    assert tables == reads(exposure)
    assert len(parents) == len(tables) or is_made(exposure)


@pytest.mark.parametrize("exposure", EXPOSURES.values(), ids=EXPOSURES)
def test_it_tells_what_it_is_whose_and_where(
    first_night: FirstNight, definitions: dg.Definitions, exposure: dict[str, Any]
) -> None:
    published = first_night[0].places.published
    meta = exposure["config"]["meta"]
    links = {"link": exposure.get("url"), "path": published / meta["path"] if "path" in meta else None}

    node = definitions.resolve_asset_graph().get(key_of(exposure))
    assert f"team:{exposure['owner']['name']}" in node.owners
    assert node.kinds == set(meta["dagster"]["kinds"])
    assert node.description == f"{exposure['label']}. {exposure['description'].strip()}"
    assert {name: value.value for name, value in node.metadata.items() if name in links} == {
        name: str(link) for name, link in links.items() if link
    }


def test_a_link_into_the_published_folder_is_there_after_a_night(first_night: FirstNight) -> None:
    paths = [path for one in EXPOSURES.values() if (path := one["config"]["meta"].get("path"))]

    assert len(paths) > 1
    assert [path for path in paths if not (first_night[0].places.published / path).exists()] == []


def test_a_night_leaves_those_that_name_no_asset_of_it_alone(
    first_night: FirstNight, definitions: dg.Definitions
) -> None:
    of_others = {key_of(one) for one in EXPOSURES.values() if not is_made(one)}

    assert of_others
    assert of_others.isdisjoint(definitions.resolve_job_def(NIGHT.name).asset_layer.selected_asset_keys)
    with open_instance(first_night[0].warehouse_dir / "dagster") as instance:
        assert [key for key in of_others if instance.get_latest_materialization_event(key)] == []


def test_another_one_needs_a_few_lines_of_yml_alone(first_night: FirstNight, tmp_path: Path) -> None:
    world = first_night[0]
    known = json.loads(prepared_manifest(world.places).read_text("utf-8"))
    project = known["metadata"]["project_name"]
    known["exposures"]["exposure.another"] = known["exposures"][f"exposure.{project}.ervaringen"] | {
        "name": "another",
        "label": None,
        "url": None,
        "owner": {"name": None, "email": ["somebody@example.org"]},
        "depends_on": {"macros": [], "nodes": [f"model.{project}.outflow"]},
        "config": {"meta": {}},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(known), "utf-8")

    definitions = definitions_of(world, tmp_path / "manifest.json")
    dg.Definitions.validate_loadable(definitions)
    node = definitions.resolve_asset_graph().get(dg.AssetKey(["exposures", "another"]))
    assert node.parent_keys == {dg.AssetKey(["marts", "outflow"])}
    assert node.owners == ["somebody@example.org"]
    assert not node.is_executable


def test_the_copy_on_a_server_has_every_mart_that_is_released() -> None:
    assert reads(EXPOSURES["serving_copy"]) == disclosure().marts.keys()


def test_researchers_have_the_star_its_history_and_every_mart() -> None:
    assert reads(EXPOSURES["research"]) == {file.stem for folder in TABLES for file in (MODELS / folder).glob("*.sql")}
