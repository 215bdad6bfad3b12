"""The turns that a question can take, as what the services return."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.models import VersionId
from knowledge.narrowing import Narrowing
from people.levels import Level
from people.models import PersonId
from routing.models import EntryId, QuestionId, QuestionState


@dataclass(frozen=True)
class Shown:
    """A case as it was shown for a question."""

    position: int
    """1 to 3: the number on the button."""
    version_id: VersionId
    title: str
    subject: str


@dataclass(frozen=True)
class Answered:
    """One case surely answers the question; the others are near it."""

    question_id: QuestionId
    cases: tuple[Shown, ...]


@dataclass(frozen=True)
class Offered:
    """Similar cases were found; the asker decides whether one of them helps."""

    question_id: QuestionId
    cases: tuple[Shown, ...]
    narrowing: Narrowing | None = None
    """What one tap could tell, so that the right case comes first."""


@dataclass(frozen=True)
class Assigned:
    """A methodist has the question and will answer by then."""

    question_id: QuestionId
    subject: str
    answer_by: datetime


@dataclass(frozen=True)
class Queued:
    """Nobody of the subject is there; the coordinators look for somebody."""

    question_id: QuestionId
    subject: str
    answer_by: datetime


@dataclass(frozen=True)
class NothingAsked:
    """Greetings or thanks only; no question was made of it."""

    version_id: VersionId | None = None
    """The reply of the base that is said to it, if there is one."""


@dataclass(frozen=True)
class Replied:
    """A reply of the base is said, and stays with the question, so that a person can be asked."""

    question_id: QuestionId
    version_id: VersionId
    is_care: bool
    then: Answered | Offered | Assigned | Queued | None = None
    """What has become of the question beside the distress; ``None``: the reply is all."""


@dataclass(frozen=True)
class Closed:
    """The question is closed; ``helped`` is the asker's word, ``None`` without one."""

    question_id: QuestionId
    helped: bool | None


@dataclass(frozen=True)
class Added:
    """What the asker has added is with whoever has the question."""

    question_id: QuestionId
    is_clarification: bool
    answer_by: datetime | None


@dataclass(frozen=True)
class Edited:
    """The asker's words were changed; ``told`` says whether a methodist hears of it."""

    question_id: QuestionId
    told: bool


Outcome = Answered | Offered | Assigned | Queued | Replied


@dataclass(frozen=True)
class AnswerAccepted:
    """The answer is written down and leaves at ``goes_out_at``."""

    question_id: QuestionId
    entry_id: EntryId
    goes_out_at: datetime


@dataclass(frozen=True)
class Brief:
    """A question as one line of a list."""

    question_id: QuestionId
    state: QuestionState
    text: str
    subject: str | None
    answer_by: datetime | None
    asked_at: datetime
    is_overdue: bool
    methodist_id: PersonId | None
    is_withheld: bool = False
    """The reader may know that it is there; its words are not for them."""


@dataclass(frozen=True)
class Line:
    """One line of a question's story as the asker or a methodist sees it."""

    kind: str
    """A member of ``routing.models.EntryKind``."""
    at: datetime
    text: str
    is_own: bool
    attachments: int


@dataclass(frozen=True)
class Story:
    """A question with its whole history."""

    brief: Brief
    level: Level | None
    lines: tuple[Line, ...]
    can_be_reopened: bool
