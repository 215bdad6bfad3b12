"""Rows that figures are counted from, and that are exported: the same ones."""

from datetime import datetime

from sqlalchemy import func, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.models import Delivery, DeliveryState
from people.models import PersonId, Profile
from routing.fates import Fate
from routing.models import Entry, EntryKind, Question, ShownCase


async def fates(
    session: AsyncSession,
    *,
    since: datetime | None,
    before: datetime | None,
    limit: int | None,
    after: Fate | None = None,
) -> list[Fate]:
    """What became of the questions that were asked in the span, the newest first.

    Thanks and the like, met with a reply of the base, are no questions until a person is asked.

    Args:
        session: where they are.
        since: when the span begins; ``None``: it is open there.
        before: when it has ended; ``None``: likewise.
        limit: how many at most; ``None``: all.
        after: only what comes after this one in the list.
    """
    # One look at the history of each question, instead of one for every column.
    happened = (
        select(
            func.min(Entry.at)
            .filter(Entry.kind == EntryKind.ANSWER, Delivery.state != DeliveryState.CANCELLED)
            .label("first_answer_at"),
            func.bool_or(Entry.kind.in_((EntryKind.NOT_HELPED, EntryKind.REOPENED))).label(
                "came_back"
            ),
            func.bool_or(Entry.kind == EntryKind.REPLIED).label("was_replied"),
        )
        .outerjoin(Delivery, Delivery.id == Entry.delivery_id)
        .where(Entry.question_id == Question.id)
        .lateral()
    )
    was_shown = select(ShownCase).where(ShownCase.question_id == Question.id).exists()
    wanted = (
        select(
            Question.id,
            Question.state,
            Question.subject,
            Question.level,
            Question.asked_at,
            Question.answer_by,
            happened.c.first_answer_at,
            Question.answered_at,
            Question.closed_at,
            Question.helped,
            Question.methodist_id,
            Question.finding["decision"].astext,
            was_shown,
            func.coalesce(happened.c.came_back, False),
            Question.asker_id,
        )
        .select_from(Question)
        .join(happened, true())
        .where(Question.answer_by.is_not(None) | ~func.coalesce(happened.c.was_replied, False))
        .order_by(Question.asked_at.desc(), Question.id.desc())
        .limit(limit)
    )
    if since is not None:
        wanted = wanted.where(Question.asked_at >= since)
    if before is not None:
        wanted = wanted.where(Question.asked_at < before)
    if after is not None:
        place = tuple_(literal(after.asked_at), literal(after.question_id))
        # The first of the two is what the index leads to.
        wanted = wanted.where(
            Question.asked_at <= after.asked_at, tuple_(Question.asked_at, Question.id) < place
        )
    return [Fate(*row) for row in await session.execute(wanted)]


async def homes(session: AsyncSession) -> dict[str, list[PersonId]]:
    """Those who have told their municipality, by how they spell it."""
    told = (
        select(Profile.municipality, func.array_agg(Profile.person_id))
        .where(Profile.municipality.is_not(None))
        .group_by(Profile.municipality)
    )
    return {place: list(people) for place, people in await session.execute(told) if place}
