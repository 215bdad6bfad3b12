"""Reading and locking those who work here, and their invitations."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from people.models import Invitation, Methodist, Person, PersonId, Role

#: Roles that make somebody one of the staff.
STAFF_ROLES = tuple(role for role in Role if role is not Role.TEACHER)


async def staff(session: AsyncSession) -> list[tuple[Person, Methodist | None]]:
    """Everybody with a role beyond that of a teacher, by name."""
    rows = await session.execute(
        select(Person, Methodist)
        .outerjoin(Methodist, Methodist.person_id == Person.id)
        .where(Person.roles.overlap([role.value for role in STAFF_ROLES]))
        .order_by(Person.name, Person.id)
    )
    return [(person, methodist) for person, methodist in rows]


async def lock_person(session: AsyncSession, person_id: PersonId) -> Person | None:
    return await session.get(Person, person_id, with_for_update=True, populate_existing=True)


async def lock_admins(session: AsyncSession) -> list[PersonId]:
    """Every admin, locked: two who dismiss each other at once must not both succeed."""
    admins = (
        select(Person)
        .where(Person.roles.contains([Role.ADMIN.value]))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [person.id for person in await session.scalars(admins)]


async def open_invitations(session: AsyncSession, now: datetime) -> list[Invitation]:
    """Those that still let somebody in, the newest first."""
    waiting = (
        select(Invitation)
        .where(Invitation.used_by.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.id.desc())
    )
    return list(await session.scalars(waiting))


async def lock_invitation(session: AsyncSession, invitation_id: int) -> Invitation | None:
    return await session.get(Invitation, invitation_id, with_for_update=True)
