"""The sweep over the raw store: rows of forgotten persons are written out of the deliveries' Parquet files.

It finds a person's rows in all kinds, remembers the traces that later deliveries will be swept by, rewrites what holds
them, and puts the ledger's counts right. Who is forgotten is `forgotten`'s, who has lapsed `retention`'s, whose a row
is `belonging`'s.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from schemas.kinds import KINDS, DeliveryKind
from warehouse.duck.sealed import sealed_connection
from warehouse.erasure import belonging
from warehouse.erasure.forgotten import Forgotten, Person
from warehouse.erasure.retention import Term, lapsed
from warehouse.raw.build_database import SNAPSHOT, Snapshot, snapshots
from warehouse.raw.ledger import DeliveryFile, Ledger, Status
from warehouse.raw.parquet import emptied_on_lines, rewrite, without_lines
from warehouse.raw.rows import QUARANTINE_SCHEMA, raw_schema
from warehouse.raw.store import RawStore

NOTES = "notes"
_FOR_EVER = date.max

_DELIVERY = pa.schema([("delivery_id", "string"), ("kind", "string"), ("delivered_on", "date32")])
_GONE = pa.schema([("client", "string"), ("until", "date32"), ("is_asked", "bool")])
_KNOWN = pa.schema([("what", "string"), ("trace", "string"), ("client", "string")])
_REMEMBERED = pa.schema([("client_pseudonym", "string"), ("vanished_on", "date32")])


@dataclass(frozen=True)
class _Delivery:
    """A delivery in the raw store. `delivered_on` is the newest date for which it counts; `rows` is None for a
    rejected one.
    """

    kind: DeliveryKind
    delivery_id: str
    delivered_on: date
    rows: Path | None
    notes: Path | None


@dataclass(frozen=True)
class _Hits:
    """Lines by delivery, each with a client by whom it was found."""

    lines: dict[str, dict[int, str]]

    def __iter__(self) -> Iterator[tuple[str, int, str]]:
        """Delivery, line and client of each."""
        return ((delivery_id, *hit) for delivery_id, lines in self.lines.items() for hit in lines.items())


_Emptied = tuple[str, str, _Hits]  # a kind, a column of it as stored, and where to empty it


class Sweep:
    """A night's sweep of the store: of everybody on the list and of whom the term has passed. `spill` is a folder in
    the restricted area.
    """

    def __init__(self, ledger: Ledger, store: RawStore, forgotten: Forgotten, spill: Path, term: Term) -> None:
        self._ledger, self._store = ledger, store
        self._forgotten, self._spill, self._term = forgotten, spill, term
        self._snapshots = snapshots(ledger.files)
        self._deliveries = list(_deliveries(ledger.files, self._snapshots, store))

    def run(self) -> None:
        """Find, remember, remove: in this order, so that a sweep that was killed is finished by the next."""
        if self._term.is_anew and not self._term.is_braked:
            self._forgotten.judge_anew(self._term)
            self._forgotten.save()
        if not self._forgotten.persons and self._nobody_can_lapse:
            return
        with sealed_connection(self._spill) as connection:
            self._open(connection)
            self._remember_lapsed(connection)
            if not self._forgotten.persons:
                return
            self._learn(connection)
            kinds = belonging.kinds_with_persons()
            rows = {kind.name: _hits(connection, belonging.rows_of(kind)) for kind in kinds}
            links = _emptied(connection, belonging.links_of)
            bsns = _emptied(connection, belonging.shared_bsns_of)
            notes = _hits(connection, belonging.notes())
            self._remember(connection, rows | {NOTES: notes})
        self._forgotten.others_with_bsn.update(client for _, _, hits in bsns for _, _, client in hits)
        self._forgotten.save()
        self._remove(rows, [*links, *bsns], notes)
        for row in self._ledger.files:
            _count_again(row, self._store)

    def finds_lapsed(self) -> bool:
        """Whether the day alone changes who is forgotten: the term of somebody passes by now, or begins anew. Nothing
        is removed; the list is changed and not saved.
        """
        before = self._terms()
        with sealed_connection(self._spill) as connection:
            self._open(connection)
            self._remember_lapsed(connection)
        return self._terms() != before

    def _terms(self) -> set[tuple[str, date | None, date | None]]:
        return {(person.client, person.vanished_on, person.until) for person in self._forgotten.persons.values()}

    @property
    def _nobody_can_lapse(self) -> bool:
        return self._term.holds(min((snapshot.delivered_on for snapshot in self._snapshots), default=None))

    def _open(self, connection: duckdb.DuckDBPyConnection) -> None:
        """The store's rows under the names of their kinds, notes, and what is known already."""
        deliveries = self._deliveries
        for kind in belonging.kinds_with_persons():
            paths = [d.rows for d in deliveries if d.kind is kind and d.rows]
            connection.register(kind.prefix, _dataset(paths, raw_schema(kind)))
        connection.register("note", _dataset([d.notes for d in deliveries if d.notes], QUARANTINE_SCHEMA))
        delivered = [(d.delivery_id, d.kind.name, d.delivered_on) for d in deliveries]
        connection.register("delivery", _table(_DELIVERY, delivered))
        connection.register("snapshot", _table(SNAPSHOT, self._snapshots))
        # The salt is made of hex digits.
        connection.execute(
            f"create temp macro trace(what, id) as sha256('{self._forgotten.salt}|' || what || '|' || id)"
        )
        connection.execute(belonging.BEGINNINGS)

    def _remember_lapsed(self, connection: duckdb.DuckDBPyConnection) -> None:
        persons = self._forgotten.persons
        remembered = [(person.client, person.vanished_on) for person in persons.values() if person.vanished_on]
        if not remembered and self._nobody_can_lapse:
            return
        connection.register("remembered", _table(_REMEMBERED, remembered))
        connection.execute(belonging.listing())
        for client, lapse in lapsed(connection, self._term).items():
            person = persons.setdefault(client, Person(client))
            if not person.is_asked:
                person.vanished_on, person.until = lapse

    def _learn(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make table `theirs`: by what rows of the persons are known."""
        persons = self._forgotten.persons.values()
        gone = [(person.client, person.until or _FOR_EVER, person.is_asked) for person in persons]
        connection.register("gone", _table(_GONE, gone))
        known = [(what, trace, p.client) for p in persons for what, traces in p.traces.items() for trace in traces]
        connection.register("known", _table(_KNOWN, known))
        for statement in belonging.learning():
            connection.execute(statement)

    def _remember(self, connection: duckdb.DuckDBPyConnection, found: Mapping[str, _Hits]) -> None:
        persons = self._forgotten.persons
        learned = "select distinct client, what, trace from theirs where what <> 'client'"
        for client, what, trace in connection.execute(learned).fetchall():
            persons[client].traces[what].add(trace)
        for what, hits in found.items():
            for delivery_id, line, client in hits:
                persons[client].found_in.add(delivery_id)
                if (removed := persons[client].removed) is not None:
                    removed.setdefault(what, {}).setdefault(delivery_id, set()).add(line)

    def _remove(self, rows: Mapping[str, _Hits], emptied: Sequence[_Emptied], notes: _Hits) -> None:
        """Rewrite the files of deliveries that hold any of it."""
        for delivery in self._deliveries:
            kind, delivery_id = delivery.kind.name, delivery.delivery_id
            changes = []
            if gone := rows[kind].lines.get(delivery_id) if kind in rows else None:
                changes.append(without_lines(gone))
            for kind_of_rows, column, hits in emptied:
                if (lines := hits.lines.get(delivery_id)) and kind_of_rows == kind:
                    changes.append(emptied_on_lines(column, lines))
            if delivery.rows and changes:
                rewrite(delivery.rows, *changes)
            keys = notes.lines.get(delivery_id)
            if delivery.notes and keys:
                rewrite(delivery.notes, emptied_on_lines("listed_key", keys), emptied_on_lines("owner", keys))


def _deliveries(files: Iterable[DeliveryFile], counting: Iterable[Snapshot], store: RawStore) -> Iterator[_Delivery]:
    newest: dict[str, date] = {}
    for _, day, delivery_id in counting:
        newest[delivery_id] = max(day, newest.get(delivery_id, day))
    for row in files:
        if row.kind and row.delivery_id:
            kind = KINDS[row.kind]
            rows, notes = store.rows_path(kind, row.delivery_id), store.quarantine_path(kind, row.delivery_id)
            yield _Delivery(
                kind,
                row.delivery_id,
                newest.get(row.delivery_id, row.delivered_on or date.min),
                rows if row.status is Status.ACCEPTED else None,
                notes if notes.exists() else None,
            )


def _count_again(row: DeliveryFile, store: RawStore) -> None:
    """Rows that the sweep removed count as dropped. A label that none but they can have had goes with them."""
    if row.status is not Status.ACCEPTED or row.kind is None or row.delivery_id is None:
        return
    n_rows = pq.read_metadata(store.rows_path(KINDS[row.kind], row.delivery_id)).num_rows
    n_gone = row.n_valid - n_rows
    row.n_valid, row.n_dropped, row.n_forgotten = n_rows, row.n_dropped + n_gone, row.n_forgotten + n_gone
    if row.n_forgotten:
        row.unmapped = [unmapped for unmapped in row.unmapped if unmapped[2] > row.n_forgotten]


def _dataset(paths: Sequence[Path], schema: pa.Schema) -> ds.Dataset | pa.Table:
    return ds.dataset([str(path) for path in paths], schema, format="parquet") if paths else schema.empty_table()


def _table(schema: pa.Schema, rows: Collection[tuple[object, ...]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


def _hits(connection: duckdb.DuckDBPyConnection, query: str) -> _Hits:
    lines = defaultdict[str, dict[int, str]](dict)
    for delivery_id, line, client in connection.execute(query).fetchall():
        lines[delivery_id][line] = client
    return _Hits(lines)


def _emptied(
    connection: duckdb.DuckDBPyConnection, queries_of: Callable[[DeliveryKind], Iterable[tuple[str, str]]]
) -> list[_Emptied]:
    return [
        (kind.name, kind.stored_name(column), _hits(connection, query))
        for kind in belonging.kinds_with_persons()
        for column, query in queries_of(kind)
    ]
