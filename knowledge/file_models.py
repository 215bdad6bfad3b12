"""Files among the materials of cases: what is known of each; the contents lie on the shelf."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base
from knowledge.file_kinds import FileKind
from people.models import PersonId


class CaseFile(Base):
    __tablename__ = "case_files"

    code: Mapped[str] = mapped_column(primary_key=True)
    """As in ``knowledge.attached``: it comes of the content, and the content lies under it."""
    kind: Mapped[FileKind]
    name: Mapped[str]
    """What it was called when it was first kept; a case may call it otherwise."""
    size_bytes: Mapped[int]
    added_at: Mapped[datetime]
    added_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    unused_since: Mapped[datetime | None] = mapped_column(index=True)
    """Since when no version of any case is known to name it; ``None``: one does."""


class CaseFileCopy(Base):
    """What a channel calls a file that was sent there: the next time, the name is enough."""

    __tablename__ = "case_file_copies"

    code: Mapped[str] = mapped_column(
        ForeignKey("case_files.code", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str]
