"""A change of the pseudonym key: every pseudonym in the restricted area becomes the new key's; history stays joined.

Plain identifiers exist in the landing area alone; the pairs of former and new pseudonyms are found by reading it
(PairingPseudonymiser). A pseudonym of somebody who is in no file any more is keyed anew from the former pseudonym:
its rows stay one person's, but would not be joined if that person came back.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from schemas.columns import Identity
from schemas.kinds import KEY_SEPARATOR, KINDS, DeliveryKind
from warehouse.disk.files import replace_whole
from warehouse.disk.places import Places
from warehouse.erasure.forgotten import Forgotten
from warehouse.faults import Fault
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.raw.parquet import rewrite

_OF_A_FORMER_PSEUDONYM = "former"
Pairs = Mapping[str, Mapping[str, str]]


class NotOneToOne(Fault):
    """Two pseudonyms would become one, or one would be read as another."""


class Lost(NamedTuple):
    """How many who asked to be forgotten would not be recognised under the new key: not by their client number, or
    not by a BSN of theirs.
    """

    by_client: int
    by_bsn: int


@dataclass(frozen=True)
class Rekeying:
    """Former and new pseudonym of everybody in the restricted area, by domain; `unmatched` of them, by domain, were in
    no file. Saved whole before the first row is changed: what was interrupted is done again with the same pairs.
    """

    former_key_id: str
    key_id: str
    pairs: dict[str, dict[str, str]]
    unmatched: dict[str, set[str]]

    @classmethod
    def of(
        cls, places: Places, forgotten: Forgotten, found: Pairs, former_key_id: str, new: Pseudonymiser
    ) -> "Rekeying":
        pairs: dict[str, dict[str, str]] = {}
        unmatched: dict[str, set[str]] = {}
        for domain, held in pseudonyms_held(places, forgotten).items():
            known = found.get(domain, {})
            unmatched[domain] = held - known.keys()
            pairs[domain] = {former: known[former] for former in held & known.keys()}
            pairs[domain] |= {
                former: new.pseudonym(f"{_OF_A_FORMER_PSEUDONYM}-{domain}", former) for former in unmatched[domain]
            }
            _refuse_if_not_one_to_one(domain, pairs[domain])
        return cls(former_key_id, new.key_id, pairs, unmatched)

    @classmethod
    def load(cls, places: Places) -> "Rekeying | None":
        """One that was interrupted."""
        if not places.rekeying.exists():
            return None
        return _FILE.validate_json(places.rekeying.read_bytes(), extra="forbid")

    def save(self, places: Places) -> None:
        replace_whole(places.rekeying, _FILE.dump_json(self))

    def forgotten_lost(self, forgotten: Forgotten) -> Lost:
        """Who asked to be forgotten and has no pseudonym of the new key, by client number and by BSN."""
        clients, bsns = self.unmatched[Identity.CLIENT], self.unmatched[Identity.BSN]
        return Lost(
            sum(person.client in clients for person in forgotten.asked),
            sum(not bsns.isdisjoint(person.traces["bsn"]) for person in forgotten.asked),
        )

    def carry_out(self, places: Places, forgotten: Forgotten) -> None:
        """Change every file and the list of forgotten persons. Doing it again changes nothing."""
        for path, columns in _files(places):
            rewrite(path, *(self._change(column, dict(places).values()) for column, places in columns.items()))
        clients, bsns = self.pairs[Identity.CLIENT], self.pairs[Identity.BSN]
        for person in list(forgotten.persons.values()):
            del forgotten.persons[person.client]
            person.client = clients.get(person.client, person.client)
            person.traces["bsn"] = {bsns.get(bsn, bsn) for bsn in person.traces["bsn"]}
            forgotten.persons[person.client] = person
        forgotten.others_with_bsn = {clients.get(client, client) for client in forgotten.others_with_bsn}
        forgotten.save()

    def _change(self, column: str, domains: Collection[str]) -> Callable[[pa.Table], pa.Table]:
        """A change of a column's pseudonyms of these domains, wherever they stand in its texts."""
        pairs = {former: new for domain in domains for former, new in self.pairs[domain].items()}

        def change(rows: pa.Table) -> pa.Table:
            position = rows.schema.get_field_index(column)
            former = pc.unique(rows[column].drop_null())
            parts = [text.split(KEY_SEPARATOR) for text in former.to_pylist()]
            new = pa.array([KEY_SEPARATOR.join(pairs.get(part, part) for part in text) for text in parts], pa.string())
            values = new.take(pc.index_in(rows[column], former).combine_chunks())
            return rows.set_column(position, rows.schema.field(position), values)

        return change


_FILE = TypeAdapter(Rekeying)


def pseudonyms_held(places: Places, forgotten: Forgotten) -> dict[str, set[str]]:
    """Every pseudonym in raw rows, in notes and on the list, by domain."""
    held: dict[str, set[str]] = {str(domain): set() for domain in Identity}
    for path, columns in _files(places):
        for column, parts in columns.items():
            texts = pc.unique(pq.read_table(path, columns=[column])[column].drop_null()).to_pylist()
            for place, domain in parts:
                held[domain].update(part for text in texts for part in text.split(KEY_SEPARATOR)[place : place + 1])
    held[Identity.CLIENT].update(forgotten.persons, forgotten.others_with_bsn)
    held[Identity.BSN].update(*(person.traces["bsn"] for person in forgotten.persons.values()))
    return held


def _files(places: Places) -> Iterator[tuple[Path, dict[str, list[tuple[int, str]]]]]:
    """Each file of raw rows and notes that may hold pseudonyms, with the columns that do, and at which places of their
    texts pseudonyms of which domain stand.
    """
    for kind in KINDS.values():
        in_rows = {kind.stored_name(name): _places_of_pseudonyms(kind, [name]) for name in kind.roles}
        in_notes = {
            name: _places_of_pseudonyms(kind, columns)
            for name, columns in (("listed_key", kind.key), ("owner", kind.owner))
        }
        for folder, columns in ((places.raw, in_rows), (places.quarantine, in_notes)):
            if held := {column: parts for column, parts in columns.items() if parts}:
                for path in sorted((folder / kind.prefix).glob("*.parquet")):
                    yield path, held


def _places_of_pseudonyms(kind: DeliveryKind, columns: Sequence[str]) -> list[tuple[int, str]]:
    identities = [kind.roles[name].identity for name in columns]
    return [(place, str(identity)) for place, identity in enumerate(identities) if identity]


def _refuse_if_not_one_to_one(domain: str, pairs: Mapping[str, str]) -> None:
    new = set(pairs.values())
    if len(new) != len(pairs) or not new.isdisjoint(pairs):
        raise NotOneToOne(f"Former and new pseudonyms ({domain}) are not one to one. Nothing was changed.")
