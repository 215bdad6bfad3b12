"""At most one unasked word of the whole hotline to a person in seven days."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.models import Solicitation
from people.models import PersonId

#: Counted from the last unasked word, a reminder of it included.
APART = timedelta(days=7)


async def claim(
    session: AsyncSession,
    person_id: PersonId,
    now: datetime,
    *,
    continuing: datetime | None = None,
) -> bool:
    """Take the right to write to the person unasked now; of several at once, one gets it.

    Args:
        continuing: the word that this one only reminds of; so it may be sooner, if nothing else
            was written since.

    Returns:
        Whether it may be written; if so, the next seven days are taken.
    """
    since = {person_id: continuing} if continuing is not None else {}
    return person_id in await claim_all(session, [person_id], now, continuing=since)


async def claim_all(
    session: AsyncSession,
    people: Collection[PersonId],
    now: datetime,
    *,
    continuing: dict[PersonId, datetime] | None = None,
) -> set[PersonId]:
    """The same for many: who may be written to."""
    if not people:
        return set()
    reminded = continuing or {}
    allowed: set[PersonId] = set()
    for moment in {reminded.get(person_id) for person_id in people}:
        group = sorted(each for each in people if reminded.get(each) == moment)
        claims = insert(Solicitation).values([{"person_id": each, "at": now} for each in group])
        free = Solicitation.at <= now - APART
        if moment is not None:
            free |= Solicitation.at == moment
        claimed = await session.scalars(
            claims.on_conflict_do_update(
                index_elements=["person_id"], set_={"at": now}, where=free
            ).returning(Solicitation.person_id)
        )
        allowed.update(claimed)
    return allowed


async def last_contacts(
    session: AsyncSession, people: Collection[PersonId]
) -> dict[PersonId, datetime]:
    """When each of them was last written to unasked; who never was is left out."""
    known = select(Solicitation.person_id, Solicitation.at).where(
        Solicitation.person_id.in_(people)
    )
    return {person_id: at for person_id, at in (await session.execute(known)).all()}
