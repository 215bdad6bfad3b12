"""Pairs of cases that are alike, cases that gave way to others, and versions that were recalled."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base
from knowledge.models import CaseId, VersionId
from people.models import PersonId

PairId = NewType("PairId", int)
RecallId = NewType("RecallId", int)


class Likeness(StrEnum):
    """Why two cases are laid side by side."""

    SAME_WORDS = "same_words"
    """One title or one typical question for both: the bot cannot tell them apart."""
    CLOSE = "close"
    """Close in meaning."""


class TwinDecision(StrEnum):
    MERGED = "merged"
    KEPT = "kept"


class CasePair(Base):
    """Two versions that are alike; a new version of either makes a new pair."""

    __tablename__ = "case_pairs"
    __table_args__ = (UniqueConstraint("first_version_id", "second_version_id"),)

    id: Mapped[PairId] = mapped_column(BigInteger, Identity(), primary_key=True)
    first_version_id: Mapped[VersionId] = mapped_column(ForeignKey("case_versions.id"))
    second_version_id: Mapped[VersionId] = mapped_column(ForeignKey("case_versions.id"), index=True)
    """The later one of the two."""
    likeness: Mapped[Likeness]
    closeness: Mapped[float]
    """Cosine of the two as measured from the middle of the base; 1 for the same words."""
    found_at: Mapped[datetime]
    decision: Mapped[TwinDecision | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    """Why both are kept."""


class ComparedVersion(Base):
    """A version that was compared with all others that one encoder had seen."""

    __tablename__ = "compared_versions"

    version_id: Mapped[VersionId] = mapped_column(
        ForeignKey("case_versions.id", ondelete="CASCADE"), primary_key=True
    )
    fingerprint: Mapped[str] = mapped_column(primary_key=True)


class CaseSuccessor(Base):
    """A case that was merged into another one."""

    __tablename__ = "case_successors"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    successor_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))


class Recall(Base):
    """A version that must not be shown any more: found by nobody, opened by nobody, sent to nobody.

    It is never lifted: a text that proves right is published again as a new version.
    """

    __tablename__ = "recalls"
    __table_args__ = (Index("ix_recalls_recalled_at", "recalled_at"),)

    id: Mapped[RecallId] = mapped_column(BigInteger, Identity(), primary_key=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("case_versions.id"), unique=True)
    reason: Mapped[str]
    """For colleagues; askers get the correction."""
    recalled_at: Mapped[datetime]
    recalled_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
