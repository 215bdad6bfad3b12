"""Reading questions for reports: columns only, never words."""

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.models import Delivery, DeliveryState
from routing.models import Entry, EntryKind, Question, ShownCase
from routing.question_rows import QuestionRow


async def asked(
    session: AsyncSession, since: datetime | None, before: datetime | None
) -> list[QuestionRow]:
    """Questions asked from ``since`` on and before ``before``, in the order of their numbers."""
    opened = (
        select(func.min(ShownCase.opened_at))
        .where(ShownCase.question_id == Question.id)
        .scalar_subquery()
    )
    answered = (
        select(func.min(Entry.at))
        .join(Delivery, Delivery.id == Entry.delivery_id)
        .where(
            Entry.question_id == Question.id,
            Entry.kind == EntryKind.ANSWER,
            Delivery.state != DeliveryState.CANCELLED,
        )
        .scalar_subquery()
    )
    # Thanks and the like, met with a reply of the base, are no questions until a person is asked.
    is_chat = exists().where(Entry.question_id == Question.id, Entry.kind == EntryKind.REPLIED)
    rows = select(
        Question.id,
        Question.subject,
        Question.level,
        Question.state,
        Question.asked_at,
        opened,
        answered,
        Question.closed_at,
        Question.helped,
    ).order_by(Question.id)
    rows = rows.where(~is_chat | Question.answer_by.is_not(None))
    if since is not None:
        rows = rows.where(Question.asked_at >= since)
    if before is not None:
        rows = rows.where(Question.asked_at < before)
    return [QuestionRow(*columns) for columns in await session.execute(rows)]
