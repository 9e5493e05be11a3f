"""Which files of a kind are taken, as a plan: one content is taken once, under its first acceptable name. Equal bytes
of which the names say different things (another questionnaire, another wave) are not one content.

The plan depends on the files alone, never on the order in which nights brought them. Nothing is opened here: reading is
delivery_reader.py's, what lies there tonight candidates.py's.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from schemas.kinds import DeliveryKind
from schemas.rules import Rule
from warehouse.intake import file_names
from warehouse.landing.area import LandedFile
from warehouse.privacy.names import may_hold_a_number
from warehouse.raw.ledger import DeliveryFile, Status


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
class Attempt:
    """To take a content under one name: `file` is read, as the delivery of this id. `known` is what was read of it
    before: it stands where there is nothing to read, and where the file cannot be read tonight.
    """

    row: DeliveryFile
    known: DeliveryFile | None
    file: LandedFile | None = None
    delivery_id: str = ""


@dataclass(frozen=True)
class Plan:
    """By the rules with this fingerprint. `refused`: rows that are rejected for their name alone. `contents`: for each
    content the names to take it under, in order; once one is accepted the others are duplicates.
    """

    rules: str
    refused: list[tuple[DeliveryFile, Rule]] = field(default_factory=list)
    contents: list[list[Attempt]] = field(default_factory=list)


@dataclass(frozen=True)
class Acceptance:
    """Plans for one kind. `rules` is the fingerprint of what decides on rows; `stored` are the deliveries of which the
    rows stand in the raw store. `reread`: read every file again.
    """

    kind: DeliveryKind
    rules: str
    stored: Collection[str]
    reread: bool = False

    def plan(self, candidates: Iterable[Candidate]) -> Plan:
        """What is to be done with the candidates; those without a hash wait, and are left alone."""
        plan = Plan(self.rules)
        by_content: dict[object, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            if candidate.row.sha256 is not None:
                by_content[candidate.row.content].append(candidate)
        for same_content in by_content.values():
            copy = next((found.file for found in same_content if found.file and self._has_extension(found.file)), None)
            attempts = []
            for candidate in sorted(same_content, key=lambda candidate: candidate.row.order):
                if candidate.file is None:
                    attempts += self._attempts_at_vanished(candidate, copy)
                elif fault := self._fault_of_name(candidate.file, candidate):
                    plan.refused.append((candidate.row, fault))
                else:
                    attempts.append(self._attempt(candidate.file, candidate))
            plan.contents.append(attempts)
        return plan

    def _fault_of_name(self, file: LandedFile, candidate: Candidate) -> Rule | None:
        return candidate.fault_of_date if self._has_extension(file) else Rule.NOT_ITS_EXTENSION

    def _has_extension(self, file: LandedFile) -> bool:
        return file_names.extension_of(file.name) in self.kind.extensions

    def _attempts_at_vanished(self, candidate: Candidate, copy: LandedFile | None) -> list[Attempt]:
        """A file that is gone keeps what it brought; where its content lies there under another name, `copy`, other
        rules get another try at it.
        """
        if candidate.row.status is not Status.ACCEPTED:
            return []
        return [self._attempt(copy, candidate) if copy else Attempt(candidate.row, known=candidate.row)]

    def _attempt(self, file: LandedFile, candidate: Candidate) -> Attempt:
        """The file is read, unless it was read before under the same rules."""
        row, earlier = candidate.row, candidate.earlier
        has_rows = earlier is not None and self._has_rows(earlier)
        if earlier is not None and self._holds(earlier, row) and (has_rows or earlier.status is Status.REJECTED):
            return Attempt(row, known=earlier)
        return Attempt(row, earlier if has_rows else None, file, self._delivery_id(row))

    def _holds(self, earlier: DeliveryFile, row: DeliveryFile) -> bool:
        """Whether the same was decided on by the same rules."""
        return not self.reread and earlier.delivered_on == row.delivered_on and is_decided_by(self.rules, earlier)

    def _has_rows(self, earlier: DeliveryFile) -> bool:
        return earlier.status is Status.ACCEPTED and earlier.delivery_id in self.stored

    def _delivery_id(self, row: DeliveryFile) -> str:
        # A hash that everybody may read must not tell, to who tries them all, which number stands in a name.
        name = row.key if may_hold_a_number(row.file_name) else row.file_name
        return _short_hash(self.kind.name, row.sha256, name, row.delivered_on)


def carry_out(plan: Plan, read: Callable[[LandedFile, DeliveryFile], None]) -> None:
    """Fill in the rows of a plan. `read` reads a file and fills in its row, which has its delivery id by then."""
    for row, fault in plan.refused:
        row.become(Status.REJECTED, fault)
    for attempts in plan.contents:
        is_taken = False
        for attempt in attempts:
            row = attempt.row
            if is_taken:
                row.become(Status.DUPLICATE, Rule.SAME_CONTENT)
                continue
            if attempt.file is not None:
                row.take_outcome_of(DeliveryFile(row.file_name, Status.WAITING))
                row.delivery_id, row.verdict = attempt.delivery_id, verdict_of(plan.rules, attempt.delivery_id)
                read(attempt.file, row)
            if attempt.known is not None and (attempt.file is None or row.status is Status.WAITING):
                row.take_outcome_of(attempt.known)
            is_taken = row.status is Status.ACCEPTED


def is_decided_by(rules: str, row: DeliveryFile) -> bool:
    """Whether these rules decided on what was read of a file."""
    return row.delivery_id is not None and row.verdict == verdict_of(rules, row.delivery_id)


def verdict_of(rules: str, delivery_id: str) -> str:
    """The fingerprint of all that an outcome depends on beside the content."""
    return _short_hash(rules, delivery_id)


def _short_hash(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogateescape")).hexdigest()[:32]
