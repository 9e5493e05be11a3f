"""What a file's place, name and time say: its kind, its day, and whether it is a delivery at all.

Nothing is opened here; content is judged when the file is taken. How a day is read from a name: schemas/name_dates.py.
"""

from dataclasses import dataclass
from datetime import date, datetime

from schemas.kinds import KINDS, DeliveryKind
from schemas.name_dates import date_in_name
from schemas.rules import Rule
from schemas.values import AMSTERDAM, FIRST_YEAR
from warehouse.landing.area import LandedFile

_UNFINISHED_STARTS = (".", "~$")
_UNFINISHED_ENDS = (".tmp", ".part", ".filepart", ".crdownload")


def kind_of(file: LandedFile) -> DeliveryKind | Rule:
    """The delivery kind that the file's folder and name mean, or why it is no delivery and is never opened."""
    if not file.is_regular:
        return Rule.NOT_A_FILE
    name = file.name.casefold()
    if name.startswith(_UNFINISHED_STARTS) or name.endswith(_UNFINISHED_ENDS):
        return Rule.NOT_YET_COMPLETE
    for kind in KINDS.values():
        rest = name.removeprefix(kind.prefix)
        if file.folder == kind.source and rest != name and not rest[:1].isalpha():
            return kind
    return Rule.UNKNOWN_KIND


def extension_of(name: str) -> str:
    """The extension in lower case, without the dot; '' when there is none."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def fault_of_date(named: date | Rule | None, as_of: date) -> Rule | None:
    """The rule that a name's date breaks: the day does not exist, or has not come yet."""
    if isinstance(named, Rule):
        return named
    return Rule.BAD_DATE_IN_NAME if named is not None and named > as_of else None


@dataclass(frozen=True)
class FirstDay:
    """The day that a file has when it is first seen on a night, and where it is from, in words."""

    day: date
    source: str


def first_day(file: LandedFile, as_of: date) -> FirstDay | Rule:
    """The day of a file of which nothing is known yet, or the rule that the date in its name breaks."""
    named = date_in_name(file.name)
    if fault := fault_of_date(named, as_of):
        return fault
    if isinstance(named, date):
        return FirstDay(named, "the last date in its name")
    written_on = day_of_modification(file)
    if written_on and written_on <= as_of:
        return FirstDay(written_on, "the day on which it was last written, as its name has no date")
    return FirstDay(
        as_of, "the day of the night that first sees it, as its name has no date and its time cannot be true"
    )


def day_of_modification(file: LandedFile) -> date | None:
    """The day on which the file was last written, in Europe/Amsterdam; None where the time cannot be true."""
    try:
        day = datetime.fromtimestamp(file.modified_ns // 10**9, AMSTERDAM).date()
    except (ValueError, OverflowError, OSError):
        return None
    return day if day.year >= FIRST_YEAR else None
