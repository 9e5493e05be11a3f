"""What two releases of registration figures tell when they are subtracted. Which release then stands is `release`'s.

Compared are true counts: each that both show, and, for every sum, what either hides of it taken together. So totals and
complements are among them.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from warehouse.disclosure.curve import CURVE
from warehouse.disclosure.system import System, Unit
from warehouse.disclosure.thresholds import Thresholds


@dataclass(frozen=True)
class ReleasedCount:
    """A count of a release: by which mart, what it really is, and whether readers see it."""

    mart: str | None
    n: int
    is_shown: bool


Released = dict[str, ReleasedCount]
NOBODY_LISTED = ReleasedCount(None, 0, is_shown=True)


def released_counts(system: System, hidden: set[Unit]) -> Released:
    """Every count of a system by its name, as a release with these units hidden has it."""
    counts = {}
    for count, index in system.index.items():
        unit = system.units[index]
        counts[name_of(count)] = ReleasedCount(
            _mart(unit), system.values[index], is_shown=unit is not None and unit not in hidden
        )
    return counts


def name_of(count: Hashable) -> str:
    return "|".join(map(str, count)) if isinstance(count, tuple) else str(count)


def _mart(unit: Unit | None) -> str | None:
    return str(unit[0]) if isinstance(unit, tuple) else None


def telling_marts(system: System, last: Released, candidate: Released, thresholds: Thresholds) -> set[str]:
    """The marts in which a difference between the releases is of 1..MINIMUM_CELL - 1 persons."""
    telling = {
        count.mart
        for name, count in candidate.items()
        if (before := _before(last, name)) and count.is_shown and before.is_shown
        if _is_few(count.n - before.n, thresholds)
    }
    names = {index: name_of(count) for count, index in system.index.items()}
    for row in system.sums:
        terms = {names[index]: coefficient for index, coefficient in row.items()}
        if any(_is_few(change, thresholds) for change in _hidden_changes(terms, last, candidate)):
            telling |= {candidate[name].mart for name in terms}
    return {mart for mart in telling if mart}


def _hidden_changes(terms: dict[str, int], last: Released, candidate: Released) -> Iterator[int]:
    """How much the hidden part of a sum grew: what is hidden now, and what was hidden then."""
    before = {name: _before(last, name) for name in terms}
    if any(count is None for count in before.values()):
        return
    for release in (candidate, before):
        yield sum(
            coefficient * (candidate[name].n - count.n)
            for name, coefficient in terms.items()
            if (count := before[name]) and (judged := release[name]) and not judged.is_shown
        )


def _before(last: Released, name: str) -> ReleasedCount | None:
    """The count in the last release: nobody where its row was not there, unknown on a day that its curve left out."""
    if name in last:
        return last[name]
    return None if name.startswith(f"{CURVE}|") else NOBODY_LISTED


def _is_few(change: int, thresholds: Thresholds) -> bool:
    return 0 < abs(change) < thresholds.minimum_cell
