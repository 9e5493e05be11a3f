"""Of which day the files of a night are: by the date in a name, or else by the times at which a content was written.

How a date in a name is read is schemas/name_dates.py's, which time cannot be true file_names.py's; what becomes of a
file with a wrong date is acceptance.py's.
"""

from dataclasses import dataclass
from datetime import date

from schemas.name_dates import date_in_name
from schemas.rules import Rule
from schemas.values import FIRST_YEAR
from warehouse.intake import file_names
from warehouse.intake.acceptance import Candidate
from warehouse.landing.area import LandedFile
from warehouse.raw.ledger import DeliveryFile, Ledger


@dataclass(frozen=True)
class DeliveryDates:
    """Dates the files of the night of `as_of`, by what the ledger knows of the same names."""

    ledger: Ledger
    as_of: date

    def day_of_unread(self, file: LandedFile) -> date:
        """The day of a file by its name and time alone, before its content is known."""
        named = date_in_name(file.name)
        day = named if isinstance(named, date) else file_names.day_of_modification(file)
        return day or self.as_of

    def date_file(self, candidate: Candidate, file: LandedFile) -> None:
        """The file's date, and its place among contents that came under one name."""
        row, earlier = candidate.row, candidate.earlier
        contents = [other for other in self.ledger.named(row.key) if other.sha256 is not None]
        newest = max((other.seen for other in contents if other.sha256 != row.sha256), default=0)
        row.seen = earlier.seen if earlier and earlier.seen > newest else newest + 1
        named = date_in_name(file.name)
        candidate.fault_of_date = file_names.fault_of_date(named, self.as_of)
        if isinstance(named, date):
            row.delivered_on = named
        elif named is None:
            self._date_by_modification(row, earlier, file)

    def has_another_day(self, row: DeliveryFile) -> bool:
        """Whether AS_OF has passed a date that lay in the future, or has gone back before a date that did not."""
        if row.written_on:
            return self._days(row.written_on, row) != row.days_by_time
        if row.delivered_on is None or row.reason == Rule.NOT_ITS_EXTENSION:
            return False
        return (row.delivered_on > self.as_of) is not (row.reason == Rule.BAD_DATE_IN_NAME)

    def _date_by_modification(self, row: DeliveryFile, earlier: DeliveryFile | None, file: LandedFile) -> None:
        """A content keeps the day it first had, so that a copy with a new time changes nothing. One that is put back
        after other content counts from then on as well.
        """
        known = [day for day in earlier.written_on or earlier.days if day.year >= FIRST_YEAR] if earlier else []
        is_put_back = earlier is not None and earlier.seen != row.seen
        first_seen = row.taken_on if row.taken_on and not is_put_back else self.as_of
        written_on = file_names.day_of_modification(file) or first_seen
        row.written_on = known if known and not is_put_back else [*known, written_on]
        row.delivered_on, *row.returned_on = self._days(row.written_on, earlier or row)

    def _days(self, written_on: list[date], before: DeliveryFile) -> list[date]:
        """The days of a content by its modification times. One after tonight is no date: the night that first saw the
        content there gives the day, until its time has come.
        """
        seen_on = before.days_by_time or [before.taken_on or self.as_of]
        seen_on = [*seen_on, *[self.as_of] * (len(written_on) - len(seen_on))]
        return [
            day if day <= self.as_of else min(first_seen, self.as_of)
            for day, first_seen in zip(written_on, seen_on, strict=False)
        ]
