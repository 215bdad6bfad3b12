"""What a text goes through before it is in force, and the questions a case is tested with."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base
from kit.files.uploads import Upload
from knowledge.models import CaseId, VersionId
from people.models import PersonId

ProposalId = NewType("ProposalId", int)
UploadId = NewType("UploadId", int)
CaseTestId = NewType("CaseTestId", int)


class ProposalState(StrEnum):
    WAITING = "waiting"
    """A second person has to look at it."""
    SCHEDULED = "scheduled"
    """Approved, and in force from ``publish_at`` on."""
    PUBLISHED = "published"
    RETURNED = "returned"
    """The second person wants it changed."""
    WITHDRAWN = "withdrawn"
    """Whoever looks after the case has taken it back, or has written it anew."""


#: States in which something is still to happen; a case has at most one such proposal.
OPEN = (ProposalState.WAITING, ProposalState.SCHEDULED)


class Proposal(Base):
    """A version that somebody wants in force, and what a second person said of it."""

    __tablename__ = "case_proposals"
    __table_args__ = (
        Index(
            "uq_case_proposals_open",
            "case_id",
            unique=True,
            postgresql_where=text("state in ('waiting', 'scheduled')"),
        ),
        Index("ix_case_proposals_state", "state", "publish_at"),
    )

    id: Mapped[ProposalId] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id"))
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("case_versions.id"), index=True)
    state: Mapped[ProposalState]
    sent_at: Mapped[datetime]
    sent_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    publish_at: Mapped[datetime | None]
    """Not in force before this moment; ``None``: at once when approved."""
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    """Why it was returned, for whoever wrote it."""


class CaseTest(Base):
    """A question that the base is tested with whenever a case is to be published."""

    __tablename__ = "case_tests"

    id: Mapped[CaseTestId] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """The case that answers it; ``None``: no case does, and a methodist must."""
    text: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))


class CaseTestVector(Base):
    """The vector of a test question, as one encoder sees it."""

    __tablename__ = "case_test_vectors"

    test_id: Mapped[CaseTestId] = mapped_column(
        ForeignKey("case_tests.id", ondelete="CASCADE"), primary_key=True
    )
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    understood: Mapped[str]
    """The question as it was encoded."""
    data: Mapped[bytes] = mapped_column(LargeBinary)
    """Little-endian float32, of unit length."""


class CaseUpload(Upload, Base):
    """A file of cases that somebody has sent and not carried out yet; kept for a day."""

    __tablename__ = "case_uploads"

    id: Mapped[UploadId] = mapped_column(BigInteger, Identity(), primary_key=True)
    laid_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
