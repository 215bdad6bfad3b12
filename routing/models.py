"""Questions, their history, and the cases that were shown for them."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from delivery.models import DeliveryId
from kit.database import Base
from knowledge.models import VersionId
from people.levels import Level
from people.models import PersonId

QuestionId = NewType("QuestionId", int)
EntryId = NewType("EntryId", int)


class QuestionState(StrEnum):
    OFFERED = "offered"
    """The base has shown one case or several; the asker has not said whether they help."""
    QUEUED = "queued"
    """A person must answer and nobody has the question: it lies with the coordinators."""
    ASSIGNED = "assigned"
    """A methodist has been asked to take it."""
    TAKEN = "taken"
    CLARIFYING = "clarifying"
    """The methodist has asked back; the clock stands still."""
    ANSWERED = "answered"
    CLOSED = "closed"


#: A person still has to do something about a question in one of these states.
WITH_PEOPLE = (
    QuestionState.QUEUED,
    QuestionState.ASSIGNED,
    QuestionState.TAKEN,
    QuestionState.CLARIFYING,
)
#: Questions that count as a methodist's load.
WITH_METHODIST = (QuestionState.ASSIGNED, QuestionState.TAKEN, QuestionState.CLARIFYING)


class Question(Base):
    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_asked_at", "asked_at"),
        Index("ix_questions_asker_id", "asker_id", "id"),
        Index("ix_questions_methodist_id", "methodist_id", "state"),
        # Told from the index alone: of one subject, twenty thousand rows lie on as many pages.
        Index(
            "ix_questions_subject",
            "subject",
            "id",
            postgresql_include=["asker_id", "why", "asked_at", "answer_by"],
        ),
        Index("ix_questions_state", "state", "id"),
        Index("ix_questions_assigned", "methodist_id", "assigned_at"),
        Index(
            "ix_questions_with_people",
            "answer_by",
            postgresql_where="state in ('queued', 'assigned', 'taken', 'clarifying')",
        ),
    )

    id: Mapped[QuestionId] = mapped_column(BigInteger, Identity(), primary_key=True)
    """The number people call it by: №17."""
    asker_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    state: Mapped[QuestionState]
    origin: Mapped[str] = mapped_column(unique=True)
    """The place of the message that asked: the same message never asks twice."""
    asked_at: Mapped[datetime]

    subject: Mapped[str | None]
    level: Mapped[Level | None]
    why: Mapped[str]
    """Why this subject, in words for the methodist."""
    finding: Mapped[dict[str, Any]]
    """What the base thought: decision, cases with scores and signals."""

    methodist_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    assigned_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    """The promise; ``None`` where nothing could be promised."""
    paused_at: Mapped[datetime | None]
    """Since when the clock stands still."""
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    helped: Mapped[bool | None]
    """The asker's own word; ``None`` while they have not said."""

    def assign(self, methodist_id: PersonId, *, now: datetime) -> None:
        self.state = QuestionState.ASSIGNED
        self.methodist_id = methodist_id
        self.assigned_at = now
        self.taken_at = self.paused_at = None

    def take(self, methodist_id: PersonId, *, now: datetime) -> None:
        self.state = QuestionState.TAKEN
        if self.methodist_id != methodist_id:
            self.methodist_id, self.assigned_at = methodist_id, now
        self.taken_at = now

    def queue(self) -> None:
        self.state = QuestionState.QUEUED
        self.methodist_id = self.assigned_at = self.taken_at = self.paused_at = None

    def close(self, *, helped: bool | None, now: datetime) -> None:
        self.state = QuestionState.CLOSED
        self.closed_at = now
        self.paused_at = None
        if helped is not None:
            self.helped = helped


class EntryKind(StrEnum):
    QUESTION = "question"
    SUPPLEMENT = "supplement"
    CLARIFICATION = "clarification"
    """The methodist asks back."""
    CLARIFIED = "clarified"
    """The asker replies to that."""
    ANSWER = "answer"
    NOTE = "note"
    """For colleagues only; never shown to the asker."""
    OLD_WORDS = "old_words"
    """What an entry said before it was edited."""
    CASE_OPENED = "case_opened"
    ASSIGNED = "assigned"
    QUEUED = "queued"
    TAKEN = "taken"
    DECLINED = "declined"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"
    """An answer was taken back before it went out."""
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    FINISHED = "finished"
    CLOSED = "closed"
    REOPENED = "reopened"
    REPLIED = "replied"
    """A reply of the base was said instead of an answer, and the question closed with it."""
    CASE_BEGUN = "case_begun"
    """A draft of a case was made of the answers."""
    FORGOTTEN = "forgotten"
    """The asker was forgotten: no words of this history are left."""


class Entry(Base):
    """One line of a question's history: words, or a deed."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("question_id", "kind", "origin"),
        Index("ix_entries_question_id", "question_id", "id"),
        Index(
            "ix_entries_words",
            "question_id",
            postgresql_where="kind in ('question', 'supplement', 'clarified', 'answer')",
        ),
    )

    id: Mapped[EntryId] = mapped_column(BigInteger, Identity(), primary_key=True)
    question_id: Mapped[QuestionId] = mapped_column(ForeignKey("questions.id"))
    kind: Mapped[EntryKind]
    author_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    """Whoever said or did it; ``None`` for the hotline itself."""
    at: Mapped[datetime]
    origin: Mapped[str | None]
    """The place of the message that said it: the same message never counts twice."""
    parts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """The messages as they were written; see ``delivery.content.Part``."""
    detail: Mapped[str | None]
    delivery_id: Mapped[DeliveryId | None] = mapped_column(ForeignKey("deliveries.id"))
    """Of an answer, and of «завершено»: how it travels to the asker."""


class ShownCase(Base):
    """A case version that the asker was shown for a question."""

    __tablename__ = "shown_cases"
    __table_args__ = (Index("ix_shown_cases_opened", "version_id", "opened_at"),)

    question_id: Mapped[QuestionId] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("case_versions.id"), primary_key=True)
    position: Mapped[int]
    """1 to 3: the number on the button; 0: a reply, or a case that is not shown any more."""
    score: Mapped[float]
    shown_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
