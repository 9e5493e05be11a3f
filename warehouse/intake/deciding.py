"""Deciding what becomes of a kind's files: one content is taken once, under its first acceptable name.

The decision depends on the files alone, never on the order in which nights brought them. Looking at the landing
area and reading a file are elsewhere (night.py, taking.py).
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemas.kinds import DeliveryKind
from schemas.rules import Rule
from warehouse.intake import naming
from warehouse.intake.ledger import DeliveryFile, Status
from warehouse.landing import LandedFile


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
    and fills in its row; `is_kept` tells whether what was read before still stands.
    """

    kind: DeliveryKind
    rules: str
    take: Callable[[LandedFile, DeliveryFile], None]
    is_kept: Callable[[DeliveryFile], bool]

    def decide(self, candidates: Iterable[Candidate]) -> None:
        by_content: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            if candidate.row.sha256 is not None:
                by_content[candidate.row.sha256].append(candidate)
        for same_content in by_content.values():
            self._decide_content(same_content)

    def _decide_content(self, same_content: list[Candidate]) -> None:
        is_taken = False
        for candidate in sorted(same_content, key=lambda candidate: candidate.row.order):
            row = candidate.row
            if candidate.file is None:
                if is_taken and row.status is Status.ACCEPTED:
                    row.become(Status.DUPLICATE, Rule.SAME_CONTENT)
            elif fault := self._fault_of_name(candidate.file, candidate):
                row.become(Status.REJECTED, fault)
            elif is_taken:
                row.become(Status.DUPLICATE, Rule.SAME_CONTENT)
            else:
                self._judge(candidate.file, candidate)
            is_taken = is_taken or row.status is Status.ACCEPTED

    def _fault_of_name(self, file: LandedFile, candidate: Candidate) -> Rule | None:
        if naming.extension_of(file.name) not in self.kind.extensions:
            return Rule.NOT_ITS_EXTENSION
        return candidate.fault_of_date

    def _judge(self, file: LandedFile, candidate: Candidate) -> None:
        """Read the file, unless it was read before under the same rules."""
        row, earlier = candidate.row, candidate.earlier
        delivery_id = _short_hash(self.kind.name, row.sha256, row.file_name, row.delivered_on)
        verdict = _short_hash(self.rules, delivery_id)
        if earlier is not None and earlier.verdict == verdict and self.is_kept(earlier):
            row.take_outcome_of(earlier)
            return
        row.delivery_id, row.verdict = delivery_id, verdict
        self.take(file, row)


def _short_hash(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogateescape")).hexdigest()[:32]
