"""One night's intake, seen from outside: look at the landing area, take each kind, hand the rows to dbt.

What to decide on is candidates.py's, what is planned for it acceptance.py's, how a file is read delivery_reader.py's.
"""

import copy
import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.columns import Identity
from schemas.kinds import KINDS
from schemas.mapping import KindMapping, MappingFault, load_mappings, mapping_files
from schemas.reference import Reference, load_reference
from schemas.rules import Rule
from warehouse.brake import Today
from warehouse.disk.places import Places
from warehouse.erasure.forgotten import Forgotten, Person
from warehouse.erasure.retention import Term
from warehouse.erasure.sweep import Sweep
from warehouse.faults import Fault
from warehouse.intake import file_names
from warehouse.intake.acceptance import Acceptance, carry_out, is_decided_by
from warehouse.intake.candidates import Candidates
from warehouse.intake.delivery_dates import DeliveryDates
from warehouse.intake.delivery_reader import DeliveryReader
from warehouse.intake.ingest import Bounds
from warehouse.intake.landed_files import LandedFiles
from warehouse.intake.report import KindReport, Look
from warehouse.intake.rules_fingerprint import rules_fingerprint
from warehouse.intake.safe_names import SafeNames
from warehouse.intake.withdrawal import withdraw
from warehouse.landing import open_landing_area
from warehouse.landing.area import LandingOptions
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.raw.build_database import remove_build_database, write_raw_schema
from warehouse.raw.ledger import DeliveryFile, Ledger, Status
from warehouse.raw.store import RawStore
from warehouse.reading import Limits


class AnotherKey(Fault):
    """The pseudonym key is not the one that made the rows in raw."""


class Intake:
    """The intake of one warehouse on one day. `reread`: read every file again that is still in the landing area."""

    def __init__(
        self, *, landing_url: str, warehouse_dir: Path, mapping_dir: Path | None, pseudonym_key: bytes, as_of: date,
        only_test_bsns: bool, max_quarantined_share: float = 0.2, limits: Limits | None = None, reread: bool = False,
        landing_options: LandingOptions | None = None, retention_days: int = 730,
        pseudonymiser: Pseudonymiser | None = None, last_night: date | None = None, confirmed: date | None = None,
        reference: Reference | None = None,
    ) -> None:  # fmt: skip
        self._places = places = Places(warehouse_dir)
        places.prepare()
        landing = open_landing_area(landing_url, landing_options)
        self._reference = reference or load_reference()
        mappings = _load_mappings(mapping_dir, self._reference)
        self._mapping_dir, self._bounds = mapping_dir, Bounds(only_test_bsns, max_quarantined_share, limits or Limits())
        self._as_of, self._last_night, self._confirmed = as_of, last_night, confirmed
        self._reread, self._retention_days = reread, retention_days
        self._spill, self._is_swept = places.build / "spill", False
        self._store = RawStore(places.raw, places.quarantine)
        self._pseudonymiser = pseudonymiser or Pseudonymiser(pseudonym_key)
        self._forgotten = Forgotten.load(places.forgotten)
        self._ledger = Ledger.load(places.ledger)
        _refuse_another_key(places, self._ledger, self._pseudonymiser)
        self._names = SafeNames(self._pseudonymiser, self._store, self._forgotten, self._ledger)
        self._names.adopt()
        self._dates = DeliveryDates(self._ledger, as_of)
        self._landed = LandedFiles(landing, self._names, self._bounds.limits)
        self._candidates = Candidates(self._landed, self._ledger, self._names, self._dates, mappings, as_of, reread)
        self._reader = DeliveryReader(
            self._landed, self._names, self._store, self._pseudonymiser, mappings, self._bounds
        )

    def look(self) -> Look:
        """Look at the landing area. Opens nothing."""
        files = []
        changed = self._ledger.rules != self._rules
        for file in self._landed.files:
            known = self._candidates.known(file)
            changed = changed or known is None or not self._is_settled(known)
            files.append(known or self._candidates.row_of(file, None))
        return Look(files, changed)

    def take_ignored(self) -> list[DeliveryFile]:
        """Note what lies in the landing area and is no delivery; it is never opened."""
        ignored = []
        for file in self._landed.files:
            kind = file_names.kind_of(file)
            if isinstance(kind, Rule):
                row = self._candidates.row_of(file, None)
                row.become(Status.IGNORED, kind)
                self._ledger.put(row)
                ignored.append(row)
        self._save_ledger()
        return ignored

    def take(self, kind_name: str) -> KindReport:
        """Take the new files of one kind, and decide on all of the kind's files anew."""
        kind = KINDS[kind_name]
        self._begin_change()
        self._store.prepare(kind)
        tonight, gone = self._candidates.of(kind)
        acceptance = Acceptance(kind, self._rules, self._store.stored(kind), self._reread)
        carry_out(acceptance.plan([*tonight, *gone]), self._reader.read)
        rows = [candidate.row for candidate in tonight]
        for row in rows:
            self._ledger.put(row)
        self._save_ledger()
        self._store.keep_only(kind, self._delivery_ids(Status.ACCEPTED), self._delivery_ids(Status.REJECTED))
        return KindReport.of(kind_name, rows)

    def _delivery_ids(self, status: Status) -> list[str]:
        return [row.delivery_id for row in self._ledger.files if row.delivery_id and row.status is status]

    def write_raw_schema(self, build_database: Path) -> None:
        """A fresh build database with schema raw: rows of every accepted delivery, and the ledger.

        Whoever is to be forgotten is swept out of the store before. Of files that are written after the first nothing
        is left to sweep.
        """
        if not self._is_swept:
            self._sweep()
        write_raw_schema(build_database, self._ledger, self._store, self._reference)

    def _sweep(self) -> None:
        self._ledger.rules = self._rules
        self._names.shield(self._ledger.files)
        Sweep(self._ledger, self._store, self._forgotten, self._spill, self._term).run()
        self._save_ledger()
        self._is_swept = True

    def would_forget(self) -> bool:
        """Whether somebody's rows go because of the day alone, although nothing was delivered. Removes nothing. So too
        where stored rows cannot be read: a night that takes all kinds reads their files again.
        """
        throwaway = copy.deepcopy(self._forgotten)
        try:
            return Sweep(self._ledger, self._store, throwaway, self._spill, self._term).finds_lapsed()
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
        n_rows = withdraw(self._ledger, key, file_name, {self._names.key(file.path) for file in self._landed.files})
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
        remove_build_database(self._places.build_database)
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
    def _rules(self) -> str:
        files = mapping_files(self._mapping_dir) | self._reference.files
        return rules_fingerprint(self._bounds, files, self._places.rules)

    def _is_settled(self, row: DeliveryFile) -> bool:
        """Whether tonight would decide the same on a file that has not changed."""
        was_read_by_these_rules = row.delivery_id is None or is_decided_by(self._rules, row)
        is_the_newest = all(row.seen >= other.seen for other in self._ledger.named(row.key))
        is_waiting = row.status is Status.WAITING
        return was_read_by_these_rules and is_the_newest and not is_waiting and not self._dates.has_another_day(row)


def _refuse_another_key(places: Places, ledger: Ledger, pseudonymiser: Pseudonymiser) -> None:
    if places.rekeying.exists():
        raise AnotherKey("A change of the pseudonym key was interrupted: finish it with make rotate-key.")
    if ledger.key_id not in (None, pseudonymiser.key_id):
        raise AnotherKey(
            "The pseudonym key is not the one that this warehouse was made with, so persons would not be "
            "recognised from night to night: set the former key, change it with make rotate-key, or use another "
            "WAREHOUSE_DIR."
        )


def _load_mappings(directory: Path | None, reference: Reference) -> dict[str, KindMapping]:
    try:
        return load_mappings(directory, reference)
    except MappingFault as fault:
        raise Fault(str(fault)) from None
