"""Files of the register that somebody has sent: looked through, then carried out."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kit.database import Transaction
from kit.files.faults import Fault
from kit.files.uploads import Uploads
from people.errors import PoolUploadGone
from people.models import PersonId
from people.pool.draft import PoolDraft
from people.pool.files import look_through, pool_as, public_as
from people.pool.models import PoolUpload, PoolUploadId
from people.pool.service import Fate, Pool, PoolOutcome

log = logging.getLogger(__name__)


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
    def is_faulty(self) -> bool:
        return bool(self.faults)

    @property
    def can_be_carried_out(self) -> bool:
        changes = any(fate is not Fate.UNCHANGED for _, fate in self.rows)
        return changes and not self.is_faulty


class PoolFiles:
    """Takes files of the register in and gives them out."""

    def __init__(self, transaction: Transaction, pool: Pool, zone: ZoneInfo) -> None:
        self._pool = pool
        self._zone = zone
        self._uploads = Uploads(transaction, PoolUpload, self._read, gone=PoolUploadGone)

    async def lay_down(
        self, name: str, data: bytes, *, by: PersonId, now: datetime
    ) -> PoolUploadId:
        """Keep a file until it is carried out, a day at most; nothing of the register changes.

        Raises:
            FaultyFile: it is too large, or nothing of it can be read.
        """
        return PoolUploadId(await self._uploads.lay_down(name, data, by=by, now=now))

    async def plan(self, upload_id: PoolUploadId, *, by: PersonId, now: datetime) -> PoolPlan:
        """What would change, in the order of the rows.

        Raises:
            PoolUploadGone: there is no such file of this person.
        """
        file = await self._uploads.look_through(upload_id, by=by, now=now)
        outcome = await self._pool.take_in(file.drafts, now=now, dry_run=True)
        named = [draft.name for draft in file.drafts]
        rows = tuple(zip(named, outcome.fates, strict=True))
        return PoolPlan(upload_id, file.name, rows, tuple(file.faults))

    async def carry_out(
        self, upload_id: PoolUploadId, *, by: PersonId, now: datetime
    ) -> PoolOutcome:
        """Take the people in.

        Raises:
            PoolUploadGone: there is no such file of this person.
            FaultyFile: a row is faulty; nobody was taken in.
        """
        drafts = await self._uploads.drafts_of(upload_id, by=by, now=now)
        outcome = await self._pool.take_in(drafts, now=now)
        await self._uploads.drop(upload_id)
        log.info("register: upload %s carried out by %s", upload_id, by)
        return outcome

    async def export(self, ending: str, *, public: bool, now: datetime) -> bytes:
        """The register with this ending, whole or as everybody may see it."""
        drafts: Sequence[PoolDraft] = await self._pool.drafts()
        path = Path(f"register{ending}")
        if public:
            return await asyncio.to_thread(public_as, path, drafts, today=self._today(now))
        return await asyncio.to_thread(pool_as, path, drafts)

    def _read(self, name: str, data: bytes, now: datetime) -> tuple[list[PoolDraft], list[Fault]]:
        return look_through(name, data, today=self._today(now))

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()
