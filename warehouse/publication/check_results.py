"""The checks of a build, rows of audit.check_result: every stage stores its own in the build file, beside what they
judge, and the audit and the publication read them there.

What is checked is the matter of each stage.
"""

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from enum import StrEnum
from pathlib import Path

import duckdb

from warehouse.duck.databases import build_file, tables_in
from warehouse.publication.own_tables import CHECK_RESULT, create_own, insert_own


class CheckKind(StrEnum):
    """Who checked."""

    INTAKE = "intake"
    PANDERA = "pandera"
    DBT = "dbt"
    COUNT = "count"
    DISCLOSURE = "disclosure"


class Severity(StrEnum):
    """Whether a failed check stops publication."""

    ERROR = "error"
    WARN = "warn"


@dataclass(frozen=True)
class CheckResult:
    """A row of audit.check_result. `meaning`: what it says where the check fails and what to do, never a value."""

    check_name: str
    kind: CheckKind
    severity: Severity
    passed: bool
    n_failed: int
    meaning: str = ""

    @property
    def stops_publication(self) -> bool:
        return not self.passed and self.severity is Severity.ERROR

    @property
    def warns(self) -> bool:
        return not self.passed and self.severity is Severity.WARN


def store_checks(build_database: Path, memory_limit: str, checks: Iterable[CheckResult]) -> None:
    """See `note_checks`."""
    with build_file(build_database, memory_limit, "READ_WRITE") as opened:
        note_checks(opened, checks)


def note_checks(
    opened: duckdb.DuckDBPyConnection, checks: Iterable[CheckResult], instead_of: Collection[CheckKind] = ()
) -> None:
    """Write down in the attached `build` what a stage found, in place of what stood there of the same checks.

    instead_of: kinds of which nothing else may be left either.
    """
    noted = list(checks)
    if CHECK_RESULT.table not in tables_in(opened, "build", ("audit",)):
        create_own(opened, CHECK_RESULT, "build")
    opened.execute(
        "DELETE FROM build.audit.check_result WHERE list_contains(?, kind) OR list_contains(?, kind || check_name)",
        [[str(kind) for kind in instead_of], [check.kind + check.check_name for check in noted]],
    )
    insert_own(opened, CHECK_RESULT, [astuple(check) for check in noted])


def read_checks(opened: duckdb.DuckDBPyConnection, database: str) -> list[CheckResult]:
    """All that a build holds, in the order in which it was found."""
    if CHECK_RESULT.table not in tables_in(opened, database, ("audit",)):
        return []
    rows = opened.execute(
        f"SELECT check_name, kind, severity, passed, n_failed, meaning FROM {CHECK_RESULT.table.within(database)}"
    ).fetchall()
    return [CheckResult(name, CheckKind(kind), Severity(severity), *rest) for name, kind, severity, *rest in rows]
