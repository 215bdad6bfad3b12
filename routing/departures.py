"""What becomes of open questions when somebody answers no more: left, dismissed, forgotten."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.notices import MethodistLeft, QuestionGone
from kit.database import Transaction
from people import queries as people_queries
from people.models import Person, PersonId, Role
from people.pool import queries as pool_queries
from people.pool.models import PoolEntry
from people.pool.values import Standing
from routing import absence, departures_queries, rights
from routing.models import Question, QuestionState
from routing.outcomes import Queued
from routing.policy import HotlinePolicy

log = logging.getLogger(__name__)


class Departures:
    """Hands on what is open with people whose work it is no more."""

    def __init__(self, transaction: Transaction, policy: HotlinePolicy) -> None:
        self._transaction = transaction
        self._policy = policy

    async def of(self, person_id: PersonId, *, dismissed: Role | None = None, now: datetime) -> int:
        """Hand on what the person holds and may not, or shall not, answer; returns how many.

        A second time is harmless.

        Args:
            dismissed: the role that was just taken away; with that of a methodist goes what a
                coordinator might otherwise keep.
        """
        async with self._transaction() as session:
            held = await departures_queries.lock_held(session, person_id)
            person = await session.get_one(Person, person_id)
            entry = await pool_queries.entry_of(session, person_id)
            lost = [each for each in held if _is_lost(each, person, entry, dismissed)]
            await hand_on(session, lost, self._policy, former=person_id, now=now)
        if lost:
            log.info("person %s has left %s questions behind", person_id, len(lost))
        return len(lost)

    async def release(self, now: datetime, *, limit: int = 50) -> int:
        """Hand on whatever is open with people who have left; returns how many questions.

        Whoever takes a role away, or takes in the register, does so at once; this is for what was
        cut off then, or was done where nobody serves.
        """
        async with self._transaction() as session:
            absent = await departures_queries.holders_who_left(session, limit=limit)
        return sum([await self.of(person_id, now=now) for person_id in absent])


async def hand_on(
    session: AsyncSession,
    questions: Sequence[Question],
    policy: HotlinePolicy,
    *,
    former: PersonId | None,
    now: datetime,
) -> None:
    """Give each to somebody else, as after «не моё», and tell the coordinators of all in one.

    The questions are locked, all of them before a methodist is chosen for one: that choice lets
    nobody else choose meanwhile.

    Args:
        former: whoever had them and hears that they are gone; ``None`` for somebody forgotten.
    """
    waiting: list[Question] = []
    for question in questions:
        outcome = await absence.hand_on(session, question, policy, now=now)
        if isinstance(outcome, Queued):
            waiting.append(question)
        if former is not None:
            gone = QuestionGone(question.id, is_closed=False)
            await outbox.post(session, gone, to=former, at=now)
    if not questions:
        return
    for person in await people_queries.people_with(session, Role.COORDINATOR, Role.ADMIN):
        of_others = [each for each in questions if each.asker_id != person.id]
        if person.id != former and of_others:
            notice = MethodistLeft(
                tuple(each.id for each in of_others if each not in waiting),
                tuple(each.id for each in of_others if each in waiting),
            )
            await outbox.post(session, notice, to=person.id, at=now)


def _is_lost(
    question: Question, person: Person, entry: PoolEntry | None, dismissed: Role | None
) -> bool:
    if _has_left(question, entry):
        return True
    if rights.may_be_asked(person, question):
        return False
    return dismissed is Role.METHODIST or not rights.may_answer(person, question)


def _has_left(question: Question, entry: PoolEntry | None) -> bool:
    """Whether the register says so, and has said so after the question came to them.

    What a coordinator gives them all the same, stays with them.
    """
    if entry is None or question.assigned_at is None or question.assigned_at > entry.kept_at:
        return False
    match entry.draft().standing:
        case Standing.ACTIVE:
            return False
        case Standing.LEFT:
            return True
        case Standing.CANDIDATE | Standing.PAUSED:
            # As on leave: what is taken, is answered.
            return question.state is QuestionState.ASSIGNED
