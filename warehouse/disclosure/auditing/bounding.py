"""How far published relations pin down a protected count: linear programmes first, whole numbers for the close ones.

Which counts and relations there are does not belong here.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from warehouse.disclosure.auditing.system import Key, Protected, System

Numbers = NDArray[np.float64]

SECONDS_A_PROGRAMME = 20.0
ROUNDS_WITHOUT_GAIN = 3
MOST_PASSES = 1000
NEARLY = 1e-6
# A file with so many findings fails; to look for more of them takes long.
ENOUGH_FINDINGS = 25


class Verdict(Enum):
    """Why a protected count is not protected, as a reader of the report sees it."""

    SHOWN = "a count of persons below the smallest that may be shown is published"
    DERIVED = "a count of persons below the smallest that may be shown follows from other published figures"
    NARROW = "published figures together leave too few possible values for a hidden count of persons"
    UNPROVED = "no proof was found in time that published figures leave enough possible values for a hidden count"


class Contradiction(Exception):
    """No counts at all agree with what is published."""


def unprotected(system: System, minimum_cell: int) -> dict[Key, Verdict]:
    """Protected counts that the published relations give away, exactly or nearly. The system is settled."""
    found = {}
    for key, protected in system.protected.items():
        if 1 <= system.known.get(key, 0) < protected.smallest:
            found[key] = Verdict.SHOWN if key in system.shown else Verdict.DERIVED
    for programme in _programmes(system, minimum_cell):
        if len(found) < ENOUGH_FINDINGS:
            found |= programme.judge()
    return found


def _programmes(system: System, width: int) -> list["_Programme"]:
    """The unknown part of a system, cut into parts that share no count. A count without relations can be anything."""
    reduced = [(system.unknown(relation), relation.is_equation) for relation in system.relations]
    reduced = [item for item in reduced if item[0][0]]
    keys = sorted({key for (terms, _), _ in reduced for key in terms} | (set(system.protected) - set(system.known)))
    place = {key: i for i, key in enumerate(keys)}
    if not keys:
        return []
    links = [(place[next(iter(terms))], place[key]) for (terms, _), _ in reduced for key in terms]
    ends = np.array(links, dtype=int).reshape(-1, 2).T
    graph = coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(len(keys), len(keys)))
    part_of = connected_components(graph, directed=False)[1]
    members: dict[int, list[Key]] = {}
    for key, part in zip(keys, part_of, strict=True):
        members.setdefault(part, []).append(key)
    relations: dict[int, list[tuple[dict[Key, int], int, bool]]] = {part: [] for part in members}
    for (terms, constant), is_equation in reduced:
        relations[part_of[place[next(iter(terms))]]].append((terms, constant, is_equation))
    return [
        _Programme(member_keys, relations[part], system.protected, width)
        for part, member_keys in members.items()
        if relations[part] and any(key in system.protected for key in member_keys)
    ]


@dataclass(frozen=True)
class _Target:
    """A protected count of a programme: its column, and from which value it is no small count any more."""

    key: Key
    column: int
    smallest: int


class _Programme:
    """One part of the unknown counts. It keeps the least and the most that each was seen to be in whole solutions."""

    def __init__(
        self,
        keys: list[Key],
        relations: list[tuple[dict[Key, int], int, bool]],
        protected: dict[Key, Protected],
        width: int,
    ) -> None:
        column = {key: i for i, key in enumerate(keys)}
        self.n = len(keys)
        self.width = width
        self.targets = [_Target(key, column[key], protected[key].smallest) for key in keys if key in protected]
        entries = [
            (row, column[key], factor) for row, (terms, _, _) in enumerate(relations) for key, factor in terms.items()
        ]
        rows, columns, factors = (np.array(part, dtype=int) for part in zip(*entries, strict=True)) if entries else (
            np.empty(0, dtype=int),
        ) * 3  # fmt: skip
        self.matrix = csr_array((factors.astype(float), (rows, columns)), shape=(len(relations), self.n))
        self.high = np.array([constant for _, constant, _ in relations], dtype=float)
        equation = np.array([is_equation for *_, is_equation in relations], dtype=bool)
        self.low = np.where(equation, self.high, -np.inf)
        # A count that nothing bounds from above is let run to a bound that no published sum reaches.
        self.floor = np.zeros(self.n)
        self.ceiling = np.full(self.n, float(np.abs(self.high).sum()) + 1000.0)
        self.least = np.full(self.n, np.inf)
        self.most = np.full(self.n, -np.inf)

    def judge(self) -> dict[Key, Verdict]:
        self._tighten()
        self._spread()
        found = {}
        for target in self.targets:
            verdict = None if self._is_safe(target) else self._bound(target)
            if verdict is not None:
                found[target.key] = verdict
            if len(found) == ENOUGH_FINDINGS:
                break
        return found

    def _is_seen_wide(self, target: _Target) -> bool:
        return bool(self.most[target.column] - self.least[target.column] + 1 >= self.width)

    def _is_safe(self, target: _Target) -> bool:
        is_small = self.floor[target.column] < target.smallest and self.ceiling[target.column] >= 1
        return self._is_seen_wide(target) or not is_small

    def _tighten(self) -> None:
        """Bounds that follow from one relation at a time: cheap, and enough for most counts that cannot be small."""
        entries = self.matrix.tocoo()
        rows, columns, factors = entries.row, entries.col, entries.data
        positive = factors > 0
        for _ in range(MOST_PASSES):
            least = factors * np.where(positive, self.floor[columns], self.ceiling[columns])
            most = factors * np.where(positive, self.ceiling[columns], self.floor[columns])
            spare = (self.high - np.bincount(rows, least, len(self.high)))[rows] + least
            needed = (self.low - np.bincount(rows, most, len(self.low)))[rows] + most
            upper = np.floor(np.where(positive, spare, needed) / factors + NEARLY)
            lower = np.ceil(np.where(positive, needed, spare) / factors - NEARLY)
            floor, ceiling = self.floor.copy(), self.ceiling.copy()
            np.maximum.at(floor, columns, lower)
            np.minimum.at(ceiling, columns, upper)
            if (floor > ceiling).any():
                raise Contradiction
            is_done = bool((floor == self.floor).all() and (ceiling == self.ceiling).all())
            self.floor, self.ceiling = floor, ceiling
            if is_done:
                return

    def _spread(self) -> None:
        """Whole solutions in which as many undecided counts as possible are far from what they were seen to be."""
        random = np.random.default_rng(0)
        without_gain, first = 0, True
        while without_gain < ROUNDS_WITHOUT_GAIN:
            undecided = [target for target in self.targets if not self._is_safe(target)]
            if not undecided:
                return
            upward = np.ones(len(undecided), dtype=bool) if first else random.random(len(undecided)) < 0.5
            for direction in (upward, ~upward):
                self._push(undecided, direction)
            decided = sum(self._is_seen_wide(target) for target in undecided)
            without_gain = 0 if decided or first else without_gain + 1
            first = False

    def _push(self, undecided: list[_Target], upward: NDArray[np.bool_]) -> None:
        """One solution with as much of the wanted width as there can be, for all undecided counts together."""
        columns = np.array([target.column for target in undecided])
        n = len(columns)
        seen = np.isfinite(self.least[columns])
        enough = np.where(seen, self.least[columns] + self.width - 1, self.floor[columns] + 2 * self.width)
        little = np.where(seen, np.maximum(self.most[columns] - self.width + 1, 0), 0.0)
        wish = csr_array((np.ones(n), (np.arange(n), np.arange(n))), shape=(n, n))
        picked = csr_array((np.ones(n), (np.arange(n), columns)), shape=(n, self.n))
        matrix = vstack(
            [hstack([self.matrix, csr_array((self.matrix.shape[0], n))]), hstack([picked, -wish])], format="csr"
        )
        # Upward the wish is at most the count, and is worth its size; downward it is at least the count.
        low = np.concatenate([self.low, np.where(upward, 0.0, -np.inf)])
        high = np.concatenate([self.high, np.where(upward, np.inf, 0.0)])
        objective = np.concatenate([np.zeros(self.n), np.where(upward, -1.0, 1.0)])
        bounds = Bounds(
            np.concatenate([self.floor, np.where(upward, 0.0, little)]),
            np.concatenate([self.ceiling, np.where(upward, enough, np.inf)]),
        )
        result = self._solve(objective, LinearConstraint(matrix, low, high), bounds, whole=False)
        if result.x is not None and not self._take(result.x[: self.n]):
            result = self._solve(objective, LinearConstraint(matrix, low, high), bounds, whole=True, gap=0.05)
            if result.x is not None:
                self._take(result.x[: self.n])

    def _bound(self, target: _Target) -> Verdict | None:
        """The verdict on one count that was not seen to be wide."""
        low, high = self._extreme(target, 1, whole=False), self._extreme(target, -1, whole=False)
        if self._is_seen_wide(target) or not self._can_be_small(target, low, high):
            return None
        low, high = self._extreme(target, 1, whole=True), self._extreme(target, -1, whole=True)
        if low is None or high is None:
            return None if self._is_seen_wide(target) else Verdict.UNPROVED
        if high - low + 1 >= self.width or not self._can_be_small(target, low, high):
            return None
        return Verdict.DERIVED if low == high else Verdict.NARROW

    def _can_be_small(self, target: _Target, low: int | None, high: int | None) -> bool:
        return (low is None or low < target.smallest) and (high is None or high >= 1)

    def _extreme(self, target: _Target, sign: int, *, whole: bool) -> int | None:
        """The least (sign 1) or the most (sign -1) the count can be; None where that was not found out in time."""
        objective = np.zeros(self.n)
        objective[target.column] = sign
        constraint = LinearConstraint(self.matrix, self.low, self.high)
        bounds = Bounds(self.floor, self.ceiling)
        result = self._solve(objective, constraint, bounds, whole=whole)
        if result.x is not None:
            self._take(result.x)
        if result.status != 0:
            return None
        value = float(result.x[target.column])
        return int(np.ceil(value - NEARLY)) if sign > 0 else int(np.floor(value + NEARLY))

    def _solve(
        self, objective: Numbers, constraint: LinearConstraint, bounds: Bounds, *, whole: bool, gap: float = 0.0
    ) -> OptimizeResult:
        integrality = np.zeros(len(objective))
        integrality[: self.n] = whole
        rows = constraint if constraint.A.shape[0] else ()
        options = {"time_limit": SECONDS_A_PROGRAMME, "mip_rel_gap": gap}
        result = milp(objective, integrality=integrality, bounds=bounds, constraints=rows, options=options)
        if result.status == 2:
            raise Contradiction
        return result

    def _take(self, solution: Numbers) -> bool:
        """Remember a solution; whether it is one in whole numbers."""
        rounded = np.round(solution)
        sums = self.matrix @ rounded
        if (rounded < 0).any() or (sums < self.low - NEARLY).any() or (sums > self.high + NEARLY).any():
            return False
        if np.abs(solution - rounded).max(initial=0.0) > 1e-4:
            return False
        self.least = np.minimum(self.least, rounded)
        self.most = np.maximum(self.most, rounded)
        return True
