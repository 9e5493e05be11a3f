"""How many whole numbers a count can still be, given boxes around counts and what their sums are: linear programmes
first, whole numbers where those leave a fraction; and how much work that may take. Which counts and sums there are does
not belong here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from warehouse.disclosure.auditing.solver import Numbers, Solution, Solver, Sum

Key = tuple[str, ...]

NEARLY = 1e-6
ROUNDS_WITHOUT_GAIN = 3
# Limits of work, not of time: what is found may not depend on what else the machine does. Cities of 200 to 8000
# participants took 400 iterations and a node a programme, 60,000 and 110 an audit.
ITERATIONS_A_PROGRAMME, NODES_A_PROGRAMME = 20_000, 500
ITERATIONS_AN_AUDIT, NODES_AN_AUDIT = 1_000_000, 2_000


class Contradiction(Exception):
    """No counts at all agree with what is published."""


@dataclass
class Work:
    """What is left of the work of an audit, in steps of the solver: iterations, and nodes of programmes in whole
    numbers. Where nothing is left, no programme is solved any more.
    """

    iterations: int = ITERATIONS_AN_AUDIT
    nodes: int = NODES_AN_AUDIT

    def minimise(self, solver: Solver, objective: Numbers) -> Solution:
        """What the solver makes of an objective within what is left."""
        if self.iterations <= 0 or (solver.is_whole and self.nodes <= 0):
            return Solution()
        iterations, nodes = min(ITERATIONS_A_PROGRAMME, self.iterations), min(NODES_A_PROGRAMME, self.nodes)
        solution = solver.minimise(objective, iterations, nodes)
        self.iterations -= max(solution.n_iterations, 1)
        if solver.is_whole:
            self.nodes -= max(solution.n_nodes, 1)
        return solution


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
        self.equations, self.limits = self._sums(system.equations), self._sums(system.limits)
        self.sums = [*self.equations, *self.limits]
        self._solvers: dict[bool, Solver] = {}
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
        # The counts, what they are above their boxes, what below, and the ends of the boxes, as columns.
        above: list[Sum] = [{i: 1, n + i: -1, 4 * n + i: -1} for i in range(n)]
        below: list[Sum] = [{i: -1, 2 * n + i: -1, 3 * n + i: 1} for i in range(n)]
        anything, ends = np.tile([0.0, np.inf], (3 * n, 1)), np.repeat(self.boxes.T.reshape(-1, 1), 2, axis=1)
        solver = Solver(np.vstack([anything, ends]), self.equations, [*self.limits, *above, *below])
        found = self.work.minimise(solver, np.repeat([0.0, 1.0, 1.0, 0.0, 0.0], n)).counts
        if found is None:
            return []
        outside = found[n : 2 * n] + found[2 * n : 3 * n]
        return [key for key, distance in zip(self.keys, outside, strict=True) if distance > NEARLY]

    def _sums(self, sums: list[dict[Key, int]]) -> list[Sum]:
        return [{self.column[key]: times for key, times in sum_.items()} for sum_ in sums]

    def _is_wide(self, column: int, width: float) -> bool:
        return bool(self.most[column] - self.least[column] + 1 >= width)

    def _spread(self, columns: list[int], width: int) -> None:
        """Whole solutions in corners of what is possible: one often shows of many counts how far they can go."""
        random = np.random.default_rng(0)
        undecided, without_gain = columns, 0
        while undecided and without_gain < ROUNDS_WITHOUT_GAIN:
            objective = np.zeros(len(self.keys))
            objective[undecided] = random.normal(size=len(undecided))
            for corner in (objective, -objective):
                if self._whole(self._minimise(corner)) is None:
                    self._minimise(corner, whole=True)
            left = [column for column in undecided if not self._is_wide(column, width)]
            without_gain = 0 if len(left) < len(undecided) else without_gain + 1
            undecided = left

    def _reach(self, column: int, sign: int) -> None:
        """See how little (sign 1) or how much (sign -1) a count can be."""
        objective = np.zeros(len(self.keys))
        objective[column] = sign
        found = self._minimise(objective)
        # Whole solutions get no further than the next whole number: where one that does was seen, no other is needed.
        seen = self.least[column] if sign == 1 else -self.most[column]
        if not found.is_best or seen > np.ceil(found.value - NEARLY):
            self._minimise(objective, whole=True)

    def _minimise(self, objective: Numbers, *, whole: bool = False) -> Solution:
        if whole not in self._solvers:
            self._solvers[whole] = Solver(self.boxes, self.equations, self.limits, whole=whole)
        solution = self.work.minimise(self._solvers[whole], objective)
        if solution.is_impossible:
            raise Contradiction
        if (counts := self._whole(solution)) is not None:
            self.least, self.most = np.minimum(self.least, counts), np.maximum(self.most, counts)
        return solution

    def _whole(self, solution: Solution) -> Numbers | None:
        """The counts of a solution, if it is one in whole numbers."""
        if solution.counts is None:
            return None
        whole = np.round(solution.counts)
        is_whole = np.abs(solution.counts - whole).max(initial=0) < NEARLY and self._agrees(whole.tolist())
        return whole if is_whole else None

    def _agrees(self, counts: list[float]) -> bool:
        def total(sum_: Sum) -> float:
            return sum(times * counts[column] for column, times in sum_.items())

        return not any(map(total, self.equations)) and all(total(sum_) <= 0 for sum_ in self.limits)

    def _proof(self, column: int, shown: set[Key]) -> list[Key]:
        """The shown counts in the sums and boxes that hold a count in place, nearest first, boxes before sums; where
        there are none, or that takes too much work, those that share a sum with it."""
        boxed, summed = set[int](), set[int]()
        for sign in (1, -1):
            objective = np.zeros(len(self.keys))
            objective[column] = sign
            found = self._minimise(objective)
            if found.is_best:
                boxed.update(np.flatnonzero(np.abs(found.box_duals) > NEARLY).tolist())
                summed.update(np.flatnonzero(np.abs(found.sum_duals) > NEARLY).tolist())
        distance = self._distances(column)
        others = {i for i in distance if self.keys[i] in shown and i != column}
        proof = others & boxed.union(*(self.sums[i] for i in summed))
        if not proof:
            proof = {i for i in others if distance[i] == 1}
        return [self.keys[i] for i in sorted(proof, key=lambda i: (distance[i], i not in boxed, i))]

    def _distances(self, column: int) -> dict[int, int]:
        """Over how many sums each count is reached from one."""
        distance, reached = {column: 0}, {column}
        while reached:
            near = {i for sum_ in self.sums if not reached.isdisjoint(sum_) for i in sum_}
            reached = near - distance.keys()
            distance |= dict.fromkeys(reached, max(distance.values()) + 1)
        return distance
