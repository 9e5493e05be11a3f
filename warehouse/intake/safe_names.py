"""What the nights keep of a file's name: a key that tells names apart, and the name without numbers of persons.

Client numbers are known as pseudonyms only, so whatever in a name could be one is made a pseudonym and looked for among
the clients in the store and on the list of the forgotten. How such numbers look in a name is privacy/names.py's.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

import pyarrow as pa

from schemas.columns import Identity
from warehouse.erasure.forgotten import Forgotten
from warehouse.landing.area import LandedFile
from warehouse.privacy.names import may_be_numbers, shown_name, spelled_name, without, without_bsns
from warehouse.privacy.pseudonyms import FILE_NAME, Pseudonymiser
from warehouse.raw.ledger import DeliveryFile, Ledger
from warehouse.raw.store import RawStore

Stretches = dict[tuple[int, int], set[str]]


class SafeNames:
    """The names of one warehouse. What was once left out of a name stays out, also when its client is gone."""

    def __init__(self, pseudonymiser: Pseudonymiser, store: RawStore, forgotten: Forgotten, ledger: Ledger) -> None:
        self._pseudonymiser, self._store = pseudonymiser, store
        self._forgotten, self._ledger = forgotten, ledger
        self._stretches: dict[str, Stretches] = {}
        self._expected: list[str] = []
        self._clients: set[str] = set()
        # What an earlier night looked for, it looked for in all that lay there then.
        self._names_before = [row.file_name for row in ledger.files if row.file_key]
        self._sought_in: dict[Path, set[str] | None] = dict.fromkeys(store.paths_with_clients())

    def key(self, name: str) -> str:
        """The key of a name, given as it was delivered."""
        return self._key_of_spelled(spelled_name(name))

    def _key_of_spelled(self, spelled: str) -> str:
        return self._pseudonymiser.pseudonym(FILE_NAME, spelled)

    def adopt(self) -> None:
        """Give the rows of a ledger that is older than keys a key, and take the BSNs out of their names."""
        if any(not row.file_key for row in self._ledger.files):
            self._ledger.rekey(lambda row: row.file_key or self._key_of_spelled(row.file_name))
            for row in self._ledger.files:
                row.file_name = without_bsns(row.file_name)

    def expect(self, files: Iterable[LandedFile]) -> None:
        """Tell of names beforehand, so that the store is searched once for all that are new."""
        self._expected = [file.shown for file in files if not self._ledger.named(self.key(file.path))]

    def shield(self, rows: Collection[DeliveryFile]) -> None:
        """Leave the clients' numbers that are known by now out of the names of these rows."""
        self._learn([row.file_name for row in rows])
        for row in rows:
            row.file_name = self._without_clients(row.file_name)

    def shown(self, name: str) -> str:
        """A name, given as it was delivered, as it may be shown by what is known now."""
        safe = shown_name(name)
        self._learn([safe])
        return self._without_clients(safe)

    def search_again(self, path: Path) -> None:
        """The rows in this file are other ones now."""
        self._sought_in.pop(path, None)

    def _without_clients(self, name: str) -> str:
        spans = [span for span, pseudonyms in self._numbers(name).items() if pseudonyms & self._clients]
        return without(name, spans) if spans else name

    def _learn(self, names: Iterable[str]) -> None:
        """Look for the clients of these names, and of those expected, where nobody has looked for them."""
        wanted = self._could_be_clients([*names, *self._expected])
        self._clients |= wanted & (self._forgotten.persons.keys() | self._forgotten.others_with_bsn)
        before = self._could_be_clients(self._names_before)
        for path, column in self._store.paths_with_clients().items():
            sought = self._sought_in.get(path, set())
            sought = before if sought is None else sought
            if new := wanted - sought:
                try:
                    self._clients |= self._store.among(path, column, new)
                except (OSError, pa.ArrowException):
                    continue  # Whoever needs the rows says so; they are searched when they can be read.
            self._sought_in[path] = sought | wanted

    def _could_be_clients(self, names: Iterable[str]) -> set[str]:
        return {pseudonym for name in names for found in self._numbers(name).values() for pseudonym in found}

    def _numbers(self, name: str) -> Stretches:
        if name not in self._stretches:
            self._stretches[name] = {
                span: {self._pseudonymiser.pseudonym(Identity.CLIENT, text) for text in texts}
                for span, texts in may_be_numbers(name)
            }
        return self._stretches[name]
