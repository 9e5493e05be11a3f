"""One night's intake, seen from outside: look at the landing area, take each kind, hand the rows to dbt.

Which files are taken is in acceptance.py, of which day they are in delivery_dates.py, how one is read in ingest.py,
what names say in file_names.py.
"""

import copy
import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import duckdb
import pyarrow as pa

import schemas
import warehouse
from schemas.columns import Identity
from schemas.kinds import KINDS, DeliveryKind
from schemas.mapping import KindMapping, MappingFault, load_mappings, mapping_files
from schemas.rules import Rule
from warehouse.brake import Today
from warehouse.faults import Fault
from warehouse.intake import file_names
from warehouse.intake.acceptance import Candidate, Decider, is_decided_by
from warehouse.intake.build_database import remove_build_database, write_raw_schema
from warehouse.intake.delivery_dates import DeliveryDates
from warehouse.intake.erasure import forget, would_forget
from warehouse.intake.file_names import NotADelivery
from warehouse.intake.ingest import FileRules, take_file
from warehouse.intake.ledger import DeliveryFile, Ledger, Status
from warehouse.intake.raw_store import DeliveryWriter, RawStore
from warehouse.intake.safe_names import SafeNames
from warehouse.intake.withdrawal import withdraw
from warehouse.landing import FileChanged, FileWithheld, LandedFile, LandingOptions, open_landing_area
from warehouse.places import Places
from warehouse.privacy.forgotten import Forgotten, Person
from warehouse.privacy.names import LEFT_OUT
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.privacy.sweeping import Term
from warehouse.reading import Limits

_READ_BLOCK = 1 << 20
_FRESH_SECONDS = 3.0
_SECONDS_BETWEEN_LOOKS = 1.0
_MOST_NEW_FILES = 5_000  # of a kind a night: some ten minutes
WhyItWaits = tuple[Rule, str | None]
_SOURCES = frozenset(kind.source for kind in KINDS.values())


class AnotherKey(Fault):
    """The pseudonym key is not the one that made the rows in raw."""


@dataclass(frozen=True)
class Look:
    """What lies in the landing area. `changed`: something is new or different since the last night that took it in."""

    files: list[DeliveryFile]
    changed: bool


@dataclass(frozen=True)
class KindReport:
    """What became of the files of one kind that lie in the landing area tonight."""

    kind: str
    files: list[DeliveryFile]
    quarantined_by_rule: dict[str, int] = field(default_factory=dict)

    @property
    def not_taken(self) -> list[DeliveryFile]:
        """The files that lie there and of which nothing was taken for a reason: rejected ones, then those that wait."""
        return [file for status in (Status.REJECTED, Status.WAITING) for file in self.files if file.status is status]

    @property
    def n_unmapped_labels(self) -> int:
        return len({(column, label) for file in self.files for column, label, _ in file.unmapped})

    @property
    def newest_delivered_on(self) -> date | None:
        return max((day for file in self.files if file.counts for day in file.days), default=None)


class Intake:
    """The intake of one warehouse on one day. `reread`: read every file again that is still in the landing area."""

    def __init__(
        self, *, landing_url: str, warehouse_dir: Path, mapping_dir: Path | None, pseudonym_key: bytes, as_of: date,
        only_test_bsns: bool, max_quarantined_share: float = 0.2, limits: Limits | None = None, reread: bool = False,
        landing_options: LandingOptions | None = None, retention_days: int = 730,
        pseudonymiser: Pseudonymiser | None = None, last_night: date | None = None, confirmed: date | None = None,
    ) -> None:  # fmt: skip
        places = Places(warehouse_dir)
        places.prepare()
        self._landing = open_landing_area(landing_url, landing_options)
        self._mapping_dir = mapping_dir
        self._mappings = _load_mappings(mapping_dir)
        self._as_of = as_of
        self._only_test_bsns = only_test_bsns
        self._max_quarantined_share = max_quarantined_share
        self._limits = limits or Limits()
        self._reread = reread
        self._retention_days = retention_days
        self._last_night, self._confirmed = last_night, confirmed
        self._build_database = places.build_database
        self._spill = places.build / "spill"
        self._is_swept = False
        self._store = RawStore(places.raw, places.quarantine)
        self._pseudonymiser = pseudonymiser or Pseudonymiser(pseudonym_key)
        self._forgotten = Forgotten.load(places.forgotten)
        self._ledger = Ledger.load(places.ledger)
        if places.rekeying.exists():
            raise AnotherKey("A change of the pseudonym key was interrupted: finish it with make rotate-key.")
        if self._ledger.key_id not in (None, self._pseudonymiser.key_id):
            raise AnotherKey(
                "The pseudonym key is not the one that this warehouse was made with, so persons would not be "
                "recognised from night to night: set the former key, change it with make rotate-key, or use another "
                "WAREHOUSE_DIR."
            )
        self._names = SafeNames(self._pseudonymiser, self._store, self._forgotten, self._ledger)
        self._names.adopt()
        self._dates = DeliveryDates(self._ledger, as_of)

    def look(self) -> Look:
        """Look at the landing area. Opens nothing."""
        files = []
        changed = self._ledger.rules != self._rules
        for file in self._landed.values():
            known = self._known(file)
            changed = changed or known is None or not self._is_settled(known)
            files.append(known or self._row_of(file, self._kind_name(file), None))
        return Look(files, changed)

    def take_ignored(self) -> list[DeliveryFile]:
        """Note what lies in the landing area and is no delivery; it is never opened."""
        ignored = []
        for file in self._landed.values():
            kind = file_names.kind_of(file)
            if isinstance(kind, NotADelivery):
                row = self._new_row(file, None, None)
                row.become(Status.IGNORED, kind.reason)
                self._ledger.put(row)
                ignored.append(row)
        self._save_ledger()
        return ignored

    def take(self, kind_name: str) -> KindReport:
        """Take the new files of one kind, and decide on all of the kind's files anew."""
        kind = KINDS[kind_name]
        self._begin_change()
        self._store.prepare(kind)
        tonight = list(self._tonight(kind))
        here = {(candidate.row.key, candidate.row.sha256) for candidate in tonight}
        vanished = [
            Candidate(row, earlier=replace(row))
            for row in self._ledger.files
            if row.kind == kind.name and row.sha256 and (row.key, row.sha256) not in here
        ]
        for candidate in (*tonight, *vanished):
            name = candidate.file.name if candidate.file else candidate.row.file_name.rpartition("/")[2]
            if candidate.file or LEFT_OUT not in name:  # What was left out may be what the mapping looks for.
                candidate.row.said_by_name = self._mappings[kind.name].said_by_name(name)
        take, has_rows = partial(self._take_file, kind), partial(self._has_rows, kind)
        Decider(kind, self._rules, take, has_rows, self._reread).decide([*tonight, *vanished])
        rows = [candidate.row for candidate in tonight]
        for row in rows:
            self._ledger.put(row)
        self._save_ledger()
        self._store.keep_only(kind, self._delivery_ids(Status.ACCEPTED), self._delivery_ids(Status.REJECTED))
        by_rule: Counter[str] = Counter()
        for row in rows:
            by_rule.update(row.quarantined_by_rule)
        return KindReport(kind_name, sorted(rows, key=lambda row: row.order), dict(sorted(by_rule.items())))

    def _delivery_ids(self, status: Status) -> list[str]:
        return [row.delivery_id for row in self._ledger.files if row.delivery_id and row.status is status]

    def write_raw_schema(self, build_database: Path) -> None:
        """A fresh build database with schema raw: rows of every accepted delivery, and the ledger.

        Whoever is to be forgotten is swept out of the store before. Of files that are written after the first nothing
        is left to sweep.
        """
        if not self._is_swept:
            self._sweep()
        write_raw_schema(build_database, self._ledger, self._store)

    def _sweep(self) -> None:
        self._ledger.rules = self._rules
        self._names.shield(self._ledger.files)
        forget(self._ledger, self._store, self._forgotten, self._spill, self._term)
        self._save_ledger()
        self._is_swept = True

    def would_forget(self) -> bool:
        """Whether somebody's rows go because of the day alone, although nothing was delivered. Removes nothing. So too
        where stored rows cannot be read: a night that takes all kinds reads their files again.
        """
        throwaway = copy.deepcopy(self._forgotten)
        try:
            return would_forget(self._ledger, self._store, throwaway, self._spill, self._term)
        except (OSError, duckdb.Error, pa.ArrowException):
            return True

    @property
    def today(self) -> Today:
        """The night's day, beside what was taken by now."""
        newest = self._ledger.newest_dated_by_name
        return Today(self._as_of, self._last_night, newest, self._confirmed)

    @property
    def _term(self) -> Term:
        return Term(self._as_of, self._retention_days, is_braked=self.today.is_braked, is_anew=self._reread)

    def forget_clients(self, client_ids: Iterable[str]) -> list[Person]:
        """Put clients on the list of forgotten persons. Their rows go when the raw schema is written."""
        self._begin_change()
        pseudonyms = [self._pseudonymiser.pseudonym(Identity.CLIENT, client_id) for client_id in client_ids]
        self._forgotten.ask(pseudonyms)
        self._forgotten.save()
        return [self._forgotten.persons[pseudonym] for pseudonym in pseudonyms]

    def withdraw(self, file_name: str) -> int:
        """Take back a delivery that no longer lies in the landing area; gives how many rows it brought."""
        key = self._names.key(file_name)
        n_rows = withdraw(self._ledger, key, file_name, {self._names.key(file.path) for file in self._landed.values()})
        self._begin_change()
        self._save_ledger()
        return n_rows

    def shown(self, file_name: str) -> str:
        """A file's name, given as it was delivered, as it may be shown."""
        return self._names.shown(file_name)

    def _save_ledger(self) -> None:
        """With no number in a name of which it is known by now that it is a client's."""
        self._names.shield(self._ledger.files)
        self._ledger.save()

    def _begin_change(self) -> None:
        """Until the next sweep the store may hold forgotten persons: no build file shows its rows meanwhile. The key
        is recorded before the first pseudonym is stored: after a first night that fails no other one may be taken.
        """
        self._is_swept = False
        remove_build_database(self._build_database)
        if self._ledger.key_id is None:
            self._ledger.key_id = self._pseudonymiser.key_id
            self._save_ledger()

    @property
    def forgotten(self) -> Forgotten:
        """Who is forgotten."""
        return self._forgotten

    @property
    def fingerprint(self) -> str:
        """A short name of all that the tables depend on, AS_OF aside: the files, what became of them, the rules, the
        key, and who is forgotten.
        """
        rows = [(row.order, row.days, row.sha256, row.status, row.reason, row.verdict) for row in self._ledger.files]
        beside = (self._rules, self._pseudonymiser.key_id, self._forgotten.fingerprint, self._retention_days)
        return hashlib.sha256(repr((beside, rows)).encode()).hexdigest()[:16]

    @cached_property
    def _landed(self) -> dict[str, LandedFile]:
        """Tonight's look, the same for all kinds. What was written this very moment gets time to show that it grows."""
        landed = {file.path: file for file in self._landing.look(_SOURCES)}
        self._names.expect(landed.values())
        now = time.time()
        if any(abs(now - file.modified_ns / 1e9) < _FRESH_SECONDS for file in landed.values()):
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return landed

    @cached_property
    def _rules(self) -> str:
        """Fingerprint of the code and mappings that decide on rows; another one means that files are read again."""
        digest = hashlib.sha256(repr((self._only_test_bsns, self._max_quarantined_share, self._limits)).encode())
        package, ours = Path(schemas.__file__).parent, Path(warehouse.__file__).parent
        sources = [*package.glob("*.py"), *(ours / "reading").glob("*.py"), *(ours / "intake").glob("*.py")]
        for path in [*sorted(sources), *mapping_files(self._mapping_dir).values()]:
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:16]

    def _known(self, file: LandedFile) -> DeliveryFile | None:
        """The ledger's row of a file that has not changed since it was hashed."""
        for row in self._ledger.named(self._names.key(file.path)):
            if (row.size, row.modified_ns) == (file.size, file.modified_ns):
                return row
        return None

    def _is_settled(self, row: DeliveryFile) -> bool:
        """Whether tonight would decide the same on a file that has not changed."""
        was_read_by_these_rules = row.delivery_id is None or is_decided_by(self._rules, row)
        is_the_newest = all(row.seen >= other.seen for other in self._ledger.named(row.key))
        is_waiting = row.status is Status.WAITING
        return was_read_by_these_rules and is_the_newest and not is_waiting and not self._dates.has_another_day(row)

    @staticmethod
    def _kind_name(file: LandedFile) -> str | None:
        kind = file_names.kind_of(file)
        return None if isinstance(kind, NotADelivery) else kind.name

    def _new_row(self, file: LandedFile, kind: DeliveryKind | None, sha256: str | None) -> DeliveryFile:
        key = self._names.key(file.path)
        earlier = self._ledger.find(key, sha256) or self._ledger.find(key, None)
        row = self._row_of(file, kind.name if kind else None, sha256)
        row.taken_on = earlier.taken_on if earlier else self._as_of
        return row

    def _row_of(self, file: LandedFile, kind_name: str | None, sha256: str | None) -> DeliveryFile:
        """What was once left out of a name stays out."""
        key = self._names.key(file.path)
        file_name = next((row.file_name for row in self._ledger.named(key)), file.shown)
        return DeliveryFile(
            file_name, Status.WAITING, kind_name, sha256, size=file.size, modified_ns=file.modified_ns, file_key=key
        )

    def _tonight(self, kind: DeliveryKind) -> Iterator[Candidate]:
        """The kind's files in the landing area, hashed and dated; without a hash those that wait for a later night.

        The newest first, so that of more than a night takes those come that today's state is made of.
        """
        n_new = 0
        files = [file for file in self._landed.values() if file_names.kind_of(file) is kind]
        for file in sorted(files, key=lambda file: (self._dates.day_of_unread(file), file.path), reverse=True):
            known = self._known(file)
            sha256 = known.sha256 if known else None
            is_new = sha256 is None
            why_it_waits: WhyItWaits | None = None
            if is_new and n_new >= _MOST_NEW_FILES:
                why_it_waits = Rule.TOO_MANY_FILES, None
            elif is_new or self._reread:
                sha256, why_it_waits = self._hash(file)
                # What cannot be read takes no other file's place, this night and every next one.
                n_new += is_new and sha256 is not None
            candidate = Candidate(
                self._new_row(file, kind, sha256), file, self._ledger.find(self._names.key(file.path), sha256)
            )
            if why_it_waits is not None:
                candidate.row.become(Status.WAITING, *why_it_waits)
            self._dates.date_file(candidate, file)
            yield candidate

    def _hash(self, file: LandedFile) -> tuple[str | None, WhyItWaits | None]:
        """SHA-256 of the content, or why it cannot be had tonight."""
        digest = hashlib.sha256()
        try:
            with self._landing.open(file) as stream:
                while block := stream.read(_READ_BLOCK):
                    digest.update(block)
            self._confirm(file)
        except (FileChanged, FileWithheld) as fault:
            return None, _why_it_waits(fault)
        return digest.hexdigest(), None

    def _take_file(self, kind: DeliveryKind, file: LandedFile, row: DeliveryFile) -> None:
        """Read one file and fill in its row."""
        assert row.delivery_id is not None
        assert row.delivered_on is not None
        # Of a content that lies there under another name its own name tells, as far as it was kept.
        is_its_own = row.key == self._names.key(file.path)
        name = file.name if is_its_own else row.file_name.rpartition("/")[2]
        rules = FileRules(
            self._mappings[kind.name], name, row.delivered_on, self._only_test_bsns,
            self._max_quarantined_share, self._limits,
        )  # fmt: skip
        writer = DeliveryWriter(self._store, kind, row.delivery_id, self._pseudonymiser)
        opened, confirmed = partial(self._landing.open, file), partial(self._confirm, file)
        try:
            taken = take_file(opened, file_names.extension_of(file.name), rules, writer, confirmed)
        except (FileChanged, FileWithheld) as fault:
            row.become(Status.WAITING, *_why_it_waits(fault))
            return
        self._names.search_again(self._store.rows_path(kind, row.delivery_id))
        row.status = Status.REJECTED if taken.rejected else Status.ACCEPTED
        if taken.rejected:
            row.reason, row.detail = taken.rejected.rule.value, taken.rejected.detail
        row.n_read, row.n_valid = taken.n_read, taken.n_valid
        row.n_quarantined, row.n_dropped = taken.n_quarantined, taken.n_dropped
        row.quarantined_by_rule, row.unmapped = taken.quarantined_by_rule, taken.unmapped
        row.extra_columns = taken.extra_columns

    def _confirm(self, file: LandedFile) -> None:
        if not self._landing.is_unchanged(file):
            raise FileChanged(file.shown)

    def _has_rows(self, kind: DeliveryKind, row: DeliveryFile) -> bool:
        return row.delivery_id is not None and self._store.rows_path(kind, row.delivery_id).exists()


def _why_it_waits(fault: FileChanged | FileWithheld) -> WhyItWaits:
    """The file is tried again the next night."""
    return (Rule.CANNOT_BE_READ, str(fault)) if isinstance(fault, FileWithheld) else (Rule.NOT_YET_COMPLETE, None)


def _load_mappings(directory: Path | None) -> dict[str, KindMapping]:
    try:
        return load_mappings(directory)
    except MappingFault as fault:
        raise Fault(str(fault)) from None
