"""Many cases at once: a file is looked through first, and carried out by a second press."""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kit.database import Transaction
from kit.files.faults import Fault
from kit.files.uploads import Uploads
from knowledge import queries
from knowledge.changes import plan_import
from knowledge.drafts import CaseDraft
from knowledge.files import DOCUMENT, cases_in_parts, look_through
from knowledge.life_errors import UploadGone
from knowledge.life_models import CaseUpload, UploadId
from knowledge.models import CaseId
from knowledge.service import CaseBook, ImportOutcome
from people.models import PersonId

log = logging.getLogger(__name__)


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
    def is_faulty(self) -> bool:
        return self.count(RowKind.FAULTY) > 0

    @property
    def can_be_carried_out(self) -> bool:
        changes = self.count(RowKind.NEW) + self.count(RowKind.CHANGED)
        return changes > 0 and not self.is_faulty


class Bulk:
    """Takes files of cases in and gives them out."""

    def __init__(self, transaction: Transaction, casebook: CaseBook) -> None:
        self._transaction = transaction
        self._casebook = casebook
        self._uploads = Uploads(transaction, CaseUpload, _read, gone=UploadGone, others=(DOCUMENT,))

    async def lay_down(self, name: str, data: bytes, *, by: PersonId, now: datetime) -> UploadId:
        """Keep a file until it is carried out, a day at most; nothing of the book changes.

        Raises:
            FaultyFile: it is too large, or nothing of it can be read.
        """
        return UploadId(await self._uploads.lay_down(name, data, by=by, now=now))

    async def plan(self, upload_id: UploadId, *, by: PersonId, now: datetime) -> Plan:
        """What would change, row by row, faulty ones first.

        Raises:
            UploadGone: there is no such file of this person.
        """
        file = await self._uploads.look_through(upload_id, by=by, now=now)
        rows = [RowPlan(RowKind.FAULTY, each.id or "", reason=str(each)) for each in file.faults]
        rows += await self._planned(file.drafts)
        return Plan(upload_id, file.name, tuple(rows))

    async def carry_out(self, upload_id: UploadId, *, by: PersonId, now: datetime) -> ImportOutcome:
        """Take the cases in; what is new or changed waits until a second person publishes it.

        Raises:
            UploadGone: there is no such file of this person.
            FaultyFile: a row is faulty; nothing was taken in.
        """
        drafts = await self._uploads.drafts_of(upload_id, by=by, now=now)
        outcome = await self._casebook.import_cases(drafts, publish=False, by=by, now=now)
        await self._uploads.drop(upload_id)
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


def _read(name: str, data: bytes, _now: datetime) -> tuple[list[CaseDraft], list[Fault]]:
    return look_through(name, data)
