"""The published cases in memory: an immutable snapshot that is searched and replaced whole."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import compress
from math import isnan, log1p
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.cosines import AllVectors, Cosines
from knowledge.echo import Echoes, Meanings, Voices
from knowledge.encoder import Matrix, Vector
from knowledge.entry import Entry, Gists, Indexable, Vectors, roots
from knowledge.lexicon import Lexicon, stop_words
from knowledge.models import VersionId
from knowledge.ranking import (
    Asker,
    Floats,
    Signals,
    Weights,
    best_rows,
    blend,
    clearance,
    margins,
)
from knowledge.spelling import Vocabulary

__all__ = ["HEARD", "Cosines", "Entry", "Gists", "Heard", "Indexable", "Snapshot", "Vectors"]

Value = TypeVar("Value", bound=Hashable)

#: So many of the best cases are ranked once more, by their echo.
HEARD = 30
#: What versions say to the words of one question, see ``Voices.nearest``: kept where the question
#: is asked again and again.
Heard = dict[VersionId, Floats]


class Snapshot:
    """All cases that can be found, ready to be searched; never changed once made."""

    def __init__(self, entries: Sequence[Entry], *, is_calibrated: bool = True) -> None:
        """``is_calibrated`` says whether there is a calibration for the encoder of the vectors."""
        self.is_calibrated = is_calibrated
        spelt = Counter(word for entry in entries for word in entry.words)
        self.vocabulary = Vocabulary(Counter(dict.fromkeys(stop_words(), 1)) + spelt)
        self._words = Lexicon([entry.bag for entry in entries])
        self._voices = Voices(self._words.terms)
        self._roots = Lexicon([entry.roots for entry in entries])
        self._vectors = AllVectors(entries, is_calibrated=is_calibrated)
        self.entries = tuple(self._vectors.shared(entries))
        # A few dozen kinds make all cases: what a question has to do with them is asked once each.
        self._kinds, self._kind_of = _numbered([(e.subject, e.level, e.audience) for e in entries])
        self._levels, self._level_of = _numbered([e.level for e in entries])
        self._grades, self._grades_of = _numbered([e.grades for e in entries])

    def best(
        self,
        lemmas: Sequence[str],
        vector: Vector | None,
        asker: Asker,
        *,
        gist: Vector | None = None,
        meanings: Meanings | None = None,
        audiences: Collection[str],
        weights: Weights,
        count: int,
        known: Cosines | None = None,
        heard: Heard | None = None,
    ) -> list[tuple[Entry, Signals]]:
        """The ``count`` cases that are most like the question, best first.

        Args:
            lemmas: the words of the question that carry meaning.
            vector: its meaning; ``None`` searches by words alone.
            asker: what is known about who asks.
            gist: its meaning by the second opinion; ``None`` without one.
            meanings: what the second opinion says of words; ``None`` without one.
            audiences: only cases for one of these are found.
            weights: what the signals are worth.
            known: the cosines of ``vector`` and ``gist``, where they were reckoned for many at
                once.
            heard: what versions say to these very lemmas; what is reckoned anew is added.
        """
        signals = self.signals(lemmas, vector, asker, gist, known)
        allowed = self._by_kind([audience in audiences for _, _, audience in self._kinds])
        total, said = blend(signals, weights), list(dict.fromkeys(lemmas))
        rarity = self._words.rarity(said)
        # Words in common stand for the echo where it is not heard.
        hoped = total + np.float32(weights.echo * sum(rarity)) * signals["words"]
        rows = np.array(best_rows(hoped, allowed > 0, max(count, HEARD)), dtype=np.int64)
        few = {name: values[rows] for name, values in signals.items()}
        worth = hoped[rows].astype(np.float64)
        if meanings is not None and said and rows.size:
            echoes = Echoes.of(self._nearest(rows, said, meanings, heard), rarity)
            few |= vars(echoes)
            worth = total[rows] + weights.echo * echoes.echo.astype(np.float64)
        # Of equals the one that led without its echo stays ahead.
        order = np.argsort(-worth, kind="stable")
        totals = worth[order].tolist()
        first = order[:count]
        columns: dict[str, Sequence[float | None]] = {"total": totals, "margin": margins(totals)}
        columns |= {name: _numbers(values[first]) for name, values in few.items()}
        alike = {"clearance": clearance(totals), "said": log1p(len(said))}
        return [
            (self.entries[row], _signals({name: of[place] for name, of in columns.items()} | alike))
            for place, row in enumerate(rows[first])
        ]

    def _nearest(
        self, rows: NDArray[np.int64], said: Sequence[str], meanings: Meanings, heard: Heard | None
    ) -> Matrix:
        """How near each of the words is to what the cases of these rows say."""
        if heard is None:
            return self._reckoned(rows, said, meanings)
        versions = [self.entries[row].version_id for row in rows]
        new = np.array([version_id not in heard for version_id in versions])
        if new.any():
            found = self._reckoned(rows[new], said, meanings)
            heard.update(zip(compress(versions, new), found, strict=True))
        return np.stack([heard[version_id] for version_id in versions])

    def _reckoned(self, rows: NDArray[np.int64], said: Sequence[str], meanings: Meanings) -> Matrix:
        cases = [self._words.terms_of(row) for row in rows]
        return self._voices.nearest(said, cases, meanings)

    def signals(
        self,
        lemmas: Sequence[str],
        vector: Vector | None,
        asker: Asker,
        gist: Vector | None = None,
        known: Cosines | None = None,
    ) -> dict[str, Floats]:
        """The signals that are known of all cases, in the order of ``entries``; NaN: not known."""
        return (
            self._vectors.meaning(vector, known)
            | self._vectors.second_opinion(gist, known)
            | {
                "words": self._words.shares(lemmas),
                "roots": self._roots.shares(roots(lemmas)),
                "subject": self._by_kind(
                    [asker.subject_agreement(s, at) for s, at, _ in self._kinds]
                ),
                "level": _spread(
                    [asker.level_agreement(level) for level in self._levels], self._level_of
                ),
                "grade": _spread(
                    [asker.grade_agreement(grades) for grades in self._grades], self._grades_of
                ),
            }
        )

    def cosines(self, vectors: Matrix, gists: Matrix | None = None) -> list[Cosines]:
        """See ``AllVectors.cosines``."""
        return self._vectors.cosines(vectors, gists)

    def _by_kind(self, values: Sequence[float]) -> Floats:
        return _spread(values, self._kind_of)


def _numbered(values: Sequence[Value]) -> tuple[list[Value], NDArray[np.int64]]:
    """The different values, and the place of each of ``values`` among them."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return list(places), np.array([places[value] for value in values], dtype=np.int64)


def _spread(values: Sequence[float], places: NDArray[np.int64]) -> Floats:
    """The value at each of ``places``."""
    return np.array(values, dtype=np.float32)[places]


def _numbers(values: Floats) -> list[float | None]:
    """``None`` stands for what is not known."""
    return [None if isnan(value) else value for value in values.tolist()]


def _signals(values: Mapping[str, float | None]) -> Signals:
    return Signals(**values)  # type: ignore[arg-type]
