"""Linear programmes, in whole numbers too, as HiGHS solves them. What is asked of them does not belong here."""

from dataclasses import dataclass, field

import numpy as np
from highspy import (
    Highs,
    HighsLp,
    HighsModelStatus,
    HighsStatus,
    HighsVarType,
    MatrixFormat,
    SolutionStatus,
    kHighsInf,
)
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Sum = dict[int, int]
"""Columns, each with how many times its count is in the sum."""


@dataclass(frozen=True)
class Solution:
    """What became of a programme. `counts`: those that were found; the duals are those of boxes and of sums."""

    is_best: bool = False
    is_impossible: bool = False
    counts: Numbers | None = None
    value: float = np.nan
    box_duals: Numbers = field(default_factory=lambda: np.empty(0))
    sum_duals: Numbers = field(default_factory=lambda: np.empty(0))
    n_iterations: int = 0
    n_nodes: int = 0


class Solver:
    """HiGHS with boxes around counts, sums of them that are nobody and sums that are no more than nobody."""

    def __init__(self, boxes: Numbers, nobody: list[Sum], at_most: list[Sum], *, whole: bool = False) -> None:
        self.is_whole = whole
        sums = [*nobody, *at_most]
        lp = HighsLp()
        lp.num_col_, lp.num_row_ = len(boxes), len(sums)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(len(boxes)), boxes[:, 0].copy(), boxes[:, 1].copy()
        lp.row_lower_ = np.repeat([0.0, -kHighsInf], [len(nobody), len(at_most)])
        lp.row_upper_ = np.zeros(len(sums))
        lp.a_matrix_.format_ = MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *map(len, sums)], dtype=np.int32)
        lp.a_matrix_.index_ = np.array([column for sum_ in sums for column in sum_], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([times for sum_ in sums for times in sum_.values()], dtype=float)
        if whole:
            lp.integrality_ = [HighsVarType.kInteger] * len(boxes)
        self._columns = np.arange(len(boxes), dtype=np.int32)
        self._highs = Highs()
        self._highs.setOptionValue("output_flag", False)
        # What is found may not depend on how many processors there are.
        self._highs.setOptionValue("threads", 1)
        if self._highs.passModel(lp) == HighsStatus.kError:
            raise ValueError("HiGHS does not take this programme")

    def minimise(self, objective: Numbers, iterations: int, nodes: int) -> Solution:
        """Make the sum of the counts, each times its number in the objective, as small as can be."""
        self._highs.setOptionValue("simplex_iteration_limit", iterations)
        self._highs.setOptionValue("mip_max_nodes", nodes)
        self._highs.changeColsCost(len(objective), self._columns, objective)
        # From where another objective ended it would soon be there, but seldom at whole numbers.
        self._highs.clearSolver()
        self._highs.run()
        status, info, found = self._highs.getModelStatus(), self._highs.getInfo(), self._highs.getSolution()
        is_found = info.primal_solution_status == SolutionStatus.kSolutionStatusFeasible
        return Solution(
            is_best=status == HighsModelStatus.kOptimal,
            # All boxes are finite, or what is minimised is no less than nothing.
            is_impossible=status in (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible),
            counts=np.array(found.col_value) if is_found else None,
            value=info.objective_function_value,
            box_duals=np.array(found.col_dual),
            sum_duals=np.array(found.row_dual),
            n_iterations=info.simplex_iteration_count,
            n_nodes=info.mip_node_count,
        )
