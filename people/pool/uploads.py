"""Files of the register that somebody has sent: looked through, then carried out."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from kit.files import form_of
from kit.files.faults import Fault, FaultyFile
from people.errors import PoolUploadGone
from people.models import PersonId
from people.pool import queries
from people.pool.draft import PoolDraft
from people.pool.files import look_through, pool_as, public_as
from people.pool.models import PoolUpload, PoolUploadId
from people.pool.service import Fate, Pool, PoolOutcome

log = logging.getLogger(__name__)

LARGEST_BYTES = 20 * 1024 * 1024
_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class PoolPlan:
    """What carrying a file out would do: all of it or, with a fault, nothing."""

    upload_id: PoolUploadId
    name: str
    rows: tuple[tuple[str, Fate], ...]
    """Name and fate of each person; names are enough to know the row by."""
    faults: tuple[Fault, ...]

    def count(self, fate: Fate) -> int:
        return sum(each is fate for _, each in self.rows)

    @property
    def can_be_carried_out(self) -> bool:
        changes = any(fate is not Fate.UNCHANGED for _, fate in self.rows)
        return changes and not self.faults


class PoolFiles:
    """Takes files of the register in and gives them out."""

    def __init__(self, transaction: Transaction, pool: Pool, zone: ZoneInfo) -> None:
        self._transaction = transaction
        self._pool = pool
        self._zone = zone

    async def lay_down(
        self, name: str, data: bytes, *, by: PersonId, now: datetime
    ) -> PoolUploadId:
        """Keep a file until it is carried out, a day at most; nothing of the register changes.

        Raises:
            FaultyFile: it is too large, or nothing of it can be read.
        """
        form_of(Path(name))
        if len(data) > LARGEST_BYTES:
            raise FaultyFile(f"Файл больше {LARGEST_BYTES // 1024**2} МБ: разделите его на части.")
        await self._read(name, data, now)
        async with self._transaction() as session:
            await queries.forget_uploads(session, laid_before=now - _KEPT_FOR)
            upload = PoolUpload(name=name, data=data, laid_by=by, laid_at=now)
            session.add(upload)
            await session.flush()
            return upload.id

    async def plan(self, upload_id: PoolUploadId, *, by: PersonId, now: datetime) -> PoolPlan:
        """What would change, in the order of the rows.

        Raises:
            PoolUploadGone: there is no such file of this person.
        """
        async with self._transaction() as session:
            upload = await _own(session, upload_id, by, now)
            name, data = upload.name, upload.data
        drafts, faults = await self._read(name, data, now)
        outcome = await self._pool.take_in(drafts, now=now, dry_run=True)
        named = [draft.name for draft in drafts]
        rows = tuple(zip(named, outcome.fates, strict=True))
        return PoolPlan(upload_id, name, rows, tuple(faults))

    async def carry_out(
        self, upload_id: PoolUploadId, *, by: PersonId, now: datetime
    ) -> PoolOutcome:
        """Take the people in.

        Raises:
            PoolUploadGone: there is no such file of this person.
            FaultyFile: a row is faulty; nobody was taken in.
        """
        async with self._transaction() as session:
            upload = await _own(session, upload_id, by, now)
            name, data = upload.name, upload.data
        drafts, faults = await self._read(name, data, now)
        if faults:
            raise FaultyFile.because_of(faults)
        outcome = await self._pool.take_in(drafts, now=now)
        async with self._transaction() as session:
            await queries.drop_upload(session, upload_id)
        log.info("register: upload %s carried out by %s", upload_id, by)
        return outcome

    async def export(self, ending: str, *, public: bool, now: datetime) -> bytes:
        """The register with this ending, whole or as everybody may see it."""
        drafts: Sequence[PoolDraft] = await self._pool.drafts()
        path = Path(f"register{ending}")
        if public:
            return await asyncio.to_thread(public_as, path, drafts, today=self._today(now))
        return await asyncio.to_thread(pool_as, path, drafts)

    async def _read(
        self, name: str, data: bytes, now: datetime
    ) -> tuple[list[PoolDraft], list[Fault]]:
        return await asyncio.to_thread(look_through, name, data, today=self._today(now))

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()


async def _own(
    session: AsyncSession, upload_id: PoolUploadId, by: PersonId, now: datetime
) -> PoolUpload:
    upload = await session.get(PoolUpload, upload_id)
    if upload is None or upload.laid_by != by or now - upload.laid_at > _KEPT_FOR:
        raise PoolUploadGone(upload_id)
    return upload
