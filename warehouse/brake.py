"""The brake on a night's day: what cannot be undone does not follow one reading of a clock.

Who lapses, what dashboards get and what is cleared away ask here by which day they go; how they do it is theirs.
"""

from dataclasses import dataclass
from datetime import date

MOST_DAYS_WITHOUT_A_SIGN = 92


@dataclass(frozen=True)
class Today:
    """The day that counts as today, and what speaks for it.

    last_night: the day of the last night that was published and not braked. newest_delivery: by the dates in the names
    of files, as a modification time may be a reading of the same clock. confirmed: the day of which somebody said that
    it is right.
    """

    as_of: date
    last_night: date | None = None
    newest_delivery: date | None = None
    confirmed: date | None = None

    @property
    def is_braked(self) -> bool:
        """Whether this day lies far after everything that is known. Where nothing is known, nothing can be lost."""
        return self.as_of != self.confirmed and self._days_without_a_sign > MOST_DAYS_WITHOUT_A_SIGN

    @property
    def believed(self) -> date:
        """The day by which is decided what cannot be undone: under the brake the last one that is known."""
        return self._last_known if self.is_braked else self.as_of

    @property
    def _last_known(self) -> date:
        return max((day for day in (self.last_night, self.newest_delivery) if day), default=self.as_of)

    @property
    def _days_without_a_sign(self) -> int:
        return (self.as_of - self._last_known).days

    def __str__(self) -> str:
        """What the brake is about, in a sentence, and how to go on where the day is right."""
        since = f"the last night ({self.last_night or 'none yet'}) and the newest delivery"
        return (
            f"AS_OF ({self.as_of}) lies more than {MOST_DAYS_WITHOUT_A_SIGN} days after both {since}"
            f" ({self.newest_delivery or 'none yet'}), so nobody lapses, nothing is cleared away by its age, and"
            f" dashboards get no later month. If the day is wrong, set the clock (or AS_OF) right; if it is right, run"
            f" this once: make nightly CONFIRM_AS_OF={self.as_of}"
        )
