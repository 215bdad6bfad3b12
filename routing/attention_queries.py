"""Counting questions that need somebody's attention."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from routing.gap_queries import nothing_shown
from routing.models import Question, QuestionState
from routing.rights import is_ordinary


async def gaps_and_not_helped(session: AsyncSession, *, since: datetime) -> tuple[int, int]:
    """Asked since then: how many the base had nothing for, and how many it did not help with."""
    is_gap = nothing_shown()
    went_on: ColumnElement[bool] = or_(
        Question.helped.is_(False),
        Question.assigned_at.is_not(None),
        Question.state == QuestionState.QUEUED,
    )
    counted = select(func.count().filter(is_gap), func.count().filter(~is_gap & went_on)).where(
        Question.asked_at >= since, is_ordinary()
    )
    gaps, not_helped = (await session.execute(counted)).one()
    return gaps, not_helped


async def count_queued(session: AsyncSession) -> int:
    queued = select(func.count()).where(Question.state == QuestionState.QUEUED)
    return (await session.scalars(queued)).one()


async def count_overdue(session: AsyncSession, now: datetime) -> int:
    """Questions past their promise that somebody has."""
    late = select(func.count()).where(
        Question.state.in_((QuestionState.ASSIGNED, QuestionState.TAKEN)),
        Question.answer_by < now,
    )
    return (await session.scalars(late)).one()
