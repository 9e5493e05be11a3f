"""What every model of the dbt project must have, read from the manifest; no figure is looked at here."""

from __future__ import annotations

from collections import defaultdict

import pytest
from dagster import AssetKey

from orchestration.assets.dbt import LayerTranslator
from schemas.kinds import KINDS

pytestmark = pytest.mark.xdist_group("models")

LAYERS = ("staging", "intermediate", "core", "marts", "audit", "history")
MAY_READ = {
    "staging": {"source", "staging"},
    "intermediate": {"source", "staging", "intermediate", "seeds"},
    "core": {"staging", "intermediate", "core", "seeds"},
    "marts": {"core"},
    "audit": {"source", "intermediate"},
    "history": {"source", "intermediate"},
}


@pytest.fixture(scope="module")
def models(build):
    return [node for node in build.manifest["nodes"].values() if node["resource_type"] == "model"]


@pytest.fixture(scope="module")
def tests_of(build):
    """Data tests by model: (name of the test, column, arguments)."""
    found = defaultdict(list)
    for node in build.manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("attached_node"):
            metadata = node["test_metadata"]
            found[node["attached_node"]].append((metadata["name"], node["column_name"], metadata["kwargs"]))
    return found


def test_every_model_has_a_home_a_description_a_grain_and_a_contract(models):
    for model in models:
        assert model["schema"] in LAYERS, model["name"]
        assert model["config"]["materialized"] == "table", model["name"]
        assert model["config"]["contract"]["enforced"] is True, model["name"]
        assert model["description"].strip(), model["name"]
        assert model["config"]["meta"]["grain"].strip(), model["name"]
        assert model["patch_path"].endswith(f"/{model['name']}.yml"), model["name"]
        for column in model["columns"].values():
            assert column["description"].strip(), f"{model['name']}.{column['name']}"


def test_readers_find_every_column_described_in_dutch_and_in_english(models):
    for model in models:
        if model["schema"] in {"core", "marts", "history"}:
            for described in (model, *model["columns"].values()):
                dutch, _, english = " ".join(described["description"].split()).partition(". (")
                assert dutch, f"{model['name']}.{described['name']}"
                assert english.count(".)") == 1, f"{model['name']}.{described['name']}"
                assert not english.startswith(dutch), f"{model['name']}.{described['name']}"


def test_every_test_that_only_warns_says_what_it_means_as_the_summary_prints_it(build):
    warning = [node for node in build.manifest["nodes"].values() if node["config"].get("severity") == "warn"]
    assert warning
    for node in warning:
        assert len(node["description"].split()) > 10, node["name"]


def test_every_model_has_a_unique_key_test(models, tests_of):
    for model in models:
        names = {name for name, _, _ in tests_of[model["unique_id"]]}
        assert names & {"unique", "unique_combination_of_columns"}, model["name"]


def test_every_key_of_core_and_marts_refers_to_its_table(models, tests_of):
    without_table = {"respondent_key", "coder_key", "quote_key", "outcome_key"}
    for model in models:
        if model["schema"] not in {"core", "marts"}:
            continue
        tests = tests_of[model["unique_id"]]
        own = {column for name, column, _ in tests if name == "unique"}
        referring = {column for name, column, _ in tests if name == "relationships"}
        keys = {column for column in model["columns"] if column.endswith("_key")}
        assert keys - own - without_table <= referring, model["name"]


def test_layers_read_only_what_they_may(build, models):
    for model in models:
        for parent in model["depends_on"]["nodes"]:
            kind = parent.split(".")[0]
            layer = kind if kind == "source" else build.manifest["nodes"][parent]["schema"]
            assert layer in MAY_READ[model["schema"]], f"{model['name']} reads {parent}"


def test_every_unit_test_and_singular_test_says_what_it_proves(build):
    for test in build.manifest["unit_tests"].values():
        assert test["description"].strip(), test["name"]
    for node in build.manifest["nodes"].values():
        if node["resource_type"] == "test" and not node.get("test_metadata"):
            assert node["description"].strip(), node["name"]


def test_columns_of_sources_are_read_by_a_dagster_asset(build):
    for source in build.manifest["sources"].values():
        is_of_kind = source["name"] in {kind.prefix for kind in KINDS.values()}
        assert LayerTranslator().get_asset_key(source) == AssetKey(["raw", source["name"] if is_of_kind else "ledger"])


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_comes_into_dbt(build, kind):
    """Its raw table, which the build has as the intake writes it, is read by its staging model."""
    model = build.manifest["nodes"].get(f"model.collectief_werken.stg_{kind.prefix}")
    assert model, f"{kind.name} is taken in and nothing reads it: make models/staging/stg_{kind.prefix}.sql and .yml."
    source = f"source.collectief_werken.raw.{kind.prefix}"
    assert source in model["depends_on"]["nodes"]
    assert build.manifest["sources"][source]["original_file_path"] == model["patch_path"].partition("://")[2]
    assert build.manifest["sources"][source]["description"].strip()
