"""Reading and locking rows of the register."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from people.models import Methodist, PersonId
from people.pool.models import PoolEntry, PoolEntryId

#: Held by whoever takes a file in: two files at once would not see each other's new people.
_IMPORTING = 7_204_061_031


async def lock_pool(session: AsyncSession) -> None:
    """Wait until nobody else takes a file in; lasts until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(_IMPORTING)))


async def everybody(session: AsyncSession) -> list[PoolEntry]:
    """All rows, by name."""
    rows = select(PoolEntry).order_by(PoolEntry.name_key, PoolEntry.born)
    return list(await session.scalars(rows))


async def lock_known(
    session: AsyncSession, keys: Collection[tuple[str, date]]
) -> dict[tuple[str, date], PoolEntry]:
    """The rows of these people, locked, by ``name_key`` and day of birth."""
    known = (
        select(PoolEntry)
        .where(tuple_(PoolEntry.name_key, PoolEntry.born).in_(keys))
        .order_by(PoolEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(entry.name_key, entry.born): entry for entry in await session.scalars(known)}


async def named(session: AsyncSession, name_key: str) -> list[PoolEntry]:
    rows = select(PoolEntry).where(PoolEntry.name_key == name_key).order_by(PoolEntry.born)
    return list(await session.scalars(rows))


async def entry_of(session: AsyncSession, person_id: PersonId) -> PoolEntry | None:
    row = select(PoolEntry).where(PoolEntry.person_id == person_id)
    return (await session.scalars(row)).one_or_none()


async def lock_entry(session: AsyncSession, entry_id: PoolEntryId) -> PoolEntry | None:
    return await session.get(PoolEntry, entry_id, with_for_update=True, populate_existing=True)


async def lock_methodist(session: AsyncSession, person_id: PersonId) -> Methodist | None:
    return await session.get(Methodist, person_id, with_for_update=True)


async def unbind(session: AsyncSession, person_id: PersonId) -> None:
    """Whoever was this person in the register is nobody in the messengers any more."""
    await session.execute(
        update(PoolEntry).where(PoolEntry.person_id == person_id).values(person_id=None)
    )


async def erase(session: AsyncSession, person_id: PersonId) -> None:
    await session.execute(delete(PoolEntry).where(PoolEntry.person_id == person_id))
