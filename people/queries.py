"""Reading and locking people."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from people.models import Account, Invitation, Methodist, Person, PersonId, Profile, Role


async def account_at(session: AsyncSession, channel: str, external_id: str) -> Account | None:
    known = select(Account).where(Account.channel == channel, Account.external_id == external_id)
    return (await session.scalars(known)).one_or_none()


async def claim_account(
    session: AsyncSession, channel: str, external_id: str, person_id: PersonId
) -> bool:
    """Link the address to the person; false when somebody did so at the same moment."""
    linked = await session.execute(
        insert(Account)
        .values(channel=channel, external_id=external_id, person_id=person_id)
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
        .returning(Account.id)
    )
    return linked.first() is not None


async def accounts_of(session: AsyncSession, person_id: PersonId) -> list[Account]:
    """Addresses of the person, those that can be reached first, then the oldest."""
    addresses = (
        select(Account)
        .where(Account.person_id == person_id)
        .order_by(Account.unreachable_since.is_not(None), Account.id)
    )
    return list(await session.scalars(addresses))


async def people_with(session: AsyncSession, *roles: Role) -> list[Person]:
    """Everybody who has at least one of ``roles``, the longest known first."""
    chosen = select(Person).where(Person.roles.overlap(list(roles))).order_by(Person.id)
    return list(await session.scalars(chosen))


async def methodists(session: AsyncSession) -> Sequence[Methodist]:
    """The duties of those who are methodists now."""
    duties = (
        select(Methodist)
        .join(Person, Person.id == Methodist.person_id)
        .where(Person.roles.contains([Role.METHODIST.value]))
        .order_by(Methodist.person_id)
    )
    return list(await session.scalars(duties))


async def profile_of(session: AsyncSession, person_id: PersonId) -> Profile | None:
    return await session.get(Profile, person_id)


async def lock_invitation(session: AsyncSession, code_hash: str) -> Invitation | None:
    carried = select(Invitation).where(Invitation.code_hash == code_hash).with_for_update()
    return (await session.scalars(carried)).one_or_none()


async def invitations_used_by(session: AsyncSession, person_id: PersonId) -> list[Invitation]:
    used = select(Invitation).where(Invitation.used_by == person_id).order_by(Invitation.id)
    return list(await session.scalars(used))


async def erase(session: AsyncSession, person_id: PersonId) -> None:
    """Leave of the person nothing but the row that figures and histories point to."""
    # Others may go on pointing to the row meanwhile: its key does not change.
    person = await session.get_one(Person, person_id, with_for_update={"key_share": True})
    person.name, person.roles = "", []
    for belongings in (Account, Profile, Methodist):
        await session.execute(delete(belongings).where(belongings.person_id == person_id))
    # The invitation stays used: its code must not serve anybody else.
    await session.execute(
        update(Invitation).where(Invitation.used_by == person_id).values(name=None)
    )
    await session.flush()
