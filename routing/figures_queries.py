"""Rows that figures are counted from, and that are exported: the same ones."""

from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.models import Delivery, DeliveryState
from people.models import Profile
from routing.figures import Fate
from routing.models import Entry, EntryKind, Question, ShownCase


async def fates(
    session: AsyncSession, *, since: datetime, before: datetime, limit: int
) -> list[Fate]:
    """What became of the questions that were asked in the span, the newest first."""
    answer = (
        select(func.min(Entry.at))
        .join(Delivery, Delivery.id == Entry.delivery_id)
        .where(
            Entry.question_id == Question.id,
            Entry.kind == EntryKind.ANSWER,
            Delivery.state != DeliveryState.CANCELLED,
        )
        .correlate(Question)
        .scalar_subquery()
    )
    came_back = exists().where(
        Entry.question_id == Question.id,
        Entry.kind.in_((EntryKind.NOT_HELPED, EntryKind.REOPENED)),
    )
    was_shown = exists().where(ShownCase.question_id == Question.id)
    rows = await session.execute(
        select(
            Question.id,
            Question.state,
            Question.subject,
            Question.level,
            Question.asked_at,
            Question.answer_by,
            # Only what was answered has an answer to look for.
            case((Question.answered_at.is_not(None), answer)),
            Question.answered_at,
            Question.closed_at,
            Question.helped,
            Question.methodist_id,
            Question.finding["decision"].astext,
            was_shown,
            came_back,
            Question.asker_id,
            Profile.municipality,
        )
        .outerjoin(Profile, Profile.person_id == Question.asker_id)
        .where(Question.asked_at >= since, Question.asked_at < before)
        .order_by(Question.asked_at.desc(), Question.id.desc())
        .limit(limit)
    )
    return [Fate(*row) for row in rows]
