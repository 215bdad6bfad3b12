"""Pure: a row for each question, without words and names, and the figures that rows add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from people.levels import Level
from people.models import PersonId
from routing.models import QuestionId, QuestionState

#: Of fewer questions no median and no share is told.
FEWEST = 5


@dataclass(frozen=True)
class QuestionRow:
    question_id: QuestionId
    subject: str | None
    level: Level | None
    state: QuestionState
    asked_at: datetime
    opened_at: datetime | None
    """When the asker first read a case of the base."""
    answered_at: datetime | None
    """When a methodist first answered, answers that were taken back not counted."""
    closed_at: datetime | None
    helped: bool | None
    """The asker's own word; ``None``: not said."""
    asker_id: PersonId | None = None
    """Only to be counted."""
    municipality: str | None = None

    @property
    def first_answer_at(self) -> datetime | None:
        """When the asker first got something to read that may help, whoever it came from."""
        moments = [moment for moment in (self.opened_at, self.answered_at) if moment is not None]
        return min(moments, default=None)


@dataclass(frozen=True)
class SubjectFigures:
    """What has come of the questions of one subject, or of all."""

    subject: str | None
    """``None``: not told and not found out."""
    asked: int
    with_answer: int
    closed: int
    median_hours: float | None
    """From the question to the first answer, by the clock; ``None``: too few answers."""
    rated: int
    helped: int


def figures(subject: str | None, rows: Sequence[QuestionRow]) -> SubjectFigures:
    """The figures of these rows, under the name of ``subject``."""
    hours = [
        (row.first_answer_at - row.asked_at).total_seconds() / 3600
        for row in rows
        if row.first_answer_at is not None
    ]
    rated = [row.helped for row in rows if row.helped is not None]
    return SubjectFigures(
        subject,
        asked=len(rows),
        with_answer=len(hours),
        closed=sum(row.state is QuestionState.CLOSED for row in rows),
        median_hours=median(hours) if len(hours) >= FEWEST else None,
        rated=len(rated),
        helped=sum(rated),
    )


def by_subject(rows: Sequence[QuestionRow]) -> list[SubjectFigures]:
    """Figures of every subject that was asked about, the most asked first."""
    subjects = dict.fromkeys(row.subject for row in rows)
    found = [
        figures(subject, [row for row in rows if row.subject == subject]) for subject in subjects
    ]
    return sorted(found, key=lambda one: (-one.asked, one.subject or ""))
