"""What is kept of a question when a reply of the base is said to it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery.content import Words
from knowledge.search import Finding, ReplyFound
from routing import history, showing
from routing.models import EntryKind, Question, ShownCase
from routing.outcomes import Outcome, Replied


def heeded(finding: Finding, words: Words) -> Finding:
    """The finding without a reply that would pass over what a file says: nobody has read that."""
    if words.attachments and finding.reply is not None and not finding.reply.is_care:
        return replace(finding, reply=None)
    return finding


async def keep(
    session: AsyncSession, question: Question, reply: ReplyFound, *, now: datetime
) -> None:
    """Keep which reply was said; it has no number among the cases."""
    session.add(
        ShownCase(
            question_id=question.id,
            version_id=reply.version_id,
            position=0,
            score=reply.score,
            shown_at=now,
        )
    )
    await session.flush()


def close(session: AsyncSession, question: Question, reply: ReplyFound, *, now: datetime) -> None:
    """Nobody has to answer the question, unless its asker wants somebody to."""
    question.close(helped=None, now=now)
    history.note(session, question, EntryKind.REPLIED, by=None, now=now, detail=reply.title)


async def first_outcome_of(session: AsyncSession, question: Question) -> Outcome:
    """What whoever asks hears of a question that was made of these very words before."""
    reply = question.finding.get("reply")
    if reply is None:
        return await showing.outcome_of(session, question)
    then = None
    if reply["goes_on"] or question.answer_by is not None:
        then = await showing.outcome_of(session, question)
    return Replied(question.id, reply["version_id"], reply["is_care"], then)
