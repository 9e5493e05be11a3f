"""Deciding what becomes of a kind's files: one content is taken once, under its first acceptable name. Equal bytes of
which the names say different things (another questionnaire, another wave) are not one content.

The decision depends on the files alone, never on the order in which nights brought them. Looking at the landing
area and reading a file are elsewhere (intake.py, ingest.py).
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemas.kinds import DeliveryKind
from schemas.rules import Rule
from warehouse.intake import file_names
from warehouse.intake.ledger import DeliveryFile, Status
from warehouse.landing import LandedFile
from warehouse.privacy.names import may_hold_a_number


@dataclass
class Candidate:
    """A row of the ledger to decide on. `file` is None where its content is no longer in the landing area;
    `earlier` is what the ledger knew of the same name and content.
    """

    row: DeliveryFile
    file: LandedFile | None = None
    earlier: DeliveryFile | None = None
    fault_of_date: Rule | None = None


@dataclass(frozen=True)
class Decider:
    """Decides on the candidates of one kind. `rules` is the fingerprint of mapping and rules; `take` reads a file
    and fills in its row; `has_rows` tells whether the rows of an accepted one still stand. `reread`: read every file
    again.
    """

    kind: DeliveryKind
    rules: str
    take: Callable[[LandedFile, DeliveryFile], None]
    has_rows: Callable[[DeliveryFile], bool]
    reread: bool = False

    def decide(self, candidates: Iterable[Candidate]) -> None:
        by_content: dict[object, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            if candidate.row.sha256 is not None:
                by_content[candidate.row.content].append(candidate)
        for same_content in by_content.values():
            self._decide_content(same_content)

    def _decide_content(self, same_content: list[Candidate]) -> None:
        is_taken = False
        copy = next((found.file for found in same_content if found.file and self._has_extension(found.file)), None)
        for candidate in sorted(same_content, key=lambda candidate: candidate.row.order):
            row = candidate.row
            if candidate.file is None:
                self._decide_vanished(candidate, copy, is_taken)
            elif fault := self._fault_of_name(candidate.file, candidate):
                row.become(Status.REJECTED, fault)
            elif is_taken:
                row.become(Status.DUPLICATE, Rule.SAME_CONTENT)
            else:
                self._judge(candidate.file, candidate)
            is_taken = is_taken or row.status is Status.ACCEPTED

    def _decide_vanished(self, candidate: Candidate, copy: LandedFile | None, is_taken: bool) -> None:
        """A file that is gone keeps what it brought; where its content lies there under another name, `copy`, other
        rules get another try at it.
        """
        if candidate.row.status is Status.ACCEPTED:
            if is_taken:
                candidate.row.become(Status.DUPLICATE, Rule.SAME_CONTENT)
            elif copy is not None:
                self._judge(copy, candidate)

    def _fault_of_name(self, file: LandedFile, candidate: Candidate) -> Rule | None:
        return candidate.fault_of_date if self._has_extension(file) else Rule.NOT_ITS_EXTENSION

    def _has_extension(self, file: LandedFile) -> bool:
        return file_names.extension_of(file.name) in self.kind.extensions

    def _judge(self, file: LandedFile, candidate: Candidate) -> None:
        """Read the file, unless it was read before under the same rules. Until it can be, what was read stands."""
        row, earlier = candidate.row, candidate.earlier
        if earlier is not None and not self.reread and self._holds(earlier, row) and self._stands(earlier):
            row.take_outcome_of(earlier)
            return
        # A hash that everybody may read must not tell, to who tries them all, which number stands in a name.
        name = row.key if may_hold_a_number(row.file_name) else row.file_name
        delivery_id = _short_hash(self.kind.name, row.sha256, name, row.delivered_on)
        verdict = verdict_of(self.rules, delivery_id)
        row.take_outcome_of(DeliveryFile(row.file_name, Status.WAITING, delivery_id=delivery_id, verdict=verdict))
        self.take(file, row)
        if row.status is Status.WAITING and earlier is not None and self._brought_rows(earlier):
            row.take_outcome_of(earlier)

    def _holds(self, earlier: DeliveryFile, row: DeliveryFile) -> bool:
        """Whether the same was decided on by the same rules."""
        is_of_that_day = earlier.delivered_on == row.delivered_on
        return is_of_that_day and is_decided_by(self.rules, earlier)

    def _stands(self, earlier: DeliveryFile) -> bool:
        return earlier.status is Status.REJECTED or self._brought_rows(earlier)

    def _brought_rows(self, earlier: DeliveryFile) -> bool:
        return earlier.status is Status.ACCEPTED and self.has_rows(earlier)


def is_decided_by(rules: str, row: DeliveryFile) -> bool:
    """Whether these rules decided on what was read of a file."""
    return row.delivery_id is not None and row.verdict == verdict_of(rules, row.delivery_id)


def verdict_of(rules: str, delivery_id: str) -> str:
    """The fingerprint of all that an outcome depends on beside the content."""
    return _short_hash(rules, delivery_id)


def _short_hash(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogateescape")).hexdigest()[:32]
