"""Taking back a delivery that should never have been, such as one with a wrong date in its name.

Forgetting persons is forgetting.py's; the rows themselves go with the next night, as those of any delivery that no
longer counts.
"""

from collections.abc import Collection

from warehouse.faults import Fault
from warehouse.intake.ledger import DeliveryFile, Ledger, Status


def withdraw(ledger: Ledger, key: str, file_name: str, here: Collection[str]) -> int:
    """Take a name out of the ledger; gives how many rows it brought. It is given by its key, as it was delivered, or
    as it is shown, where no other is shown so. `here` are the keys of what lies in the landing area.

    A repeat of it that lies there is taken by the next night; one that is gone as well stands in its place.
    """
    keys = [key] if ledger.named(key) else ledger.shown_as(file_name)
    if not keys:
        raise Fault("No delivery of that name is known: take the name from audit.delivery_file.")
    if len(keys) > 1:
        raise Fault(
            f"{len(keys)} deliveries are shown by that name: give the name as it was delivered, with its number."
        )
    (key,) = keys
    withdrawn = ledger.named(key)
    if key in here:
        raise Fault("It still lies in the landing area: rename it or take it away first, or it is taken again.")
    accepted = [row for row in withdrawn if row.status is Status.ACCEPTED]
    for row in accepted:
        _replace_by_repeat(row, ledger, here)
    ledger.remove(key)
    ledger.rules = None  # The next night has something to do.
    return sum(row.n_valid for row in accepted)


def _replace_by_repeat(row: DeliveryFile, ledger: Ledger, here: Collection[str]) -> None:
    repeats = [
        other
        for other in ledger.files
        if (other.kind, other.sha256, other.status) == (row.kind, row.sha256, Status.DUPLICATE)
    ]
    if repeats and not any(other.key in here for other in repeats):
        min(repeats, key=lambda other: other.order).take_outcome_of(row)
