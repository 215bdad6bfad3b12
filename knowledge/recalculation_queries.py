"""Recalculations as the database keeps them."""

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.recalculation_models import Recalculation, RecalculationId


async def latest(session: AsyncSession, fingerprint: str) -> Recalculation | None:
    """The one that was asked for last."""
    found = (
        select(Recalculation)
        .where(Recalculation.fingerprint == fingerprint)
        .order_by(Recalculation.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one_or_none()


async def latest_ended(session: AsyncSession, fingerprint: str) -> Recalculation | None:
    """The last one that has come to a result."""
    found = (
        select(Recalculation)
        .where(Recalculation.fingerprint == fingerprint, Recalculation.result.is_not(None))
        .order_by(Recalculation.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one_or_none()


async def ask(session: AsyncSession, fingerprint: str, now: datetime) -> bool:
    """Ask for one; ``False`` when one is under way already."""
    added = await session.execute(
        insert(Recalculation)
        .values(fingerprint=fingerprint, asked_at=now, attempts=0, done=0, total=0)
        .on_conflict_do_nothing()
        .returning(Recalculation.id)
    )
    return added.first() is not None


async def abandoned(
    session: AsyncSession, fingerprint: str, *, alive_before: datetime
) -> Recalculation | None:
    """One that nobody does, locked."""
    found = (
        select(Recalculation)
        .where(
            Recalculation.fingerprint == fingerprint,
            Recalculation.ended_at.is_(None),
            or_(Recalculation.alive_at.is_(None), Recalculation.alive_at < alive_before),
        )
        .with_for_update(skip_locked=True)
        .limit(1)
    )
    return (await session.scalars(found)).one_or_none()


async def locked(session: AsyncSession, number: RecalculationId) -> Recalculation:
    found = select(Recalculation).where(Recalculation.id == number).with_for_update()
    return (await session.scalars(found)).one()


async def forget_before(session: AsyncSession, fingerprint: str, number: RecalculationId) -> None:
    """Erase what was calculated before: only the last one is of any use."""
    await session.execute(
        delete(Recalculation).where(
            Recalculation.fingerprint == fingerprint, Recalculation.id < number
        )
    )
