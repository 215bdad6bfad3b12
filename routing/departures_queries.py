"""Finding questions whose methodist has left."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from people.models import Person, PersonId, Role
from people.pool.models import PoolEntry
from people.pool.values import Standing
from routing import rights
from routing.models import WITH_METHODIST, Question, QuestionState


async def lock_held(session: AsyncSession, person_id: PersonId) -> list[Question]:
    """What is open with the person, locked."""
    held = (
        select(Question)
        .where(Question.methodist_id == person_id, Question.state.in_(WITH_METHODIST))
        .order_by(Question.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(held))


async def holders_who_left(session: AsyncSession, *, limit: int) -> list[PersonId]:
    """Who has questions open and may not answer them, or has left by the register since."""
    is_reader = Person.roles.overlap([role.value for role in rights.READERS])
    is_psychologist = Person.roles.contains([Role.PSYCHOLOGIST.value])
    standing = PoolEntry.facts["standing"].as_string()
    is_absent = (standing == Standing.LEFT) | (
        standing.in_((Standing.CANDIDATE, Standing.PAUSED))
        & (Question.state == QuestionState.ASSIGNED)
    )
    holders = (
        select(Question.methodist_id)
        .distinct()
        .join(Person, Person.id == Question.methodist_id)
        .outerjoin(PoolEntry, PoolEntry.person_id == Person.id)
        .where(
            Question.state.in_(WITH_METHODIST),
            or_(
                rights.is_ordinary() & ~is_reader,
                ~rights.is_ordinary() & ~is_psychologist,
                is_absent & (Question.assigned_at <= PoolEntry.kept_at),
            ),
        )
        .order_by(Question.methodist_id)
        .limit(limit)
    )
    return [PersonId(found) for found in await session.scalars(holders) if found is not None]
