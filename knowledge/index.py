"""The published cases in memory: an immutable snapshot that is searched and replaced whole."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from math import log1p
from sys import intern
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.attached import readable
from knowledge.echo import Echo, Meanings, echoes
from knowledge.encoder import Matrix, Vector
from knowledge.indexing import PROBLEM, QUESTION, SOLUTION, TITLE, WHOLE, Representable
from knowledge.lexicon import Lexicon, lemma, stop_words, words
from knowledge.models import CaseId, VersionId
from knowledge.ranking import (
    Asker,
    Floats,
    Signals,
    Weights,
    best_rows,
    blend,
    clearance,
    dense,
    margins,
)
from knowledge.scale import Spread, rescaled
from knowledge.spelling import Vocabulary
from people.levels import Level, mentioned_grades

Value = TypeVar("Value", bound=Hashable)

#: The title says in the fewest words what a case is about: its words count so many times.
_TITLE_COUNTS = 2
#: So many letters at the beginning of a word stand for its family.
_ROOT = 5
#: So many of the best cases are ranked once more, by their echo.
HEARD = 30


class Indexable(Representable, Protocol):
    """The contents of a version, or of a draft, that a search looks at."""

    @property
    def subject(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def audience(self) -> str: ...
    @property
    def materials(self) -> Sequence[str]: ...
    @property
    def review_by(self) -> date | None: ...


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
class Gists:
    """The vectors of one case by the second opinion."""

    asked: Vector
    """Mean of title and typical questions: its product with a question is their mean cosine."""
    problem: Vector
    """Of no length where there is none; so is ``solution``."""
    solution: Vector

    @classmethod
    def of(cls, parts: Sequence[str], rows: Matrix) -> Self:
        def mean(*wanted: str) -> Vector:
            own = rows[[part in wanted for part in parts]]
            return own.mean(axis=0) if len(own) else np.zeros(rows.shape[1], dtype=np.float32)

        return cls(mean(TITLE, QUESTION), mean(PROBLEM), mean(SOLUTION))


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
    """Lemmas of all its texts, for finding."""
    roots: Counter[str]
    """Beginnings of the lemmas without the solution."""
    grades: frozenset[int]
    """Those that it names outside the solution."""
    topics: tuple[str, ...]
    vectors: Vectors | None
    gists: Gists | None = None
    review_by: date | None = None

    @classmethod
    def of(
        cls,
        case_id: CaseId,
        version_id: VersionId,
        case: Indexable,
        vectors: Vectors | None,
        gists: Gists | None = None,
    ) -> Self:
        asked = [case.title] * _TITLE_COUNTS + [case.problem, *case.topics, *case.questions]
        found = Counter(word for text in asked for word in words(text))
        about, bag = _lemmas(found), Counter[str]()
        bag.update(about)
        told = (case.solution, *map(readable, case.materials))
        bag.update(_lemmas(word for text in told for word in words(text)))
        # Interned, because the same few thousand words make all the cases.
        spelt = tuple(intern(word) for word in found if len(word) > 3)
        grades = frozenset(mentioned_grades("\n".join(asked)))
        place = (case_id, version_id, case.title, case.subject, case.level, case.audience)
        topics = tuple(intern(topic.lower()) for topic in case.topics)
        seen = (spelt, bag, _roots(about), grades, topics)
        return cls(*place, *seen, vectors, gists, case.review_by)


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


class Snapshot:
    """All cases that can be found, ready to be searched; never changed once made."""

    def __init__(self, entries: Sequence[Entry], *, is_calibrated: bool = True) -> None:
        """``is_calibrated`` says whether there is a calibration for the encoder of the vectors."""
        self.entries = tuple(entries)
        spelt = Counter(word for entry in entries for word in entry.words)
        self.vocabulary = Vocabulary(Counter(dict.fromkeys(stop_words(), 1)) + spelt)
        self._words = Lexicon([entry.bag for entry in entries])
        self._roots = Lexicon([entry.roots for entry in entries])
        indexed = [(row, e.vectors) for row, e in enumerate(entries) if e.vectors is not None]
        self._whole_rows = np.array([row for row, _ in indexed], dtype=np.int64)
        self._whole = _stacked([vectors.whole[None] for _, vectors in indexed])
        asked = [(row, vectors.near) for row, vectors in indexed if len(vectors.near)]
        self._near_rows = np.array([row for row, _ in asked], dtype=np.int64)
        self._near_starts = np.cumsum([0, *(len(near) for _, near in asked)])[:-1]
        self._near = _stacked([near for _, near in asked])
        self._is_calibrated = is_calibrated
        self._spread = None if is_calibrated else Spread.of(self._whole)
        self._near_counts = np.diff(self._near_starts, append=len(self._near))
        self._whole_middle = Middle.of(self._whole)
        self._near_middle = Middle.of(self._near)
        second = [(row, e.gists) for row, e in enumerate(entries) if e.gists is not None]
        self._gist_rows = np.array([row for row, _ in second], dtype=np.int64)
        self._gists = {
            "gist_asked": _stacked([gists.asked[None] for _, gists in second]),
            "gist_problem": _stacked([gists.problem[None] for _, gists in second]),
            "gist_solution": _stacked([gists.solution[None] for _, gists in second]),
        }
        # A few dozen kinds make all cases: what a question has to do with them is asked once each.
        self._kinds, self._kind_of = _numbered([(e.subject, e.level, e.audience) for e in entries])
        self._grades, self._grades_of = _numbered([e.grades for e in entries])

    @property
    def is_calibrated(self) -> bool:
        return self._is_calibrated

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
        """
        signals = self.signals(lemmas, vector, asker, gist, known)
        allowed = self._by_kind([audience in audiences for _, _, audience in self._kinds])
        total, said = blend(signals, weights), list(dict.fromkeys(lemmas))
        rarity = self._words.rarity(said)
        # Words in common stand for the echo where it is not heard.
        hoped = total + np.float32(weights.echo * sum(rarity)) * signals["words"]
        rows = best_rows(hoped, allowed > 0, max(count, HEARD))
        heard = self._heard(rows, said, rarity, meanings)
        worth = total if heard else hoped
        candidates = [
            (self.entries[row], replace(_signals(signals, row), total=float(worth[row])))
            for row in rows
        ]
        if heard:
            candidates = _reranked(candidates, heard, weights.echo)
        totals = [told.total for _, told in candidates]
        clear, length = clearance(totals), log1p(len(said))
        found = zip(candidates, margins(totals), strict=True)
        return [
            (entry, replace(told, margin=lead, clearance=clear, said=length))
            for (entry, told), lead in found
        ][:count]

    def _heard(
        self,
        rows: Sequence[int],
        lemmas: Sequence[str],
        rarity: Sequence[float],
        meanings: Meanings | None,
    ) -> list[Echo]:
        """What the cases of these rows have of the question's words; empty: nobody knows."""
        if meanings is None or not lemmas or not rows:
            return []
        return echoes(lemmas, rarity, [self.entries[row].bag for row in rows], meanings)

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
            self._cosines(vector, known)
            | self._second_opinion(gist, known)
            | {
                "words": self._words.shares(lemmas),
                "roots": self._roots.shares(_roots(lemmas)),
                "subject": self._by_kind(
                    [asker.subject_agreement(s, at) for s, at, _ in self._kinds]
                ),
                "level": self._by_kind(
                    [asker.level_agreement(level) for _, level, _ in self._kinds]
                ),
                "grade": self._grade_agreements(asker),
            }
        )

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

    def _cosines(self, vector: Vector | None, reckoned: Cosines | None) -> dict[str, Floats]:
        """The signals of meaning, NaN where a case has no vectors, or no typical questions."""
        unknown = np.full(len(self.entries), np.nan, dtype=np.float32)
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

    def _second_opinion(self, gist: Vector | None, reckoned: Cosines | None) -> dict[str, Floats]:
        found = {}
        for name, rows in self._gists.items():
            found[name] = np.full(len(self.entries), np.nan, dtype=np.float32)
            if gist is not None and self._gist_rows.size:
                known = reckoned.gists.get(name) if reckoned is not None else None
                found[name][self._gist_rows] = rows @ gist if known is None else known
        return found

    def _grade_agreements(self, asker: Asker) -> Floats:
        if not asker.grades:
            return np.zeros(len(self.entries), dtype=np.float32)
        agreements = [asker.grade_agreement(grades) for grades in self._grades]
        return np.array(agreements, dtype=np.float32)[self._grades_of]

    def _by_kind(self, values: Sequence[float]) -> Floats:
        return np.array(values, dtype=np.float32)[self._kind_of]


def _numbered(values: Sequence[Value]) -> tuple[list[Value], NDArray[np.int64]]:
    """The different values, and the place of each of ``values`` among them."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return list(places), np.array([places[value] for value in values], dtype=np.int64)


def _stacked(rows: Sequence[Matrix]) -> Matrix:
    return np.concatenate(rows) if rows else np.empty((0, 0), dtype=np.float32)


def _lemmas(found: Counter[str] | Iterable[str]) -> Counter[str]:
    """The lemmas that carry meaning, counted."""
    bag: Counter[str] = Counter()
    for word, count in Counter(found).items():
        if lemma(word) not in stop_words():
            bag[lemma(word)] += count
    return bag


def _roots(found: Counter[str] | Iterable[str]) -> Counter[str]:
    roots: Counter[str] = Counter()
    for word, count in Counter(found).items():
        roots[intern(word[:_ROOT])] += count
    return roots


def _signals(signals: Mapping[str, Floats], row: int) -> Signals:
    values = {name: _number(known[row]) for name, known in signals.items()}
    return Signals(**values, margin=0.0, total=0.0)  # type: ignore[arg-type]


def _reranked(
    candidates: Sequence[tuple[Entry, Signals]], heard: Sequence[Echo], weight: float
) -> list[tuple[Entry, Signals]]:
    """The candidates by what they were worth and their echo together; of equals the former."""
    told = [
        (entry, replace(signals, **asdict(echo), total=signals.total + weight * echo.echo))
        for (entry, signals), echo in zip(candidates, heard, strict=True)
    ]
    return sorted(told, key=lambda candidate: -candidate[1].total)


def _number(value: np.float32) -> float | None:
    return None if np.isnan(value) else float(value)
