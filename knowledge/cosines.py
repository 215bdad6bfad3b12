"""The vectors of all cases, and how near a question is to each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from knowledge.encoder import Matrix, Vector
from knowledge.entry import Entry, Gists, Vectors
from knowledge.ranking import Floats, dense
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
        mean: Vector = rows.mean(axis=0) if len(rows) else np.zeros(0, dtype=np.float32)
        along = rows @ mean
        squares = 1 - 2 * along + mean @ mean
        return cls(mean, along, np.sqrt(np.maximum(squares, 1e-6)))

    def centred(self, cosines: Floats, vector: Vector) -> Floats:
        """The cosines of ``vector`` with the vectors, as seen from the mean."""
        own = vector @ self.mean
        square = self.mean @ self.mean
        length = np.sqrt(max(float(1 - 2 * own + square), 1e-6))
        centred: Floats = (cosines - self.along - own + square) / (self.lengths * length)
        return centred.astype(np.float32)


@dataclass(frozen=True)
class Cosines:
    """Of one question with all that a snapshot holds."""

    whole: Floats
    near: Floats
    gists: Mapping[str, Floats]
    """By the second opinion; nothing where it has not seen the question."""


class AllVectors:
    """Those of all cases of a snapshot, by the encoder and by the second opinion."""

    def __init__(self, entries: Sequence[Entry], *, is_calibrated: bool) -> None:
        self._size = len(entries)
        indexed = [(row, e.vectors) for row, e in enumerate(entries) if e.vectors is not None]
        self._whole_rows = np.array([row for row, _ in indexed], dtype=np.int64)
        self._whole = _stacked([vectors.whole[None] for _, vectors in indexed])
        asked = [(row, vectors.near) for row, vectors in indexed if len(vectors.near)]
        self._near_rows = np.array([row for row, _ in asked], dtype=np.int64)
        self._near_starts = np.cumsum([0, *(len(near) for _, near in asked)])[:-1]
        self._near = _stacked([near for _, near in asked])
        self._near_counts = np.diff(self._near_starts, append=len(self._near))
        self._is_calibrated = is_calibrated
        self._spread = None if is_calibrated else Spread.of(self._whole)
        self._whole_middle = Middle.of(self._whole)
        self._near_middle = Middle.of(self._near)
        second = [(row, e.gists) for row, e in enumerate(entries) if e.gists is not None]
        self._gist_rows = np.array([row for row, _ in second], dtype=np.int64)
        # In the order of the fields of ``Gists``.
        self._gists = {
            "gist_asked": _stacked([gists.asked[None] for _, gists in second]),
            "gist_problem": _stacked([gists.problem[None] for _, gists in second]),
            "gist_solution": _stacked([gists.solution[None] for _, gists in second]),
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

    def cosines(self, vectors: Matrix, gists: Matrix | None = None) -> list[Cosines]:
        """The cosines of many questions, many times faster than one after the other.

        Args:
            vectors: a row for each question.
            gists: the same by the second opinion; ``None`` without one.
        """
        empty = np.empty((len(vectors), 0), dtype=np.float32)
        whole = vectors @ self._whole.T if self._whole_rows.size else empty
        near = vectors @ self._near.T if self._near_rows.size else empty
        second = {}
        if gists is not None and self._gist_rows.size:
            second = {name: gists @ rows.T for name, rows in self._gists.items()}
        return [
            Cosines(whole[row], near[row], {name: of[row] for name, of in second.items()})
            for row in range(len(vectors))
        ]

    def meaning(self, vector: Vector | None, reckoned: Cosines | None) -> dict[str, Floats]:
        """The signals of meaning, NaN where a case has no vectors, or no typical questions."""
        unknown = np.full(self._size, np.nan, dtype=np.float32)
        whole, near, akin = unknown.copy(), unknown.copy(), unknown.copy()
        whole_centred, near_centred = unknown.copy(), unknown.copy()
        if vector is not None and self._whole_rows.size:
            cosines = self._whole @ vector if reckoned is None else reckoned.whole
            whole[self._whole_rows] = cosines
            whole_centred[self._whole_rows] = self._whole_middle.centred(cosines, vector)
        if vector is not None and self._near_rows.size:
            cosines = self._near @ vector if reckoned is None else reckoned.near
            starts = self._near_starts
            near[self._near_rows] = np.maximum.reduceat(cosines, starts)
            akin[self._near_rows] = np.add.reduceat(cosines, starts) / self._near_counts
            centred = self._near_middle.centred(cosines, vector)
            near_centred[self._near_rows] = np.maximum.reduceat(centred, starts)
        # Measured from the mean, cosines of any encoder are on one scale already.
        centred = dense(whole_centred, near_centred)
        if not self._is_calibrated:
            whole, near, akin = (rescaled(each, self._spread) for each in (whole, near, akin))
        return {"whole": whole, "near": near, "akin": akin, "centred": centred}

    def second_opinion(self, gist: Vector | None, reckoned: Cosines | None) -> dict[str, Floats]:
        found = {}
        for name, rows in self._gists.items():
            found[name] = np.full(self._size, np.nan, dtype=np.float32)
            if gist is not None and self._gist_rows.size:
                known = reckoned.gists.get(name) if reckoned is not None else None
                found[name][self._gist_rows] = rows @ gist if known is None else known
        return found


def _stacked(rows: Sequence[Matrix]) -> Matrix:
    return np.concatenate(rows) if rows else np.empty((0, 0), dtype=np.float32)
