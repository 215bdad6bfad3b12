"""Reading and locking questions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from delivery.models import Delivery, DeliveryId, DeliveryState
from people.models import Methodist, Person, PersonId, Role
from people.pool.models import PoolEntry
from routing.assignment import Load
from routing.models import (
    WITH_METHODIST,
    WITH_PEOPLE,
    Entry,
    EntryId,
    EntryKind,
    Question,
    QuestionId,
    QuestionState,
    ShownCase,
)

#: After one of these the question waits for an answer again.
_ASKED_ANEW = (
    EntryKind.SUPPLEMENT,
    EntryKind.NOT_HELPED,
    EntryKind.REOPENED,
    EntryKind.PASSED,
    EntryKind.DECLINED,
)
#: Two questions that come at the same moment must not both see the same free methodist.
_CHOOSING = 7_204_061_012
#: Seed of the locks on places of messages.
_ASKING = 7_204_061_013


async def lock_question(session: AsyncSession, question_id: QuestionId) -> Question | None:
    """Return the question, locked until the transaction ends."""
    return await session.get(Question, question_id, with_for_update=True, populate_existing=True)


async def question_from(session: AsyncSession, origin: str) -> Question | None:
    """The question that the message at ``origin`` has asked.

    Until the transaction ends nobody else can make one of the same message meanwhile.
    """
    await session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(origin, _ASKING)))
    )
    return (await session.scalars(select(Question).where(Question.origin == origin))).one_or_none()


async def entries_of(session: AsyncSession, question_id: QuestionId) -> list[Entry]:
    """The whole history of a question, oldest first."""
    history = select(Entry).where(Entry.question_id == question_id).order_by(Entry.id)
    return list(await session.scalars(history))


async def entry_from(
    session: AsyncSession, question_id: QuestionId, kind: EntryKind, origin: str
) -> Entry | None:
    said = select(Entry).where(
        Entry.question_id == question_id, Entry.kind == kind, Entry.origin == origin
    )
    return (await session.scalars(said)).one_or_none()


async def entry_with_part(
    session: AsyncSession, question_id: QuestionId, ref: str, author_id: PersonId
) -> Entry | None:
    """The entry of the author's that the message at ``ref`` is a part of."""
    said = (
        select(Entry)
        .where(
            Entry.question_id == question_id,
            Entry.author_id == author_id,
            Entry.parts.contains([{"ref": ref}]),
        )
        .order_by(Entry.id.desc())
        .limit(1)
    )
    return (await session.scalars(said)).one_or_none()


async def lock_question_of(session: AsyncSession, entry_id: EntryId) -> Question | None:
    """The question that the entry belongs to, locked: it always is, before any of its entries."""
    entry = await session.get(Entry, entry_id)
    return await lock_question(session, entry.question_id) if entry is not None else None


async def lock_entry(session: AsyncSession, entry_id: EntryId) -> Entry | None:
    return await session.get(Entry, entry_id, with_for_update=True, populate_existing=True)


async def shown_cases(session: AsyncSession, question_id: QuestionId) -> list[ShownCase]:
    shown = (
        select(ShownCase).where(ShownCase.question_id == question_id).order_by(ShownCase.position)
    )
    return list(await session.scalars(shown))


async def asked_by(session: AsyncSession, asker_id: PersonId, *, limit: int) -> list[Question]:
    """Questions of one asker, those that are not closed first, then the newest.

    What was only replied to, and never brought to a person, is small talk and left out.
    """
    was_replied = exists().where(Entry.question_id == Question.id, Entry.kind == EntryKind.REPLIED)
    is_small_talk = (
        (Question.state == QuestionState.CLOSED) & Question.answer_by.is_(None) & was_replied
    )
    own = (
        select(Question)
        .where(Question.asker_id == asker_id, ~is_small_talk)
        .order_by(Question.state == QuestionState.CLOSED, Question.id.desc())
        .limit(limit)
    )
    return list(await session.scalars(own))


async def open_with(session: AsyncSession, methodist_id: PersonId) -> list[Question]:
    """Questions that wait for the methodist, the most urgent first."""
    own = (
        select(Question)
        .where(Question.methodist_id == methodist_id, Question.state.in_(WITH_METHODIST))
        .order_by(Question.paused_at.is_not(None), Question.answer_by, Question.id)
    )
    return list(await session.scalars(own))


async def queued(
    session: AsyncSession, wanted: ColumnElement[bool], *, limit: int
) -> list[Question]:
    """Those of the ``wanted`` questions that nobody has, the most urgent first."""
    free = (
        select(Question)
        .where(Question.state == QuestionState.QUEUED, wanted)
        .order_by(Question.answer_by, Question.id)
        .limit(limit)
    )
    return list(await session.scalars(free))


async def overdue(session: AsyncSession, now: datetime, *, limit: int) -> list[Question]:
    """Questions past their promise that somebody has, the longest overdue first."""
    late = (
        select(Question)
        .where(
            Question.state.in_((QuestionState.ASSIGNED, QuestionState.TAKEN)),
            Question.answer_by < now,
        )
        .order_by(Question.answer_by)
        .limit(limit)
    )
    return list(await session.scalars(late))


async def lock_queued(session: AsyncSession, *, after: QuestionId) -> Question | None:
    """The first question after ``after`` that nobody has; skips those another process handles."""
    free = (
        select(Question)
        .where(Question.state == QuestionState.QUEUED, Question.id > after)
        .order_by(Question.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(free)).one_or_none()


async def untaken(session: AsyncSession, methodist_id: PersonId) -> list[QuestionId]:
    """Questions that were assigned to the methodist and are not taken, oldest first."""
    assigned = (
        select(Question.id)
        .where(Question.methodist_id == methodist_id, Question.state == QuestionState.ASSIGNED)
        .order_by(Question.id)
    )
    return list(await session.scalars(assigned))


async def lock_concerning(session: AsyncSession, person_id: PersonId) -> list[Question]:
    """Every question that the person has asked, or has open as a methodist; all locked."""
    concerning = (
        select(Question)
        .where(
            or_(
                Question.asker_id == person_id,
                (Question.methodist_id == person_id) & Question.state.in_(WITH_METHODIST),
            )
        )
        .order_by(Question.id)
        .with_for_update()
    )
    return list(await session.scalars(concerning))


async def all_asked_by(session: AsyncSession, asker_id: PersonId) -> list[Question]:
    """Every question of one asker, oldest first."""
    own = select(Question).where(Question.asker_id == asker_id).order_by(Question.id)
    return list(await session.scalars(own))


async def entries_elsewhere(session: AsyncSession, author_id: PersonId) -> list[Entry]:
    """What the person has said and done about questions of others, oldest first."""
    said = (
        select(Entry)
        .join(Question, Question.id == Entry.question_id)
        .where(Entry.author_id == author_id, Question.asker_id != author_id)
        .order_by(Entry.id)
    )
    return list(await session.scalars(said))


async def count_with_people(session: AsyncSession) -> int:
    counted = select(func.count()).where(Question.state.in_(WITH_PEOPLE))
    return (await session.scalars(counted)).one()


async def decliners(session: AsyncSession, question_id: QuestionId) -> set[PersonId]:
    """Methodists who have said that the question is not theirs."""
    declined = select(Entry.author_id).where(
        Entry.question_id == question_id,
        Entry.kind.in_((EntryKind.DECLINED, EntryKind.PASSED)),
        Entry.author_id.is_not(None),
    )
    return {author for author in await session.scalars(declined) if author is not None}


async def take_turn(session: AsyncSession) -> None:
    """Wait until nobody else is choosing a methodist; lasts until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(_CHOOSING)))


async def loads(session: AsyncSession, now: datetime, *, most_open: int) -> list[Load]:
    """Every methodist and psychologist, with the questions that are open with each.

    ``most_open`` holds for whoever has no limit of their own; of a part of a post, a part of it.
    """
    # A few steps in an index for each, instead of everything that they have ever answered.
    own = Question.methodist_id == Methodist.person_id
    open_with = select(func.count()).where(own, Question.state.in_(WITH_METHODIST))
    last_assigned = select(func.max(Question.assigned_at)).where(own)
    rows = await session.execute(
        select(
            Methodist,
            open_with.correlate(Methodist).scalar_subquery(),
            last_assigned.correlate(Methodist).scalar_subquery(),
            Person.roles,
            func.coalesce(PoolEntry.facts["share"].as_float(), 1.0),
        )
        .join(Person, Person.id == Methodist.person_id)
        .outerjoin(PoolEntry, PoolEntry.person_id == Methodist.person_id)
        .where(Person.roles.overlap([Role.METHODIST.value, Role.PSYCHOLOGIST.value]))
        .order_by(Methodist.person_id)
    )
    return [
        Load(
            methodist.person_id,
            tuple(methodist.subjects),
            methodist.on_duty and (methodist.away_until is None or methodist.away_until <= now),
            open_questions,
            methodist.most_open or max(1, round(most_open * share)),
            last_assigned_at,
            is_methodist=Role.METHODIST in roles,
            is_psychologist=Role.PSYCHOLOGIST in roles,
        )
        for methodist, open_questions, last_assigned_at, roles, share in rows
    ]


async def texts_of(session: AsyncSession, ids: Collection[QuestionId]) -> dict[QuestionId, Entry]:
    """The entry that asked each question."""
    asked = select(Entry).where(Entry.question_id.in_(ids), Entry.kind == EntryKind.QUESTION)
    return {entry.question_id: entry for entry in await session.scalars(asked)}


async def live_answers(
    session: AsyncSession,
    question_id: QuestionId,
    *,
    besides: EntryId | None = None,
    to_last_asked: bool = False,
) -> int:
    """How many answers stand that were not taken back, ``besides`` not counted.

    With ``to_last_asked`` only those count that came after the question was last brought back,
    added to or given away.
    """
    counted = (
        select(func.count())
        .select_from(Entry)
        .join(Delivery, Delivery.id == Entry.delivery_id)
        .where(
            Entry.question_id == question_id,
            Entry.kind == EntryKind.ANSWER,
            Delivery.state != DeliveryState.CANCELLED,
        )
    )
    if besides is not None:
        counted = counted.where(Entry.id != besides)
    if to_last_asked:
        last = select(func.max(Entry.id)).where(
            Entry.question_id == question_id, Entry.kind.in_(_ASKED_ANEW)
        )
        counted = counted.where(Entry.id > func.coalesce(last.scalar_subquery(), 0))
    return (await session.scalars(counted)).one()


async def unsent_answers(session: AsyncSession, question_id: QuestionId) -> set[EntryId]:
    """Answers that have not gone out, because they wait or were taken back."""
    waiting = (
        select(Entry.id)
        .join(Delivery, Delivery.id == Entry.delivery_id)
        .where(
            Entry.question_id == question_id,
            Delivery.state.in_((DeliveryState.DUE, DeliveryState.CANCELLED)),
        )
    )
    return set(await session.scalars(waiting))


async def finished_unheard(session: AsyncSession, question_id: QuestionId) -> DeliveryId | None:
    """The message that would tell the asker that the methodist has finished; unless it has left."""
    waiting = (
        select(Delivery.id)
        .join(Entry, Entry.delivery_id == Delivery.id)
        .where(
            Entry.question_id == question_id,
            Entry.kind == EntryKind.FINISHED,
            Delivery.state == DeliveryState.DUE,
        )
        .order_by(Delivery.id.desc())
        .limit(1)
    )
    return (await session.scalars(waiting)).one_or_none()


async def newest_of(session: AsyncSession, asker_id: PersonId) -> Question | None:
    newest = (
        select(Question).where(Question.asker_id == asker_id).order_by(Question.id.desc()).limit(1)
    )
    return (await session.scalars(newest)).one_or_none()


async def newest_clarifying(session: AsyncSession, asker_id: PersonId) -> QuestionId | None:
    newest = (
        select(Question.id)
        .where(Question.asker_id == asker_id, Question.state == QuestionState.CLARIFYING)
        .order_by(Question.paused_at.desc())
        .limit(1)
    )
    return (await session.scalars(newest)).one_or_none()


async def newest_with_people(
    session: AsyncSession, asker_id: PersonId, *, since: datetime
) -> QuestionId | None:
    newest = (
        select(Question.id)
        .where(
            Question.asker_id == asker_id,
            Question.state.in_((*WITH_PEOPLE, QuestionState.ANSWERED)),
            Question.asked_at >= since,
        )
        .order_by(Question.id.desc())
        .limit(1)
    )
    return (await session.scalars(newest)).one_or_none()


async def last_methodist(session: AsyncSession, question_id: QuestionId) -> PersonId | None:
    """Whoever took or answered the question last, and has not given it away."""
    later = aliased(Entry)
    given_away = exists().where(
        later.question_id == question_id,
        later.author_id == Entry.author_id,
        later.kind.in_((EntryKind.DECLINED, EntryKind.PASSED)),
        later.id > Entry.id,
    )
    answered = (
        select(Entry.author_id)
        .where(
            Entry.question_id == question_id,
            Entry.kind.in_((EntryKind.ANSWER, EntryKind.TAKEN)),
            ~given_away,
        )
        .order_by(Entry.id.desc())
        .limit(1)
    )
    return (await session.scalars(answered)).one_or_none()
