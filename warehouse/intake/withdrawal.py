"""Taking back a delivery that should never have been, such as one with a wrong date in its name.

Forgetting persons is `erasure`'s; the rows themselves go with the next night, as those of any delivery that no
longer counts.
"""

from collections.abc import Collection
from difflib import get_close_matches

from warehouse.faults import Fault
from warehouse.raw.ledger import DeliveryFile, Ledger, Status

MOST_NAMED = 20


def withdraw(ledger: Ledger, key: str, file_name: str, here: Collection[str]) -> int:
    """Take a name out of the ledger; gives how many rows it brought. It is given by its key, as it was delivered, or
    as it is shown, where no other is shown so. `here` are the keys of what lies in the landing area.

    A repeat of it that lies there is taken by the next night; one that is gone as well stands in its place.
    """
    keys = [key] if ledger.named(key) else ledger.shown_as(file_name)
    if not keys:
        raise Fault(_which(file_name, ledger))
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


def _which(file_name: str, ledger: Ledger) -> str:
    """What is told where the name is missing or unknown: the names that can be taken back, the newest first."""
    taken = [row for row in ledger.files if row.status is Status.ACCEPTED]
    names = list(dict.fromkeys(row.file_name for row in sorted(taken, key=lambda row: row.order, reverse=True)))
    if not names:
        return "Nothing was taken yet, so there is no delivery to take back."
    near = get_close_matches(file_name, names, n=1)
    asked = "Which delivery?" if not file_name else "No delivery of that name is known."
    meant = f" Is {near[0]} meant?" if near else ""
    more = f", and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return (
        f"{asked}{meant} Give its name as in audit.delivery_file: make withdraw FILE={names[0]}. Taken were:"
        f" {', '.join(names[:MOST_NAMED])}{more}."
    )


def _replace_by_repeat(row: DeliveryFile, ledger: Ledger, here: Collection[str]) -> None:
    repeats = [other for other in ledger.files if other.content == row.content and other.status is Status.DUPLICATE]
    if repeats and not any(other.key in here for other in repeats):
        min(repeats, key=lambda other: other.order).take_outcome_of(row)
