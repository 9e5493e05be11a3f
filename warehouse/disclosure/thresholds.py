"""The two thresholds of disclosure control, whose values are settings, and the release that was made with some."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Thresholds:
    """The smallest group of respondents, and the smallest count of persons, that is shown."""

    minimum_group: int
    minimum_cell: int


@dataclass(frozen=True)
class LastRelease:
    """The newest published build, whose dashboard figures readers may have kept."""

    dashboard: Path
    analysis: Path
    thresholds: Thresholds
