"""What a release tells of itself, for the summary and the run. What is released is decided in `release`."""

from dataclasses import dataclass, field


@dataclass
class ReleaseReport:
    """What was released tonight: marts that are new, those kept because a difference would tell of few persons, the
    figures hidden of all, and the fewest that any choice hides.
    """

    new: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    n_figures: int = 0
    n_hidden: int = 0
    least_hidden: int = 0

    @property
    def share_hidden(self) -> float:
        return self.n_hidden / self.n_figures if self.n_figures else 0.0

    @property
    def least_share_hidden(self) -> float:
        return self.least_hidden / self.n_figures if self.n_figures else 0.0
