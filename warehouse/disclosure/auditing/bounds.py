"""How many whole numbers a count can still be, given boxes around counts and what their sums are: linear programmes
first, whole numbers where those leave a fraction. Which counts and sums there are does not belong here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack
from scipy.sparse.csgraph import shortest_path

Key = tuple[str, ...]
Numbers = NDArray[np.float64]

NEARLY = 1e-6
ROUNDS_WITHOUT_GAIN = 3
SECONDS_A_PROGRAMME = 20.0


class Contradiction(Exception):
    """No counts at all agree with what is published."""


@dataclass
class System:
    """Counts with the least and the most that each can be by itself, and sums of them."""

    boxes: dict[Key, tuple[float, float]] = field(default_factory=dict)
    equations: list[dict[Key, int]] = field(default_factory=list)
    limits: list[dict[Key, int]] = field(default_factory=list)

    def count(self, key: Key, least: float = 0, most: float = np.inf) -> None:
        """A count in a box; in both boxes where it already has one."""
        low, high = self.boxes.get(key, (0.0, np.inf))
        self.boxes[key] = max(low, least), min(high, most)

    def equal(self, whole: Key, parts: Iterable[Key]) -> None:
        """The parts add up to the whole."""
        self.equations.append(dict.fromkeys(parts, 1) | {whole: -1})

    def at_most(self, smaller: Iterable[Key], larger: Iterable[Key]) -> None:
        """The one sum is no larger than the other, of other counts."""
        self.limit(dict.fromkeys(smaller, 1) | dict.fromkeys(larger, -1))

    def limit(self, terms: dict[Key, int]) -> None:
        """The counts, each times its number, are together no more than nobody."""
        self.limits.append(terms)


class Programme:
    """A system to solve. It keeps the least and the most that each count was seen to be in whole solutions."""

    def __init__(self, system: System) -> None:
        self.keys = list(system.boxes)
        self.column = {key: i for i, key in enumerate(self.keys)}
        boxes = np.array(list(system.boxes.values()), dtype=float).reshape(-1, 2)
        # A count that nothing limits is let run to where no sum of the others reaches.
        boxes[np.isinf(boxes[:, 1]), 1] = boxes[np.isfinite(boxes)].sum() + 1000
        self.boxes = boxes
        self.equations, self.limits = self._matrix(system.equations), self._matrix(system.limits)
        self.least = np.full(len(self.keys), np.inf)
        self.most = np.full(len(self.keys), -np.inf)

    def narrow(self, protected: Iterable[Key], shown: set[Key], width: int) -> dict[Key, list[Key]]:
        """The protected counts that can be fewer than `width` numbers, each with the shown counts that prove it."""
        columns = [self.column[key] for key in protected]
        self._spread(columns, width)
        narrow = {}
        for i in columns:
            if not self._is_wide(i, width):
                low, high = self.range_of(self.keys[i])
                if high - low + 1 < width:
                    narrow[self.keys[i]] = self._proof(i, shown)
        return narrow

    def range_of(self, key: Key) -> tuple[int, int]:
        """The least and the most that a count is in any whole solution."""
        return self._extreme(self.column[key], 1), self._extreme(self.column[key], -1)

    def violated(self) -> list[Key]:
        """Where no counts agree with what is published: those that lie outside their box, if as little as possible."""
        n = len(self.keys)
        one, none = eye_array(n), csr_array((n, n))
        within = vstack([hstack([one, -one, none]), hstack([-one, none, -one])])
        limits = vstack([hstack([self.limits, csr_array((self.limits.shape[0], 2 * n))]), within])
        bounds = np.concatenate([np.zeros(self.limits.shape[0]), self.boxes[:, 1], -self.boxes[:, 0]])
        equations = hstack([self.equations, csr_array((self.equations.shape[0], 2 * n))])
        cost = np.concatenate([np.zeros(n), np.ones(2 * n)])
        result = linprog(cost, limits, bounds, equations, np.zeros(self.equations.shape[0]))
        outside = [] if result.x is None else result.x[n : 2 * n] + result.x[2 * n :]
        return [key for key, distance in zip(self.keys, outside, strict=False) if distance > NEARLY]

    def _matrix(self, sums: list[dict[Key, int]]) -> csr_array:
        entries = [(row, self.column[key], factor) for row, sum_ in enumerate(sums) for key, factor in sum_.items()]
        rows, columns, factors = np.array(entries, dtype=int).reshape(-1, 3).T
        return csr_array((factors.astype(float), (rows, columns)), shape=(len(sums), len(self.keys)))

    def _is_wide(self, column: int, width: int) -> bool:
        return bool(self.most[column] - self.least[column] + 1 >= width)

    def _spread(self, columns: list[int], width: int) -> None:
        """Whole solutions in corners of what is possible: one often shows of many counts how far they can go."""
        random = np.random.default_rng(0)
        undecided, without_gain = columns, 0
        while undecided and without_gain < ROUNDS_WITHOUT_GAIN:
            objective = np.zeros(len(self.keys))
            objective[undecided] = random.normal(size=len(undecided))
            self._solve(objective)
            self._solve(-objective)
            left = [column for column in undecided if not self._is_wide(column, width)]
            without_gain = 0 if len(left) < len(undecided) else without_gain + 1
            undecided = left

    def _extreme(self, column: int, sign: int) -> int:
        """The least (sign 1) or the most (sign -1) that a count can be. A programme that takes too long counts as the
        nearest that was seen, so that what is not proven safe is found."""
        objective = np.zeros(len(self.keys))
        objective[column] = sign
        result = self._solve(objective)
        if result.x is None or not self._take(result.x):
            result = self._solve(objective, whole=True)
            if result.status != 0:
                seen = self.least[column] if sign > 0 else self.most[column]
                return int(seen) if np.isfinite(seen) else 0
        return round(float(result.x[column]))

    def _solve(self, objective: Numbers, *, whole: bool = False) -> OptimizeResult:
        result = linprog(
            objective, self.limits, np.zeros(self.limits.shape[0]), self.equations, np.zeros(self.equations.shape[0]),
            self.boxes, integrality=np.full(len(objective), int(whole)), options={"time_limit": SECONDS_A_PROGRAMME},
        )  # fmt: skip
        if result.status == 2:
            raise Contradiction
        if result.x is not None:
            self._take(result.x)
        return result

    def _take(self, solution: Numbers) -> bool:
        """Remember a solution; whether it is one in whole numbers."""
        whole = np.round(solution)
        is_solution = (
            np.abs(solution - whole).max(initial=0) < NEARLY
            and not (self.equations @ whole).any()
            and (self.limits @ whole <= 0).all()
        )
        if is_solution:
            self.least, self.most = np.minimum(self.least, whole), np.maximum(self.most, whole)
        return bool(is_solution)

    def _proof(self, column: int, shown: set[Key]) -> list[Key]:
        """The shown counts in the sums and boxes that hold a count in place, nearest first, boxes before sums; where
        there are none, those that share a sum with it."""
        sums = vstack([self.equations, self.limits], format="csr")
        boxed, summed = np.zeros(len(self.keys), dtype=bool), np.zeros(sums.shape[0], dtype=bool)
        for sign in (1, -1):
            objective = np.zeros(len(self.keys))
            objective[column] = sign
            result = self._solve(objective)
            boxed |= np.abs(result.lower.marginals) + np.abs(result.upper.marginals) > NEARLY
            summed |= np.abs(np.concatenate([result.eqlin.marginals, result.ineqlin.marginals])) > NEARLY
        links = abs(sums)
        distance = shortest_path(links.T @ links, directed=False, unweighted=True, indices=column)
        others = np.array([key in shown for key in self.keys]) & (distance > 0)
        proof = (boxed | (links.T @ summed.astype(float) > 0)) & others
        if not proof.any():
            proof = (distance == 1) & others
        return [self.keys[i] for i in sorted(np.flatnonzero(proof), key=lambda i: (distance[i], not boxed[i]))]
