"""The list of who is forgotten, kept in the restricted area: pseudonyms and traces, no identifier and no date of birth.

A trace tells that an id was theirs without holding it: SHA-256 with a salt of the list's own, so that it outlives the
pseudonym key. Finding and removing rows is `sweep`'s.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, PlainSerializer, TypeAdapter, ValidationError

from warehouse.disk.files import replace_whole
from warehouse.erasure.retention import Term
from warehouse.faults import Fault

# In order, so that equal lists are written alike.
Texts = Annotated[set[str], PlainSerializer(sorted)]
Lines = Annotated[set[int], PlainSerializer(sorted)]
Traces = Annotated[dict[str, Texts], AfterValidator(lambda found: defaultdict(set, found))]


class ListUnreadable(Fault):
    """The list of forgotten persons is there and cannot be read; going on without it would bring them back."""


@dataclass
class Person:
    """A forgotten client.

    is_asked: asked to be forgotten, for ever and everywhere. Else the client vanished from the snapshots: what was
    delivered before `until` goes (None: everything yet), and `vanished_on` is the first snapshot without the client.
    traces: by what else rows of the person are known: pseudonyms of the BSN, traces of ids by what rows are called.
    found_in: the deliveries in which rows of the person stood.
    removed: from asking until a receipt told it, the lines that were taken out, by kind (or notes) and delivery. Lines
    and no counts, so that what is found twice (a killed sweep, files read again) counts once.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    client: str
    is_asked: bool = False
    vanished_on: date | None = None
    until: date | None = None
    traces: Traces = field(default_factory=lambda: defaultdict(set))
    found_in: Texts = field(default_factory=set)
    removed: dict[str, dict[str, Lines]] | None = None


@dataclass
class _Stored:
    """The contents of the file; what it says is told of Forgotten."""

    salt: str
    withdrawn_before: datetime | None
    is_cleared: bool
    persons: list[Person]
    others_with_bsn: Texts = field(default_factory=set)


_FILE = TypeAdapter(_Stored)


class Forgotten:
    """The persons by pseudonym. One JSON file, replaced whole.

    withdrawn_before: what was published before then may never be seen again, since somebody asked or the key changed.
    is_cleared: whether all of it is gone.
    others_with_bsn: until a receipt told it, who else had the BSN of somebody who asked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved: bytes | None = None
        self.salt = secrets.token_hex(32)
        self.withdrawn_before: datetime | None = None
        self.is_cleared = True
        self.others_with_bsn: set[str] = set()
        self.persons: dict[str, Person] = {}

    @classmethod
    def load(cls, path: Path) -> "Forgotten":
        """The list as it was last saved; an empty one when there is none yet."""
        forgotten = cls(path)
        if not path.exists():
            return forgotten
        try:
            stored = _FILE.validate_json(path.read_bytes())
        except ValidationError:
            raise ListUnreadable(
                f"The list of forgotten persons ({path}) cannot be read. Put it back from a backup: without it"
                " forgotten persons would come back."
            ) from None
        forgotten.salt, forgotten.is_cleared = stored.salt, stored.is_cleared
        forgotten.withdrawn_before, forgotten.others_with_bsn = stored.withdrawn_before, stored.others_with_bsn
        forgotten.persons = {person.client: person for person in stored.persons}
        forgotten._saved = forgotten._content()
        return forgotten

    def save(self) -> None:
        """Replace the file on disk, whole or not at all, if anything changed."""
        content = self._content()
        if content != self._saved:
            replace_whole(self._path, content)
            self._saved = content

    def ask(self, clients: Iterable[str]) -> None:
        """Put clients on the list for ever."""
        for client in clients:
            person = self.persons.setdefault(client, Person(client))
            person.is_asked, person.vanished_on, person.until = True, None, None
            person.removed = person.removed or {}
        self.withdraw()

    def judge_anew(self, term: Term) -> None:
        """Take off the list who lapsed under a later day, or by a shorter term, and is not due now."""
        self.persons = {
            client: person
            for client, person in self.persons.items()
            if person.is_asked or (person.vanished_on and term.has_passed(person.vanished_on, person.until))
        }

    def close_receipt(self, persons: Iterable[Person]) -> None:
        """What was removed of these persons is told: it need not be known any more."""
        for person in persons:
            person.removed = None
        self.others_with_bsn.clear()

    def withdraw(self) -> None:
        """From now on everything that was published before is to be cleared away."""
        self.withdrawn_before, self.is_cleared = datetime.now(UTC), False

    @property
    def asked(self) -> list[Person]:
        return [person for person in self.persons.values() if person.is_asked]

    @property
    def fingerprint(self) -> str:
        """Changes with every client that asks; what is learned about them in a night does not change it."""
        return hashlib.sha256("".join(sorted(person.client for person in self.asked)).encode()).hexdigest()[:16]

    def _content(self) -> bytes:
        persons = [person for _, person in sorted(self.persons.items())]
        stored = _Stored(self.salt, self.withdrawn_before, self.is_cleared, persons, self.others_with_bsn)
        return _FILE.dump_json(stored, indent=1)
