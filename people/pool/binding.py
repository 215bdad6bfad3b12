"""What follows for the work of a methodist from what the register says of them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from people.models import Methodist, PersonId
from people.pool import queries
from people.pool.draft import PoolDraft
from people.pool.models import PoolEntryId
from people.pool.values import Standing


async def bind(
    session: AsyncSession, entry_id: PoolEntryId, person_id: PersonId, *, now: datetime
) -> None:
    """From now on the row's person is reached there; whoever was bound to it before is not."""
    entry = await queries.lock_entry(session, entry_id)
    if entry is None or entry.person_id == person_id:
        return
    await queries.unbind(session, person_id)
    entry.person_id, entry.kept_at = person_id, now
    await session.flush()
    methodist = await queries.lock_methodist(session, person_id)
    if methodist is not None:
        follow(methodist, entry.draft())


def follow(methodist: Methodist, draft: PoolDraft) -> None:
    """Let subjects, hours and duty be as the register says, where it says anything.

    Only whoever is active in the pool is asked; their own duty, off or on leave, stays as it is.
    """
    if draft.subjects:
        methodist.subjects = sorted(set(draft.subjects))
    if draft.hours is not None:
        methodist.hours = draft.hours
    if draft.standing is not Standing.ACTIVE:
        methodist.on_duty = False
