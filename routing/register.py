"""Every question as a row of the register, and one with all that happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from delivery.content import Attachment
from kit.database import Transaction
from knowledge.masking import masked
from people.levels import Level
from people.models import Person, PersonId
from routing import queries, register_queries, rights
from routing.deadlines import is_overdue
from routing.errors import NoSuchQuestion
from routing.models import Entry, EntryKind, Question, QuestionId, QuestionState
from routing.register_queries import QuestionFilter
from routing.words import words_of

#: Of these the detail is somebody's words, not an id.
_TOLD_IN_DETAIL = (EntryKind.OLD_WORDS, EntryKind.PASSED)
#: Nobody leafs further back; filters lead there.
COUNTED_UP_TO = 10_000


@dataclass(frozen=True)
class Row:
    """A question as one line; its words only where the reader may read them, and covered."""

    question_id: QuestionId
    state: QuestionState
    subject: str | None
    level: Level | None
    asked_at: datetime
    answer_by: datetime | None
    is_overdue: bool
    helped: bool | None
    methodist_id: PersonId | None
    methodist: str
    """Name; empty when nobody has it, or whoever had it was forgotten."""
    text: str
    reads: bool
    """Whether the words of this very question are for the reader."""


@dataclass(frozen=True)
class Found:
    """What a filter has found."""

    wanted: QuestionFilter
    total: int
    ids: tuple[QuestionId, ...] | None
    """All of them in the order of the list where words were looked for, which takes long;
    ``None``: the rows of each page are looked up by themselves."""


@dataclass(frozen=True)
class Event:
    """One line of a question's story."""

    kind: EntryKind
    at: datetime
    by_asker: bool
    author: str
    """Name of a colleague; empty for the asker, who has none here, and for the hotline."""
    by_hotline: bool
    text: str
    attachments: tuple[Attachment, ...]
    towards: str
    """Name of whoever was asked to take the question."""
    has_gone_out: bool
    """False for an answer that waits or was taken back."""


@dataclass(frozen=True)
class Dossier:
    """One question with everything that is known of it, but not who asks."""

    row: Row
    asker: QuestionId
    """The number of the asker's first question: what they are called by.

    A question to a psychologist is called by its own: others must not tell who has asked it.
    """
    why: str
    """A member of ``routing.subject.Why``."""
    finding: Mapping[str, Any]
    events: tuple[Event, ...]
    paused_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None


class Register:
    """Reads all questions, for whoever looks after them; changes nothing."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, wanted: QuestionFilter) -> Found:
        """What the filter finds, counted no further than ``COUNTED_UP_TO``."""
        async with self._transaction() as session:
            reader = await session.get_one(Person, wanted.reader_id)
            # Whoever may not read words finds nothing out by looking for them.
            if not wanted.words or not rights.reads_words(reader):
                total = await register_queries.count(session, wanted, up_to=COUNTED_UP_TO)
                return Found(wanted, total, None)
            readable = rights.readable_by(reader)
            ids = await register_queries.with_words(session, wanted, readable, up_to=COUNTED_UP_TO)
        return Found(wanted, len(ids), tuple(ids))

    async def page(self, found: Found, *, limit: int, offset: int) -> Sequence[Row]:
        """The rows of a page; whoever shows the words writes that down before.

        Of a heap the most urgent first, otherwise the newest.
        """
        wanted = found.wanted
        async with self._transaction() as session:
            reader = await session.get_one(Person, wanted.reader_id)
            if found.ids is None:
                questions = await register_queries.page(session, wanted, limit=limit, offset=offset)
            else:
                shown = found.ids[offset : offset + limit]
                questions = await register_queries.numbered(session, shown)
            return await _rows(session, questions, reader, now=wanted.now)

    async def dossier(
        self, reader_id: PersonId, question_id: QuestionId, *, now: datetime
    ) -> Dossier:
        """
        Raises:
            NoSuchQuestion: there is none, or it is the reader's own: they see it in the chat.
        """
        async with self._transaction() as session:
            reader = await session.get_one(Person, reader_id)
            question = await session.get(Question, question_id)
            if question is None or question.asker_id == reader_id:
                raise NoSuchQuestion(question_id)
            [row] = await _rows(session, [question], reader, now=now)
            entries = await queries.entries_of(session, question_id)
            unsent = await queries.unsent_answers(session, question_id)
            names = await register_queries.names(session, _named(entries))
            first = await register_queries.first_questions(session, [question.asker_id])
        events = tuple(
            _event(entry, question, names, reads=row.reads, has_gone_out=entry.id not in unsent)
            for entry in entries
        )
        return Dossier(
            row,
            question.id if rights.is_private(question) else first[question.asker_id],
            question.why,
            _told_of(question, reads=row.reads),
            events,
            question.paused_at,
            question.answered_at,
            question.closed_at,
        )


def _told_of(question: Question, *, reads: bool) -> Mapping[str, Any]:
    """What the base thought: what it understood are words; of private ones all of it is."""
    if reads:
        return question.finding
    return {} if rights.is_private(question) else {**question.finding, "understood": ""}


async def _rows(
    session: AsyncSession, questions: Sequence[Question], reader: Person, *, now: datetime
) -> list[Row]:
    readable = [question.id for question in questions if rights.may_read(reader, question)]
    texts = await queries.texts_of(session, readable)
    holders = [each.methodist_id for each in questions if each.methodist_id is not None]
    names = await register_queries.names(session, holders)
    return [
        Row(
            question.id,
            question.state,
            question.subject,
            question.level,
            question.asked_at,
            question.answer_by,
            _is_late(question, now),
            question.helped,
            question.methodist_id,
            names.get(question.methodist_id, "") if question.methodist_id else "",
            masked(words_of(texts[question.id]).text) if question.id in texts else "",
            question.id in readable,
        )
        for question in questions
    ]


def _is_late(question: Question, now: datetime) -> bool:
    waits = (QuestionState.ASSIGNED, QuestionState.TAKEN, QuestionState.QUEUED)
    return question.state in waits and is_overdue(question.answer_by, question.paused_at, now=now)


def _named(entries: Sequence[Entry]) -> set[PersonId]:
    towards = {_towards(entry) for entry in entries}
    authors = {entry.author_id for entry in entries}
    return {person_id for person_id in towards | authors if person_id is not None}


def _towards(entry: Entry) -> PersonId | None:
    if entry.kind is not EntryKind.ASSIGNED or not (entry.detail or "").isdigit():
        return None
    return PersonId(int(entry.detail or ""))


def _event(
    entry: Entry,
    question: Question,
    names: Mapping[PersonId, str],
    *,
    reads: bool,
    has_gone_out: bool,
) -> Event:
    by_asker = entry.author_id == question.asker_id
    words = words_of(entry)
    towards = _towards(entry)
    told = (entry.detail or "") if entry.kind in _TOLD_IN_DETAIL else ""
    return Event(
        entry.kind,
        entry.at,
        by_asker,
        "" if by_asker or entry.author_id is None else names.get(entry.author_id, ""),
        entry.author_id is None,
        (words.text or told) if reads else "",
        words.attachments if reads else (),
        names.get(towards, "") if towards is not None else "",
        has_gone_out,
    )
