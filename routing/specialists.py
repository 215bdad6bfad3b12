"""Writing to a psychologist by own wish: past the base, past every methodist."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery.content import Words
from kit.database import Transaction
from people.models import PersonId
from people.service import PSYCHOLOGY
from routing import gap_queries, handing, history, queries, showing
from routing.assignment import choose_methodist
from routing.models import EntryKind, Question, QuestionState
from routing.outcomes import Assigned, Queued
from routing.policy import HotlinePolicy
from routing.subject import Why
from routing.words import require_words


class Specialists:
    """The psychologists of the hotline, as whoever writes to them meets them."""

    def __init__(self, transaction: Transaction, policy: HotlinePolicy) -> None:
        self._transaction = transaction
        self._policy = policy

    async def has_psychologist(self, asker_id: PersonId, *, now: datetime) -> bool:
        """Whether a psychologist would get what the person writes now."""
        async with self._transaction() as session:
            loads = await queries.loads(session, now, most_open=self._policy.most_open)
        chosen = choose_methodist(loads, subject=PSYCHOLOGY, excluding={asker_id}, in_person=True)
        return chosen is not None

    async def ask_psychologist(
        self, asker_id: PersonId, words: Words, *, now: datetime
    ) -> Assigned | Queued:
        """Hand the words to a psychologist; where none is there, the coordinators look for one.

        The base is not searched, and nobody is shown a case; a coordinator sees no words. The
        same words once more (a message handled twice) have the same outcome.

        Raises:
            EmptyWords: there is neither text nor attachment.
        """
        require_words(words)
        async with self._transaction() as session:
            question = await queries.question_from(session, words.ref)
            if question is not None and question.answer_by is not None:
                return showing.with_person(question)
            if question is None:
                question = await _asked(session, asker_id, words, now=now)
            else:
                # It was put to the base before; what was understood then is nobody's any more.
                question.finding = {}
                await gap_queries.forget(session, [question.id])
            question.subject, question.why = PSYCHOLOGY, Why.ASKER
            return await handing.hand_over(session, question, self._policy, now=now)


async def _asked(
    session: AsyncSession, asker_id: PersonId, words: Words, *, now: datetime
) -> Question:
    question = Question(
        asker_id=asker_id,
        state=QuestionState.OFFERED,
        origin=words.ref,
        asked_at=now,
        why=Why.ASKER,
        finding={},
    )
    session.add(question)
    await session.flush()
    await history.say(session, question, EntryKind.QUESTION, words, by=asker_id, now=now)
    return question
