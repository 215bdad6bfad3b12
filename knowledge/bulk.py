"""Many cases at once: a file is looked through first, and carried out by a second press."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from kit.files.faults import FaultyFile
from knowledge import life_queries, queries
from knowledge.changes import plan_import
from knowledge.drafts import CaseDraft
from knowledge.files import cases_in_parts, form_of, look_through
from knowledge.life_errors import UploadGone
from knowledge.life_models import CaseUpload, UploadId
from knowledge.models import CaseId
from knowledge.service import CaseBook, ImportOutcome
from people.models import PersonId

log = logging.getLogger(__name__)

_KEPT_FOR = timedelta(days=1)
LARGEST_BYTES = 20 * 1024 * 1024


class RowKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


@dataclass(frozen=True)
class RowPlan:
    """What would become of one row."""

    kind: RowKind
    case_id: str
    """Empty where the row does not tell."""
    title: str = ""
    reason: str = ""
    """What is wrong with a faulty one, with its number in the file."""


@dataclass(frozen=True)
class Plan:
    """What carrying a file out would do: all of it or, with a faulty row, nothing."""

    upload_id: UploadId
    name: str
    rows: tuple[RowPlan, ...]

    def count(self, kind: RowKind) -> int:
        return sum(row.kind is kind for row in self.rows)

    @property
    def can_be_carried_out(self) -> bool:
        changes = self.count(RowKind.NEW) + self.count(RowKind.CHANGED)
        return changes > 0 and not self.count(RowKind.FAULTY)


class Bulk:
    """Takes files of cases in and gives them out."""

    def __init__(self, transaction: Transaction, casebook: CaseBook) -> None:
        self._transaction = transaction
        self._casebook = casebook

    async def lay_down(self, name: str, data: bytes, *, by: PersonId, now: datetime) -> UploadId:
        """Keep a file until it is carried out, a day at most; nothing of the book changes.

        Raises:
            FaultyFile: it is too large, or nothing of it can be read.
        """
        form_of(Path(name))
        if len(data) > LARGEST_BYTES:
            raise FaultyFile(f"Файл больше {LARGEST_BYTES // 1024**2} МБ: разделите его на части.")
        await asyncio.to_thread(look_through, name, data)
        async with self._transaction() as session:
            await life_queries.forget_uploads(session, laid_before=now - _KEPT_FOR)
            upload = CaseUpload(name=name, data=data, laid_by=by, laid_at=now)
            session.add(upload)
            await session.flush()
            return upload.id

    async def plan(self, upload_id: UploadId, *, by: PersonId, now: datetime) -> Plan:
        """What would change, row by row, faulty ones first.

        Raises:
            UploadGone: there is no such file of this person.
        """
        async with self._transaction() as session:
            upload = await _own(session, upload_id, by, now)
            name, data = upload.name, upload.data
        drafts, faults = await asyncio.to_thread(look_through, name, data)
        rows = [RowPlan(RowKind.FAULTY, fault.id or "", reason=str(fault)) for fault in faults]
        rows += await self._planned(drafts)
        return Plan(upload_id, name, tuple(rows))

    async def carry_out(self, upload_id: UploadId, *, by: PersonId, now: datetime) -> ImportOutcome:
        """Take the cases in; what is new or changed waits until a second person publishes it.

        Raises:
            UploadGone: there is no such file of this person.
            FaultyFile: a row is faulty; nothing was taken in.
        """
        async with self._transaction() as session:
            upload = await _own(session, upload_id, by, now)
            name, data = upload.name, upload.data
        drafts, faults = await asyncio.to_thread(look_through, name, data)
        if faults:
            raise FaultyFile.because_of(faults)
        outcome = await self._casebook.import_cases(drafts, publish=False, by=by, now=now)
        async with self._transaction() as session:
            await life_queries.drop_upload(session, upload_id)
        log.info("upload %s carried out by %s", upload_id, by)
        return outcome

    async def export(self, ending: str) -> AsyncIterator[bytes]:
        """The whole book as a file with this ending: ``.jsonl``, ``.csv`` or ``.xlsx``."""
        needs_states = await self._casebook.export_needs_states()
        batches = self._casebook.export_batches()
        async for part in cases_in_parts(ending, batches, needs_states=needs_states):
            yield part

    async def _planned(self, drafts: Sequence[CaseDraft]) -> list[RowPlan]:
        async with self._transaction() as session:
            entries = await queries.entries(session, list({draft.id for draft in drafts}))
            standings = {case_id: entry.standing() for case_id, entry in entries.items()}
        kinds: dict[CaseId, RowKind] = {}
        for change in plan_import(drafts, standings, publish=False):
            kind = RowKind.NEW if change.is_new_case else RowKind.CHANGED
            kinds.setdefault(change.draft.id, kind)
        order = list(RowKind)
        rows = [
            RowPlan(kinds.get(draft.id, RowKind.UNCHANGED), draft.id, draft.title)
            for draft in drafts
        ]
        return sorted(rows, key=lambda row: order.index(row.kind))


async def _own(
    session: AsyncSession, upload_id: UploadId, by: PersonId, now: datetime
) -> CaseUpload:
    upload = await session.get(CaseUpload, upload_id)
    if upload is None or upload.laid_by != by or now - upload.laid_at > _KEPT_FOR:
        raise UploadGone(upload_id)
    return upload
