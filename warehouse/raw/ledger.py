"""The ledger: what became of every file that was ever seen, once a name and content. One JSON file, replaced whole.

What becomes of a file is acceptance.py's and ingest.py's to say; what of a name may be kept is safe_names.py's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from schemas.rules import ADVICE, Rule
from warehouse.disk.files import replace_whole


class Status(StrEnum):
    """What became of a file (`audit.delivery_file.status`)."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"
    WAITING = "waiting"


@dataclass
class DeliveryFile:
    """A file name x content. `file_name` is the name as it may be kept, `file_key` a keyed hash of the whole one, by
    which names that are shown alike stay apart ('' in a ledger from before there were keys).

    `reason` is a rule's name, `detail` a plain sentence without any value. `n_valid` counts the rows in raw, those that
    wait for a parent included; `n_forgotten` those of n_dropped that were of forgotten persons.
    `delivery_id` names the rows in raw and quarantine; None where nothing was read. `verdict` is the fingerprint of
    all that the outcome depends on beside the content; `seen` orders contents that came under one name. `delivered_on`
    is the day on which the content first stood there, `returned_on` are the days on which it was put back under a name
    without a date, after other content; `written_on` holds these days as the modification times say, also when AS_OF
    lay before them: until it has come to such a day, the night that first saw the content gives its day.
    `said_by_name` is what the mapping takes from the name: where that differs, equal bytes are different rows.
    """

    file_name: str
    status: Status
    kind: str | None = None
    sha256: str | None = None
    delivered_on: date | None = None
    returned_on: list[date] = field(default_factory=list)
    written_on: list[date] = field(default_factory=list)
    reason: str | None = None
    detail: str | None = None
    n_read: int = 0
    n_valid: int = 0
    n_quarantined: int = 0
    n_dropped: int = 0
    n_forgotten: int = 0
    delivery_id: str | None = None
    verdict: str | None = None
    size: int = 0
    modified_ns: int = 0
    seen: int = 0
    taken_on: date | None = None
    quarantined_by_rule: dict[str, int] = field(default_factory=dict)
    unmapped: list[tuple[str, str, int]] = field(default_factory=list)
    extra_columns: list[str] = field(default_factory=list)
    file_key: str = ""
    said_by_name: str = ""

    @property
    def key(self) -> str:
        """What the ledger knows the name by."""
        return self.file_key or self.file_name

    @property
    def counts(self) -> bool:
        """Whether its content stands in the tables, be it through another file that holds the same."""
        return self.status in (Status.ACCEPTED, Status.DUPLICATE)

    @property
    def content(self) -> tuple[str | None, str | None, str]:
        """What its rows are made of: rows of equal content are taken once."""
        return self.kind, self.sha256, self.said_by_name

    @property
    def days(self) -> list[date]:
        """The days for which this content counts, in order."""
        return sorted({self.delivered_on, *self.returned_on}) if self.delivered_on else []

    @property
    def days_by_time(self) -> list[date]:
        """The days that its modification times gave, one each."""
        return [self.delivered_on, *self.returned_on] if self.delivered_on else []

    def take_outcome_of(self, other: "DeliveryFile") -> None:
        """Take over what became of the same content before."""
        for name in _OUTCOME:
            setattr(self, name, getattr(other, name))

    def become(self, status: Status, rule: Rule, detail: str | None = None) -> None:
        """An outcome without rows."""
        self.take_outcome_of(DeliveryFile(self.file_name, status, reason=rule.value, detail=detail or ADVICE[rule]))

    @property
    def order(self) -> tuple[date, str, str, int]:
        """Newer is greater: by date, then by name, then by which content came later under that name."""
        return (self.delivered_on or date.min, self.file_name, self.file_key, self.seen)


_OUTCOME = (
    "status", "reason", "detail", "n_read", "n_valid", "n_quarantined", "n_dropped", "n_forgotten", "delivery_id",
    "verdict", "quarantined_by_rule", "unmapped", "extra_columns",
)  # fmt: skip


@dataclass
class _Stored:
    """The contents of the file."""

    key_id: str | None
    rules: str | None
    files: list[DeliveryFile]


_FILE = TypeAdapter(_Stored)


class Ledger:
    """All rows, by key of the name and by content. A name of which nothing was hashed yet has a row without content."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._by_name: dict[str, dict[str | None, DeliveryFile]] = {}
        self.key_id: str | None = None
        self.rules: str | None = None

    @classmethod
    def load(cls, path: Path) -> "Ledger":
        """The ledger as it was last saved; an empty one when there is none yet."""
        ledger = cls(path)
        if path.exists():
            stored = _FILE.validate_json(path.read_bytes())
            ledger.key_id, ledger.rules = stored.key_id, stored.rules
            for row in stored.files:
                ledger.put(row)
        return ledger

    def save(self) -> None:
        """Replace the file on disk: whole or not at all."""
        replace_whole(self._path, _FILE.dump_json(_Stored(self.key_id, self.rules, self.files), indent=1))

    @property
    def files(self) -> list[DeliveryFile]:
        """Every row, in order of name and content."""
        rows = (row for of_name in self._by_name.values() for row in of_name.values())
        return sorted(rows, key=lambda row: (row.file_name, row.file_key, row.sha256 or ""))

    @property
    def newest_dated_by_name(self) -> date | None:
        """The latest date in the name of a file that counts."""
        dated = (row.delivered_on for row in self.files if row.counts and not row.written_on)
        return max((day for day in dated if day), default=None)

    def put(self, file: DeliveryFile) -> None:
        """Put or replace a row; once a name's content is known, its row without content goes."""
        rows = self._by_name.setdefault(file.key, {})
        rows.pop(None, None)
        rows[file.sha256] = file

    def remove(self, key: str) -> None:
        """Forget a name with all its contents."""
        del self._by_name[key]

    def rekey(self, key_of: Callable[[DeliveryFile], str]) -> None:
        """Know every name by another key."""
        rows = self.files
        self._by_name = {}
        for row in rows:
            row.file_key = key_of(row)
            self.put(row)

    def named(self, key: str) -> list[DeliveryFile]:
        return list(self._by_name.get(key, {}).values())

    def shown_as(self, file_name: str) -> list[str]:
        """The keys of the names that are shown so."""
        return sorted({row.key for row in self.files if row.file_name == file_name})

    def find(self, key: str, sha256: str | None) -> DeliveryFile | None:
        return self._by_name.get(key, {}).get(sha256)
