"""Files of rows that somebody has sent: looked through first, and carried out by a second word."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import LargeBinary, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Transaction
from kit.errors import Refusal
from kit.files import form_of
from kit.files.faults import Fault, FaultyFile

LARGEST_BYTES = 20 * 1024 * 1024
_KEPT_FOR = timedelta(days=1)


class Upload:
    """What a table of such files has in common with another; who lays them down, it says itself."""

    id: Mapped[Any]
    name: Mapped[str]
    """Its ending says in which form the rows are."""
    data: Mapped[bytes] = mapped_column(LargeBinary)
    laid_by: Mapped[Any]
    laid_at: Mapped[datetime] = mapped_column(index=True)


Table = TypeVar("Table", bound=Upload)
Draft = TypeVar("Draft")


@dataclass(frozen=True)
class LookedThrough(Generic[Draft]):
    """What a file holds, checked row by row."""

    name: str
    drafts: Sequence[Draft]
    faults: Sequence[Fault]


class Uploads(Generic[Table, Draft]):
    """Keeps files until they are carried out, a day at most; nothing else changes by that."""

    def __init__(
        self,
        transaction: Transaction,
        table: type[Table],
        reads: Callable[[str, bytes, datetime], tuple[Sequence[Draft], Sequence[Fault]]],
        *,
        gone: type[Refusal],
        others: Sequence[str] = (),
    ) -> None:
        """
        Args:
            reads: by name, content and moment, the rows of a file and those that are wrong; it
                raises ``FaultyFile`` where nothing can be read, and is called in a thread.
            gone: raised where there is no such file, or it is another's.
            others: endings that ``reads`` knows besides those of ``kit.files``.
        """
        self._transaction = transaction
        self._table = table
        self._reads = reads
        self._gone = gone
        self._others = others

    async def lay_down(self, name: str, data: bytes, *, by: int, now: datetime) -> int:
        """Keep the file.

        Raises:
            FaultyFile: it is too large, or nothing of it can be read.
        """
        form_of(Path(name), others=self._others)
        if len(data) > LARGEST_BYTES:
            raise FaultyFile(f"Файл больше {LARGEST_BYTES // 1024**2} МБ: разделите его на части.")
        await asyncio.to_thread(self._reads, name, data, now)
        async with self._transaction() as session:
            old = delete(self._table).where(self._table.laid_at < now - _KEPT_FOR)
            await session.execute(old)
            upload = self._table()
            upload.name, upload.data = name, data
            upload.laid_by, upload.laid_at = by, now
            session.add(upload)
            await session.flush()
            return int(upload.id)

    async def look_through(self, upload_id: int, *, by: int, now: datetime) -> LookedThrough[Draft]:
        """
        Raises:
            the refusal of files that are gone: there is no such file of this person.
        """
        async with self._transaction() as session:
            upload = await self._own(session, upload_id, by, now)
            name, data = upload.name, upload.data
        drafts, faults = await asyncio.to_thread(self._reads, name, data, now)
        return LookedThrough(name, drafts, faults)

    async def drafts_of(self, upload_id: int, *, by: int, now: datetime) -> Sequence[Draft]:
        """The rows of a file without a fault.

        Raises:
            the refusal of files that are gone: there is no such file of this person.
            FaultyFile: a row is faulty.
        """
        looked = await self.look_through(upload_id, by=by, now=now)
        if looked.faults:
            raise FaultyFile.because_of(looked.faults)
        return looked.drafts

    async def drop(self, upload_id: int) -> None:
        """What was carried out need not be kept."""
        async with self._transaction() as session:
            await session.execute(delete(self._table).where(self._table.id == upload_id))

    async def _own(self, session: AsyncSession, upload_id: int, by: int, now: datetime) -> Table:
        upload = await session.get(self._table, upload_id)
        if upload is None or upload.laid_by != by or now - upload.laid_at > _KEPT_FOR:
            raise self._gone(upload_id)
        return upload
