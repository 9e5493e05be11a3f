"""The build database as dbt finds it: schema raw over the raw store's Parquet files, and the ledger as tables.

The file is made anew every night. What the rows mean together is the dbt project's.
"""

import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from schemas.kinds import KEY_SEPARATOR, KINDS
from schemas.reference import Reference
from warehouse.duck.databases import literal
from warehouse.duck.sealed import not_a_pattern, seal
from warehouse.privacy.scrubbing import is_about_somebody
from warehouse.raw.ledger import DeliveryFile, Ledger, Status
from warehouse.raw.rows import QUARANTINE_SCHEMA, raw_schema
from warehouse.raw.store import RawStore
from warehouse.raw.unlisted import withhold_unlisted

_SPILL = "spill"  # As in dbt's profile; clearing away finds it by this ending.
_DELIVERY_FILE = pa.schema([
    ("delivery_id", "string"), ("kind", "string"), ("file_name", "string"), ("file_key", "string"),
    ("sha256", "string"), ("delivered_on", "date32"), ("status", "string"), ("reason", "string"), ("n_read", "int64"),
    ("n_valid", "int64"), ("n_quarantined", "int64"), ("n_dropped", "int64"), ("file_order", "int64"),
    ("taken_on", "date32"),
])  # fmt: skip
SNAPSHOT = pa.schema([("kind", "string"), ("delivered_on", "date32"), ("delivery_id", "string")])
_REPLACED = pa.schema([*SNAPSHOT, ("file_key", "string"), ("sha256", "string")])
_UNMAPPED = pa.schema([
    ("delivery_id", "string"), ("kind", "string"), ("column_name", "string"), ("label", "string"), ("n_rows", "int64"),
])  # fmt: skip


class Snapshot(NamedTuple):
    """What a file delivered for a date of a snapshot kind."""

    kind: str
    delivered_on: date
    delivery_id: str


def remove_build_database(build_database: Path) -> None:
    """Remove the file, and what DuckDB left beside it where it was killed."""
    for file in (build_database, _beside(build_database, "wal")):
        file.unlink(missing_ok=True)
    for folder in (_beside(build_database, "tmp"), _beside(build_database, _SPILL)):
        shutil.rmtree(folder, ignore_errors=True)


def _beside(build_database: Path, ending: str) -> Path:
    return build_database.with_name(f"{build_database.name}.{ending}")


def write_raw_schema(build_database: Path, ledger: Ledger, store: RawStore, reference: Reference) -> None:
    """Make `build_database` anew with schema raw."""
    remove_build_database(build_database)
    store.in_long_form()
    rows = ledger.files
    with duckdb.connect(build_database, config={"temp_directory": str(_beside(build_database, _SPILL))}) as connection:
        seal(connection, store.raw, store.quarantine)
        # One transaction, so that the disk is waited for once.
        connection.begin()
        connection.execute("create schema raw")
        for kind in KINDS.values():
            accepted = [row.delivery_id for row in rows if row.kind == kind.name and row.status is Status.ACCEPTED]
            paths = [store.rows_path(kind, delivery_id) for delivery_id in accepted if delivery_id]
            _create_view(connection, kind.prefix, raw_schema(kind), paths)
        withhold_unlisted(connection, reference)
        _unfold_scores(connection)
        _withhold_quotes(connection)
        _create_table(connection, "delivery_file", _DELIVERY_FILE, _delivery_files(rows))
        _create_notes(connection, rows, store)
        _create_table(connection, "snapshot", SNAPSHOT, [snapshot._asdict() for snapshot in snapshots(rows)])
        _create_table(connection, "replaced_snapshot", _REPLACED, _replaced_snapshots(rows))
        _create_snapshot_keys(connection)
        _create_table(connection, "unmapped_label", _UNMAPPED, _unmapped(rows))
        # A code that is listed no more is a label that nobody knows any more.
        connection.execute("insert into raw.unmapped_label from raw.unlisted_code")
        connection.commit()


def _create_view(connection: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, paths: Iterable[Path]) -> None:
    """A view over Parquet files that has the schema's columns also when there is no file."""
    empty = connection.from_arrow(schema.empty_table())
    columns = ", ".join(f'null::{kind} as "{column}"' for column, kind in zip(empty.columns, empty.types, strict=True))
    rows = f"select {columns} where false"
    files = ", ".join(literal(not_a_pattern(path)) for path in sorted(paths))
    if files:
        # Without the last, a folder named a=b on the way to them would be a column.
        rows += (
            f" union all by name select * from read_parquet([{files}], union_by_name = true, hive_partitioning = false)"
        )
    connection.execute(f"create view raw.{name} as {rows}")


def _unfold_scores(connection: duckdb.DuckDBPyConnection) -> None:
    """raw.antwoord_scores: a row for each answer to a statement; raw.antwoorden is without them."""
    for kind in KINDS.values():
        if kind.holds_responses:
            connection.execute(f"alter view raw.{kind.prefix} rename to scored_{kind.prefix}")
            connection.execute(
                f"create view raw.{kind.prefix} as select * exclude scores from raw.scored_{kind.prefix}"
            )
            connection.execute(
                "create view raw.antwoord_scores as"
                " select delivery_id, line, vragenlijst, respons_id, unnest(scores, recursive := true)"
                f" from raw.scored_{kind.prefix}"
            )


def _withhold_quotes(connection: duckdb.DuckDBPyConnection) -> None:
    """An approved quote in which somebody may be known is as if it was not approved."""
    quotes = connection.execute("select distinct citaat from raw.coderingen where citaat is not null").fetchall()
    withheld = [{"citaat": quote} for (quote,) in quotes if is_about_somebody(quote)]
    _create_table(connection, "withheld_quote", pa.schema([("citaat", "string")]), withheld)
    connection.execute("alter view raw.coderingen rename to delivered_coderingen")
    connection.execute(
        "create view raw.coderingen as"
        " select delivered.* replace (if(withheld.citaat is null, delivered.citaat, null) as citaat)"
        " from raw.delivered_coderingen as delivered left join raw.withheld_quote as withheld using (citaat)"
    )


def _create_notes(connection: duckdb.DuckDBPyConnection, rows: list[DeliveryFile], store: RawStore) -> None:
    """raw.quarantined_row and raw.listed_key, from the quarantine notes of accepted and rejected files."""
    paths = [
        path
        for row in rows
        if row.kind and row.delivery_id and (path := store.quarantine_path(KINDS[row.kind], row.delivery_id)).exists()
    ]
    _create_view(connection, "quarantine", QUARANTINE_SCHEMA, paths)
    connection.execute(
        "create table raw.quarantined_row as select delivery_id, line, column_name, rule, scope from raw.quarantine"
    )
    connection.execute(
        "create table raw.listed_key as select distinct q.delivery_id, f.kind, q.listed_key as key"
        " from raw.quarantine as q join raw.delivery_file as f using (delivery_id)"
        " where q.listed_key is not null and q.scope = 'row'"
    )


def _create_snapshot_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """raw.snapshot_key: what each snapshot lists, by the key of its kind, rows that are bad included."""
    listed = ["select delivery_id, key from raw.listed_key"]
    for kind in KINDS.values():
        if kind.is_snapshot:
            key = f" || '{KEY_SEPARATOR}' || ".join(f'"{kind.stored_name(name)}"' for name in kind.key)
            listed.append(f"select delivery_id, {key} as key from raw.{kind.prefix}")
    connection.execute(f"create view raw.snapshot_key as {' union all '.join(listed)}")


def _create_table(
    connection: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: Sequence[dict[str, object]]
) -> None:  # fmt: skip
    connection.from_arrow(pa.Table.from_pylist(rows, schema=schema)).create(f"raw.{name}")


def _delivery_files(rows: list[DeliveryFile]) -> list[dict[str, object]]:
    accepted = sorted((row for row in rows if row.status is Status.ACCEPTED), key=lambda row: row.order)
    file_order: dict[str | None, int] = {row.delivery_id: number for number, row in enumerate(accepted, start=1)}
    columns = [name for name in _DELIVERY_FILE.names if name != "file_order"]
    return [
        {name: getattr(row, name) for name in columns}
        | {
            "delivered_on": max(row.days, default=None),
            "status": row.status.value,
            "file_order": file_order.get(row.delivery_id) if row.delivery_id else None,
        }
        for row in rows
    ]


def snapshots(rows: list[DeliveryFile]) -> list[Snapshot]:
    """The delivery that counts for each date of a snapshot kind: of one date the later name, repeats included."""
    return [of_date[-1][0] for of_date in _by_date(rows)]


def _replaced_snapshots(rows: list[DeliveryFile]) -> list[dict[str, object]]:
    """The others of each date, with the file that brought each."""
    replaced = [found for of_date in _by_date(rows) for found in of_date[:-1]]
    return [snapshot._asdict() | {"file_key": row.file_key, "sha256": row.sha256} for snapshot, row in replaced]


def _by_date(rows: list[DeliveryFile]) -> Iterable[list[tuple[Snapshot, DeliveryFile]]]:
    """What was delivered for each date of a snapshot kind, in the order in which one file replaces another."""
    content = {row.content: row.delivery_id for row in rows if row.status is Status.ACCEPTED and row.delivery_id}
    by_date: dict[tuple[str, date], list[tuple[Snapshot, DeliveryFile]]] = {}
    for row in sorted(rows, key=lambda row: (row.file_name, row.file_key, row.seen)):
        if row.kind and KINDS[row.kind].is_snapshot and row.counts:
            delivery_id = content.get(row.content)
            if delivery_id is None:
                continue  # A repeat of what is rejected now shows nothing of its day.
            for day in row.days:
                by_date.setdefault((row.kind, day), []).append((Snapshot(row.kind, day, delivery_id), row))
    return by_date.values()


def _unmapped(rows: list[DeliveryFile]) -> list[dict[str, object]]:
    return [
        dict(zip(_UNMAPPED.names, (row.delivery_id, row.kind, column, label, n_rows), strict=True))
        for row in rows
        if row.status is Status.ACCEPTED
        for column, label, n_rows in row.unmapped
    ]
