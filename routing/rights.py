"""Whose words are whose, and who may lay hands on a question; whoever asks locks the row first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, literal, or_
from sqlalchemy.ext.asyncio import AsyncSession

from people.errors import NotForYou
from people.models import Person, PersonId, Role
from routing import history
from routing.errors import NotTaken, NotYourQuestion
from routing.models import EntryKind, Question, QuestionId, QuestionState
from routing.subject import Why

#: Who reads ordinary questions, and may answer them.
READERS = (Role.METHODIST, Role.COORDINATOR, Role.ADMIN)
#: Who may answer anything at all; what, ``may_answer`` says.
ANSWERERS = (*READERS, Role.PSYCHOLOGIST)


def coordinates(person: Person) -> bool:
    return person.has(Role.COORDINATOR, Role.ADMIN)


def is_private(question: Question) -> bool:
    """Whether its asker has written to a psychologist, and to nobody else."""
    return question.why == Why.ASKER


def is_ordinary() -> ColumnElement[bool]:
    """Of a question, the contrary of ``is_private``."""
    return Question.why != Why.ASKER


def reads_words(person: Person) -> bool:
    """Whether the words of ordinary questions and of their answers are for this person."""
    return person.has(*READERS)


def may_read(person: Person, question: Question) -> bool:
    """Whether the words of this question, and of all who speak in it, are for this person.

    The one rule for whoever is not its asker. What was written to a psychologist is read by
    psychologists alone: coordinators, who look for one, see that it is there, and no word of it.
    A psychologist reads nothing else, unless another role lets them.
    """
    return person.has(Role.PSYCHOLOGIST) if is_private(question) else reads_words(person)


def readable_by(person: Person) -> ColumnElement[bool]:
    """Of a question, what ``may_read`` says of it."""
    if person.has(Role.PSYCHOLOGIST):
        return literal(value=True) if reads_words(person) else ~is_ordinary()
    return is_ordinary() if reads_words(person) else literal(value=False)


def may_answer(person: Person, question: Question) -> bool:
    """Whether the question may be the person's business, leaving aside who has it now."""
    return may_read(person, question)


def may_be_asked(person: Person, question: Question) -> bool:
    """Whether it is the person's work to answer such a question."""
    return person.has(Role.PSYCHOLOGIST if is_private(question) else Role.METHODIST)


def may_see(person: Person, question: Question) -> bool:
    """Whether the person may know of the question, be it without its words."""
    return may_read(person, question) or coordinates(person)


def free_for(person: Person, subjects: Sequence[str]) -> ColumnElement[bool]:
    """Of a question that nobody has, whether it may wait for this person.

    Args:
        subjects: of a methodist; empty for all.
    """
    if coordinates(person):
        return literal(value=True)
    of_subjects = Question.subject.in_(subjects) if subjects else literal(value=True)
    as_methodist = literal(value=person.has(Role.METHODIST)) & is_ordinary() & of_subjects
    return or_(as_methodist, literal(value=person.has(Role.PSYCHOLOGIST)) & ~is_ordinary())


async def require_answerer(session: AsyncSession, person_id: PersonId) -> Person:
    person = await session.get_one(Person, person_id)
    if not person.has(*ANSWERERS):
        raise NotForYou(person_id)
    return person


async def holder_of(session: AsyncSession, question: Question) -> PersonId | None:
    """Whoever has the question or had it last, as long as its words are for them."""
    if question.methodist_id is None:
        return None
    person = await session.get_one(Person, question.methodist_id)
    return person.id if may_answer(person, question) else None


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
