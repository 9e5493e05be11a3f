"""Reading one landed file into the raw store, by what its mapping, its name and its day say; its row of the ledger is
filled in.

Which file is read, and under which name, is acceptance.py's; what becomes of the rows in it is ingest.py's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from schemas.kinds import KINDS
from schemas.mapping import KindMapping
from warehouse.intake import file_names
from warehouse.intake.ingest import Bounds, FileRules, Taken, take_file
from warehouse.intake.landed_files import LandedFiles, why_it_waits
from warehouse.intake.safe_names import SafeNames
from warehouse.landing.area import FileChanged, FileWithheld, LandedFile
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.raw.ledger import DeliveryFile, Status
from warehouse.raw.store import DeliveryWriter, RawStore


@dataclass(frozen=True)
class DeliveryReader:
    """Reads the files of one night."""

    landed: LandedFiles
    names: SafeNames
    store: RawStore
    pseudonymiser: Pseudonymiser
    mappings: Mapping[str, KindMapping]
    bounds: Bounds

    def read(self, file: LandedFile, row: DeliveryFile) -> None:
        """Read one file and fill in its row, which has a kind, a day and a delivery id."""
        assert row.kind is not None
        assert row.delivery_id is not None
        assert row.delivered_on is not None
        kind = KINDS[row.kind]
        # Of a content that lies there under another name its own name tells, as far as it was kept.
        is_its_own = row.key == self.names.key(file.path)
        name = file.name if is_its_own else row.file_name.rpartition("/")[2]
        rules = FileRules(self.mappings[kind.name], name, row.delivered_on, self.bounds)
        writer = DeliveryWriter(self.store, rules.mapping.kind, row.delivery_id, self.pseudonymiser)
        opened, confirmed = partial(self.landed.open, file), partial(self.landed.confirm, file)
        try:
            taken = take_file(
                opened, file_names.extension_of(file.name), rules, writer, confirmed, self.landed.encoding(file)
            )
        except (FileChanged, FileWithheld) as fault:
            row.become(Status.WAITING, *why_it_waits(fault))
            return
        self.names.search_again(self.store.rows_path(kind, row.delivery_id))
        _fill_in(row, taken)


def _fill_in(row: DeliveryFile, taken: Taken) -> None:
    row.status = Status.REJECTED if taken.rejected else Status.ACCEPTED
    if taken.rejected:
        row.reason, row.detail = taken.rejected.rule.value, taken.rejected.detail
    row.n_read, row.n_valid = taken.n_read, taken.n_valid
    row.n_quarantined, row.n_dropped = taken.n_quarantined, taken.n_dropped
    row.quarantined_by_rule, row.unmapped = taken.quarantined_by_rule, taken.unmapped
    row.extra_columns = taken.extra_columns
