"""How many whole numbers a count can still be, given boxes around counts and what their sums are: linear programmes
first, whole numbers where those leave a fraction; and how much work that may take. Which counts and sums there are does
not belong here.
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
# Limits of work, not of time: what is found may not depend on what else the machine does. Cities of 200 to 8000
# participants took 400 iterations and a node a programme, 60,000 and 110 an audit.
ITERATIONS_A_PROGRAMME, NODES_A_PROGRAMME = 20_000, 500
ITERATIONS_AN_AUDIT, NODES_AN_AUDIT = 1_000_000, 2_000
SOLVED, UNSOLVED, IMPOSSIBLE = 0, 1, 2


class Contradiction(Exception):
    """No counts at all agree with what is published."""


@dataclass
class Work:
    """What is left of the work of an audit, in steps of the solver: iterations, and nodes of programmes in whole
    numbers. Where nothing is left, no programme is solved any more.
    """

    iterations: int = ITERATIONS_AN_AUDIT
    nodes: int = NODES_AN_AUDIT

    def solve(self, *programme: object, whole: bool = False) -> OptimizeResult:
        """What `linprog` makes of its arguments, the last of them the boxes, within what is left."""
        if self.iterations <= 0 or (whole and self.nodes <= 0):
            return OptimizeResult(status=UNSOLVED, x=None)
        n_nodes = min(NODES_A_PROGRAMME, self.nodes)
        options = {"maxiter": min(ITERATIONS_A_PROGRAMME, self.iterations)}
        if whole:
            options["mip_max_nodes"] = n_nodes
        result = linprog(*programme, integrality=int(whole), options=options)
        self.iterations -= max(result.nit, 1)
        if whole:
            # No count comes with a programme that has no solution yet: it had all that it was given.
            self.nodes -= max(result.get("mip_node_count", 1 if result.status == SOLVED else n_nodes), 1)
        return result


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

    def __init__(self, system: System, work: Work | None = None) -> None:
        self.work = work or Work()
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
            low, high = self.range_of(self.keys[i], width)
            if high - low + 1 < width:
                narrow[self.keys[i]] = self._proof(i, shown)
        return narrow

    def range_of(self, key: Key, enough: float = np.inf) -> tuple[int, int]:
        """The least and the most that a count is in any whole solution; or two that it is, that many numbers apart.
        Where a programme takes too much work, in those that were seen, so that what is not proven safe is found.
        """
        column = self.column[key]
        for sign in (1, -1):
            if not self._is_wide(column, enough):
                self._reach(column, sign)
        is_seen = np.isfinite(self.least[column])
        return (int(self.least[column]), int(self.most[column])) if is_seen else (0, 0)

    def violated(self) -> list[Key]:
        """Where no counts agree with what is published: those that lie outside their box, if as little as possible."""
        n = len(self.keys)
        one, none = eye_array(n), csr_array((n, n))
        within = vstack([hstack([one, -one, none]), hstack([-one, none, -one])])
        limits = vstack([hstack([self.limits, csr_array((self.limits.shape[0], 2 * n))]), within])
        bounds = np.concatenate([np.zeros(self.limits.shape[0]), self.boxes[:, 1], -self.boxes[:, 0]])
        equations = hstack([self.equations, csr_array((self.equations.shape[0], 2 * n))])
        cost = np.concatenate([np.zeros(n), np.ones(2 * n)])
        result = self.work.solve(cost, limits, bounds, equations, np.zeros(self.equations.shape[0]), (0, None))
        outside = [] if result.x is None else result.x[n : 2 * n] + result.x[2 * n :]
        return [key for key, distance in zip(self.keys, outside, strict=False) if distance > NEARLY]

    def _matrix(self, sums: list[dict[Key, int]]) -> csr_array:
        entries = [(row, self.column[key], factor) for row, sum_ in enumerate(sums) for key, factor in sum_.items()]
        rows, columns, factors = np.array(entries, dtype=int).reshape(-1, 3).T
        return csr_array((factors.astype(float), (rows, columns)), shape=(len(sums), len(self.keys)))

    def _is_wide(self, column: int, width: float) -> bool:
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

    def _reach(self, column: int, sign: int) -> None:
        """See how little (sign 1) or how much (sign -1) a count can be."""
        objective = np.zeros(len(self.keys))
        objective[column] = sign
        result = self._solve(objective)
        # Whole solutions get no further than the next whole number: where one that does was seen, no other is needed.
        seen = self.least[column] if sign == 1 else -self.most[column]
        if result.status != SOLVED or seen > np.ceil(result.fun - NEARLY):
            self._solve(objective, whole=True)

    def _solve(self, objective: Numbers, *, whole: bool = False) -> OptimizeResult:
        result = self.work.solve(
            objective, self.limits, np.zeros(self.limits.shape[0]), self.equations, np.zeros(self.equations.shape[0]),
            self.boxes, whole=whole,
        )  # fmt: skip
        if result.status == IMPOSSIBLE:
            raise Contradiction
        if result.x is not None:
            self._take(result.x)
        return result

    def _take(self, solution: Numbers) -> None:
        """Remember a solution, if it is one in whole numbers."""
        whole = np.round(solution)
        is_solution = (
            np.abs(solution - whole).max(initial=0) < NEARLY
            and not (self.equations @ whole).any()
            and (self.limits @ whole <= 0).all()
        )
        if is_solution:
            self.least, self.most = np.minimum(self.least, whole), np.maximum(self.most, whole)

    def _proof(self, column: int, shown: set[Key]) -> list[Key]:
        """The shown counts in the sums and boxes that hold a count in place, nearest first, boxes before sums; where
        there are none, or that takes too much work, those that share a sum with it."""
        sums = vstack([self.equations, self.limits], format="csr")
        boxed, summed = np.zeros(len(self.keys), dtype=bool), np.zeros(sums.shape[0], dtype=bool)
        for sign in (1, -1):
            objective = np.zeros(len(self.keys))
            objective[column] = sign
            result = self._solve(objective)
            if result.status != SOLVED:
                continue
            boxed |= np.abs(result.lower.marginals) + np.abs(result.upper.marginals) > NEARLY
            summed |= np.abs(np.concatenate([result.eqlin.marginals, result.ineqlin.marginals])) > NEARLY
        links = abs(sums)
        distance = shortest_path(links.T @ links, directed=False, unweighted=True, indices=column)
        others = np.array([key in shown for key in self.keys]) & (distance > 0)
        proof = (boxed | (links.T @ summed.astype(float) > 0)) & others
        if not proof.any():
            proof = (distance == 1) & others
        return [self.keys[i] for i in sorted(np.flatnonzero(proof), key=lambda i: (distance[i], not boxed[i]))]
