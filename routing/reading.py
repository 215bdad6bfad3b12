"""Questions as lists and stories, for whoever asks to see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from delivery.content import Words
from delivery.notices import Card
from kit.database import Transaction
from people.models import Methodist, Person, PersonId
from routing import handing, queries, rights
from routing.deadlines import is_overdue
from routing.errors import NoSuchQuestion
from routing.models import Entry, EntryKind, Question, QuestionId, QuestionState
from routing.outcomes import Brief, Line, Story
from routing.policy import HotlinePolicy
from routing.words import words_of

#: As many questions as a list in a chat can carry.
LISTED = 20
#: A new message may belong to a question that is this fresh.
RECENTLY = timedelta(days=3)

#: What an asker sees of the history; notes and the way between methodists are not theirs.
FOR_ASKERS = frozenset(
    {
        EntryKind.QUESTION,
        EntryKind.SUPPLEMENT,
        EntryKind.CLARIFICATION,
        EntryKind.CLARIFIED,
        EntryKind.ANSWER,
        EntryKind.HELPED,
        EntryKind.NOT_HELPED,
        EntryKind.FINISHED,
        EntryKind.CLOSED,
        EntryKind.REOPENED,
        EntryKind.REPLIED,
    }
)


@dataclass(frozen=True)
class Queue:
    """What waits: own questions, free ones, and (for coordinators) those that are overdue."""

    own: tuple[Brief, ...]
    free: tuple[Brief, ...]
    overdue: tuple[Brief, ...]


@dataclass(frozen=True)
class Thinking:
    """What the hotline thought of a question, for whoever wants to understand it."""

    question_id: QuestionId
    text: str
    state: QuestionState
    subject: str | None
    why: str
    finding: dict[str, Any]
    answer_by: datetime | None
    methodist_id: PersonId | None


class Questions:
    """Reads questions; changes nothing."""

    def __init__(self, transaction: Transaction, policy: HotlinePolicy) -> None:
        self._transaction = transaction
        self._policy = policy

    async def asked_by(
        self, asker_id: PersonId, *, containing: str = "", now: datetime
    ) -> list[Brief]:
        """Questions of one asker, the open ones first, then the newest; no closed small talk."""
        async with self._transaction() as session:
            asker = await session.get_one(Person, asker_id)
            questions = await queries.asked_by(session, asker_id, limit=LISTED * 10)
            briefs = await _briefs(session, questions, asker, now=now)
        wanted = containing.casefold()
        return [brief for brief in briefs if wanted in brief.text.casefold()][:LISTED]

    async def story(self, reader_id: PersonId, question_id: QuestionId, *, now: datetime) -> Story:
        """A question with its history: to its asker without notes, to answerers whole.

        Of a private one, coordinators see what happened to it, and no words. An answer that may
        still be taken back is not shown to the asker.

        Raises:
            NoSuchQuestion: there is none, or it is not the reader's business.
        """
        async with self._transaction() as session:
            question = await session.get(Question, question_id)
            reader = await session.get_one(Person, reader_id)
            if question is None or not _may_see(reader, question):
                raise NoSuchQuestion(question_id)
            entries = await queries.entries_of(session, question_id)
            withdrawn = await queries.unsent_answers(session, question_id)
            [brief] = await _briefs(session, [question], reader, now=now)
        is_asker = question.asker_id == reader_id
        lines = [
            _line(entry, reader_id, reads=not brief.is_withheld)
            for entry in entries
            if not is_asker or (entry.kind in FOR_ASKERS and entry.id not in withdrawn)
        ]
        return Story(brief, question.level, tuple(lines), self._can_be_reopened(question, now))

    async def queue(self, person_id: PersonId, *, now: datetime) -> Queue:
        """What waits for whoever answers, or, for coordinators and admins, for anybody."""
        async with self._transaction() as session:
            person = await session.get_one(Person, person_id)
            methodist = await session.get(Methodist, person_id)
            coordinates = rights.coordinates(person)
            subjects = methodist.subjects if methodist is not None else []
            own = await queries.open_with(session, person_id)
            for_them = rights.free_for(person, subjects)
            free = await queries.queued(session, for_them, limit=LISTED)
            late = await queries.overdue(session, now, limit=LISTED) if coordinates else []
            of_others = [each for each in free if each.asker_id != person_id]
            of_colleagues = [each for each in late if each.methodist_id != person_id]
            return Queue(
                tuple(await _briefs(session, own[:LISTED], person, now=now)),
                tuple(await _briefs(session, of_others, person, now=now)),
                tuple(await _briefs(session, of_colleagues, person, now=now)),
            )

    async def awaiting_clarification(self, asker_id: PersonId) -> QuestionId | None:
        """The newest question about which a methodist has asked the asker back."""
        async with self._transaction() as session:
            return await queries.newest_clarifying(session, asker_id)

    async def last_clarification(self, asker_id: PersonId, question_id: QuestionId) -> Words:
        """What the asker has last replied to the methodist.

        Raises:
            NoSuchQuestion: the question is not theirs, or nothing was replied.
        """
        async with self._transaction() as session:
            question = await session.get(Question, question_id)
            entries = await queries.entries_of(session, question_id)
        replies = [entry for entry in entries if entry.kind is EntryKind.CLARIFIED]
        if question is None or question.asker_id != asker_id or not replies:
            raise NoSuchQuestion(question_id)
        return words_of(replies[-1])

    async def recently_with_people(self, asker_id: PersonId, *, now: datetime) -> QuestionId | None:
        """The asker's newest question that somebody works on or has just answered."""
        async with self._transaction() as session:
            return await queries.newest_with_people(session, asker_id, since=now - RECENTLY)

    async def is_asked_by(self, question_id: QuestionId, person_id: PersonId) -> bool:
        async with self._transaction() as session:
            question = await session.get(Question, question_id)
            return question is not None and question.asker_id == person_id

    async def open_with(self, methodist_id: PersonId, *, now: datetime) -> tuple[Brief, ...]:
        """The questions that the methodist has taken or was asked to take."""
        async with self._transaction() as session:
            methodist = await session.get_one(Person, methodist_id)
            own = await queries.open_with(session, methodist_id)
            return tuple(await _briefs(session, own[:LISTED], methodist, now=now))

    async def card(self, reader_id: PersonId, question_id: QuestionId) -> tuple[Card, Brief]:
        """The question as this reader may see it, and how it stands.

        Raises:
            NoSuchQuestion: there is none, or the reader answers no questions.
        """
        async with self._transaction() as session:
            question = await session.get(Question, question_id)
            reader = await session.get_one(Person, reader_id)
            if (
                question is None
                or question.asker_id == reader_id
                or not rights.may_see(reader, question)
            ):
                raise NoSuchQuestion(question_id)
            [brief] = await _briefs(session, [question], reader, now=question.asked_at)
            return await handing.card_for(session, question, reader), brief

    async def last_thinking(self, asker_id: PersonId) -> Thinking | None:
        """What the hotline thought of the asker's newest question."""
        async with self._transaction() as session:
            question = await queries.newest_of(session, asker_id)
            if question is None:
                return None
            entry = (await queries.texts_of(session, [question.id]))[question.id]
        return Thinking(
            question.id,
            words_of(entry).text,
            question.state,
            question.subject,
            question.why,
            question.finding,
            question.answer_by,
            question.methodist_id,
        )

    async def count_with_people(self) -> int:
        """How many questions a person still has to do something about."""
        async with self._transaction() as session:
            return await queries.count_with_people(session)

    async def methodist_of(self, question_id: int) -> PersonId | None:
        """Whoever has the question, or had it last."""
        async with self._transaction() as session:
            question = await session.get(Question, question_id)
            return question.methodist_id if question is not None else None

    def _can_be_reopened(self, question: Question, now: datetime) -> bool:
        closed_at = question.closed_at
        return closed_at is not None and closed_at + self._policy.returns_within >= now


def _may_see(reader: Person, question: Question) -> bool:
    return question.asker_id == reader.id or rights.may_see(reader, question)


def _may_read(reader: Person, question: Question) -> bool:
    return question.asker_id == reader.id or rights.may_read(reader, question)


def _line(entry: Entry, reader_id: PersonId, *, reads: bool) -> Line:
    words = words_of(entry)
    return Line(
        entry.kind,
        entry.at,
        (words.text or entry.detail or "") if reads else "",
        entry.author_id == reader_id,
        len(words.attachments) if reads else 0,
    )


async def _briefs(
    session: AsyncSession, questions: Sequence[Question], reader: Person, *, now: datetime
) -> list[Brief]:
    texts = await queries.texts_of(session, [question.id for question in questions])
    return [
        Brief(
            question.id,
            question.state,
            words_of(texts[question.id]).text if _may_read(reader, question) else "",
            question.subject,
            question.answer_by,
            question.asked_at,
            question.state in (QuestionState.ASSIGNED, QuestionState.TAKEN, QuestionState.QUEUED)
            and is_overdue(question.answer_by, question.paused_at, now=now),
            question.methodist_id,
            is_withheld=not _may_read(reader, question),
        )
        for question in questions
    ]
