"""Assets of group `raw`: the valid, pseudonymised rows of each delivery kind, and the ledger of what was taken.

Reading, judging and storing rows is `warehouse.intake`'s work.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import dagster as dg

from orchestration.assets.deliveries import OWNERS, delivery_key
from orchestration.checks import (
    EVERY_ROW_ACCOUNTED_FOR,
    READABLE_FILES,
    VALID_ROWS,
    accounted_for,
    check_spec,
    intake_checks,
    pandera_checks,
    readable_files,
    stop_where_failed,
    valid_rows,
)
from orchestration.faults import told_plainly
from orchestration.night import Night
from schemas.kinds import KINDS, DeliveryKind
from warehouse.duck.databases import Table, build_file, count_rows
from warehouse.intake import KindReport, Status
from warehouse.publication.audit import quarantined_by_rule
from warehouse.publication.check_results import note_checks
from warehouse.raw.rows import raw_schema

LEDGER_KEY = dg.AssetKey(["raw", "ledger"])
QUARANTINE_KEY = dg.AssetKey(["audit", "quarantined_row"])
# Sessions are held against the dates of their groups (dbt's int_outside_group_dates).
JUDGED_BY_DBT_TOO = frozenset({"wiz/bijeenkomsten"})


def raw_key(kind: DeliveryKind) -> dg.AssetKey:
    return dg.AssetKey(["raw", kind.prefix])


def raw_asset(kind: DeliveryKind) -> dg.AssetsDefinition:
    """The asset that takes all new files of one kind."""
    key, is_judged_here = raw_key(kind), kind.name not in JUDGED_BY_DBT_TOO
    checks = [EVERY_ROW_ACCOUNTED_FOR, VALID_ROWS] if is_judged_here else [EVERY_ROW_ACCOUNTED_FOR]

    @dg.asset(
        key=key,
        deps=[delivery_key(kind)],
        check_specs=[check_spec(check, key) for check in checks],
        group_name="raw",
        kinds={"pandera", "parquet"},
        owners=OWNERS,
        description=f"Valid rows of `{kind.name}`: every version of every row, pseudonymised, append-only.",
        metadata={"dagster/column_schema": _column_schema(kind)},
    )
    def raw(night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult]:
        with told_plainly(f"taking {kind.name}", night.places.logs, dg.Failure):
            night.announce(f"Taking {kind.name}")
            report = night.intake.take(kind.name)
            night.story.reports[kind.name] = report
            results = [accounted_for(report)]
            if is_judged_here:
                results.append(valid_rows(report.quarantined_by_rule, key))
            yield dg.MaterializeResult(metadata=_told(report, night.settings.as_of), check_results=results)
            stop_where_failed(key, results)

    return raw


def valid_rows_of_the_build(kind: DeliveryKind) -> dg.AssetChecksDefinition:
    """The check of a kind of which dbt quarantines rows too: over all that the build holds of it."""

    @dg.asset_check(
        name=VALID_ROWS,
        asset=raw_key(kind),
        additional_deps=[QUARANTINE_KEY],
        description="Rows that broke a rule, be it one that looks at other kinds too; they are in quarantine.",
    )
    def check(night: dg.ResourceParam[Night]) -> dg.AssetCheckResult:
        with told_plainly(f"counting what is quarantined of {kind.name}", night.places.logs, dg.Failure):
            found = quarantined_by_rule(night.places.build_database, night.settings.memory_limit, kind.name)
            return valid_rows(found, raw_key(kind))

    return check


@dg.multi_asset_check(
    name="files_of_tonight",
    specs=[check_spec(READABLE_FILES, raw_key(kind), after=[LEDGER_KEY]) for kind in KINDS.values()],
    description="Which files were not taken: told once all kinds are, when clients' numbers in names are known.",
)
def files_of_tonight(night: dg.ResourceParam[Night]) -> Iterator[dg.AssetCheckResult]:
    for report in night.reports():
        yield readable_files(report, raw_key(KINDS[report.kind]))


@dg.asset(
    key=LEDGER_KEY,
    deps=[raw_key(kind) for kind in KINDS.values()],
    group_name="raw",
    kinds={"duckdb"},
    owners=OWNERS,
    description="The build file, made anew: schema raw with every kind's rows, and the ledger of files ever seen.",
)
def ledger(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:
    with told_plainly("preparing the build file", night.places.logs, dg.Failure):
        night.announce("Preparing the build file")
        night.story.ignored = night.intake.take_ignored()
        night.intake.write_raw_schema(night.places.build_database)
        reports = night.reports()
        checks = [*intake_checks(reports), *pandera_checks(reports)]
        tables = {kind.name: Table("raw", kind.prefix) for kind in KINDS.values()}
        with build_file(night.places.build_database, night.settings.memory_limit, "READ_WRITE") as opened:
            note_checks(opened, checks)
            n_rows = count_rows(opened, "build", tables.values())
        return dg.MaterializeResult(
            metadata={
                "files": sum(len(report.files) for report in reports),
                "files that are no delivery": len(night.story.ignored),
                **{f"rows of {kind}": n_rows[table] for kind, table in tables.items()},
            }
        )


def _told(report: KindReport, as_of: date) -> dict[str, int | str]:
    """Counts of the files that lie in the landing area tonight; whole numbers, so that they plot over time."""
    statuses, newest = Counter(file.status for file in report.files), report.newest_delivered_on
    return {
        "files": len(report.files),
        "files taken": statuses[Status.ACCEPTED],
        "files rejected": statuses[Status.REJECTED],
        "files waiting": statuses[Status.WAITING],
        "rows read": sum(file.n_read for file in report.files),
        "rows valid": sum(file.n_valid for file in report.files),
        "rows quarantined": sum(file.n_quarantined for file in report.files),
        "rows dropped": sum(file.n_dropped for file in report.files),
        "unmapped labels": report.n_unmapped_labels,
        "newest delivery": str(newest or "none yet"),
        **({"days since the newest delivery": (as_of - newest).days} if newest else {}),
        **{f"quarantined by {rule}": count for rule, count in report.quarantined_by_rule.items()},
    }


def _column_schema(kind: DeliveryKind) -> dg.TableSchema:
    described = {kind.stored_name(name): column.description for name, column in kind.columns.items()}
    columns = [dg.TableColumn(field.name, str(field.type), described.get(field.name)) for field in raw_schema(kind)]
    return dg.TableSchema(columns)


RAW_ASSETS = [*(raw_asset(kind) for kind in KINDS.values()), ledger]
RAW_CHECKS = [files_of_tonight, *(valid_rows_of_the_build(KINDS[name]) for name in sorted(JUDGED_BY_DBT_TOO))]
