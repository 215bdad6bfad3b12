"""Links into the panel, sessions there, and the log of what was done and read."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base
from people.models import PersonId

SessionId = NewType("SessionId", int)


class PanelLink(Base):
    """A one-time way into the panel for one person."""

    __tablename__ = "panel_links"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the token; the token itself is told once and never stored."""
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PanelSession(Base):
    """A browser in which somebody has entered the panel."""

    __tablename__ = "panel_sessions"

    id: Mapped[SessionId] = mapped_column(BigInteger, Identity(), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of what the browser keeps in its cookie."""
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    entered_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Not more exact than a minute."""
    device: Mapped[str]
    """Kind of browser and system, for whoever looks where they have entered."""
    flashes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Messages that the next page shows once."""


class Deed(StrEnum):
    """What somebody did on the panel, or saw there of a person."""

    ENTERED = "entered"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    READ_AUDIT = "read_audit"
    WROTE_CASE = "wrote_case"
    ATTACHED_FILE = "attached_file"
    SENT_CASE = "sent_case"
    WITHDREW_CASE = "withdrew_case"
    RETURNED_CASE = "returned_case"
    APPROVED_CASE = "approved_case"
    ARCHIVED_CASE = "archived_case"
    ROLLED_BACK_CASE = "rolled_back_case"
    READ_READERS = "read_readers"
    IMPORTED_CASES = "imported_cases"
    EXPORTED_CASES = "exported_cases"
    CHANGED_TESTS = "changed_tests"
    READ_QUESTIONS = "read_questions"
    READ_QUESTION = "read_question"
    ASSIGNED_QUESTION = "assigned_question"
    EXPORTED_QUESTIONS = "exported_questions"
    EXPORTED_LOG = "exported_log"
    READ_PERSON = "read_person"
    APPOINTED = "appointed"
    DISMISSED = "dismissed"
    CHANGED_DUTY = "changed_duty"
    MADE_INVITATION = "made_invitation"
    WITHDREW_INVITATION = "withdrew_invitation"
    READ_GAPS = "read_gaps"
    READ_GAP = "read_gap"
    ASSIGNED_GAP = "assigned_gap"
    POSTPONED_GAP = "postponed_gap"
    DISMISSED_GAP = "dismissed_gap"
    BROUGHT_BACK_GAP = "brought_back_gap"
    BEGAN_CASE = "began_case"
    KEPT_TWINS = "kept_twins"
    MERGED_CASES = "merged_cases"
    CALLED_FOR_REVIEW = "called_for_review"
    RECALLED_CASE = "recalled_case"
    READ_RECALL = "read_recall"
    WROTE_CORRECTION = "wrote_correction"
    SENT_CORRECTION = "sent_correction"
    ASKED_FOR_CALIBRATION = "asked_for_calibration"
    PUT_CALIBRATION = "put_calibration"
    AIMED_CALIBRATION = "aimed_calibration"
    FORGOT_CALIBRATION = "forgot_calibration"
    EXPORTED_WAVES = "exported_waves"
    READ_ENTRY = "read_entry"
    IMPORTED_POOL = "imported_pool"
    EXPORTED_POOL = "exported_pool"


class Matter(StrEnum):
    """What a deed was about."""

    SESSION = "session"
    PERSON = "person"
    CASE = "case"
    QUESTION = "question"
    LOG = "log"
    INVITATION = "invitation"
    GAP = "gap"
    RECALL = "recall"
    CALIBRATION = "calibration"
    WAVE = "wave"
    ENTRY = "entry"


class AuditEntry(Base):
    """One deed: who, when, what, about what. Ids and codes only, nobody's words."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_person_id", "person_id", "id"),
        Index("ix_audit_entries_matter", "matter", "matter_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    deed: Mapped[Deed]
    matter: Mapped[Matter]
    matter_id: Mapped[str]
    """Id of the matter; empty where the deed is about the matter as a whole."""
    detail: Mapped[dict[str, Any]]
