"""Cases, their versions and their stored vectors."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit.database import Base
from people.levels import Level
from people.models import PersonId

CaseId = NewType("CaseId", str)
VersionId = NewType("VersionId", int)
CalibrationId = NewType("CalibrationId", int)


class CaseState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class CaseVersion(Base):
    """What a case said at one time; never changed once it stands."""

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[VersionId] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    """1 for the first version of the case, and so on."""
    created_at: Mapped[datetime]
    created_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    planted: Mapped[bool] = mapped_column(default=False)
    """It came with the product; a case that has any other version is never overwritten by seeds."""

    title: Mapped[str]
    subject: Mapped[str]
    level: Mapped[Level]
    topics: Mapped[list[str]]
    problem: Mapped[str]
    solution: Mapped[str]
    materials: Mapped[list[str]]
    questions: Mapped[list[str]]
    """How teachers typically ask for this case."""
    kind: Mapped[str]
    audience: Mapped[str]
    direction: Mapped[str | None]
    basis: Mapped[list[str]]
    """Acts that the case rests on."""
    source: Mapped[str | None]
    author: Mapped[str | None]
    review_by: Mapped[date | None]


class Case(Base):
    """A methodical case: a stable id, and the version that is in force."""

    __tablename__ = "cases"

    id: Mapped[CaseId] = mapped_column(Text, primary_key=True)
    state: Mapped[CaseState]
    current_id: Mapped[VersionId | None] = mapped_column(
        ForeignKey("case_versions.id", use_alter=True)
    )
    current: Mapped[CaseVersion | None] = relationship(
        foreign_keys=[current_id], lazy="joined", post_update=True
    )


class VersionVectors(Base):
    """The vectors of one case version, as one encoder sees it."""

    __tablename__ = "version_vectors"

    version_id: Mapped[VersionId] = mapped_column(
        ForeignKey("case_versions.id", ondelete="CASCADE"), primary_key=True
    )
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    """Encoder and representation; vectors of different fingerprints are never compared."""
    parts: Mapped[list[str]]
    """What each row of ``data`` stands for: ``whole``, ``title``, ``question``."""
    data: Mapped[bytes] = mapped_column(LargeBinary)
    """Rows of little-endian float32, each of unit length, in the order of ``parts``."""


class StoredCalibration(Base):
    """How this installation judges first matches, fitted to one encoder; never changed."""

    __tablename__ = "calibrations"
    __table_args__ = (
        Index(
            "ix_calibrations_in_force",
            "fingerprint",
            unique=True,
            postgresql_where="is_in_force",
        ),
    )

    id: Mapped[CalibrationId] = mapped_column(BigInteger, Identity(), primary_key=True)
    fingerprint: Mapped[str]
    """Of the encoder whose cosines it may judge."""
    fitted_at: Mapped[datetime]
    labelled: Mapped[int]
    """Labelled questions that it was fitted to."""
    verdicts: Mapped[int]
    """Questions whose askers have said whether the first case helped."""
    own: Mapped[int]
    """Typical questions of the base itself."""
    cases: Mapped[int]
    """Cases that could be found at that time."""
    targets: Mapped[dict[str, Any]]
    """What its thresholds were chosen for; see ``knowledge.fitting.Targets``."""
    reliability: Mapped[dict[str, Any]]
    """What its probabilities are worth; see ``knowledge.reliability.Reliability``."""
    scored: Mapped[list[dict[str, Any]]]
    """What it says of those questions, not having seen them: what any other target would cost;
    see ``knowledge.thresholds.Scored``."""
    models: Mapped[dict[str, Any]]
    """See ``knowledge.verdict.Calibration``."""
    is_in_force: Mapped[bool]
    """At most one of each fingerprint is."""

    @property
    def questions(self) -> int:
        """How many questions it was fitted to."""
        return self.labelled + self.verdicts + self.own
