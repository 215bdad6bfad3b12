"""Writing a question's history; whatever becomes of a question, leaves a line of it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import links
from delivery.content import Words
from people.models import PersonId
from routing import queries
from routing.errors import NoSuchQuestion, QuestionClosed
from routing.models import Entry, EntryKind, Question, QuestionId, QuestionState
from routing.totals_models import ChangedQuestion
from routing.words import written


async def say(
    session: AsyncSession,
    question: Question,
    kind: EntryKind,
    words: Words,
    *,
    by: PersonId,
    now: datetime,
) -> Entry:
    """Add what somebody has said, and know its messages by the question from now on."""
    entry = Entry(
        question_id=question.id,
        kind=kind,
        author_id=by,
        at=now,
        origin=words.ref,
        parts=written(words),
    )
    session.add_all([entry, ChangedQuestion(question_id=question.id)])
    await session.flush()
    for part in words.parts:
        channel, chat, message = part.ref.split(":")
        await links.remember(session, channel, chat, [message], question.id)
    return entry


def note(
    session: AsyncSession,
    question: Question,
    kind: EntryKind,
    *,
    by: PersonId | None,
    now: datetime,
    detail: str | None = None,
) -> Entry:
    """Add a deed; ``by`` is ``None`` for the hotline itself."""
    entry = Entry(question_id=question.id, kind=kind, author_id=by, at=now, detail=detail, parts=[])
    session.add_all([entry, ChangedQuestion(question_id=question.id)])
    return entry


async def lock_own(session: AsyncSession, question_id: QuestionId, asker_id: PersonId) -> Question:
    """
    Raises:
        NoSuchQuestion: there is none, or somebody else has asked it.
    """
    question = await queries.lock_question(session, question_id)
    if question is None or question.asker_id != asker_id:
        raise NoSuchQuestion(question_id)
    return question


async def lock_open(session: AsyncSession, question_id: QuestionId) -> Question:
    """
    Raises:
        NoSuchQuestion: there is none.
        QuestionClosed: it is closed.
    """
    question = await queries.lock_question(session, question_id)
    if question is None:
        raise NoSuchQuestion(question_id)
    if question.state is QuestionState.CLOSED:
        raise QuestionClosed(question_id)
    return question
