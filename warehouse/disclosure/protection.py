"""Chooses what to hide besides what must be hidden: as few values as can be, until nothing hidden can be worked out.

The choice is an integer programme that is solved again with a new demand for every count that is still given away: one
of the shown units from which that count follows must go. No choice that meets the demands found loses less than its
solution, which is therefore a lower bound. From it, what is given away is hidden greedily until nothing is: that is
safe. When both cost the same, the choice is the best there is; after MAX_ROUNDS the best one found is taken, and how
far it is from the bound is told. See Fischetti and Salazar, "Solving the cell suppression problem on tabular data with
linear constraints" (2001).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from warehouse.disclosure.attack import Attacker, Safety
from warehouse.disclosure.system import System, Unit
from warehouse.faults import Fault

MAX_ROUNDS = 12
SAME_COST = 1e-6


class NotProtectable(Fault):
    """A count follows from the sums alone, whatever is hidden."""


@dataclass(frozen=True)
class Protection:
    """The units to hide, the values that this loses, and the fewest values that any choice loses.

    demands: the sets of units found on the way of which one must be hidden, whatever else is known.
    """

    hidden: set[Unit]
    cost: float
    lower_bound: float
    demands: frozenset[frozenset[Unit]]

    @property
    def is_optimal(self) -> bool:
        return self.cost <= self.lower_bound + SAME_COST


def protect(system: System, safety: Safety, known_demands: frozenset[frozenset[Unit]] = frozenset()) -> Protection:
    """The cheapest units to hide, `system.forced` among them, such that no protected count is given away.

    known_demands: what the same units of a smaller system, with some of these counts and sums, were found to demand.
    """
    attacker = Attacker(system, safety)
    demands = set(known_demands)
    best, lower_bound = set(system.costs), 0.0
    for _ in range(MAX_ROUNDS):
        cheapest = _cheapest(system, demands)
        lower_bound = max(lower_bound, _cost(system, cheapest))
        if _cost(system, best) <= lower_bound + SAME_COST:
            break
        hidden, found = _made_safe(system, attacker, cheapest)
        demands |= found
        best = min(best, hidden, key=lambda units: (_cost(system, units), sorted(map(str, units))))
    return Protection(best, _cost(system, best), lower_bound, frozenset(demands))


def _made_safe(system: System, attacker: Attacker, hidden: set[Unit]) -> tuple[set[Unit], set[frozenset[Unit]]]:
    """Hide the cheapest unit of every proof until no proof is left. Returned too: all proofs met on the way."""
    met: set[frozenset[Unit]] = set()
    while proofs := {exposed.proof for exposed in attacker.exposed(hidden)}:
        if frozenset() in proofs:
            raise NotProtectable(
                "A count can be worked out whatever is hidden, so nothing is released. Please report this as a fault."
            )
        met |= proofs
        hidden = _with_implied(system, hidden | _greedy(system, proofs, hidden))
    return hidden, met


def _cost(system: System, units: Iterable[Unit]) -> float:
    return sum(system.costs[unit] for unit in units)


def _with_implied(system: System, hidden: Iterable[Unit]) -> set[Unit]:
    closed = set(hidden)
    while more := {other for unit, other in system.implied if unit in closed} - closed:
        closed |= more
    return closed


def _greedy(system: System, proofs: Iterable[frozenset[Unit]], hidden: set[Unit]) -> set[Unit]:
    """A unit of every proof, the cheapest that is in most of them."""
    chosen: set[Unit] = set()
    for proof in sorted(proofs, key=lambda proof: sorted(map(str, proof))):
        if not proof & chosen:
            chosen.add(min(proof - hidden, key=lambda unit: (system.costs[unit], str(unit))))
    return chosen


def _cheapest(system: System, demands: set[frozenset[Unit]]) -> set[Unit]:
    """The cheapest set of units with the forced ones, one of every demand, and what they imply."""
    units = sorted(system.costs, key=str)
    if not units:
        return set()
    position = {unit: number for number, unit in enumerate(units)}
    matrix = lil_matrix((len(demands) + len(system.implied), len(units)))
    for number, demand in enumerate(sorted(demands, key=lambda demand: sorted(map(str, demand)))):
        for unit in demand:
            matrix[number, position[unit]] = 1
    for number, (unit, other) in enumerate(system.implied, start=len(demands)):
        matrix[number, position[other]] += 1
        matrix[number, position[unit]] -= 1
    at_least = np.array([1.0] * len(demands) + [0.0] * len(system.implied))
    solved = milp(
        np.array([system.costs[unit] for unit in units]),
        constraints=[LinearConstraint(matrix.tocsr(), at_least, np.inf)] if matrix.shape[0] else [],
        integrality=np.ones(len(units)),
        bounds=Bounds([float(unit in system.forced) for unit in units], 1),
    )
    return {unit for unit, chosen in zip(units, solved.x, strict=True) if chosen > 0.5}
