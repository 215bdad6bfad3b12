"""What becomes of a methodist's questions when the methodist goes away for a while."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from people.models import PersonId
from routing import handing, queries
from routing.deadlines import promise_after_pause
from routing.models import Question, QuestionState
from routing.outcomes import Assigned, Queued
from routing.policy import HotlinePolicy


@dataclass(frozen=True)
class Released:
    """What a methodist who goes away has left behind."""

    handed_on: int
    """Questions that somebody else has now, or the coordinators."""
    still_open: int
    """Questions the methodist has taken: they stay until answered or passed on."""


async def release_untaken(
    transaction: Transaction, policy: HotlinePolicy, methodist_id: PersonId, *, now: datetime
) -> Released:
    """Hand on what was assigned to the methodist and not taken, the oldest first.

    The methodist must be away already, or the questions come back. A second time is harmless.
    """
    async with transaction() as session:
        untaken = await queries.untaken(session, methodist_id)
    handed_on = 0
    for question_id in untaken:
        # One question a transaction: choosing a methodist lets nobody else choose meanwhile.
        async with transaction() as session:
            question = await queries.lock_question(session, question_id)
            if question is not None and _is_untaken(question, methodist_id):
                await hand_on(session, question, policy, now=now)
                handed_on += 1
    async with transaction() as session:
        return Released(handed_on, len(await queries.open_with(session, methodist_id)))


def _is_untaken(question: Question, methodist_id: PersonId) -> bool:
    return question.methodist_id == methodist_id and question.state is QuestionState.ASSIGNED


async def hand_on(
    session: AsyncSession, question: Question, policy: HotlinePolicy, *, now: datetime
) -> Assigned | Queued:
    """Give the question of somebody who is gone to somebody else; its promise is kept if it can be.

    One that has waited for the asker's reply goes on with the time it had left.
    """
    promised = question.answer_by
    if question.state is QuestionState.CLARIFYING and promised and question.paused_at:
        promised = promise_after_pause(
            policy.hours, promised, paused_at=question.paused_at, now=now
        )
    return await handing.hand_on(session, question, policy, now=now, promised=promised)
