"""Columns of a matrix in runs of unlike lengths: the greatest and the mean of each run."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Runs:
    """Where each run lies. ``reduceat`` pays for every run of every row; here all first columns of
    runs are taken together, then all second ones, and so on."""

    def __init__(self, lengths: NDArray[np.int64]) -> None:
        """``lengths`` are those of the runs in their order, none of them 0."""
        starts = np.cumsum(lengths) - lengths
        self.order = np.argsort(-lengths, kind="stable")
        """The runs in the order of what is returned: the longest first."""
        longest = int(lengths.max()) if lengths.size else 0
        self._heights = [int((lengths > place).sum()) for place in range(longest)]
        """How many runs have a first column, a second one, and so on."""
        self._lengths = lengths[self.order].astype(np.float32)
        taken = [starts[self.order[:height]] + at for at, height in enumerate(self._heights)]
        self.columns = np.concatenate(taken) if taken else np.empty(0, dtype=np.int64)
        """The order of columns in which values are given."""

    def greatest(self, values: Floats) -> Floats:
        found, rest = self._first(values)
        for height, others in rest:
            np.maximum(found[:, :height], others, out=found[:, :height])
        return found

    def mean(self, values: Floats) -> Floats:
        found, rest = self._first(values)
        for height, others in rest:
            found[:, :height] += others
        found /= self._lengths
        return found

    def _first(self, values: Floats) -> tuple[Floats, list[tuple[int, Floats]]]:
        """The first column of each run, and the further ones, with how many runs they are for."""
        ends = np.cumsum(self._heights, dtype=np.int64).tolist()
        first = values[:, : len(self.order)].copy()
        pairs = zip(self._heights[1:], pairwise(ends), strict=True)
        return first, [(height, values[:, start:end]) for height, (start, end) in pairs]
