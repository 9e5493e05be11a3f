"""Forgotten persons in the raw store: the sweep is shown every delivery, and afterwards the ledger's counts are true.

How a person's rows are found and removed is `warehouse.erasure`'s matter.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from schemas.kinds import KINDS
from warehouse.erasure.forgotten import Forgotten
from warehouse.erasure.retention import Term
from warehouse.erasure.sweep import NOTES, RawRows, StoredDelivery, Sweep
from warehouse.raw.build_database import snapshots
from warehouse.raw.ledger import DeliveryFile, Ledger, Status
from warehouse.raw.rows import QUARANTINE_SCHEMA, raw_schema
from warehouse.raw.store import RawStore


def forget(ledger: Ledger, store: RawStore, forgotten: Forgotten, spill: Path, term: Term) -> None:
    """Sweep the store of everybody on the list and of whom the term has passed."""
    _sweep(ledger, store, forgotten, spill, term).run()
    if forgotten.persons:
        for row in ledger.files:
            _count_again(row, store)


def would_forget(ledger: Ledger, store: RawStore, forgotten: Forgotten, spill: Path, term: Term) -> bool:
    """Whether the day alone changes who is forgotten. Nothing is removed; the list is to be thrown away."""
    return _sweep(ledger, store, forgotten, spill, term).finds_lapsed()


def _sweep(ledger: Ledger, store: RawStore, forgotten: Forgotten, spill: Path, term: Term) -> Sweep:
    counting = snapshots(ledger.files)
    dates = defaultdict[str, list[date]](list)
    for _, delivered_on, delivery_id in counting:
        dates[delivery_id].append(delivered_on)
    deliveries = [
        _stored(row, store, max(dates.get(row.delivery_id or "", [row.delivered_on or date.min])))
        for row in ledger.files
        if row.kind and row.delivery_id
    ]
    schemas = {NOTES: QUARANTINE_SCHEMA} | {kind.name: raw_schema(kind) for kind in KINDS.values()}
    return Sweep(RawRows(deliveries, counting, schemas), forgotten, spill, term)


def _stored(row: DeliveryFile, store: RawStore, delivered_on: date) -> StoredDelivery:
    assert row.kind is not None
    assert row.delivery_id is not None
    kind = KINDS[row.kind]
    rows, notes = store.rows_path(kind, row.delivery_id), store.quarantine_path(kind, row.delivery_id)
    return StoredDelivery(
        kind,
        row.delivery_id,
        delivered_on,
        rows if row.status is Status.ACCEPTED else None,
        notes if notes.exists() else None,
    )


def _count_again(row: DeliveryFile, store: RawStore) -> None:
    """Rows that the sweep removed count as dropped. A label that none but they can have had goes with them."""
    if row.status is not Status.ACCEPTED or row.kind is None or row.delivery_id is None:
        return
    n_rows = pq.read_metadata(store.rows_path(KINDS[row.kind], row.delivery_id)).num_rows
    n_gone = row.n_valid - n_rows
    if n_gone:
        row.n_valid, row.n_dropped = n_rows, row.n_dropped + n_gone
        row.n_forgotten += n_gone
    if row.n_forgotten:
        row.unmapped = [unmapped for unmapped in row.unmapped if unmapped[2] > row.n_forgotten]
