"""What people may be told without having asked just now.

A notice carries every word needed to show it, so that sending needs nothing but the notice.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, ClassVar, get_args

from pydantic import TypeAdapter

from delivery.content import Attachment


class Urgency(IntEnum):
    """What leaves first when many messages wait for one messenger."""

    ANSWER = 10
    PROMISE = 20
    WORK = 30
    NEWS = 40
    NUDGE = 50


@dataclass(frozen=True)
class Hint:
    """A case that may help the methodist to answer."""

    version_id: int
    title: str
    percent: int
    """How probably the case answers the question, 0 to 100."""


@dataclass(frozen=True)
class Card:
    """A question as a methodist sees it: everything needed to answer, and not who asks."""

    question_id: int
    text: str
    attachments: tuple[Attachment, ...]
    subject: str | None
    """Russian name of the subject; ``None`` when it could not be told."""
    level: str | None
    why: str
    """Why the question came to this subject: a member of ``routing.subject.Why``."""
    asker_subjects: tuple[str, ...]
    """Russian names, as the asker's profile tells them."""
    asker_experience_years: int | None
    answer_by: datetime | None
    hints: tuple[Hint, ...]
    is_withheld: bool = False
    """The reader may know that the question is there, but no word of it is on the card."""


@dataclass(frozen=True)
class QuestionAssigned:
    """To the methodist whose turn it is."""

    urgency: ClassVar[Urgency] = Urgency.PROMISE
    card: Card
    note: str = ""
    """What the colleague who passed the question on has noted."""
    silently: bool = False
    """Outside working hours: it arrives, but does not ring."""

    @property
    def question_id(self) -> int:
        return self.card.question_id


@dataclass(frozen=True)
class QuestionUnassigned:
    """To coordinators and admins: nobody is there for this question."""

    urgency: ClassVar[Urgency] = Urgency.PROMISE
    card: Card

    @property
    def question_id(self) -> int:
        return self.card.question_id


@dataclass(frozen=True)
class QuestionSupplemented:
    """To the methodist who has the question: the asker has added something."""

    urgency: ClassVar[Urgency] = Urgency.WORK
    question_id: int
    text: str
    attachments: tuple[Attachment, ...]
    is_clarification: bool
    """Whether this replies to what the methodist asked."""


@dataclass(frozen=True)
class QuestionEdited:
    """To the methodist who has or has answered the question: its words have changed."""

    urgency: ClassVar[Urgency] = Urgency.WORK
    question_id: int
    text: str
    is_answered: bool


@dataclass(frozen=True)
class QuestionGone:
    """To a methodist: the question needs nothing more from them."""

    urgency: ClassVar[Urgency] = Urgency.NEWS
    question_id: int
    is_closed: bool
    """Closed by the asker; otherwise somebody else has it now."""


@dataclass(frozen=True)
class MethodistLeft:
    """To coordinators: somebody answers no more, and this has become of their open questions.

    It has no name: whoever has left may be forgotten later, and names stand in histories.
    """

    urgency: ClassVar[Urgency] = Urgency.WORK
    question_id: ClassVar[int] = 0
    """It speaks of no question in particular."""
    with_colleagues: tuple[int, ...]
    waiting: tuple[int, ...]
    """Nobody is there for these yet."""


@dataclass(frozen=True)
class QuestionReturned:
    """To the methodist who answered: the asker needs more."""

    urgency: ClassVar[Urgency] = Urgency.WORK
    card: Card
    comment: str

    @property
    def question_id(self) -> int:
        return self.card.question_id


@dataclass(frozen=True)
class AnswerHelped:
    """To the methodist who answered: it helped."""

    urgency: ClassVar[Urgency] = Urgency.NEWS
    question_id: int


@dataclass(frozen=True)
class AnswerReady:
    """To the asker: a methodist has answered."""

    urgency: ClassVar[Urgency] = Urgency.ANSWER
    question_id: int
    text: str
    attachments: tuple[Attachment, ...]
    subject: str | None
    files_of: int | None = None
    """The case version that the answer is made of, where files belong to it."""


@dataclass(frozen=True)
class AnswerCorrected:
    """To the asker: the methodist has corrected an answer that had gone out."""

    urgency: ClassVar[Urgency] = Urgency.ANSWER
    question_id: int
    text: str


@dataclass(frozen=True)
class ClarificationAsked:
    """To the asker: the methodist needs to know more before answering."""

    urgency: ClassVar[Urgency] = Urgency.ANSWER
    question_id: int
    text: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class PromiseChanged:
    """To the asker: somebody else will answer, by a new time."""

    urgency: ClassVar[Urgency] = Urgency.PROMISE
    question_id: int
    subject: str | None
    answer_by: datetime | None
    is_queued: bool
    """Nobody of the subject is there yet; the coordinators look for somebody."""


@dataclass(frozen=True)
class QuestionFinished:
    """To the asker: the methodist considers the question settled."""

    urgency: ClassVar[Urgency] = Urgency.WORK
    question_id: int


@dataclass(frozen=True)
class AnswerUndelivered:
    """To the methodist: the asker cannot be reached, the answer was not delivered."""

    urgency: ClassVar[Urgency] = Urgency.WORK
    question_id: int


@dataclass(frozen=True)
class Nudge:
    """To somebody who has asked for check-ins: there is one, if there is a minute.

    It is the same for everybody: nothing of what is asked, and nothing of what was answered.
    """

    urgency: ClassVar[Urgency] = Urgency.NUDGE
    question_id: ClassVar[int] = 0
    """It speaks of no question."""
    round_id: str
    """Opaque: what the button carries."""
    not_after: datetime
    """Later it would come in quiet hours, and does not come at all."""


@dataclass(frozen=True)
class NudgesPaused:
    """To somebody who has let many nudges pass: there will be no more unless they want."""

    urgency: ClassVar[Urgency] = Urgency.NUDGE
    question_id: ClassVar[int] = 0
    not_after: datetime


@dataclass(frozen=True)
class CaseWithdrawn:
    """To a methodist who has answered with a case: it was wrong, and the askers will hear of it."""

    urgency: ClassVar[Urgency] = Urgency.WORK
    question_id: int
    """The newest one answered with it."""
    title: str
    text: str
    others: int
    """How many more questions they have answered with it."""


@dataclass(frozen=True)
class CaseCorrected:
    """To an asker: a case they have read was wrong; this is right."""

    urgency: ClassVar[Urgency] = Urgency.ANSWER
    question_id: int
    """The newest one for which they have read it."""
    title: str
    text: str
    others: int
    """For how many more questions of theirs they have read it."""


@dataclass(frozen=True)
class CaseFileReady:
    """To an asker: a file that belongs to a case they have read."""

    urgency: ClassVar[Urgency] = Urgency.ANSWER
    question_id: int
    code: str
    """What it is kept under."""
    name: str


Notice = (
    QuestionAssigned
    | QuestionUnassigned
    | QuestionSupplemented
    | QuestionEdited
    | QuestionGone
    | MethodistLeft
    | QuestionReturned
    | AnswerHelped
    | AnswerReady
    | AnswerCorrected
    | ClarificationAsked
    | PromiseChanged
    | QuestionFinished
    | AnswerUndelivered
    | Nudge
    | NudgesPaused
    | CaseWithdrawn
    | CaseCorrected
    | CaseFileReady
)

#: Of these a repetition would annoy more than a loss would hurt; the others arrive at least once.
AT_MOST_ONCE: tuple[type[Notice], ...] = (AnswerHelped, QuestionGone, Nudge, NudgesPaused)
#: Nobody has asked for these just now: see ``delivery.solicitude``.
UNASKED = (Nudge, NudgesPaused)

_ADAPTERS: dict[str, TypeAdapter[Notice]] = {
    kind.__name__: TypeAdapter(kind) for kind in get_args(Notice)
}


def pack(notice: Notice) -> tuple[str, dict[str, Any]]:
    kind = type(notice).__name__
    return kind, _ADAPTERS[kind].dump_python(notice, mode="json")


def unpack(kind: str, payload: dict[str, Any]) -> Notice:
    return _ADAPTERS[kind].validate_python(payload)
