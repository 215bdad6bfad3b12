"""Handing a question to a person: who answers, by when, and who is told."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.notices import (
    Card,
    Hint,
    PromiseChanged,
    QuestionAssigned,
    QuestionUnassigned,
)
from people import queries as people_queries
from people.hours import WorkingHours, parse_week
from people.models import Methodist, Person, PersonId, Role
from people.subjects import subject_of
from routing import history, queries, rights
from routing.assignment import choose_methodist
from routing.deadlines import promise
from routing.models import EntryKind, Question
from routing.outcomes import Assigned, Queued
from routing.policy import HotlinePolicy
from routing.words import attachments_of, text_of

#: As many similar cases as fit on a card without hiding the question.
MOST_HINTS = 3
#: A case that is less likely than this to answer would only distract.
LEAST_HINT_PERCENT = 5


async def hand_over(
    session: AsyncSession,
    question: Question,
    policy: HotlinePolicy,
    *,
    now: datetime,
    note: str = "",
    promised: datetime | None = None,
    instead_of: PersonId | None = None,
) -> Assigned | Queued:
    """Give the question to the methodist whose turn it is, or to the coordinators.

    The promise is counted anew, unless one is ``promised`` that can still be kept. The asker is
    never asked to answer their own question, and whoever has declined it is not asked again; nor
    is whoever has it now, if it is to go to somebody ``instead_of`` them.
    """
    methodist_id = await _choose(session, question, policy, now=now, instead_of=instead_of)
    if promised is not None and promised > now:
        question.answer_by = promised
    else:
        question.answer_by = promise(policy.hours, policy.answer_within, asked_at=now)
    if methodist_id is None:
        return await _queue(session, question, policy, now=now)
    return await assign(session, question, methodist_id, policy, now=now, note=note)


async def hand_on(
    session: AsyncSession,
    question: Question,
    policy: HotlinePolicy,
    *,
    now: datetime,
    promised: datetime | None,
) -> Assigned | Queued:
    """Give the question to somebody else; the asker hears of it only if the promise changes."""
    outcome = await hand_over(session, question, policy, now=now, promised=promised)
    if question.answer_by != promised or isinstance(outcome, Queued):
        await tell_promise(session, question, outcome, now=now)
    return outcome


async def tell_promise(
    session: AsyncSession, question: Question, outcome: Assigned | Queued, *, now: datetime
) -> None:
    """Tell the asker by when somebody else will answer."""
    subject = subject_of(outcome.subject).name
    notice = PromiseChanged(
        question.id, subject, question.answer_by, is_queued=isinstance(outcome, Queued)
    )
    await outbox.post(session, notice, to=question.asker_id, at=now)


async def hand_back(
    session: AsyncSession,
    question: Question,
    methodist_id: PersonId,
    policy: HotlinePolicy,
    *,
    now: datetime,
) -> bool:
    """Return the question to whoever answered it, if they are there; false if they are not."""
    if not rights.may_answer(await session.get_one(Person, methodist_id), question):
        return False
    for load in await queries.loads(session, now, most_open=policy.most_open):
        if load.methodist_id == methodist_id and load.is_there:
            question.take(methodist_id, now=now)
            question.paused_at = question.closed_at = None
            question.answer_by = promise(policy.hours, policy.answer_within, asked_at=now)
            return True
    return False


async def assign_waiting(
    session: AsyncSession, question: Question, policy: HotlinePolicy, *, now: datetime
) -> bool:
    """Assign a question that lies with the coordinators, once somebody is there for it.

    The promise that the asker has heard is kept.
    """
    methodist_id = await _choose(session, question, policy, now=now)
    if methodist_id is None:
        return False
    await assign(session, question, methodist_id, policy, now=now)
    return True


async def make_card(session: AsyncSession, question: Question) -> Card:
    """The question as a methodist sees it."""
    entries = await queries.entries_of(session, question.id)
    profile = await people_queries.profile_of(session, question.asker_id)
    return Card(
        question_id=question.id,
        text=text_of(entries),
        attachments=attachments_of(entries),
        subject=subject_of(question.subject).name if question.subject else None,
        level=question.level,
        why=question.why,
        asker_subjects=tuple(subject_of(code).name for code in profile.subjects) if profile else (),
        asker_experience_years=profile.experience_years if profile else None,
        answer_by=question.answer_by,
        hints=hints_of(question),
    )


async def card_for(session: AsyncSession, question: Question, reader: Person) -> Card:
    """The question as this person may see it: without its words, if those are not for them."""
    card = await make_card(session, question)
    if rights.may_read(reader, question):
        return card
    return replace(
        card,
        text="",
        attachments=(),
        asker_subjects=(),
        asker_experience_years=None,
        hints=(),
        is_withheld=True,
    )


def hints_of(question: Question) -> tuple[Hint, ...]:
    """The cases that the base found for the question, the likeliest first."""
    found = question.finding.get("matches", [])[:MOST_HINTS]
    hints = (
        Hint(match["version_id"], match["title"], round(100 * match["score"])) for match in found
    )
    return tuple(hint for hint in hints if hint.percent >= LEAST_HINT_PERCENT)


async def _choose(
    session: AsyncSession,
    question: Question,
    policy: HotlinePolicy,
    *,
    now: datetime,
    instead_of: PersonId | None = None,
) -> PersonId | None:
    await queries.take_turn(session)
    loads = await queries.loads(session, now, most_open=policy.most_open)
    unasked = {question.asker_id, *await queries.decliners(session, question.id)}
    if instead_of is not None:
        unasked.add(instead_of)
    return choose_methodist(
        loads,
        subject=_subject(question),
        excluding=unasked,
        in_person=rights.is_private(question),
    )


async def assign(
    session: AsyncSession,
    question: Question,
    methodist_id: PersonId,
    policy: HotlinePolicy,
    *,
    now: datetime,
    note: str = "",
    by: PersonId | None = None,
) -> Assigned:
    """Give a question that has a promise to this methodist, who gets its card.

    ``by`` is the coordinator who has chosen them; ``None`` where it was their turn.
    """
    assert question.answer_by is not None
    question.assign(methodist_id, now=now)
    history.note(session, question, EntryKind.ASSIGNED, by=by, now=now, detail=str(methodist_id))
    card = await make_card(session, question)
    silently = not (await _hours_of(session, methodist_id, policy)).is_open(now)
    notice = QuestionAssigned(card, note=note, silently=silently)
    await outbox.post(session, notice, to=methodist_id, at=now)
    return Assigned(question.id, _subject(question), question.answer_by)


async def _hours_of(
    session: AsyncSession, methodist_id: PersonId, policy: HotlinePolicy
) -> WorkingHours:
    """The methodist's own working hours, or the region's."""
    methodist = await session.get_one(Methodist, methodist_id)
    if methodist.hours is None:
        return policy.hours
    return replace(policy.hours, week=parse_week(methodist.hours))


async def _queue(
    session: AsyncSession, question: Question, policy: HotlinePolicy, *, now: datetime
) -> Queued:
    assert question.answer_by is not None
    question.queue()
    history.note(session, question, EntryKind.QUEUED, by=None, now=now)
    for person in await people_queries.people_with(session, Role.COORDINATOR, Role.ADMIN):
        if person.id != question.asker_id:
            card = await card_for(session, question, person)
            await outbox.post(session, QuestionUnassigned(card), to=person.id, at=now)
    return Queued(question.id, _subject(question), question.answer_by)


def _subject(question: Question) -> str:
    assert question.subject is not None
    return question.subject
