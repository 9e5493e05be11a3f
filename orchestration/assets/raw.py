"""Assets of group `raw`: the valid, pseudonymised rows of each delivery kind, and the ledger of what was taken.

Reading, judging and storing rows is `warehouse.intake`'s work.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.assets.deliveries import OWNERS, delivery_key
from orchestration.checks import EVERY_ROW_ACCOUNTED_FOR, VALID_ROWS, accounted_for, raw_check_specs, valid_rows
from orchestration.faults import told_plainly
from orchestration.night import Night
from schemas.kinds import KINDS, DeliveryKind

LEDGER_KEY = dg.AssetKey(["raw", "ledger"])


def raw_key(kind: DeliveryKind) -> dg.AssetKey:
    return dg.AssetKey(["raw", kind.prefix])


def raw_asset(kind: DeliveryKind) -> dg.AssetsDefinition:
    """The asset that takes all new files of one kind."""

    @dg.asset(
        key=raw_key(kind),
        deps=[delivery_key(kind)],
        check_specs=raw_check_specs(raw_key(kind)),
        group_name="raw",
        kinds={"pandera", "parquet"},
        owners=OWNERS,
        description=f"Valid rows of `{kind.name}`: every version of every row, pseudonymised, append-only.",
        metadata={"dagster/column_schema": _column_schema(kind)},
    )
    def raw(night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult]:
        night.announce(f"Taking {kind.name}")
        with told_plainly(f"taking {kind.name}", night.places.logs, dg.Failure):
            report = night.intake.take(kind.name)
            night.story.reports[kind.name] = report
            yield dg.MaterializeResult(
                metadata={
                    "files": len(report.files),
                    "rows read": sum(file.n_read for file in report.files),
                    "rows loaded": sum(file.n_loaded for file in report.files),
                    "rows quarantined": sum(file.n_quarantined for file in report.files),
                    "rows dropped": sum(file.n_dropped for file in report.files),
                    "unmapped labels": report.n_unmapped_labels,
                },
                check_results=[valid_rows(VALID_ROWS, report), accounted_for(EVERY_ROW_ACCOUNTED_FOR, report)],
            )

    return raw


@dg.asset(
    key=LEDGER_KEY,
    deps=[raw_key(kind) for kind in KINDS.values()],
    group_name="raw",
    kinds={"duckdb"},
    owners=OWNERS,
    description="The build file, made anew: schema raw with every kind's rows, and the ledger of files ever seen.",
)
def ledger(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:
    night.announce("Preparing the build file")
    with told_plainly("preparing the build file", night.places.logs, dg.Failure):
        night.story.ignored = night.intake.take_ignored()
        night.intake.write_raw_schema(night.places.build_database)
        return dg.MaterializeResult(
            metadata={"files": night.story.n_files, "files that are no delivery": len(night.story.ignored)}
        )


def _column_schema(kind: DeliveryKind) -> dg.TableSchema:
    columns = [
        dg.TableColumn(kind.stored_name(name), description=column.description) for name, column in kind.columns.items()
    ]
    return dg.TableSchema(columns)


RAW_ASSETS = [*(raw_asset(kind) for kind in KINDS.values()), ledger]
