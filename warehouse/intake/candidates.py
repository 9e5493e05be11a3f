"""The rows of the ledger that a night decides on: a kind's files in the landing area, hashed and dated, and those whose
content is gone from there.

What becomes of them is acceptance.py's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from schemas.kinds import DeliveryKind
from schemas.mapping import KindMapping
from schemas.rules import Rule
from warehouse.intake import file_names
from warehouse.intake.acceptance import Candidate
from warehouse.intake.delivery_dates import DeliveryDates
from warehouse.intake.landed_files import LandedFiles, WhyItWaits
from warehouse.intake.safe_names import SafeNames
from warehouse.landing.area import LandedFile
from warehouse.privacy.names import LEFT_OUT
from warehouse.raw.ledger import DeliveryFile, Ledger, Status

_MOST_NEW_FILES = 5_000  # of a kind a night: some ten minutes


@dataclass(frozen=True)
class Candidates:
    """Finds the candidates of the night of `as_of`. `reread`: hash also what has not changed."""

    landed: LandedFiles
    ledger: Ledger
    names: SafeNames
    dates: DeliveryDates
    mappings: Mapping[str, KindMapping]
    as_of: date
    reread: bool

    def known(self, file: LandedFile) -> DeliveryFile | None:
        """The ledger's row of a file that has not changed since it was hashed."""
        for row in self.ledger.named(self.names.key(file.path)):
            if (row.size, row.modified_ns) == (file.size, file.modified_ns):
                return row
        return None

    def row_of(self, file: LandedFile, sha256: str | None) -> DeliveryFile:
        """A fresh row of this content, or without one. What was once left out of a name stays out."""
        kind = file_names.kind_of(file)
        key = self.names.key(file.path)
        file_name = next((row.file_name for row in self.ledger.named(key)), file.shown)
        earlier = self.ledger.find(key, sha256) or self.ledger.find(key, None)
        return DeliveryFile(
            file_name, Status.WAITING, None if isinstance(kind, Rule) else kind.name, sha256, size=file.size,
            modified_ns=file.modified_ns, file_key=key, taken_on=earlier.taken_on if earlier else self.as_of,
        )  # fmt: skip

    def of(self, kind: DeliveryKind) -> tuple[list[Candidate], list[Candidate]]:
        """Those in the landing area, without a hash where they wait for a later night; and those that are gone."""
        tonight = list(self._tonight(kind))
        here = {(candidate.row.key, candidate.row.sha256) for candidate in tonight}
        gone = [
            Candidate(row, earlier=replace(row))
            for row in self.ledger.files
            if row.kind == kind.name and row.sha256 and (row.key, row.sha256) not in here
        ]
        for candidate in (*tonight, *gone):
            name = candidate.file.name if candidate.file else candidate.row.file_name.rpartition("/")[2]
            if candidate.file or LEFT_OUT not in name:  # What was left out may be what the mapping looks for.
                candidate.row.said_by_name = self.mappings[kind.name].said_by_name(name)
        return tonight, gone

    def _tonight(self, kind: DeliveryKind) -> Iterator[Candidate]:
        """The newest first, so that of more than a night takes those come that today's state is made of."""
        n_new = 0
        files = [file for file in self.landed.files if file_names.kind_of(file) is kind]
        for file in sorted(files, key=lambda file: (self.dates.day_of_unread(file), file.path), reverse=True):
            known = self.known(file)
            sha256 = known.sha256 if known else None
            is_new = sha256 is None
            why_it_waits: WhyItWaits | None = None
            if is_new and n_new >= _MOST_NEW_FILES:
                why_it_waits = Rule.TOO_MANY_FILES, None
            elif is_new or self.reread:
                sha256, why_it_waits = self.landed.hash(file)
                # What cannot be read takes no other file's place, this night and every next one.
                n_new += is_new and sha256 is not None
            earlier = self.ledger.find(self.names.key(file.path), sha256)
            candidate = Candidate(self.row_of(file, sha256), file, earlier)
            if why_it_waits is not None:
                candidate.row.become(Status.WAITING, *why_it_waits)
            self.dates.date_file(candidate, file)
            yield candidate
