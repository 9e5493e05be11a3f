"""What a night tells of its intake: what lies in the landing area, and what became of the files of a kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from warehouse.raw.ledger import DeliveryFile, Status


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

    @classmethod
    def of(cls, kind: str, rows: Iterable[DeliveryFile]) -> "KindReport":
        """The files in order, and the rows that they quarantined, counted by rule."""
        files = sorted(rows, key=lambda row: row.order)
        by_rule = sum((Counter(row.quarantined_by_rule) for row in files), Counter[str]())
        return cls(kind, files, dict(sorted(by_rule.items())))

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
