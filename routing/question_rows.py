"""Pure: a row for each question, without words and names."""

from dataclasses import dataclass
from datetime import datetime

from people.levels import Level
from routing.models import QuestionId, QuestionState


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

    @property
    def first_answer_at(self) -> datetime | None:
        """When the asker first got something to read that may help, whoever it came from."""
        moments = [moment for moment in (self.opened_at, self.answered_at) if moment is not None]
        return min(moments, default=None)
