"""Pure: what can be worked out from everything that is published together.

Every published group is an equation: the sum of its people's scores is known. Any combination of
equations is known, too. A combination that concerns fewer than ``k`` people gives them away: a
union of small groups as well as a difference between two of them. That there is none is shown by
linear programmes, one for each class of people that no equation tells apart: of all combinations in
which nobody weighs more than this class, the weights of all people together must be ``k`` or more.
That is stricter than counting people, and errs on the safe side.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, MatrixFormat, kHighsInf
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
People = frozenset[int]

_TOLERANCE = 1e-6
_CERTAIN = (HighsModelStatus.kObjectiveBound, HighsModelStatus.kInfeasible)


class Audit:
    """Whether published groups narrow down to fewer than ``k`` people; groups can be withdrawn."""

    def __init__(
        self, groups: Sequence[People], *, k: int, weights: Mapping[int, float] | None = None
    ) -> None:
        """
        Args:
            groups: whose sums are published; the same people may stand in several.
            weights: who counts for less than one person.
        """
        self._k = k
        self._groups, self._sizes = _classes(groups, weights or {})
        self._unsure = [place for place, size in enumerate(self._sizes) if size < k]
        self._published = set(range(len(groups)))
        self._solver = self._programme() if self._unsure else None

    def withdraw(self, group: int) -> None:
        """Do not publish this group after all; what was found safe stays so."""
        self._published.discard(group)
        if self._solver is not None:
            self._solver.changeColBounds(group, 0.0, 0.0)

    def exposing(self) -> set[int]:
        """Groups that narrow down to too few when taken together; empty: all is safe."""
        while self._unsure:
            together = self._exposing(self._unsure[-1])
            if together:
                return together
            self._unsure.pop()
        return set()

    def are_independent(self, some: Collection[int]) -> bool:
        """Whether no combination of these groups can be had from the others."""
        chosen = [group in some for group in range(len(self._groups))]
        rest = [group in self._published and group not in some for group in range(len(chosen))]
        both = [one or other for one, other in zip(chosen, rest, strict=True)]
        return self._rank(both) == self._rank(chosen) + self._rank(rest)

    def _rank(self, which: Sequence[bool]) -> int:
        rows = self._groups[np.array(which, dtype=bool)]
        return int(np.linalg.matrix_rank(rows)) if rows.size else 0

    def _exposing(self, place: int) -> set[int]:
        solver = self._solver
        assert solver is not None
        weights = len(self._groups)
        # The weight of this class is 1, and has the sign that makes it so.
        solver.changeColBounds(weights + place, 1.0, 1.0)
        solver.changeRowBounds(len(self._sizes) + place, 0.0, 0.0)
        solver.run()
        together = self._read(solver, place)
        solver.changeColBounds(weights + place, 0.0, 1.0)
        solver.changeRowBounds(len(self._sizes) + place, 0.0, kHighsInf)
        return together

    def _read(self, solver: Highs, place: int) -> set[int]:
        status = solver.getModelStatus()
        if status in _CERTAIN:
            return set()
        if status != HighsModelStatus.kOptimal:
            # Not shown to be safe: as good as exposed by every group that this class is in.
            return {group for group in self._published if self._groups[group, place]}
        if solver.getInfo().objective_function_value >= self._k - _TOLERANCE:
            return set()
        factors = solver.getSolution().col_value[: len(self._groups)]
        return {group for group in self._published if abs(factors[group]) > _TOLERANCE}

    def _programme(self) -> Highs:
        """Columns: the factor of each group, then the weight of each class, 0 to 1.

        Rows: the weight of a class is at least its sum of factors, and at least minus that.
        """
        groups, classes = self._groups.shape
        sums, weights = self._groups.T, np.eye(classes)
        rows = np.vstack([np.hstack([sums, weights]), np.hstack([-sums, weights])])
        filled = [np.flatnonzero(row) for row in rows]
        programme = HighsLp()
        programme.num_col_, programme.num_row_ = groups + classes, 2 * classes
        programme.col_cost_ = np.concatenate([np.zeros(groups), self._sizes])
        programme.col_lower_ = np.concatenate([np.full(groups, -kHighsInf), np.zeros(classes)])
        programme.col_upper_ = np.concatenate([np.full(groups, kHighsInf), np.ones(classes)])
        programme.row_lower_ = np.zeros(2 * classes)
        programme.row_upper_ = np.full(2 * classes, kHighsInf)
        programme.a_matrix_.format_ = MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.cumsum([0, *map(len, filled)])
        programme.a_matrix_.index_ = np.concatenate(filled)
        programme.a_matrix_.value_ = rows[rows != 0]
        solver = _Quiet()  # type: ignore[no-untyped-call]
        # Only whether it is less than k matters, not how much it is.
        solver.setOptionValue("objective_bound", float(self._k))
        solver.setOptionValue("solver", "simplex")
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("threads", 1)
        solver.passModel(programme)
        return solver


class _Quiet(Highs):
    """Highs greets on standard output while it is being made, before it can be told not to."""

    def enableCallbacks(self) -> None:  # noqa: N802 - its own name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _classes(groups: Sequence[People], weights: Mapping[int, float]) -> tuple[Matrix, Matrix]:
    """People who stand in just the same groups: groups × classes of 0 and 1, and their sizes."""
    sizes: defaultdict[tuple[bool, ...], float] = defaultdict(float)
    for person in sorted(frozenset[int]().union(*groups)):
        sizes[tuple(person in group for group in groups)] += weights.get(person, 1.0)
    matrix = np.array([list(pattern) for pattern in sizes], dtype=np.float64)
    return matrix.reshape(len(sizes), len(groups)).T, np.array(list(sizes.values()), dtype=float)
