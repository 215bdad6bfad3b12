"""From a question that was understood to the cases that match it, judged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.asked import Asked
from knowledge.index import Entry, Snapshot
from knowledge.models import CaseId, VersionId
from knowledge.ranking import Signals, Weights
from knowledge.verdict import Calibration
from people.levels import Level

__all__ = ["MOST_MATCHES", "Asked", "Match", "judged", "nearest"]

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


def nearest(
    snapshot: Snapshot,
    asked: Asked,
    audiences: Collection[str],
    weights: Weights,
    *,
    count: int = MOST_MATCHES,
) -> list[tuple[Entry, Signals]]:
    """The cases most like the question, by the blend of signals, best first."""
    (found,) = snapshot.best([(asked, audiences)], weights, count=count)
    return found


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
