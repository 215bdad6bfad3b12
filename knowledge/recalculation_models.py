"""A calibration that somebody has asked for on the panel, and what came of it."""

from datetime import datetime
from typing import Any, NewType

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

RecalculationId = NewType("RecalculationId", int)


class Recalculation(Base):
    """It takes minutes, so a job does it; nothing comes into force by it."""

    __tablename__ = "recalculations"
    __table_args__ = (
        Index(
            "uq_recalculations_open",
            "fingerprint",
            unique=True,
            postgresql_where="ended_at is null",
        ),
    )

    id: Mapped[RecalculationId] = mapped_column(BigInteger, Identity(), primary_key=True)
    fingerprint: Mapped[str]
    """Of the encoder that it is for."""
    asked_at: Mapped[datetime]
    alive_at: Mapped[datetime | None]
    """The last sign of life of whoever does it; ``None``: nobody has begun."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was begun; whoever does it may die of it."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Questions to be put to the base, and how many were; 0 of 0 while that is not known."""
    ended_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    """See ``knowledge.recalculation_results``; ``None`` with an end: it was given up."""
