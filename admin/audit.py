"""The log of deeds: who did or read what on the panel."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from admin import queries
from admin.models import AuditEntry, Deed, Matter
from admin.queries import AuditFilter
from kit.database import Transaction
from people.models import PersonId

#: Nobody reads further back by leafing; filters lead there.
COUNTED_UP_TO = 10_000
#: Entries of one batch.
_AT_ONCE = 1_000


def audit(
    session: AsyncSession,
    person_id: PersonId,
    deed: Deed,
    matter: Matter,
    matter_id: object = "",
    *,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write a deed down in the caller's transaction.

    Every change made on the panel has an entry, and so has every reading of what belongs to one
    person; a page that shows such things writes the entry before it shows them.

    Args:
        matter_id: the id of what the deed was about; nothing where it was the whole of it.
        detail: ids, codes and numbers; never anybody's words, names or scores.
    """
    entry = AuditEntry(
        at=now,
        person_id=person_id,
        deed=deed,
        matter=matter,
        matter_id=str(matter_id),
        detail=dict(detail or {}),
    )
    session.add(entry)


@dataclass(frozen=True)
class AuditLine:
    """An entry as the page of the log shows it."""

    entry_id: int
    at: datetime
    person_id: PersonId
    name: str
    """Empty for somebody who was forgotten."""
    deed: Deed
    matter: Matter
    matter_id: str
    detail: Mapping[str, Any]


class AuditLog:
    """Reads the log, and writes what happens outside any other transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def note(
        self,
        person_id: PersonId,
        deed: Deed,
        matter: Matter,
        matter_id: object = "",
        *,
        now: datetime,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """As ``audit``, in a transaction of its own."""
        async with self._transaction() as session:
            audit(session, person_id, deed, matter, matter_id, now=now, detail=detail)

    async def page(self, wanted: AuditFilter, *, limit: int, offset: int) -> Sequence[AuditLine]:
        """The newest first."""
        async with self._transaction() as session:
            rows = await queries.audit_page(session, wanted, limit=limit, offset=offset)
        return [AuditLine(*row) for row in rows]

    async def batches(
        self, wanted: AuditFilter, *, most: int
    ) -> AsyncIterator[Sequence[AuditLine]]:
        """The newest entries, ``_AT_ONCE`` at a time; what is written meanwhile is not among them.

        No transaction is open while a batch is used: whoever takes it may be slow.
        """
        below: int | None = None
        while most > 0:
            limit = min(most, _AT_ONCE)
            async with self._transaction() as session:
                rows = await queries.audit_page(session, wanted, limit=limit, below=below)
            yield [AuditLine(*row) for row in rows]
            if len(rows) < limit:
                return
            most, below = most - limit, rows[-1].id

    async def count(self, wanted: AuditFilter) -> int:
        """How many entries there are, counted no further than ``COUNTED_UP_TO``."""
        async with self._transaction() as session:
            return await queries.count_audit(session, wanted, up_to=COUNTED_UP_TO)
