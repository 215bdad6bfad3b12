"""From a question that was understood to the cases that match it, judged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from knowledge.echo import Meanings
from knowledge.encoder import Vector
from knowledge.index import Cosines, Entry, Heard, Snapshot
from knowledge.lexicon import lemmas
from knowledge.models import CaseId, VersionId
from knowledge.ranking import Asker, Signals, Weights
from knowledge.verdict import Calibration
from people.levels import Level, mentioned_grades, mentioned_levels
from people.subjects import mentioned_subjects

MOST_MATCHES = 10


@dataclass(frozen=True)
class Match:
    case_id: CaseId
    version_id: VersionId
    title: str
    subject: str
    level: Level
    score: float
    """Calibrated probability, 0 to 1, that the case answers the question."""
    signals: Signals
    review_by: date | None = None
    """After this day the case is never shown unasked."""


@dataclass(frozen=True)
class Asked:
    """A question as the search sees it."""

    lemmas: tuple[str, ...]
    vector: Vector | None
    """``None`` when it is searched for by words alone."""
    asker: Asker
    gist: Vector | None = None
    """Its meaning by the second opinion; ``None`` without one."""
    meanings: Meanings | None = None
    """What the second opinion says of words; ``None`` without one."""
    heard: Heard | None = None
    """What cases say to its words, where that is kept."""

    @classmethod
    def of(
        cls,
        text: str,
        vector: Vector | None,
        *,
        gist: Vector | None = None,
        meanings: Meanings | None = None,
        subjects: Collection[str],
        levels: Collection[Level],
    ) -> Self:
        """The question ``text``, normalised, of somebody whose profile has these."""
        asker = Asker(
            named_subjects=[subject.code for subject in mentioned_subjects(text)],
            own_subjects=subjects,
            named_levels=mentioned_levels(text),
            own_levels=levels,
            grades=mentioned_grades(text),
        )
        return cls(tuple(lemmas(text)), vector, asker, gist, meanings)

    @property
    def bare(self) -> Self:
        """The same, to be searched for by words alone."""
        return replace(self, vector=None, gist=None, meanings=None, heard=None)

    @property
    def remembering(self) -> Self:
        """The same, to be searched for again and again, by one thread at a time."""
        return replace(self, heard={})

    @property
    def content_lemmas(self) -> int:
        """How many different words of meaning it has; numbers are none."""
        return len({lemma for lemma in self.lemmas if not lemma.isdigit()})


def nearest(
    snapshot: Snapshot,
    asked: Asked,
    audiences: Collection[str],
    weights: Weights,
    *,
    count: int = MOST_MATCHES,
    known: Cosines | None = None,
) -> list[tuple[Entry, Signals]]:
    """The cases most like the question, by the blend of signals, best first.

    ``known`` are the cosines of its vector, where they were reckoned already.
    """
    return snapshot.best(
        asked.lemmas,
        asked.vector,
        asked.asker,
        gist=asked.gist,
        meanings=asked.meanings,
        audiences=audiences,
        weights=weights,
        count=count,
        known=known,
        heard=asked.heard,
    )


def judged(found: Sequence[tuple[Entry, Signals]], calibration: Calibration) -> tuple[Match, ...]:
    """The matches, best first; a case that shares nothing with the question is none."""
    some = [
        (entry, signals)
        for entry, signals in found
        if signals.whole is not None or signals.words > 0 or signals.roots > 0
    ]
    scores = calibration.probabilities([signals for _, signals in some])
    return tuple(
        Match(
            entry.case_id,
            entry.version_id,
            entry.title,
            entry.subject,
            entry.level,
            score,
            signals,
            entry.review_by,
        )
        for (entry, signals), score in zip(some, scores, strict=True)
    )
