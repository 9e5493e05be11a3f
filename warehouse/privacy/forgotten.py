"""The list of who is forgotten, kept in the restricted area: pseudonyms and traces, no identifier and no date of birth.

A trace tells that an id was theirs without holding it: SHA-256 with a salt of the list's own, so that it outlives the
pseudonym key. Finding and removing rows is `sweeping`'s.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from warehouse.faults import Fault

_DATES = ("vanished_on", "until")
KNOWN_BY = ("bsn", "participation", "invitation", "response", "decision")


class ListUnreadable(Fault):
    """The list of forgotten persons is there and cannot be read; going on without it would bring them back."""


@dataclass
class Person:
    """A forgotten client.

    is_asked: asked to be forgotten, for ever and everywhere. Else the client vanished from the snapshots: what was
    delivered before `until` goes (None: everything yet), and `vanished_on` is the first snapshot without the client.
    traces: by what else rows of the person are known: pseudonyms of the BSN, traces of ids.
    found_in: the deliveries in which rows of the person stood.
    removed: from asking until a receipt told it, the lines that were taken out, by kind (or notes) and delivery. Lines
    and no counts, so that what is found twice (a killed sweep, files read again) counts once.
    """

    client: str
    is_asked: bool = False
    vanished_on: date | None = None
    until: date | None = None
    traces: dict[str, set[str]] = field(default_factory=lambda: {what: set() for what in KNOWN_BY})
    found_in: set[str] = field(default_factory=set)
    removed: dict[str, dict[str, set[int]]] | None = None

    def is_due(self, as_of: date, retention_days: int) -> bool:
        """Whether the client is to be forgotten by this day."""
        if self.is_asked or self.vanished_on is None:
            return self.is_asked
        return ((self.until or as_of) - self.vanished_on).days > retention_days


class Forgotten:
    """The persons by pseudonym. One JSON file, replaced whole.

    withdrawn_before: what was published before then may never be seen again, since somebody asked or the key changed.
    is_cleared: whether all of it is gone.
    others_with_bsn: until a receipt told it, who else had the BSN of somebody who asked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved: str | None = None
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
            content = json.loads(path.read_text(encoding="utf-8"))
            forgotten.salt, forgotten.is_cleared = content["salt"], content["is_cleared"]
            if content["withdrawn_before"]:
                forgotten.withdrawn_before = datetime.fromisoformat(content["withdrawn_before"])
            forgotten.others_with_bsn = set(content.get("others_with_bsn", ()))
            forgotten.persons = {row["client"]: _from_json(row) for row in content["persons"]}
        except (ValueError, KeyError, TypeError):
            raise ListUnreadable(
                f"The list of forgotten persons ({path}) cannot be read. Put it back from a backup: without it"
                " forgotten persons would come back."
            ) from None
        forgotten._saved = forgotten._text()
        return forgotten

    def save(self) -> None:
        """Replace the file on disk, whole or not at all, if anything changed."""
        text = self._text()
        if text == self._saved:
            return
        temporary = self._path.with_name(f".{self._path.name}.tmp")
        with temporary.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(self._path)
        self._saved = text

    def ask(self, clients: Iterable[str]) -> None:
        """Put clients on the list for ever."""
        for client in clients:
            person = self.persons.setdefault(client, Person(client))
            person.is_asked, person.vanished_on, person.until = True, None, None
            person.removed = person.removed or {}
        self.withdraw()

    def judge_anew(self, as_of: date, retention_days: int) -> None:
        """Take off the list who lapsed under a later day, or by a shorter term, and is not due now."""
        self.persons = {
            client: person for client, person in self.persons.items() if person.is_due(as_of, retention_days)
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

    def _text(self) -> str:
        content = {
            "salt": self.salt,
            "withdrawn_before": self.withdrawn_before.isoformat() if self.withdrawn_before else None,
            "is_cleared": self.is_cleared,
            "others_with_bsn": sorted(self.others_with_bsn),
            "persons": [_to_json(person) for _, person in sorted(self.persons.items())],
        }
        return json.dumps(content, indent=1)


def _to_json(person: Person) -> dict[str, Any]:
    row: dict[str, Any] = {found.name: getattr(person, found.name) for found in fields(Person)}
    row |= {name: row[name] and row[name].isoformat() for name in _DATES}
    row["traces"] = {what: sorted(traces) for what, traces in person.traces.items()}
    row["found_in"] = sorted(person.found_in)
    row["removed"] = person.removed and {
        what: {delivery_id: sorted(lines) for delivery_id, lines in found.items()}
        for what, found in person.removed.items()
    }
    return row


def _from_json(row: dict[str, Any]) -> Person:
    known = dict(row)
    known |= {name: row[name] and date.fromisoformat(row[name]) for name in _DATES}
    known["traces"] = {what: set(row["traces"].get(what, ())) for what in KNOWN_BY}
    known["removed"] = row.get("removed") and {
        what: {delivery_id: set(lines) for delivery_id, lines in found.items()}
        for what, found in row["removed"].items()
    }
    return Person(**known | {"found_in": set(row["found_in"])})
