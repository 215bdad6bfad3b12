"""Questions that lack a case, grouped by meaning; and corrections of cases that were recalled."""

from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from delivery.models import DeliveryId
from kit.database import Base
from knowledge.curating_models import RecallId
from knowledge.models import CaseId
from people.models import PersonId
from routing.models import QuestionId

GapId = NewType("GapId", int)
CorrectionId = NewType("CorrectionId", int)


class QuestionVector(Base):
    """The meaning of a question without a case, as one encoder sees it; erased with its words."""

    __tablename__ = "question_vectors"

    question_id: Mapped[QuestionId] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    """Little-endian float32, of unit length."""


class Gap(Base):
    """Questions of one meaning that the base has no case for, and what is decided about them."""

    __tablename__ = "gaps"
    __table_args__ = (
        Index("ix_gaps_stale", "id", postgresql_where=text("is_stale")),
        Index("ix_gaps_subject", "subject"),
    )

    id: Mapped[GapId] = mapped_column(BigInteger, Identity(), primary_key=True)
    subject: Mapped[str | None]
    fingerprint: Mapped[str]
    centre: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Mean of the vectors of its questions; ``None`` while there are none to tell it from."""
    typical_id: Mapped[QuestionId | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), index=True
    )
    """The question nearest to the centre: its words name the gap."""
    is_stale: Mapped[bool] = mapped_column(default=True)
    """The centre and the typical question are to be told anew."""
    assigned_to: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    """Whoever writes the case."""
    postponed_until: Mapped[date | None]
    dismissed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    """Why it was dismissed or postponed."""
    case_id: Mapped[CaseId | None] = mapped_column(ForeignKey("cases.id"))
    """The case that was begun for it."""

    questions: Mapped[int] = mapped_column(default=0)
    """How many count for it; see ``routing.gap_counts`` for when they are counted."""
    askers: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime | None]
    """When it was asked last."""
    asked_much: Mapped[float] = mapped_column(default=0.0)
    """How much it is asked, as of one fixed day; see ``routing.gap_counts.weight``."""
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the oldest question of it counts no more."""


class GapQuestion(Base):
    """Which gap a question belongs to; it stays there."""

    __tablename__ = "gap_questions"

    question_id: Mapped[QuestionId] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    gap_id: Mapped[GapId] = mapped_column(ForeignKey("gaps.id"), index=True)


class Correction(Base):
    """What everybody who received a recalled version is told instead; each wording is a version."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("recall_id", "number"),)

    id: Mapped[CorrectionId] = mapped_column(BigInteger, Identity(), primary_key=True)
    recall_id: Mapped[RecallId] = mapped_column(ForeignKey("recalls.id"))
    number: Mapped[int]
    """1 for the first wording, and so on."""
    text: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))


class Received(StrEnum):
    """How somebody has come by a version."""

    SENT_IT = "sent_it"
    """As a methodist, who answered with it."""
    ASKED = "asked"


class CorrectionDelivery(Base):
    """One person who was to get a correction, and how it travels to them."""

    __tablename__ = "correction_deliveries"

    correction_id: Mapped[CorrectionId] = mapped_column(
        ForeignKey("corrections.id"), primary_key=True
    )
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    received: Mapped[Received] = mapped_column(primary_key=True)
    delivery_id: Mapped[DeliveryId | None] = mapped_column(ForeignKey("deliveries.id"))
    """``None``: the person was forgotten or out of reach, and nothing was sent."""
