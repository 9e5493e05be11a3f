"""The dbt models as assets: staging, intermediate, core, marts, audit and seeds, with a check of dbt's tests for each.

How dbt is started is `orchestration.dbt`'s; SQL and what it means belong in `dbt_project/`.
See https://docs.dagster.io/integrations/libraries/dbt.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from orchestration.assets.deliveries import OWNERS
from orchestration.automation.jobs import DAY_TAG, of_the_day
from orchestration.checks import DATA_TESTS, data_tests_check, data_tests_check_spec, reasons_to_stop
from orchestration.dbt.build import Made, build, dbt_target
from orchestration.dbt.project import ManifestPreparation, project_limits
from orchestration.faults import disk_is_full, told_plainly
from orchestration.night import Night, Work
from warehouse.disclosure.mart_yml import read_disclosure
from warehouse.duck.databases import Table, count_build_rows
from warehouse.faults import Fault
from warehouse.publication.audit import withdraw_audit
from warehouse.publication.check_results import CheckKind, store_checks
from warehouse.publication.data_tests import DataTest, DataTestOutcome, data_tests, run_data_tests

MADE = ("model", "seed")


class DbtFailed(Fault):
    """A model could not be built, or a test of severity error failed."""


class LayerTranslator(DagsterDbtTranslator):
    """Every model is owned by somebody; its group is the layer that dbt_project.yml names.

    dbt's own checks are left out: one a test is a thousand events a night. `data_tests_check` tells of them.
    """

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(enable_asset_checks=False, enable_duplicate_source_asset_keys=True)
        )

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return list(super().get_owners(dbt_resource_props) or OWNERS)


class Project:
    """What dbt's manifest says, by Dagster's keys."""

    def __init__(self, manifest: Path) -> None:
        self._manifest: dict[str, Any] = json.loads(manifest.read_text("utf-8"))
        # Before anything is built: raises a Fault where a mart does not say what dashboards show of it.
        read_disclosure(self._manifest, project_limits())
        self._translator = LayerTranslator()
        nodes = self._manifest["nodes"].items()
        self.specs = [self._spec(key, node) for key, node in nodes if node["resource_type"] in MADE]
        self.tests = data_tests(self._manifest)

    @property
    def exposures(self) -> Iterable[Mapping[str, Any]]:
        """What reads the tables, as dbt's manifest has it."""
        return self._manifest["exposures"].values()

    def key_of(self, unique_id: str) -> dg.AssetKey:
        node = self._manifest["nodes"].get(unique_id) or self._manifest["sources"][unique_id]
        return self._translator.get_asset_key(node)

    def _spec(self, unique_id: str, node: Mapping[str, Any]) -> dg.AssetSpec:
        spec = self._translator.get_asset_spec(self._manifest, unique_id, project=None)
        return spec.merge_attributes(tags={DAY_TAG: ""}) if self._asks_the_day(node) else spec

    @cached_property
    def of_the_day(self) -> Set[dg.AssetKey]:
        """The models that ask what day it is, and all that read those."""
        return of_the_day([dg.AssetsDefinition(specs=self.specs)])

    def _asks_the_day(self, node: Mapping[str, Any]) -> bool:
        return not self._macros_of_the_day.isdisjoint(node["depends_on"]["macros"])

    @cached_property
    def _macros_of_the_day(self) -> set[str]:
        """Macro `as_of`, and those that use it, themselves or in another macro."""
        of_the_day = {f"macro.{self._manifest['metadata']['project_name']}.as_of"}
        uses = {key: set(macro["depends_on"]["macros"]) for key, macro in self._manifest["macros"].items()}
        while more := {key for key, used in uses.items() if used & of_the_day} - of_the_day:
            of_the_day |= more
        return of_the_day

    def check_specs(self) -> list[dg.AssetCheckSpec]:
        by_table = defaultdict[str, list[DataTest]](list)
        for test in self.tests:
            by_table[test.of].append(test)
        return [data_tests_check_spec(self.key_of(of), tests) for of, tests in by_table.items()]


def build_dbt_assets(known: Project) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="dbt_models",
        specs=known.specs,
        check_specs=known.check_specs(),
        can_subset=True,
        allow_arbitrary_check_specs=True,
    )
    def dbt_models(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> Iterator[Any]:
        with told_plainly("building the tables with dbt", night.places.logs, dg.Failure):
            # Not what dbt knew when the code location was loaded: the project may have changed since.
            project = Project(ManifestPreparation(night.settings).wait())
            database, memory_limit = night.places.build_database, night.settings.memory_limit
            tests = _touched(context, project)
            night.makes_all_tables = _makes_all(context, night, project)
            results = []
            if context.selected_asset_keys:
                unsettled = [DataTestOutcome.not_run(test).as_check() for test in tests]
                withdraw_audit(database, memory_limit, unsettled, [] if context.is_subset else [CheckKind.DBT])
                results = _models(context, night)
                yield from _materializations(context, night, project, results)
            outcomes = _tested(night, tests, results)
            if context.selected_asset_keys:
                store_checks(database, memory_limit, [outcome.as_check() for outcome in outcomes])
            checks = _checks(project, outcomes)
            yield from _told(context, checks)
            _raise_if_failed(context, night, results, checks)

    return dbt_models


def _makes_all(context: dg.AssetExecutionContext, night: Night, project: Project) -> bool:
    """Whether this run makes every table of what it took, or all that depends on the day where nothing else changed."""
    if not context.is_subset:
        return night.has_taken_everything
    return project.of_the_day <= context.selected_asset_keys and night.work is Work.THE_DAY


def _models(context: dg.AssetExecutionContext, night: Night) -> list[Made]:
    """What became of each model and seed that was selected, all of them where nothing was left out."""
    progress = count(1)
    n_expected = len(context.selected_asset_keys)
    names = sorted(key.path[-1] for key in context.selected_asset_keys)
    return build(
        night.settings,
        names if context.is_subset else None,
        told=lambda: night.announce("Building and testing the tables", next(progress), n_expected),
    )


def _materializations(
    context: dg.AssetExecutionContext, night: Night, project: Project, results: Iterable[Made]
) -> Iterator[dg.MaterializeResult]:
    """Of a model that is new since the code location was loaded, Dagster knows nothing."""
    tables = {
        Table(made.schema, made.name): made
        for made in results
        if made.is_made and made.kind in MADE and project.key_of(made.unique_id) in context.selected_asset_keys
    }
    n_rows = count_build_rows(night.places.build_database, night.settings.memory_limit, tables)
    for table, made in tables.items():
        yield dg.MaterializeResult(
            project.key_of(made.unique_id),
            metadata={
                "unique_id": made.unique_id,
                "Execution Duration": made.seconds,
                "dagster/row_count": n_rows[table],
            },
        )


def _touched(context: dg.AssetExecutionContext, project: Project) -> list[DataTest]:
    """All tests of each table that is built or asked for, or whose tests look at what is built."""
    built = context.selected_asset_keys
    asked = built | {check.asset_key for check in context.selected_asset_check_keys}
    touched = {
        test.of
        for test in project.tests
        if project.key_of(test.of) in asked or not built.isdisjoint(map(project.key_of, test.reads))
    }
    return [test for test in project.tests if test.of in touched]


def _tested(night: Night, tests: Iterable[DataTest], results: Iterable[Made]) -> list[DataTestOutcome]:
    """What the tests found; those that look at a table that could not be built are not run."""
    not_made = {made.unique_id for made in results if not made.is_made}
    can_run = [test for test in tests if test.reads.isdisjoint(not_made)]
    settings = night.settings
    return run_data_tests(night.places.build_database, settings.memory_limit, settings.as_of, can_run)


def _checks(project: Project, outcomes: Iterable[DataTestOutcome]) -> dict[dg.AssetKey, dg.AssetCheckResult]:
    """The check of each table that was tested."""
    by_table = defaultdict[dg.AssetKey, list[DataTestOutcome]](list)
    for outcome in outcomes:
        by_table[project.key_of(outcome.test.of)].append(outcome)
    return {key: data_tests_check(key, of_table) for key, of_table in by_table.items()}


def _told(
    context: dg.AssetExecutionContext, checks: Mapping[dg.AssetKey, dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult | dg.AssetCheckEvaluation]:
    """A result for each table that was asked for; for the others, which the run did not plan, only what was found."""
    asked = {check.asset_key for check in context.selected_asset_check_keys}
    for key, result in checks.items():
        unplanned = dg.AssetCheckEvaluation(
            key, DATA_TESTS, result.passed, result.metadata, severity=result.severity, description=result.description
        )
        yield result if key in asked else unplanned


def _raise_if_failed(
    context: dg.AssetExecutionContext,
    night: Night,
    results: Sequence[Made],
    checks: Mapping[dg.AssetKey, dg.AssetCheckResult],
) -> None:
    """dbt's own messages may quote rows, so names of tests and tables are all that is told."""
    not_made = [f"{made.kind} {made.name} could not be run" for made in results if made.is_failed]
    if context.selected_asset_keys and not results:
        not_made = ["dbt did not get as far as the tables"]
    reasons = [reason for key, result in checks.items() for reason in reasons_to_stop(key, [result])]
    if any(made.is_disk_full for made in results):
        reasons = [disk_is_full("building the tables", night.places.logs)]
    elif not_made:
        reasons.insert(0, f"{'; '.join(not_made)}. dbt's own words are in {dbt_target(night.places) / 'dbt.log'}.")
    if reasons:
        raise DbtFailed("\n".join(reasons))
