"""Which questions a methodist may lay hands on; whoever asks locks the row first."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from people.errors import NotForYou
from people.models import Person, PersonId, Role
from routing import history
from routing.errors import NotTaken, NotYourQuestion
from routing.models import EntryKind, Question, QuestionId, QuestionState
from routing.subject import Why

#: Who may answer questions.
ANSWERERS = (Role.METHODIST, Role.COORDINATOR, Role.ADMIN)


def coordinates(person: Person) -> bool:
    return person.has(Role.COORDINATOR, Role.ADMIN)


def may_answer(person: Person, question: Question) -> bool:
    """Whether the question may be the person's business, leaving aside who has it now.

    What was written to a psychologist is read by psychologists, by whoever else was given it, and
    by the coordinators, who look for somebody.
    """
    if question.why != Why.ASKER:
        return person.has(*ANSWERERS)
    is_theirs = question.methodist_id == person.id or person.has(Role.PSYCHOLOGIST)
    return is_theirs or coordinates(person)


async def require_answerer(session: AsyncSession, person_id: PersonId) -> Person:
    person = await session.get_one(Person, person_id)
    if not person.has(*ANSWERERS):
        raise NotForYou(person_id)
    return person


async def lock_own(
    session: AsyncSession, question_id: QuestionId, methodist_id: PersonId
) -> Question:
    question = await history.lock_open(session, question_id)
    if question.methodist_id != methodist_id:
        raise NotYourQuestion(question_id)
    return question


async def lock_mine_or_free(
    session: AsyncSession, question_id: QuestionId, methodist_id: PersonId, *, now: datetime
) -> Question:
    """Lock a question that the methodist has, or take one that nobody has."""
    question = await history.lock_open(session, question_id)
    person = await session.get_one(Person, methodist_id)
    if question.asker_id == methodist_id or not may_answer(person, question):
        raise NotYourQuestion(question_id)
    if question.methodist_id not in (None, methodist_id):
        raise NotYourQuestion(question_id)
    if question.state in (QuestionState.ASSIGNED, QuestionState.QUEUED):
        question.take(methodist_id, now=now)
        history.note(session, question, EntryKind.TAKEN, by=methodist_id, now=now)
    elif question.methodist_id is None:
        raise NotTaken(question_id)
    return question
