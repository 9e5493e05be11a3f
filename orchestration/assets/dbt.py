"""The dbt models as assets: staging, intermediate, core, marts, audit and seeds, with dbt's tests as checks.

dbt runs as a process of its own, on the private build file. SQL and what it means belong in `dbt_project/`.
See https://docs.dagster.io/integrations/libraries/dbt.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliInvocation, dbt_assets
from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
from dagster_dbt.errors import DagsterDbtCliRuntimeError
from packaging.version import Version

from orchestration import bound_to_parent
from orchestration.assets.deliveries import OWNERS
from orchestration.dbt_project import DBT_PROJECT_DIR, PARTIAL_PARSE, dbt_executable, parsed
from orchestration.faults import told_plainly
from orchestration.night import Night
from orchestration.settings import environment_for_dbt
from warehouse.faults import Fault
from warehouse.places import Places
from warehouse.publication.audit import dbt_failures, withdraw_audit
from warehouse.publication.duck import count_build_rows

# Unit tests prove the SQL on made-up rows: they are the test suite's, not a night's.
NIGHTLY_EXCLUDE = "resource_type:unit_test"


class DbtFailed(Fault):
    """A model could not be built, or a test of severity error failed."""


class LayerTranslator(DagsterDbtTranslator):
    """Every model is owned by somebody; its group is the layer that dbt_project.yml names."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True, enable_duplicate_source_asset_keys=True)
        )

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return list(super().get_owners(dbt_resource_props) or OWNERS)


def dbt_target(places: Places) -> Path:
    """dbt's own output of the last build: run results, compiled SQL and its log."""
    return places.dbt / "target"


def build_dbt_assets(manifest: Path) -> dg.AssetsDefinition:
    @dbt_assets(manifest=manifest, name="dbt_models", exclude=NIGHTLY_EXCLUDE, dagster_dbt_translator=LayerTranslator())
    def dbt_models(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> Iterator[Any]:
        with told_plainly("building the tables with dbt", night.places.logs, dg.Failure):
            withdraw_audit(night.places.build_database, night.settings.memory_limit)
            yield from _build(context, night)

    return dbt_models


def _build(context: dg.AssetExecutionContext, night: Night) -> Iterator[Any]:
    """Run `dbt build`. Events are held until dbt has closed the build file: then rows can be counted."""
    invocation = _start(context, night)
    n_expected = len(context.selected_asset_keys) + len(context.selected_asset_check_keys)
    events, failed = [], False
    try:
        for event in invocation.stream():
            events.append(event)
            night.announce("Building and testing the tables", len(events), n_expected)
    except DagsterDbtCliRuntimeError:
        failed = True
    n_rows = count_build_rows(night.places.build_database, night.settings.memory_limit)
    for event in events:
        yield _with_row_count(context, event, n_rows)
    if failed:
        raise DbtFailed(dbt_failures(dbt_target(night.places)))


def _start(context: dg.AssetExecutionContext, night: Night) -> DbtCliInvocation:
    """dbt as its own process. DbtCliResource would first ask the network whether dbt is up to date, and cannot be
    given an environment: this one has no secret in it.
    """
    places, settings = night.places, night.settings
    target = dbt_target(places)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    known = parsed(places) / PARTIAL_PARSE
    if known.exists():
        shutil.copy(known, target)
    selection = get_updated_cli_invocation_params_for_context(context, {}, LayerTranslator())
    environment = environment_for_dbt(
        settings,
        BUILD_DATABASE=str(places.build_database),
        DBT_PROFILES_DIR=str(DBT_PROJECT_DIR),
        DBT_TARGET_PATH=str(target),
        DBT_LOG_PATH=str(target),
        DBT_LOG_FORMAT="json",
        DBT_LOG_FORMAT_FILE="text",
        PYTHONUNBUFFERED="1",
        **({"DBT_INDIRECT_SELECTION": selection.indirect_selection} if selection.indirect_selection else {}),
    )
    return DbtCliInvocation.run(
        args=[
            sys.executable,
            bound_to_parent.__file__,
            str(os.getpid()),
            dbt_executable(),
            "--log-level-file",
            "info",
            "build",
            *selection.selection_args,
        ],
        env=dict(environment),
        manifest=selection.manifest,
        dagster_dbt_translator=selection.dagster_dbt_translator,
        project_dir=DBT_PROJECT_DIR,
        target_path=target,
        raise_on_error=True,
        context=context,
        adapter=None,
        cli_version=Version(version("dbt-core")),
    )


def _with_row_count(context: dg.AssetExecutionContext, event: Any, n_rows: Mapping[str, int]) -> Any:
    if not isinstance(event, dg.Output):
        return event
    key = context.asset_key_for_output(event.output_name)
    table = ".".join(key.path[-2:])
    rows = {"dagster/row_count": n_rows[table]} if table in n_rows else {}
    return event.with_metadata({**event.metadata, **rows})
