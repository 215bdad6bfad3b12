"""The published cases in memory: an immutable snapshot that is searched and replaced whole."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Protocol, Self

import numpy as np

from knowledge.encoder import Matrix, Vector
from knowledge.indexing import QUESTION, WHOLE, Representable
from knowledge.lexicon import Lexicon, lemma, stop_words, words
from knowledge.models import CaseId, VersionId
from knowledge.ranking import Asker, Floats, Signals, Weights, best_rows, blend, dense, margins
from knowledge.scale import Spread, rescaled
from knowledge.spelling import Vocabulary
from people.levels import Level

#: The title says in the fewest words what a case is about: its words count so many times.
_TITLE_COUNTS = 2


class Indexable(Representable, Protocol):
    """The contents of a version, or of a draft, that a search looks at."""

    @property
    def subject(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def audience(self) -> str: ...


@dataclass(frozen=True)
class Vectors:
    """The vectors of one case."""

    whole: Vector
    near: Matrix
    """Title and typical questions; no rows when there are no typical questions."""

    @classmethod
    def of(cls, parts: Sequence[str], rows: Matrix) -> Self:
        near = rows[[part != WHOLE for part in parts]]
        return cls(rows[parts.index(WHOLE)], near if QUESTION in parts else near[:0])


@dataclass(frozen=True)
class Entry:
    """What the index holds of one case."""

    case_id: CaseId
    version_id: VersionId
    title: str
    subject: str
    level: Level
    audience: str
    words: tuple[str, ...]
    """Its distinct words as they are written, for correcting the spelling of questions."""
    bag: Counter[str]
    """Lemmas, for finding."""
    vectors: Vectors | None

    @classmethod
    def of(
        cls,
        case_id: CaseId,
        version_id: VersionId,
        case: Indexable,
        vectors: Vectors | None,
    ) -> Self:
        # The solution is left out: with it, words find the right case less often.
        texts = [case.title] * _TITLE_COUNTS + [case.problem, *case.topics, *case.questions]
        found = Counter(word for text in texts for word in words(text))
        bag: Counter[str] = Counter()
        for word, count in found.items():
            if lemma(word) not in stop_words():
                bag[lemma(word)] += count
        # Interned, because the same few thousand words make all the cases.
        spelt = tuple(intern(word) for word in found if len(word) > 3)
        place = (case_id, version_id, case.title, case.subject, case.level, case.audience)
        return cls(*place, spelt, bag, vectors)


class Snapshot:
    """All cases that can be found, ready to be searched; never changed once made."""

    def __init__(self, entries: Sequence[Entry], *, is_calibrated: bool = True) -> None:
        """``is_calibrated`` says whether there is a calibration for the encoder of the vectors."""
        self.entries = tuple(entries)
        spelt = Counter(word for entry in entries for word in entry.words)
        self.vocabulary = Vocabulary(Counter(dict.fromkeys(stop_words(), 1)) + spelt)
        self._lexicon = Lexicon([entry.bag for entry in entries])
        indexed = [(row, e.vectors) for row, e in enumerate(entries) if e.vectors is not None]
        self._whole_rows = np.array([row for row, _ in indexed], dtype=np.int64)
        self._whole = _stacked([vectors.whole[None] for _, vectors in indexed])
        asked = [(row, vectors.near) for row, vectors in indexed if len(vectors.near)]
        self._near_rows = np.array([row for row, _ in asked], dtype=np.int64)
        self._near_starts = np.cumsum([0, *(len(near) for _, near in asked)])[:-1]
        self._near = _stacked([near for _, near in asked])
        self._is_calibrated = is_calibrated
        self._spread = None if is_calibrated else Spread.of(self._whole)
        kinds = {(e.subject, e.level, e.audience): None for e in entries}
        numbers = {kind: number for number, kind in enumerate(kinds)}
        self._kinds = list(kinds)
        self._kind_of = np.array(
            [numbers[e.subject, e.level, e.audience] for e in entries], dtype=np.int64
        )

    def best(
        self,
        lemmas: Sequence[str],
        vector: Vector | None,
        asker: Asker,
        *,
        audiences: Collection[str],
        weights: Weights,
        count: int,
    ) -> list[tuple[Entry, Signals]]:
        """The ``count`` cases that are most like the question, best first.

        Args:
            lemmas: the words of the question that carry meaning.
            vector: its meaning; ``None`` searches by words alone.
            asker: what is known about who asks.
            audiences: only cases for one of these are found.
            weights: what the signals are worth.
        """
        whole, near = self._cosines(vector)
        shares = self._lexicon.shares(lemmas)
        subject = self._by_kind([asker.subject_agreement(s, level) for s, level, _ in self._kinds])
        level = self._by_kind([asker.level_agreement(level) for _, level, _ in self._kinds])
        allowed = self._by_kind([audience in audiences for _, _, audience in self._kinds])
        total = blend(dense(whole, near), shares, subject, level, weights)
        rows = best_rows(total, allowed > 0, count)
        leads = margins([float(total[row]) for row in rows])
        return [
            (
                self.entries[row],
                Signals(
                    whole=_number(whole[row]),
                    near=_number(near[row]),
                    words=float(shares[row]),
                    subject=float(subject[row]),
                    level=float(level[row]),
                    margin=lead,
                    total=float(total[row]),
                ),
            )
            for row, lead in zip(rows, leads, strict=True)
        ]

    def _cosines(self, vector: Vector | None) -> tuple[Floats, Floats]:
        """Cosines with the whole cases, and the best with title and typical questions."""
        whole = np.full(len(self.entries), np.nan, dtype=np.float32)
        near = whole.copy()
        if vector is not None and self._whole_rows.size:
            whole[self._whole_rows] = self._whole @ vector
        if vector is not None and self._near_rows.size:
            near[self._near_rows] = np.maximum.reduceat(self._near @ vector, self._near_starts)
        if self._is_calibrated:
            return whole, near
        return rescaled(whole, self._spread), rescaled(near, self._spread)

    def _by_kind(self, values: Sequence[float]) -> Floats:
        return np.array(values, dtype=np.float32)[self._kind_of]


def _stacked(rows: Sequence[Matrix]) -> Matrix:
    return np.concatenate(rows) if rows else np.empty((0, 0), dtype=np.float32)


def _number(value: np.float32) -> float | None:
    return None if np.isnan(value) else float(value)
