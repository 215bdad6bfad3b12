"""People of the hotline, where they can be reached, and what they do here."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import BigInteger, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

PersonId = NewType("PersonId", int)


class Role(StrEnum):
    TEACHER = "teacher"
    METHODIST = "methodist"
    COORDINATOR = "coordinator"
    CURATOR = "curator"
    PSYCHOLOGIST = "psychologist"
    OBSERVER = "observer"
    ADMIN = "admin"


class Person(Base):
    """Somebody who has written to the hotline at least once."""

    __tablename__ = "people"

    id: Mapped[PersonId] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str]
    """As the messenger shows it; methodists never see a teacher's."""
    roles: Mapped[list[str]] = mapped_column(default=list)
    met_at: Mapped[datetime]

    def has(self, *roles: Role) -> bool:
        """Whether the person has at least one of ``roles``."""
        return any(role in self.roles for role in roles)

    def appoint(self, role: Role) -> None:
        if role not in self.roles:
            self.roles = [*self.roles, role.value]


class Account(Base):
    """One address of a person: an id that a channel (a messenger) knows them by."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    unreachable_since: Mapped[datetime | None]
    """When the messenger first said that the person has blocked the bot or is gone."""


class Profile(Base):
    """What a teacher has chosen to tell about the work; every field may be empty."""

    __tablename__ = "profiles"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    subjects: Mapped[list[str]] = mapped_column(default=list)
    levels: Mapped[list[str]] = mapped_column(default=list)
    municipality: Mapped[str | None]
    experience_years: Mapped[int | None]


class Methodist(Base):
    """The duty of a methodist or a psychologist; which of the two, the person's roles say."""

    __tablename__ = "methodists"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    subjects: Mapped[list[str]] = mapped_column(default=list)
    """Codes of what comes to a methodist; an empty list means every subject."""
    on_duty: Mapped[bool] = mapped_column(default=True)
    away_until: Mapped[datetime | None]
    """On leave before this moment, whatever ``on_duty`` says."""
    hours: Mapped[str | None]
    """Own working hours as ``people.hours`` reads them; ``None`` means the region's."""
    most_open: Mapped[int | None]
    """Questions that may be open with them at once; ``None`` means the hotline's own limit."""


class Invitation(Base):
    """A one-time right to a role, carried by a secret code."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the code; the code itself is shown once and never stored."""
    role: Mapped[Role]
    subjects: Mapped[list[str]] = mapped_column(default=list)
    name: Mapped[str | None]
    expires_at: Mapped[datetime]
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("pool_entries.id", ondelete="SET NULL"), index=True
    )
    """The row of the register that whoever accepts it is; ``None`` where no row is meant."""
    used_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    used_at: Mapped[datetime | None]
