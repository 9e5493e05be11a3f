"""The receipt of an erasure, without personal data: what was asked, what was removed, and what is not ours to remove.

Removing is not done here.
"""

from collections.abc import Collection
from dataclasses import dataclass

from warehouse.erasure.belonging import kinds_with_persons
from warehouse.erasure.forgotten import Person
from warehouse.erasure.sweep import NOTES
from warehouse.raw.ledger import DeliveryFile, Status


@dataclass(frozen=True)
class Receipt:
    """Of one request, with all that was removed since the persons asked, in earlier attempts too.

    others_with_bsn: who else had a BSN of theirs. `files` are those in the landing area now, `ignored` what lies there
    and is no delivery.
    """

    persons: Collection[Person]
    others_with_bsn: Collection[str]
    files: Collection[DeliveryFile]
    ignored: Collection[DeliveryFile]
    n_builds_removed: int

    def lines(self) -> list[str]:
        return [*self._asked(), *self._removed(), *self._in_landing(), *self._not_searched()]

    def _asked(self) -> list[str]:
        n_known = sum(bool(person.found_in) for person in self.persons)
        return [
            f"Client numbers asked for: {len(self.persons)}; known here: {n_known}. All are on the list: what a later"
            " delivery, a rebuild or a restore brings of them goes too.",
        ]

    def _removed(self) -> list[str]:
        lines = ["Rows removed:"]
        lines += [f"  {kind.name}: {self._n_removed(kind.name)}" for kind in kinds_with_persons()]
        lines.append(f"  notes of quarantined rows, of whose they were: {self._n_removed(NOTES)}")
        if self.others_with_bsn:
            lines.append(
                f"{len(self.others_with_bsn)} other client number(s) had the BSN of a forgotten person; it was"
                " taken from them. Ask at the source whether it is one person under two numbers."
            )
        lines.append(f"Earlier builds removed: {self.n_builds_removed}. Runs, logs and temporary files are cleared.")
        lines.append("Dashboards count the person until their next release: docs/disclosure.md says when.")
        lines.append("Programs that still have an earlier file open keep it until they reconnect.")
        return lines

    def _n_removed(self, what: str) -> int:
        removed = [person.removed.get(what, {}).items() for person in self.persons if person.removed]
        return len({(delivery_id, line) for found in removed for delivery_id, lines in found for line in lines})

    def _in_landing(self) -> list[str]:
        """Files are told by content: a copy under another name holds the person too."""
        delivery_ids = set().union(*(person.found_in for person in self.persons))
        contents = {(file.kind, file.sha256) for file in self.files if file.delivery_id in delivery_ids}
        found = sorted(file.file_name for file in self.files if (file.kind, file.sha256) in contents)
        if not found:
            return ["No file in the landing area is known to hold them."]
        return ["Files in the landing area that still hold them (they are their owner's to remove):"] + [
            f"  {name}" for name in found
        ]

    def _not_searched(self) -> list[str]:
        not_taken = [file for file in self.files if file.status in (Status.REJECTED, Status.WAITING)]
        lines = ["Answers that came without an invitation or own code cannot be told to be theirs."]
        lines.append("So with quarantined rows in which neither key nor client could be read.")
        if not_taken or self.ignored:
            lines.append("Not searched, since they were not taken:")
            lines += sorted(f"  {file.file_name} ({file.status})" for file in (*not_taken, *self.ignored))
        return lines
