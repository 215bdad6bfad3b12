"""Files among the materials of cases: kept, given out, and forgotten when nobody names them."""

import asyncio
import hashlib
import logging
from datetime import datetime, timedelta
from pathlib import Path

from kit.database import Transaction
from knowledge import file_queries as queries
from knowledge.attached import Attached, name_for
from knowledge.file_errors import FileIsEmpty, FileKindUnfit, FileNotKept, FileTooLarge, NoSuchFile
from knowledge.file_kinds import kind_of
from knowledge.file_models import CaseFile
from knowledge.file_shelf import FileShelf
from people.models import PersonId

log = logging.getLogger(__name__)

#: Telegram lets a bot send 50 MB; a teacher on a phone is glad of less.
LARGEST_BYTES = 20 * 1024 * 1024
_KEPT_UNUSED_FOR = timedelta(days=30)


class CaseFiles:
    def __init__(self, transaction: Transaction, shelf: FileShelf) -> None:
        self._transaction = transaction
        self._shelf = shelf

    async def keep(self, name: str, data: bytes, *, by: PersonId, now: datetime) -> Attached:
        """Keep a file that somebody has sent; the same content is kept once.

        Until a version of a case names it, it counts as unused.

        Raises:
            FileIsEmpty, FileTooLarge, FileKindUnfit
            FileNotKept: the disk does not take it; nothing has changed.
        """
        if not data:
            raise FileIsEmpty
        if len(data) > LARGEST_BYTES:
            raise FileTooLarge(len(data))
        kind = await asyncio.to_thread(kind_of, data)
        if kind is None:
            raise FileKindUnfit
        code = (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()[:16]
        file = CaseFile(
            code=code,
            kind=kind,
            name=name_for(name, kind.ending),
            size_bytes=len(data),
            added_at=now,
            added_by=by,
            unused_since=now,
        )
        await self._lay_down(file, data)
        log.info("file %s kept by %s", code, by)
        return Attached(file.name, code)

    async def _lay_down(self, file: CaseFile, data: bytes) -> None:
        try:
            draft = await asyncio.to_thread(self._shelf.draft, data)
        except OSError as error:
            raise FileNotKept(file.code) from error
        try:
            async with self._transaction() as session:
                # Nobody clears the shelf meanwhile; the content gets its name before the commit.
                await queries.lock_shelf(session)
                await queries.add(session, file)
                self._shelf.give_name(draft, file.code)
        except BaseException:
            self._shelf.discard(draft)
            raise

    async def find(self, code: str) -> tuple[CaseFile, Path]:
        """What is known of a file, and where its content lies.

        Raises:
            NoSuchFile: it is not here.
        """
        async with self._transaction() as session:
            file = await session.get(CaseFile, code)
        if file is None or not await asyncio.to_thread(self._shelf.holds, code):
            raise NoSuchFile(code)
        return file, self._shelf.path(code)

    async def known_as(self, code: str, channel: str) -> str | None:
        """What the channel calls the file, if it was sent there before."""
        async with self._transaction() as session:
            return await queries.copy_in(session, code, channel)

    async def remember(self, code: str, channel: str, file: str) -> None:
        async with self._transaction() as session:
            await queries.remember_copy(session, code, channel, file)

    async def forget_copy(self, code: str, channel: str) -> None:
        """The channel does not know the file any more."""
        async with self._transaction() as session:
            await queries.forget_copy(session, code, channel)

    async def forget_unused(self, now: datetime, *, limit: int = 50) -> int:
        """Remove files that no version has named for a month; returns how many."""
        async with self._transaction() as session:
            await queries.note_use(session, await queries.named(session), now=now)
            old = await queries.drop_unused(session, before=now - _KEPT_UNUSED_FOR, limit=limit)
        for code in old:
            async with self._transaction() as session:
                await queries.lock_shelf(session)
                # Somebody may have brought the same content in the meantime.
                if not await queries.known(session, [code]):
                    await asyncio.to_thread(self._shelf.remove, code)
        if old:
            log.info("unused files removed: %s", len(old))
        return len(old)
