"""What a file's place and name say: its kind, its date, and whether it is a delivery at all.

Nothing is opened here; content is judged when the file is taken.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from schemas.kinds import KINDS, DeliveryKind
from schemas.rules import Rule
from schemas.values import AMSTERDAM
from warehouse.landing import LandedFile

_UNFINISHED_STARTS = (".", "~$")
_UNFINISHED_ENDS = (".tmp", ".part", ".filepart", ".crdownload")
_DATE = re.compile(r"(?<![0-9])(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2}))(?![0-9])", re.ASCII)


@dataclass(frozen=True)
class NotADelivery:
    """A name that is never opened, and why."""

    reason: Rule


def kind_of(file: LandedFile) -> DeliveryKind | NotADelivery:
    """The delivery kind that the file's folder and name mean."""
    if not file.is_regular:
        return NotADelivery(Rule.NOT_A_FILE)
    name = file.name.casefold()
    if name.startswith(_UNFINISHED_STARTS) or name.endswith(_UNFINISHED_ENDS):
        return NotADelivery(Rule.NOT_YET_COMPLETE)
    for kind in KINDS.values():
        rest = name.removeprefix(kind.prefix)
        if file.folder == kind.source and rest != name and not rest[:1].isalpha():
            return kind
    return NotADelivery(Rule.UNKNOWN_KIND)


def extension_of(name: str) -> str:
    """The extension in lower case, without the dot; '' when there is none."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def date_in_name(name: str) -> date | Rule | None:
    """The last date in a file name; the rule that it breaks when that day does not exist; None without a date."""
    found = list(_DATE.finditer(name))
    if not found:
        return None
    year, month, day = (int(part) for part in found[-1].groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return Rule.BAD_DATE_IN_NAME


def fault_of_date(named: date | Rule | None, as_of: date) -> Rule | None:
    """The rule that a name's date breaks: the day does not exist, or has not come yet."""
    if isinstance(named, Rule):
        return named
    return Rule.BAD_DATE_IN_NAME if named is not None and named > as_of else None


def day_of_modification(file: LandedFile) -> date:
    """The day on which the file was last written, in Europe/Amsterdam."""
    return datetime.fromtimestamp(file.modified_ns // 10**9, AMSTERDAM).date()
