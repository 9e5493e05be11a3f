"""The audit of a build before publication: tables are counted, checks are judged, and both are written into the build.

A build without a row in audit.build was not audited and is never published. dbt's own audit models do not belong here.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.duck.databases import build_file, count_rows, scalar, tables_in
from warehouse.duck.sealed import seal
from warehouse.faults import Fault
from warehouse.publication.check_results import CheckKind, CheckResult, Severity, note_checks, read_checks
from warehouse.publication.outputs import ANALYSIS_SCHEMAS
from warehouse.publication.own_tables import BUILD, CHECK_RESULT, TABLE_COUNT, create_own, insert_own

WRITTEN_HERE = (TABLE_COUNT, CHECK_RESULT, BUILD)
SMALLEST_TABLE_THAT_CAN_DROP = 50


class NotAudited(Fault):
    """The build file has no audit of its present tables."""


class Gate(StrEnum):
    """What this audit itself judges, each a reason not to publish."""

    NO_ROW_DROP = "no_core_table_shrank_too_much"
    NO_EMPTIED_MART = "no_mart_became_empty"
    FILES_ADD_UP = "every_file_adds_up"


@dataclass(frozen=True)
class BuildRecord:
    """The row of audit.build."""

    build_id: str
    built_at: datetime
    as_of: date
    code_version: str
    deliveries_until: date | None


@dataclass(frozen=True)
class TableCount:
    """A row of audit.table_count."""

    schema_name: str
    table_name: str
    n_rows: int
    n_rows_previous: int | None

    def __str__(self) -> str:
        return f"{self.schema_name}.{self.table_name}"

    def shrank_by_more_than(self, share: float) -> bool:
        before = self.n_rows_previous or 0
        return before >= SMALLEST_TABLE_THAT_CAN_DROP and before - self.n_rows > share * before


class RowsOfKind(NamedTuple):
    """What became of a delivery kind's rows, over all files in the build and judged with the other kinds at hand."""

    n_loaded: int
    n_quarantined: int
    n_waiting: int


@dataclass(frozen=True)
class Audit:
    """What the audit of one build found."""

    record: BuildRecord
    counts: list[TableCount]
    earlier_checks: list[CheckResult]
    gates: dict[Gate, list[CheckResult]]
    rows_of_kind: dict[str, RowsOfKind]

    @property
    def checks(self) -> list[CheckResult]:
        return [*self.earlier_checks, *(finding for findings in self.gates.values() for finding in findings)]

    @property
    def may_be_published(self) -> bool:
        return not any(check.stops_publication for check in self.checks)


def audit_build(
    build_database: Path,
    memory_limit: str,
    as_of: date,
    code_version: str,
    previous: dict[str, int],
    max_row_drop: float,
    of_the_day: CheckResult,
) -> Audit:
    """Count and judge the tables of the build file, and write audit.build, table_count and check_result into it.

    of_the_day: whether the day is believed; all else stands in the build file. Raises NotAudited where a stage has not
    stored its checks there.
    """
    with build_file(build_database, memory_limit, "READ_WRITE") as opened:
        earlier_checks = [of_the_day, *_checks_of_stages(opened)]
        counts = _count(opened, previous)
        gates = {
            Gate.NO_ROW_DROP: row_drops(counts, max_row_drop),
            Gate.NO_EMPTIED_MART: emptied_marts(counts, max_row_drop),
            Gate.FILES_ADD_UP: [_rows_accounted_for(opened)],
        }
        now = datetime.now(UTC)
        record = BuildRecord(
            # To the microsecond, as the order of builds is the order of their ids.
            build_id=f"{now:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}",
            built_at=now.replace(tzinfo=None, microsecond=0),
            as_of=as_of,
            code_version=code_version,
            deliveries_until=_deliveries_until(opened),
        )
        audit = Audit(record, counts, earlier_checks, gates, _rows_of_kinds(opened))
        _write(opened, audit)
    return audit


def withdraw_audit(
    build_database: Path,
    memory_limit: str,
    unsettled: Iterable[CheckResult] = (),
    withdrawn: Collection[CheckKind] = (),
) -> None:
    """Take the audit out of a build file whose tables are about to change.

    unsettled: checks that hold no longer, as they stand until they are made again. withdrawn: kinds of checks that go
    with it.
    """
    if not build_database.exists():
        raise NotAudited("There is no build file to work on. Run the whole night.")
    with build_file(build_database, memory_limit, "READ_WRITE") as opened:
        opened.execute("DROP TABLE IF EXISTS build.audit.build")
        note_checks(opened, unsettled, withdrawn)


def audited_build(build_database: Path) -> str | None:
    """The audited build that the file still holds; None where its tables changed since, or somebody has it open."""
    if not build_database.exists():
        return None
    try:
        with duckdb.connect(build_database) as opened:
            seal(opened)
            row = opened.execute("SELECT build_id FROM audit.build").fetchone()
    except duckdb.Error:
        return None
    return str(row[0]) if row else None


def read_build_record(opened: duckdb.DuckDBPyConnection) -> BuildRecord:
    """The one of the attached `build`."""
    if BUILD.table not in tables_in(opened, "build", ("audit",)):
        raise NotAudited("This build was not audited since its tables were made. Run the whole night.")
    row = opened.execute(
        "SELECT build_id, built_at, as_of, code_version, deliveries_until FROM build.audit.build"
    ).fetchone()
    if row is None:
        raise NotAudited("This build was not audited. Run the whole night.")
    return BuildRecord(*row)


def quarantined_by_rule(build_database: Path, memory_limit: str, kind: str) -> dict[str, int]:
    """Of one kind the rows, or values of rows, that the build file has in quarantine, by the rule that they broke."""
    with build_file(build_database, memory_limit) as opened:
        rows = opened.execute(
            "SELECT rule, count(DISTINCT (file_name, sha256, line)) FROM build.audit.quarantined_row WHERE kind = ?"
            " GROUP BY rule ORDER BY rule",
            [kind],
        ).fetchall()
    return dict(rows)


def row_drops(counts: list[TableCount], max_row_drop: float) -> list[CheckResult]:
    """For each table of core: it has not lost more than the allowed share of its rows since the published build."""
    return [
        _count_check(
            f"{count}: no more than {max_row_drop:.0%} of {count.n_rows_previous or 0} rows may be gone",
            n_failed=(count.n_rows_previous or 0) - count.n_rows if count.shrank_by_more_than(max_row_drop) else 0,
            meaning=f"{count.n_rows:,} are left",
        )
        for count in counts
        if count.schema_name == "core"
    ]


def emptied_marts(counts: list[TableCount], max_row_drop: float) -> list[CheckResult]:
    """For each mart: it is not empty where the published build has rows, unless all rows are allowed to go."""
    return [
        _count_check(
            f"{count}: not empty where it was not",
            n_failed=0 if count.n_rows > 0 or max_row_drop == 1 else count.n_rows_previous or 0,
        )
        for count in counts
        if count.schema_name == "marts"
    ]


def _checks_of_stages(opened: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    found = [check for check in read_checks(opened, "build") if check.kind is not CheckKind.COUNT]
    if missing := set(CheckKind) - {CheckKind.COUNT} - {check.kind for check in found}:
        raise NotAudited(f"The build file holds no checks of: {', '.join(sorted(missing))}. Run the whole night.")
    return found


def _count(opened: duckdb.DuckDBPyConnection, previous: dict[str, int]) -> list[TableCount]:
    written_here = {own.table for own in WRITTEN_HERE}
    tables = [table for table in tables_in(opened, "build", ANALYSIS_SCHEMAS) if table not in written_here]
    counted = count_rows(opened, "build", tables)
    return [TableCount(table.schema, table.name, n, previous.get(str(table))) for table, n in counted.items()]


def _rows_accounted_for(opened: duckdb.DuckDBPyConnection) -> CheckResult:
    n_wrong = scalar(
        opened,
        "SELECT count(*) FROM build.audit.delivery_file"
        " WHERE n_read IS DISTINCT FROM n_loaded + n_quarantined + n_dropped + n_waiting",
    )
    return _count_check("audit.delivery_file: every row read is loaded, quarantined, dropped or waiting", n_wrong)


def _count_check(name: str, n_failed: int, meaning: str = "") -> CheckResult:
    return CheckResult(name, CheckKind.COUNT, Severity.ERROR, n_failed == 0, n_failed, meaning)


def _rows_of_kinds(opened: duckdb.DuckDBPyConnection) -> dict[str, RowsOfKind]:
    rows = opened.execute(
        "SELECT kind, sum(n_loaded)::BIGINT, sum(n_quarantined)::BIGINT, sum(n_waiting)::BIGINT"
        " FROM build.audit.delivery_file WHERE kind IS NOT NULL GROUP BY kind"
    ).fetchall()
    return {kind: RowsOfKind(*counts) for kind, *counts in rows}


def _deliveries_until(opened: duckdb.DuckDBPyConnection) -> date | None:
    row = opened.execute(
        "SELECT max(delivered_on) FROM build.audit.delivery_file WHERE status IN ('accepted', 'duplicate')"
    ).fetchone()
    return row[0] if row else None


def _write(opened: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    for own in WRITTEN_HERE:
        create_own(opened, own, "build")
    insert_own(opened, TABLE_COUNT, [astuple(count) for count in audit.counts])
    insert_own(opened, CHECK_RESULT, [astuple(check) for check in audit.checks])
    if audit.may_be_published:
        insert_own(opened, BUILD, [astuple(audit.record)])
