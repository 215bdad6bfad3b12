"""What the index holds of one case."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Protocol, Self

import numpy as np

from knowledge.attached import readable
from knowledge.encoder import Matrix, Vector
from knowledge.indexing import PROBLEM, QUESTION, SOLUTION, TITLE, WHOLE, Representable
from knowledge.lexicon import lemma, stop_words, words
from knowledge.models import CaseId, VersionId
from people.levels import Level, mentioned_grades

#: The title says in the fewest words what a case is about: its words count so many times.
_TITLE_COUNTS = 2
#: So many letters at the beginning of a word stand for its family.
_ROOT = 5


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
        seen = (spelt, bag, roots(about), grades, topics)
        return cls(*place, *seen, vectors, gists, case.review_by)


def _lemmas(found: Counter[str] | Iterable[str]) -> Counter[str]:
    """The lemmas that carry meaning, counted."""
    bag: dict[str, int] = {}
    for word, count in Counter(found).items():
        form = lemma(word)
        bag[form] = bag.get(form, 0) + count
    return Counter({form: count for form, count in bag.items() if form not in stop_words()})


def roots(found: Counter[str] | Iterable[str]) -> Counter[str]:
    """The beginnings of words, counted."""
    begun: Counter[str] = Counter()
    for word, count in Counter(found).items():
        begun[intern(word[:_ROOT])] += count
    return begun
