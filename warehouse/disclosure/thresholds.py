"""The two thresholds of disclosure control, whose values are settings. What they decide does not belong here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """The smallest group of respondents that is shown, and of what number counts of persons are multiples."""

    minimum_group: int
    minimum_cell: int

    def is_nobody_or_enough(self, n_persons: int) -> bool:
        """Whether a number of respondents, or a difference between two of them, may follow from what is shown."""
        return n_persons == 0 or abs(n_persons) >= self.minimum_group

    def is_raised_from(self, last: "Thresholds") -> bool:
        """Whether figures shown by the last ones may show too much by now."""
        return self.minimum_group > last.minimum_group or self.minimum_cell > last.minimum_cell
