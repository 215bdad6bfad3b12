"""Finding questions for the register, whoever has them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, select, text, true
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.ext.asyncio import AsyncSession

from people.models import Person, PersonId
from routing.models import WITH_PEOPLE, Entry, EntryKind, Question, QuestionId, QuestionState
from routing.rights import is_ordinary
from routing.words import ASKED

#: Words are looked for in so many of the newest questions that fit everything else.
SEARCHED_UP_TO = 20_000


class Heap(StrEnum):
    """A part of the register that somebody looks after."""

    OPEN = "open"
    """Whatever a person still has to do something about."""
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    """Somebody has it, and the promise has passed."""
    DISPUTED = "disputed"
    """The answer did not help, and a person is to answer again."""
    MINE = "mine"


@dataclass(frozen=True)
class QuestionFilter:
    """Which questions are wanted; what is empty wants nothing in particular."""

    reader_id: PersonId
    now: datetime
    heap: Heap | None = None
    number: QuestionId | None = None
    subject: str = ""
    state: QuestionState | None = None
    methodist_id: PersonId | None = None
    since: datetime | None = None
    before: datetime | None = None
    words: str = ""


async def page(
    session: AsyncSession, wanted: QuestionFilter, *, limit: int, offset: int
) -> list[Question]:
    """Questions of a filter without words, as ``_order`` has it."""
    found = select(Question).where(*_of_rows(wanted)).order_by(*_order(wanted, Question))
    return list(await session.scalars(found.limit(limit).offset(offset)))


async def count(session: AsyncSession, wanted: QuestionFilter, *, up_to: int) -> int:
    """How many a filter without words finds, counted no further than ``up_to``."""
    some = select(Question.id).where(*_of_rows(wanted)).limit(up_to).subquery()
    return (await session.scalars(select(func.count()).select_from(some))).one()


async def with_words(
    session: AsyncSession, wanted: QuestionFilter, readable: ColumnElement[bool], *, up_to: int
) -> list[QuestionId]:
    """Numbers of the questions in which the words are said, as ``_order`` has it.

    Looking for words takes long, so both the page and how many there are come from this list.
    """
    # Most of what is read lies in the memory of the machine, and then the index of a subject or a
    # state is much quicker than going through all questions from the end.
    await session.execute(text("set local random_page_cost = 1.1"))
    newest = (
        select(Question.id, Question.asked_at, Question.answer_by)
        .where(*_of_rows(wanted), readable)
        .order_by(*_newest_first(wanted, Question))
        .limit(SEARCHED_UP_TO)
        .subquery()
    )
    pattern = f"%{_escaped(wanted.words)}%"
    # Question by question: otherwise PostgreSQL reads the histories of all there are.
    said = (
        select(Entry.id)
        .where(
            Entry.question_id == newest.c.id,
            # Written into the statement, or the index of words could not be trusted to fit.
            Entry.kind.in_(bindparam("kinds", (*ASKED, EntryKind.ANSWER), literal_execute=True)),
            func.jsonb_path_query_array(Entry.parts, cast("$[*].text", JSONPATH))
            .cast(Text)
            .ilike(pattern, escape="\\"),
        )
        .limit(1)
        .lateral()
    )
    found = select(newest.c.id).join(said, true()).order_by(*_order(wanted, newest.c))
    return list(await session.scalars(found.limit(up_to)))


async def numbered(session: AsyncSession, ids: Sequence[QuestionId]) -> list[Question]:
    """The questions with these numbers, in the same order."""
    found = await session.scalars(select(Question).where(Question.id.in_(ids)))
    return sorted(found, key=lambda question: ids.index(question.id))


async def names(session: AsyncSession, ids: Collection[PersonId]) -> dict[PersonId, str]:
    rows = await session.execute(select(Person.id, Person.name).where(Person.id.in_(set(ids))))
    return {person_id: name for person_id, name in rows}


async def first_questions(
    session: AsyncSession, asker_ids: Collection[PersonId]
) -> dict[PersonId, QuestionId]:
    """The number of the first question of each asker: what they are called by, without a name.

    Whoever has only written to psychologists has none.
    """
    rows = await session.execute(
        select(Question.asker_id, func.min(Question.id))
        .where(Question.asker_id.in_(set(asker_ids)), is_ordinary())
        .group_by(Question.asker_id)
    )
    return {asker_id: question_id for asker_id, question_id in rows}


def _order(wanted: QuestionFilter, of: Any) -> tuple[ColumnElement[Any], ...]:
    """Of a heap the most urgent first, otherwise the newest."""
    if wanted.heap in (Heap.OPEN, Heap.UNASSIGNED, Heap.OVERDUE, Heap.DISPUTED):
        return of.answer_by, of.id
    return _newest_first(wanted, of)


def _newest_first(wanted: QuestionFilter, of: Any) -> tuple[ColumnElement[Any], ...]:
    if wanted.since is not None or wanted.before is not None:
        # The index by time leads to the span at once; numbers would be walked through from the end.
        return of.asked_at.desc(), of.id.desc()
    return (of.id.desc(),)


def _of_rows(wanted: QuestionFilter) -> list[ColumnElement[bool]]:
    # What somebody has asked as a teacher, they follow in the chat.
    found = [Question.asker_id != wanted.reader_id, *_of_heap(wanted)]
    if wanted.number is not None:
        found.append(Question.id == wanted.number)
    if wanted.subject:
        found.append(Question.subject == wanted.subject)
    if wanted.state is not None:
        found.append(Question.state == wanted.state)
    if wanted.methodist_id is not None:
        found.append(Question.methodist_id == wanted.methodist_id)
    if wanted.since is not None:
        found.append(Question.asked_at >= wanted.since)
    if wanted.before is not None:
        found.append(Question.asked_at < wanted.before)
    return found


def _of_heap(wanted: QuestionFilter) -> list[ColumnElement[bool]]:
    match wanted.heap:
        case None:
            return []
        case Heap.OPEN:
            return [Question.state.in_(WITH_PEOPLE)]
        case Heap.UNASSIGNED:
            return [Question.state == QuestionState.QUEUED]
        case Heap.OVERDUE:
            running = (QuestionState.ASSIGNED, QuestionState.TAKEN)
            return [Question.state.in_(running), Question.answer_by < wanted.now]
        case Heap.DISPUTED:
            return [Question.state.in_(WITH_PEOPLE), Question.helped.is_(False)]
        case Heap.MINE:
            return [Question.methodist_id == wanted.reader_id]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
