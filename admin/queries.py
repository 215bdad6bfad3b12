"""Reading and locking links, sessions and the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from admin.models import AuditEntry, Deed, Matter, PanelLink, PanelSession, SessionId
from people.models import Person, PersonId


async def link_with(
    session: AsyncSession, token_hash: str, *, lock: bool = False
) -> PanelLink | None:
    carried = select(PanelLink).where(PanelLink.token_hash == token_hash)
    if lock:
        carried = carried.with_for_update()
    return (await session.scalars(carried)).one_or_none()


async def session_with(
    session: AsyncSession, secret_hash: str
) -> tuple[PanelSession, Person] | None:
    """The session and its person as they are now."""
    known = (
        select(PanelSession, Person)
        .join(Person, Person.id == PanelSession.person_id)
        .where(PanelSession.secret_hash == secret_hash)
    )
    row = (await session.execute(known)).one_or_none()
    return (row[0], row[1]) if row is not None else None


async def sessions_of(session: AsyncSession, person_id: PersonId) -> list[PanelSession]:
    """The newest first."""
    own = (
        select(PanelSession)
        .where(PanelSession.person_id == person_id)
        .order_by(PanelSession.seen_at.desc(), PanelSession.id.desc())
    )
    return list(await session.scalars(own))


async def end_session(session: AsyncSession, session_id: SessionId) -> None:
    await session.execute(delete(PanelSession).where(PanelSession.id == session_id))


async def end_sessions_of(session: AsyncSession, person_id: PersonId) -> int:
    """How many there were; links that were not used yet end with them."""
    await session.execute(delete(PanelLink).where(PanelLink.person_id == person_id))
    ended = await session.execute(
        delete(PanelSession).where(PanelSession.person_id == person_id).returning(PanelSession.id)
    )
    return len(ended.all())


async def keep_flashes(
    session: AsyncSession, session_id: SessionId, flashes: Sequence[dict[str, str]]
) -> None:
    await session.execute(
        update(PanelSession)
        .where(PanelSession.id == session_id)
        .values(flashes=PanelSession.flashes.op("||")(list(flashes)))
    )


async def drop_flashes(session: AsyncSession, session_id: SessionId) -> None:
    await session.execute(
        update(PanelSession).where(PanelSession.id == session_id).values(flashes=[])
    )


async def forget_links(session: AsyncSession, *, expired_before: datetime, limit: int) -> int:
    old = select(PanelLink.id).where(PanelLink.expires_at < expired_before).limit(limit)
    gone = await session.execute(
        delete(PanelLink).where(PanelLink.id.in_(old)).returning(PanelLink.id)
    )
    return len(gone.all())


async def forget_sessions(
    session: AsyncSession,
    *,
    entered_before: datetime,
    seen_before: datetime,
    roles: Sequence[str],
    limit: int,
) -> int:
    """End sessions that are over, and those of people who have none of ``roles`` any more."""
    over = (
        select(PanelSession.id)
        .join(Person, Person.id == PanelSession.person_id)
        .where(
            or_(
                PanelSession.entered_at < entered_before,
                PanelSession.seen_at < seen_before,
                ~Person.roles.overlap(list(roles)),
            )
        )
        .limit(limit)
    )
    gone = await session.execute(
        delete(PanelSession).where(PanelSession.id.in_(over)).returning(PanelSession.id)
    )
    return len(gone.all())


@dataclass(frozen=True)
class AuditFilter:
    """Which entries of the log are wanted; ``None`` and empty mean all."""

    person_id: PersonId | None = None
    deed: Deed | None = None
    matter: Matter | None = None
    matter_id: str = ""
    since: datetime | None = None
    before: datetime | None = None


async def audit_page(
    session: AsyncSession,
    wanted: AuditFilter,
    *,
    limit: int,
    offset: int = 0,
    below: int | None = None,
) -> list[Row[int, datetime, PersonId, str, Deed, Matter, str, dict[str, Any]]]:
    """Entries as columns with the names of their people, the newest first.

    Args:
        session: where the log is.
        wanted: which entries.
        limit: how many at most.
        offset: how many of the newest are left out.
        below: only entries with smaller numbers.
    """
    lines = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.person_id,
            Person.name,
            AuditEntry.deed,
            AuditEntry.matter,
            AuditEntry.matter_id,
            AuditEntry.detail,
        )
        .join(Person, Person.id == AuditEntry.person_id)
        .where(*_conditions(wanted))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if below is not None:
        lines = lines.where(AuditEntry.id < below)
    return list(await session.execute(lines))


async def count_audit(session: AsyncSession, wanted: AuditFilter, *, up_to: int) -> int:
    """How many there are, counted no further than ``up_to``."""
    some = select(AuditEntry.id).where(*_conditions(wanted)).limit(up_to).subquery()
    return (await session.scalars(select(func.count()).select_from(some))).one()


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.person_id is not None:
        found.append(AuditEntry.person_id == wanted.person_id)
    if wanted.deed is not None:
        found.append(AuditEntry.deed == wanted.deed)
    if wanted.matter is not None:
        found.append(AuditEntry.matter == wanted.matter)
    if wanted.matter_id:
        found.append(AuditEntry.matter_id == wanted.matter_id)
    if wanted.since is not None:
        found.append(AuditEntry.at >= wanted.since)
    if wanted.before is not None:
        found.append(AuditEntry.at < wanted.before)
    return found
