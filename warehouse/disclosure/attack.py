"""What a reader can work out about hidden counts: the smallest and the largest value that each can have.

The reader knows what is shown, which sums hold, and that counts are whole and not negative.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from warehouse.disclosure.system import System, Unit

CLOSE_TO_WHOLE = 1e-6
PASSES = 5
LOOKS = 60


@dataclass(frozen=True)
class Safety:
    """When a hidden count is safe: it may have `width` values or more, or none of 1..largest_small."""

    width: int
    largest_small: int

    def is_safe(self, low: float, high: float) -> bool:
        return high - low + 1 >= self.width or low > self.largest_small or high < 1


@dataclass(frozen=True)
class Exposed:
    """A count that is not safe, and the shown units from which it follows: one of them must be hidden."""

    count: int
    proof: frozenset[Unit]


class Attacker:
    """Attacks one system again and again, with other units hidden each time."""

    def __init__(self, system: System, safety: Safety) -> None:
        self._system, self._safety = system, safety
        # What follows within a component depends on nothing but which counts are unknown in it.
        self._known_results: dict[frozenset[int], list[Exposed]] = {}
        self._suspects: set[int] = set()

    def exposed(self, hidden: set[Unit]) -> list[Exposed]:
        """Protected counts that what is shown gives away when just `hidden` is hidden: none only if there is none."""
        is_known = [unit is not None and unit not in hidden for unit in self._system.units]
        found: list[Exposed] = []
        for members, rows in _components(self._system, is_known):
            key = frozenset(members)
            if key not in self._known_results:
                component = _Component(self._system, is_known, members, rows, self._safety)
                self._known_results[key] = component.exposed(self._suspects)
                self._suspects |= {exposed.count for exposed in self._known_results[key]}
            found += self._known_results[key]
        return found


def _components(system: System, is_known: list[bool]) -> Iterator[tuple[list[int], list[int]]]:
    """Unknown counts that are tied to one another, with the numbers of the sums that tie them."""
    parent = list(range(len(system.values)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    unknown_of = [[index for index in row if not is_known[index]] for row in system.sums]
    for unknown in unknown_of:
        for index in unknown[1:]:
            parent[root(index)] = root(unknown[0])
    members: dict[int, list[int]] = {}
    for index, known in enumerate(is_known):
        if not known:
            members.setdefault(root(index), []).append(index)
    rows: dict[int, list[int]] = {}
    for number, unknown in enumerate(unknown_of):
        if unknown:
            rows.setdefault(root(unknown[0]), []).append(number)
    for key, indices in members.items():
        yield indices, rows.get(key, [])


class _Component:
    """Some unknown counts and the equations between them, `matrix @ counts = right`."""

    def __init__(
        self, system: System, is_known: list[bool], members: list[int], rows: list[int], safety: Safety
    ) -> None:
        self._system, self._is_known, self._members, self._rows, self._safety = system, is_known, members, rows, safety
        column = {index: position for position, index in enumerate(members)}
        entries = [
            (number, column[index], coefficient)
            for number, row in enumerate(rows)
            for index, coefficient in system.sums[row].items()
            if not is_known[index]
        ]
        numbers, columns, coefficients = zip(*entries, strict=True) if entries else ((), (), ())
        self._matrix = csr_matrix((coefficients, (numbers, columns)), shape=(len(rows), len(members)))
        self._right = self._matrix @ np.array([system.values[index] for index in members], dtype=float)
        # Whole solutions seen so far: between them, a count is known to be uncertain.
        self._seen_low = np.array([system.values[index] for index in members], dtype=float)
        self._seen_high = self._seen_low.copy()

    def exposed(self, suspects: set[int]) -> list[Exposed]:
        """What is given away; where that was so of suspects before and still is, the others are not looked at."""
        possible = self._cannot_be_ruled_out()
        suspected = [position for position in possible if self._members[position] in suspects]
        if found := list(self._judged(suspected)):
            return found
        self._look_around(possible)
        return list(self._judged(possible))

    def _judged(self, positions: list[int]) -> Iterator[Exposed]:
        for position in positions:
            if self._is_seen_safe(position):
                continue
            low, high, multipliers = self._bounds(position)
            if not self._safety.is_safe(low, high):
                yield Exposed(self._members[position], self._used(multipliers))
            elif not self._is_seen_safe(position) and not self._safety.is_safe(*self._whole_bounds(position)):
                yield Exposed(self._members[position], self._around())

    def _cannot_be_ruled_out(self) -> list[int]:
        """Protected counts that may be small as far as each equation by itself tells."""
        low, high = np.zeros(len(self._members)), np.full(len(self._members), np.inf)
        rows = [self._matrix.getrow(number) for number in range(len(self._rows))]
        terms = [(row.indices, row.data, right) for row, right in zip(rows, self._right, strict=True)]
        for _ in range(PASSES):
            for columns, coefficients, right in terms:
                _tighten(low, high, columns, coefficients, right)
        return [
            position
            for position, index in enumerate(self._members)
            if self._system.is_protected[index] and low[position] <= self._safety.largest_small and high[position] >= 1
        ]

    def _look_around(self, positions: list[int]) -> None:
        """See some whole solutions far apart: they prove most counts safe at once."""
        chance = np.random.default_rng(len(self._members))
        for _ in range(LOOKS):
            unsafe = [position for position in positions if not self._is_seen_safe(position)]
            if not unsafe:
                return
            objective = np.zeros(len(self._members))
            objective[unsafe] = chance.choice([-1, 0, 1], len(unsafe))
            solved = linprog(
                objective, A_eq=self._matrix, b_eq=self._right, bounds=(0, self._seen_high.sum()), method="highs"
            )
            if solved.x is not None:
                self._see(solved.x)

    def _is_seen_safe(self, position: int) -> bool:
        """Values far enough apart were seen. (That none is small cannot be seen, only proved.)"""
        return bool(self._seen_high[position] - self._seen_low[position] + 1 >= self._safety.width)

    def _bounds(self, position: int) -> tuple[float, float, list[np.ndarray]]:
        """Bounds without the demand that counts are whole, and the multipliers of the equations that prove them."""
        found, multipliers = [], []
        for sign in (1, -1):
            objective = np.zeros(len(self._members))
            objective[position] = sign
            if not len(self._rows):
                return 0, np.inf, []
            solved = linprog(objective, A_eq=self._matrix, b_eq=self._right, bounds=(0, None), method="highs")
            if solved.status == 3:
                found.append(np.inf)
                continue
            self._see(solved.x)
            found.append(sign * solved.fun)
            multipliers.append(solved.eqlin.marginals)
        low, high = found
        return np.ceil(low - CLOSE_TO_WHOLE), np.floor(high + CLOSE_TO_WHOLE), multipliers

    def _whole_bounds(self, position: int) -> tuple[float, float]:
        found = []
        for sign in (1, -1):
            objective = np.zeros(len(self._members))
            objective[position] = sign
            solved = milp(
                objective,
                constraints=LinearConstraint(self._matrix, self._right, self._right),
                integrality=np.ones(len(self._members)),
                bounds=Bounds(0, np.inf),
            )
            found.append(sign * solved.fun if solved.x is not None else np.inf)
            if solved.x is not None:
                self._see(solved.x)
        return np.round(found[0]), np.round(found[1])

    def _see(self, solution: np.ndarray) -> None:
        if np.all(np.abs(solution - np.round(solution)) < CLOSE_TO_WHOLE):
            self._seen_low = np.minimum(self._seen_low, np.round(solution))
            self._seen_high = np.maximum(self._seen_high, np.round(solution))

    def _used(self, multipliers: list[np.ndarray]) -> frozenset[Unit]:
        """Units whose counts the proof of a bound uses: while all of them are shown, the bound holds."""
        used: set[Unit] = set()
        for multiplier in multipliers:
            weight: dict[int, float] = {}
            for number, row in enumerate(self._rows):
                if abs(multiplier[number]) > CLOSE_TO_WHOLE:
                    for index, coefficient in self._system.sums[row].items():
                        weight[index] = weight.get(index, 0) + multiplier[number] * coefficient
            used |= {
                self._system.units[index]
                for index, total in weight.items()
                if self._is_known[index] and abs(total) > CLOSE_TO_WHOLE
            }
        return frozenset(used)

    def _around(self) -> frozenset[Unit]:
        """All shown units that occur in the equations."""
        indices = {index for row in self._rows for index in self._system.sums[row] if self._is_known[index]}
        return frozenset(self._system.units[index] for index in indices)


def _tighten(low: np.ndarray, high: np.ndarray, columns: np.ndarray, coefficients: np.ndarray, right: float) -> None:
    """Narrow the bounds of the counts in one equation by those of the others in it."""
    for column, coefficient in zip(columns, coefficients, strict=True):
        least = most = right
        for other, factor in zip(columns, coefficients, strict=True):
            if other != column:
                least -= factor * (high[other] if factor > 0 else low[other])
                most -= factor * (low[other] if factor > 0 else high[other])
        bounds = sorted((least / coefficient, most / coefficient))
        low[column], high[column] = max(low[column], bounds[0]), min(high[column], bounds[1])
