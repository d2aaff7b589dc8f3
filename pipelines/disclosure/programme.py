"""One linear programme asked many times: the same relations and bounds, another direction each time.

The solver behind ``scipy.optimize.linprog`` keeps its last basis and answers the next direction many times faster;
scipy does not offer that by a public name. Where the inner name is gone, ``linprog`` itself answers, only slower.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

try:  # scipy 1.17; look again when scipy offers warm starts
    from scipy.optimize._highspy import _core
except ImportError:  # pragma: no cover
    _core = None  # type: ignore[assignment]

Numbers = NDArray[np.float64]


class Programme:
    """All x between ``low`` and ``high`` with ``matrix`` times x equal to 0."""

    def __init__(self, matrix: sparse.csr_array, low: Numbers, high: Numbers, warm: bool = True) -> None:
        self._matrix, self._low, self._high = matrix.astype(float), low, high
        self._solver = self._start() if warm and _core is not None else None
        self._columns = np.arange(low.size, dtype=np.int32)

    def _start(self) -> _core._Highs:
        rows, columns = self._matrix.shape
        by_column = self._matrix.tocsc()
        model = _core.HighsLp()
        model.num_col_, model.num_row_ = columns, rows
        model.col_cost_ = np.zeros(columns)
        model.col_lower_, model.col_upper_ = self._low, self._high
        model.row_lower_ = model.row_upper_ = np.zeros(rows)
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = columns, rows
        model.a_matrix_.format_ = _core.MatrixFormat.kColwise
        model.a_matrix_.start_ = by_column.indptr.astype(np.int32)
        model.a_matrix_.index_ = by_column.indices.astype(np.int32)
        model.a_matrix_.value_ = by_column.data
        solver = _core._Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("simplex_strategy", 4)  # primal: another direction leaves the basis feasible
        solver.setOptionValue("simplex_iteration_limit", 5 * (rows + columns) + 200)
        solver.passModel(model)
        return solver

    def least(self, cost: Numbers) -> tuple[Numbers, Numbers]:
        """The x that makes ``cost`` times x least, and what each relation is worth there (its dual)."""
        if self._solver is not None:
            self._solver.changeColsCost(cost.size, self._columns, cost)
            self._solver.run()
            if self._solver.getModelStatus() == _core.HighsModelStatus.kOptimal:
                solution = self._solver.getSolution()
                return np.array(solution.col_value), np.array(solution.row_dual)
            self._solver.clearSolver()  # it went round in circles: forget the basis, and ask afresh
        bounds = np.column_stack([self._low, self._high])
        zeros = np.zeros(self._matrix.shape[0])
        result = linprog(cost, A_eq=self._matrix, b_eq=zeros, bounds=bounds, method="highs")
        return np.asarray(result.x), np.asarray(result.eqlin.marginals)
