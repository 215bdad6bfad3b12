"""What a coordinator does with questions: gives them to a methodist of choice."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.notices import QuestionGone
from kit.database import Transaction
from people.errors import NotForYou
from people.models import Methodist, Person, PersonId
from routing import absence, handing, history, queries, register_queries, rights
from routing.absence import Released
from routing.deadlines import promise, promise_after_pause
from routing.errors import (
    AnsweredAlready,
    AskedBefore,
    CannotBeAsked,
    NotWithPeople,
    TakenByAnother,
)
from routing.models import WITH_PEOPLE, EntryKind, Question, QuestionId, QuestionState
from routing.outcomes import Assigned
from routing.policy import HotlinePolicy

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Candidate:
    """A methodist as a coordinator sees them who looks for somebody."""

    person_id: PersonId
    name: str
    subjects: tuple[str, ...]
    """Codes; empty for all."""
    is_there: bool
    open_questions: int
    most_open: int
    answers_subject: bool
    has_declined: bool

    @property
    def is_free(self) -> bool:
        return self.is_there and self.open_questions < self.most_open


class Coordination:
    """Manual decisions about who answers; they go before every automatic one."""

    def __init__(self, transaction: Transaction, policy: HotlinePolicy) -> None:
        self._transaction = transaction
        self._policy = policy

    async def assign(
        self,
        coordinator_id: PersonId,
        question_id: QuestionId,
        methodist_id: PersonId,
        *,
        held_by: PersonId | None,
        note: str = "",
        now: datetime,
    ) -> Assigned:
        """Give the question to this methodist, whatever their subjects, duty and limit say.

        The card goes to them, the former methodist hears that the question is gone, and the asker
        hears of it when the promise changes. The promise is kept while it lies ahead. A second
        time is harmless: nobody is asked twice.

        Args:
            held_by: who had the question when the coordinator looked; ``None`` for nobody.

        Raises:
            NotForYou: the person does not coordinate.
            NoSuchQuestion, QuestionClosed
            NotWithPeople: no person is needed yet.
            AnsweredAlready: it has an answer.
            TakenByAnother: somebody else has it since.
            CannotBeAsked: no methodist, or the asker; of a question to a psychologist, no
                psychologist.
            AskedBefore: the methodist has declined it.
        """
        async with self._transaction() as session:
            coordinator = await session.get_one(Person, coordinator_id)
            if not rights.coordinates(coordinator):
                raise NotForYou(coordinator_id)
            question = await history.lock_open(session, question_id)
            _require_with_people(question)
            if question.methodist_id == methodist_id:
                return _as_it_is(question)
            if question.methodist_id != held_by:
                raise TakenByAnother(question_id)
            await _require_can_be_asked(session, question, methodist_id)
            outcome = await self._give(
                session, question, methodist_id, by=coordinator_id, note=note, now=now
            )
        log.info("question %s given to %s by %s", question_id, methodist_id, coordinator_id)
        return outcome

    async def _give(
        self,
        session: AsyncSession,
        question: Question,
        methodist_id: PersonId,
        *,
        by: PersonId,
        note: str,
        now: datetime,
    ) -> Assigned:
        former, promised = question.methodist_id, question.answer_by
        question.answer_by = self._promise(question, now=now)
        if note:
            history.note(session, question, EntryKind.PASSED, by=by, now=now, detail=note)
        outcome = await handing.assign(
            session, question, methodist_id, self._policy, now=now, note=note, by=by
        )
        if former is not None:
            gone = QuestionGone(question.id, is_closed=False)
            await outbox.post(session, gone, to=former, at=now)
        if question.answer_by != promised:
            await handing.tell_promise(session, question, outcome, now=now)
        return outcome

    def _promise(self, question: Question, *, now: datetime) -> datetime:
        hours, promised = self._policy.hours, question.answer_by
        if promised is not None and question.paused_at is not None:
            return promise_after_pause(hours, promised, paused_at=question.paused_at, now=now)
        if promised is not None and promised > now:
            return promised
        return promise(hours, self._policy.answer_within, asked_at=now)

    async def candidates(self, question_id: QuestionId, *, now: datetime) -> list[Candidate]:
        """Everybody who could be asked: those free of the subject first, then the least busy.

        Whoever has declined stands last; the asker and whoever has it now are left out.
        """
        async with self._transaction() as session:
            question = await session.get_one(Question, question_id)
            loads = await queries.loads(session, now, most_open=self._policy.most_open)
            declined = await queries.decliners(session, question_id)
            names = await register_queries.names(session, [load.methodist_id for load in loads])
        subject, is_private = question.subject or "", rights.is_private(question)
        found = [
            Candidate(
                load.methodist_id,
                names.get(load.methodist_id, ""),
                load.subjects,
                load.is_there,
                load.open_questions,
                load.most_open,
                load.answers(subject, in_person=is_private),
                load.methodist_id in declined,
            )
            for load in loads
            if load.methodist_id not in (question.asker_id, question.methodist_id)
            and (load.is_psychologist if is_private else load.is_methodist)
        ]
        return sorted(found, key=_fitness)

    async def open_loads(self, *, now: datetime) -> dict[PersonId, tuple[int, int]]:
        """Of whoever answers: how many questions are open, and how many may be."""
        async with self._transaction() as session:
            loads = await queries.loads(session, now, most_open=self._policy.most_open)
        return {load.methodist_id: (load.open_questions, load.most_open) for load in loads}

    async def release_untaken(self, methodist_id: PersonId, *, now: datetime) -> Released:
        """As ``Desk.release_untaken``, for a methodist whom somebody else has sent away."""
        return await absence.release_untaken(self._transaction, self._policy, methodist_id, now=now)


def _require_with_people(question: Question) -> None:
    if question.state is QuestionState.ANSWERED:
        raise AnsweredAlready(question.id)
    if question.state not in WITH_PEOPLE:
        raise NotWithPeople(question.id)


async def _require_can_be_asked(
    session: AsyncSession, question: Question, methodist_id: PersonId
) -> None:
    person = await session.get(Person, methodist_id)
    methodist = await session.get(Methodist, methodist_id)
    if person is None or methodist is None or methodist_id == question.asker_id:
        raise CannotBeAsked(question.id)
    if not rights.may_be_asked(person, question):
        raise CannotBeAsked(question.id)
    if methodist_id in await queries.decliners(session, question.id):
        raise AskedBefore(question.id)


def _as_it_is(question: Question) -> Assigned:
    assert question.subject is not None
    assert question.answer_by is not None
    return Assigned(question.id, question.subject, question.answer_by)


def _fitness(candidate: Candidate) -> tuple[bool, bool, bool, int, str]:
    return (
        candidate.has_declined,
        not candidate.answers_subject,
        not candidate.is_free,
        candidate.open_questions,
        candidate.name,
    )
