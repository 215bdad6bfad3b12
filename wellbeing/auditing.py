"""Pure: what can be worked out from everything that is published together.

Every published group is an equation: the sum of its people's scores is known. Any combination of
equations is known, too. A combination that concerns fewer than ``k`` people gives them away: a
union of small groups as well as a difference between two of them.

That there is none is shown by linear programmes, one for each class of people that no equation
tells apart. If scores can be shifted so that the class gains as much as ``k`` people less its own,
others lose no more than one each, and not one published sum changes, then every combination that
weighs this class most concerns ``k`` people or more. (The dual says the same of combinations: the
sum of the weights of all people, that of the class being 1, is ``k`` or more.) That is stricter
than counting the people of a combination, and errs on the safe side.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, MatrixFormat, ObjSense, kHighsInf
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
People = frozenset[int]

_TOLERANCE = 1e-6
#: Each programme begins where the one before has ended; the primal simplex makes use of that.
_OPTIONS: dict[str, str | int] = {
    "solver": "simplex",
    "simplex_strategy": 4,
    "presolve": "off",
    "threads": 1,
}


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
            self._solver.changeRowBounds(group, -kHighsInf, kHighsInf)

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
        size = float(self._sizes[place])
        solver.changeColBounds(place, 0.0, self._k - size)
        solver.changeColCost(place, 1.0)
        solver.run()
        together = self._read(solver, place)
        solver.changeColCost(place, 0.0)
        solver.changeColBounds(place, -size, size)
        return together

    def _read(self, solver: Highs, place: int) -> set[int]:
        if solver.getModelStatus() != HighsModelStatus.kOptimal:
            # Not shown to be safe: as good as exposed by every group that this class is in.
            return {group for group in self._published if self._groups[group, place]}
        solution = solver.getSolution()
        if solution.col_value[place] >= self._k - self._sizes[place] - _TOLERANCE:
            return set()
        return {group for group in self._published if abs(solution.row_dual[group]) > _TOLERANCE}

    def _programme(self) -> Highs:
        """Columns: how much each class gains. Rows: what a group gains, which is nothing."""
        groups, classes = self._groups.shape
        filled = [np.flatnonzero(row) for row in self._groups]
        programme = HighsLp()
        programme.sense_ = ObjSense.kMaximize
        programme.num_col_, programme.num_row_ = classes, groups
        programme.col_cost_ = np.zeros(classes)
        programme.col_lower_, programme.col_upper_ = -self._sizes, self._sizes
        programme.row_lower_ = programme.row_upper_ = np.zeros(groups)
        programme.a_matrix_.format_ = MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.cumsum([0, *map(len, filled)])
        programme.a_matrix_.index_ = np.concatenate(filled)
        programme.a_matrix_.value_ = np.ones(sum(map(len, filled)))
        solver = _Quiet()  # type: ignore[no-untyped-call]
        for option, value in _OPTIONS.items():
            solver.setOptionValue(option, value)
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
    # In order: the programme of a class begins where that of a similar one has ended.
    patterns = sorted(sizes)
    matrix = np.array([list(pattern) for pattern in patterns], dtype=np.float64)
    return (
        matrix.reshape(len(patterns), len(groups)).T,
        np.array([sizes[pattern] for pattern in patterns], dtype=np.float64),
    )
