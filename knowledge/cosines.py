"""The vectors of all cases, and how near questions are to each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Matrix, Vector
from knowledge.entry import Entry, Gists, Vectors
from knowledge.ranking import Floats, dense
from knowledge.runs import Runs
from knowledge.scale import Spread, rescaled


@dataclass(frozen=True)
class Middle:
    """The mean of some vectors: texts of one field all lie on one side of the sphere, and cosines
    tell more when they are measured from there."""

    mean: Vector
    along: Floats
    """How far each vector goes along the mean."""
    lengths: Floats
    """Of the vectors as seen from the mean."""

    @classmethod
    def of(cls, rows: Matrix) -> Self:
        mean: Vector = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], dtype=np.float32)
        along = rows @ mean
        squares = 1 - 2 * along + mean @ mean
        return cls(mean, along, np.sqrt(np.maximum(squares, 1e-6)))

    def at(self, columns: NDArray[np.int64]) -> Self:
        """The same for the vectors in another order."""
        return replace(self, along=self.along[columns], lengths=self.lengths[columns])

    def centred(self, cosines: Floats, vectors: Matrix) -> Floats:
        """The cosines as seen from the mean.

        Args:
            cosines: of questions with the vectors, a row for each question.
            vectors: those of the questions.
        """
        own = (vectors @ self.mean)[..., None]
        square = self.mean @ self.mean
        length = np.sqrt(np.maximum(1 - 2 * own + square, np.float32(1e-6)))
        centred: Floats = cosines - self.along
        centred -= own - square
        centred /= self.lengths
        centred /= length
        return centred


class AllVectors:
    """Those of all cases of a snapshot, by the encoder and by the second opinion."""

    def __init__(self, entries: Sequence[Entry], *, is_calibrated: bool) -> None:
        self._size = len(entries)
        indexed = [(row, e.vectors) for row, e in enumerate(entries) if e.vectors is not None]
        self._whole_rows = np.array([row for row, _ in indexed], dtype=np.int64)
        width = len(indexed[0][1].whole) if indexed else 0
        self._whole = _stacked([vectors.whole[None] for _, vectors in indexed], width)
        asked = [(row, vectors.near) for row, vectors in indexed if len(vectors.near)]
        self._near_rows = np.array([row for row, _ in asked], dtype=np.int64)
        self._near_starts = np.cumsum([0, *(len(near) for _, near in asked)])[:-1]
        self._near = _stacked([near for _, near in asked], width)
        self._near_runs = Runs(np.array([len(near) for _, near in asked], dtype=np.int64))
        self._is_calibrated = is_calibrated
        self._spread = None if is_calibrated else Spread.of(self._whole)
        self._whole_middle = Middle.of(self._whole)
        self._near_middle = Middle.of(self._near).at(self._near_runs.columns)
        second = [(row, e.gists) for row, e in enumerate(entries) if e.gists is not None]
        self._gist_rows = np.array([row for row, _ in second], dtype=np.int64)
        width = len(second[0][1].asked) if second else 0
        # In the order of the fields of ``Gists``.
        self._gists = {
            "gist_asked": _stacked([gists.asked[None] for _, gists in second], width),
            "gist_problem": _stacked([gists.problem[None] for _, gists in second], width),
            "gist_solution": _stacked([gists.solution[None] for _, gists in second], width),
        }

    def shared(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """The same entries, their vectors being views of these: no number is held twice."""
        places = {int(row): place for place, row in enumerate(self._whole_rows)}
        near = np.split(self._near, self._near_starts[1:]) if self._near_rows.size else []
        asked = dict(zip(self._near_rows.tolist(), near, strict=True))
        second = {int(row): place for place, row in enumerate(self._gist_rows)}
        for row, entry in enumerate(entries):
            vectors, gists = entry.vectors, entry.gists
            if vectors is not None:
                vectors = Vectors(self._whole[places[row]], asked.get(row, self._near[:0]))
            if gists is not None:
                gists = Gists(*(rows[second[row]] for rows in self._gists.values()))
            yield replace(entry, vectors=vectors, gists=gists)

    def meaning(self, vectors: Sequence[Vector | None]) -> dict[str, Floats]:
        """The signals of meaning of questions, a row for each, many times faster than one after
        the other; NaN where a case or a question has no vectors, or a case no typical questions."""
        asked = _with_gaps(vectors, self._whole.shape[1])
        if asked is None:
            unknown = np.full((len(vectors), self._size), np.nan, dtype=np.float32)
            return dict.fromkeys(("whole", "near", "akin", "centred"), unknown)
        cosines = asked @ self._whole.T
        whole = self._placed(cosines, self._whole_rows)
        whole_centred = self._placed(self._whole_middle.centred(cosines, asked), self._whole_rows)
        runs = self._near_runs
        cosines = (asked @ self._near.T)[:, runs.columns]
        rows = self._near_rows[runs.order]
        near = self._placed(runs.greatest(cosines), rows)
        akin = self._placed(runs.mean(cosines), rows)
        near_centred = self._near_middle.centred(cosines, asked)
        # Measured from the mean, cosines of any encoder are on one scale already.
        centred = dense(whole_centred, self._placed(runs.greatest(near_centred), rows))
        if not self._is_calibrated:
            whole, near, akin = (rescaled(each, self._spread) for each in (whole, near, akin))
        return {"whole": whole, "near": near, "akin": akin, "centred": centred}

    def second_opinion(self, gists: Sequence[Vector | None]) -> dict[str, Floats]:
        """The same of the second opinion."""
        asked = _with_gaps(gists, self._gists["gist_asked"].shape[1])
        if asked is None:
            unknown = np.full((len(gists), self._size), np.nan, dtype=np.float32)
            return dict.fromkeys(self._gists, unknown)
        return {
            name: self._placed(asked @ rows.T, self._gist_rows)
            for name, rows in self._gists.items()
        }

    def _placed(self, values: Floats, rows: NDArray[np.int64]) -> Floats:
        """The values of the cases of ``rows``, each in the column of its case; NaN elsewhere."""
        found = np.full((len(values), self._size), np.nan, dtype=np.float32)
        found[:, rows] = values
        return found


def _with_gaps(vectors: Sequence[Vector | None], width: int) -> Matrix | None:
    """A row for each vector, of NaN where there is none; ``None`` when there is nothing to tell."""
    if not width or all(vector is None for vector in vectors):
        return None
    unknown = np.full(width, np.nan, dtype=np.float32)
    return np.stack([unknown if vector is None else vector for vector in vectors])


def _stacked(rows: Sequence[Matrix], width: int) -> Matrix:
    return np.concatenate(rows) if rows else np.empty((0, width), dtype=np.float32)
