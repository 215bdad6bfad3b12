"""The register's table."""

from datetime import date, datetime
from typing import Any, NewType

from sqlalchemy import BigInteger, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base
from kit.files.uploads import Upload
from people.models import PersonId
from people.pool.draft import PoolDraft

PoolEntryId = NewType("PoolEntryId", int)
PoolUploadId = NewType("PoolUploadId", int)


class PoolEntry(Base):
    """One methodist of the register, whether they have written to the hotline or not."""

    __tablename__ = "pool_entries"
    __table_args__ = (UniqueConstraint("name_key", "born"),)

    id: Mapped[PoolEntryId] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]
    """See ``draft.name_key``: with the day of birth, what a person is known by."""
    born: Mapped[date]
    facts: Mapped[dict[str, Any]]
    """Everything else, as ``PoolDraft.facts`` writes it."""
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"), unique=True)
    """Who this is in the messengers; ``None`` until an invitation of the row was accepted."""
    kept_at: Mapped[datetime]
    """When it was last changed."""

    def draft(self) -> PoolDraft:
        # Ages and days ahead are judged when a row comes in, not when it is read.
        return PoolDraft.model_validate({"name": self.name, "born": self.born, **self.facts})


class PoolUpload(Upload, Base):
    """A file of the register that was sent and not carried out yet; kept for a day."""

    __tablename__ = "pool_uploads"

    id: Mapped[PoolUploadId] = mapped_column(BigInteger, Identity(), primary_key=True)
    laid_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
