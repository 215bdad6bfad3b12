"""Tables of what came in, what goes out, and which message speaks of which question."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from delivery.notices import Notice, unpack
from kit.database import Base
from people.models import PersonId

EventId = NewType("EventId", int)
DeliveryId = NewType("DeliveryId", int)


class EventState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"
    """Tried in vain as often as is sensible; kept with the reason, and in nobody's way."""


class Event(Base):
    """Something a channel told us, stored before it was confirmed to the channel."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index(
            "ix_events_unfinished",
            "channel",
            "chat",
            "id",
            postgresql_where="state = 'waiting'",
        ),
    )

    id: Mapped[EventId] = mapped_column(BigInteger, Identity(), primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]
    chat: Mapped[str]
    """Events of one chat are handled one after another, in the order of their ids."""
    burst: Mapped[str | None]
    """Neighbours with the same burst are handled together; ``None`` always stands alone."""
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Not to be handled earlier: a burst may go on, it is in somebody's hands, or it has failed."""
    state: Mapped[EventState] = mapped_column(default=EventState.WAITING)
    tried_at: Mapped[datetime | None]
    """When it was first handed out; those handed out together stay together, and nothing joins."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was handed out, without the times that the outside was not there."""
    finished_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    """Of a parked event, the kind of error; never anybody's words."""


class DeliveryState(StrEnum):
    DUE = "due"
    SENT = "sent"
    LOST = "lost"
    """It cannot arrive: the person is out of reach, or the messenger refuses it for good."""
    CANCELLED = "cancelled"


class Delivery(Base):
    """A message promised to a person, written down with the change that causes it."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_due", "due_at", postgresql_where="state = 'due'"),
        Index(
            "ix_deliveries_unsent",
            "recipient_id",
            "question_id",
            "id",
            postgresql_where="state = 'due'",
        ),
        Index(
            "ix_deliveries_unasked",
            "settled_at",
            postgresql_where="kind in ('Nudge', 'NudgesPaused')",
        ),
        Index("ix_deliveries_claimed", "recipient_id", postgresql_where="claimed_at is not null"),
    )

    id: Mapped[DeliveryId] = mapped_column(BigInteger, Identity(), primary_key=True)
    recipient_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    question_id: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    urgency: Mapped[int]
    posted_at: Mapped[datetime]
    """When it was promised to leave; unlike ``due_at``, it stays as it was."""
    due_at: Mapped[datetime]
    """Not to be sent earlier; of a claimed one, when its courier is taken for dead."""
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.DUE)
    claimed_at: Mapped[datetime | None]
    """Since when it is on its way: it can be neither cancelled nor changed any more."""
    tried_at: Mapped[datetime | None]
    """When it was first claimed."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was claimed, without the times that the messenger was not there."""
    settled_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    @property
    def notice(self) -> Notice:
        return unpack(self.kind, self.payload)


class MessageLink(Base):
    """A message in some chat that speaks of a question: a reply to it is about the question."""

    __tablename__ = "message_links"
    __table_args__ = (UniqueConstraint("channel", "chat", "message"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    channel: Mapped[str]
    chat: Mapped[str]
    message: Mapped[str]
    question_id: Mapped[int] = mapped_column(BigInteger, index=True)


class Bucket(Base):
    """How many messages may leave (or come) now under one limit."""

    __tablename__ = "buckets"

    key: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    at: Mapped[datetime]


class Solicitation(Base):
    """When the hotline last wrote to a person unasked; not of what."""

    __tablename__ = "solicitations"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
