"""dbt's data tests on a build file: all tests of a table in one query, each told by its own name.

What is tested stands in the yml of the models and in `dbt_project/tests`; dbt compiled it. Which tests a night asks for
is the night's matter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from warehouse.duck.databases import literal, opened_for_dbt
from warehouse.faults import Fault
from warehouse.publication.check_results import CheckKind, CheckResult, Severity


class NotATestOfATable(Fault):
    """A data test that names no table that it judges, or that dbt has not compiled."""


@dataclass(frozen=True)
class DataTest:
    """One test. `of`: dbt's unique id of the model, seed or source that it judges. `reads`: of all that it looks at.
    `meaning`: the description in its yml.
    """

    name: str
    of: str
    reads: frozenset[str]
    severity: Severity
    query: str
    meaning: str


@dataclass(frozen=True)
class DataTestOutcome:
    """What a test found; `n_failed` is None where it could not be run."""

    test: DataTest
    passed: bool
    n_failed: int | None

    @classmethod
    def not_run(cls, test: DataTest) -> "DataTestOutcome":
        return cls(test, passed=False, n_failed=None)

    def as_check(self) -> CheckResult:
        """The row of audit.check_result."""
        test = self.test
        return CheckResult(test.name, CheckKind.DBT, test.severity, self.passed, self.n_failed or 0, test.meaning)

    def __str__(self) -> str:
        if self.n_failed is None:
            return f"test {self.test.name} could not be run"
        return f"test {self.test.name} failed on {self.n_failed} rows"


def data_tests(manifest: Mapping[str, Any]) -> list[DataTest]:
    """The tests of a manifest in which dbt compiled them, by name."""
    nodes: Mapping[str, Any] = manifest["nodes"]
    tests = [_data_test(node, nodes) for node in nodes.values() if node["resource_type"] == "test"]
    if twice := {name for name, n in Counter(test.name for test in tests).items() if n > 1}:
        raise NotATestOfATable(f"More than one test is named {', '.join(sorted(twice))}: give each a name of its own.")
    return sorted(tests, key=lambda test: test.name)


def _data_test(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> DataTest:
    config, sql = node["config"], node.get("compiled_code")
    of = node.get("attached_node") or _named_in_meta(config, nodes)
    if not sql or not of:
        raise NotATestOfATable(
            f"Test {node['name']} says of no table that it judges it: name one in its yml, as"
            " meta: {dagster: {ref: {name: the_table}}}."
        )
    severity = Severity(str(config["severity"]).lower())
    condition = config["error_if" if severity is Severity.ERROR else "warn_if"]
    limit = f" limit {config['limit']}" if config.get("limit") else ""
    # As dbt asks it, with the test's name beside it.
    query = (
        f"select {literal(node['name'])} as test, cast({config['fail_calc']} as bigint) as n_failed,"
        f" coalesce({config['fail_calc']} {condition}, true) as is_failure from (\n{sql}{limit}\n) as dbt_internal_test"
    )
    meaning = " ".join(node.get("description", "").split())
    return DataTest(node["name"], of, frozenset(node["depends_on"]["nodes"]), severity, query, meaning)


def _named_in_meta(config: Mapping[str, Any], nodes: Mapping[str, Any]) -> str | None:
    name = config.get("meta", {}).get("dagster", {}).get("ref", {}).get("name")
    named = (key for key, node in nodes.items() if node["name"] == name and node["resource_type"] in ("model", "seed"))
    return next(named, None)


def run_data_tests(database: Path, memory_limit: str, as_of: date, tests: Iterable[DataTest]) -> list[DataTestOutcome]:
    """Ask the build file, which is only read: one query for all tests of a table."""
    by_table = defaultdict[str, list[DataTest]](list)
    for test in tests:
        by_table[test.of].append(test)
    with opened_for_dbt(database, memory_limit, as_of, read_only=True) as opened:
        return [outcome for of_table in by_table.values() for outcome in _ask(opened, of_table)]


def _ask(opened: duckdb.DuckDBPyConnection, tests: Sequence[DataTest]) -> list[DataTestOutcome]:
    try:
        found = opened.execute("\nunion all\n".join(test.query for test in tests)).fetchall()
    except duckdb.Error:
        # The message may quote a row. Which test it is shows when each is asked by itself.
        if len(tests) == 1:
            return [DataTestOutcome.not_run(tests[0])]
        return [outcome for test in tests for outcome in _ask(opened, [test])]
    told = {name: (n_failed, is_failure) for name, n_failed, is_failure in found}
    return [DataTestOutcome(test, not told[test.name][1], told[test.name][0]) for test in tests]
