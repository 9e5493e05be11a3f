"""Counts that are tied to one another by sums, and what of them is published: the model that protection works on.

Which counts of which mart are in it belongs to `opinion` and `registration`; what to hide to `protection`.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

Unit = Hashable
Count = Hashable


@dataclass
class System:
    """Whole, non-negative counts and the sums that a reader knows to hold.

    A unit is what is shown or hidden together: some counts and the figures computed from them, `cost` values in all.
    A count without a unit is shown nowhere, but may follow from what is. A protected count must not.
    """

    values: list[int] = field(default_factory=list)
    units: list[Unit | None] = field(default_factory=list)
    is_protected: list[bool] = field(default_factory=list)
    sums: list[dict[int, int]] = field(default_factory=list)
    costs: dict[Unit, float] = field(default_factory=dict)
    forced: set[Unit] = field(default_factory=set)
    implied: list[tuple[Unit, Unit]] = field(default_factory=list)
    index: dict[Count, int] = field(default_factory=dict)

    def add(self, count: Count, value: int, unit: Unit | None = None, *, protected: bool = True) -> None:
        """A count; one that is there already stays as it is."""
        if count not in self.index:
            self.index[count] = len(self.values)
            self.values.append(value)
            self.units.append(unit)
            self.is_protected.append(protected)
            if unit is not None:
                self.costs.setdefault(unit, 0)

    def charge(self, unit: Unit, cost: float) -> None:
        """Add to what hiding a unit loses."""
        self.costs[unit] = self.costs.get(unit, 0) + cost

    def hide_with(self, unit: Unit, others: Iterable[Unit]) -> None:
        """Whoever hides `unit` hides the others too."""
        self.implied += [(unit, other) for other in others]

    def __contains__(self, count: Count) -> bool:
        return count in self.index

    def value(self, count: Count) -> int:
        return self.values[self.index[count]]

    def equal(self, total: Count, parts: Iterable[Count]) -> None:
        """The total is the sum of the parts."""
        self.tie({total: 1} | dict.fromkeys(parts, -1))

    def at_most(self, smaller: Count, larger: Iterable[Count], rest: Count, *, protected: bool) -> None:
        """`smaller` is no more than the sum of `larger`; what it lacks is the count `rest`."""
        parts = list(larger)
        self.add(rest, sum(map(self.value, parts)) - self.value(smaller), protected=protected)
        self.tie(dict.fromkeys(parts, 1) | {smaller: -1, rest: -1})

    def tie(self, terms: Mapping[Count, int]) -> None:
        """The terms, each times its coefficient, add up to nothing."""
        row = {self.index[count]: coefficient for count, coefficient in terms.items()}
        off = sum(coefficient * self.values[index] for index, coefficient in row.items())
        if off:
            raise ArithmeticError(f"counts that must add up do not: {list(terms)[:3]}")
        self.sums.append(row)
