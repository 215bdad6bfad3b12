"""What became of each question: the rows that figures are counted from, and that are exported."""

from datetime import datetime, timedelta
from typing import NamedTuple

from people.levels import Level
from people.models import PersonId
from routing.models import QuestionId, QuestionState

#: Whoever has said nothing for so long has not come back.
SILENT_FOR = timedelta(days=7)


class Fate(NamedTuple):
    """What became of one question; no words, and the asker only to be counted.

    There are thousands of them in a day, and a tuple is made much quicker than anything else.
    """

    question_id: QuestionId
    state: QuestionState
    subject: str | None
    level: Level | None
    asked_at: datetime
    answer_by: datetime | None
    first_answer_at: datetime | None
    """When the first answer that was not taken back was written."""
    answered_at: datetime | None
    """The last one."""
    closed_at: datetime | None
    helped: bool | None
    methodist_id: PersonId | None
    decision: str | None
    """A member of ``knowledge.verdict.Decision``; ``None`` when nothing was searched."""
    was_shown: bool
    """Whether a case was shown or sent."""
    came_back: bool
    """The asker has said that it did not help, or has reopened it."""
    asker_id: PersonId | None = None

    @property
    def went_to_people(self) -> bool:
        return self.answer_by is not None

    @property
    def was_served(self) -> bool:
        """Something was shown or answered that could have helped."""
        return self.first_answer_at is not None or self.was_shown

    @property
    def is_of_base(self) -> bool:
        """A case was shown, and no person was asked for."""
        return self.was_shown and not self.went_to_people

    @property
    def has_confirmed(self) -> bool:
        return self.helped is True

    @property
    def silent_from(self) -> datetime | None:
        """When nothing will have been said about it for a week; ``None``: something was said, the
        asker has come back, or there is nothing to speak of."""
        if not self.was_served or self.helped is not None or self.came_back:
            return None
        if self.went_to_people and self.first_answer_at is None:
            return None
        return (self.answered_at or self.asked_at) + SILENT_FOR
