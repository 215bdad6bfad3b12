"""How much each gap is asked: counted when something becomes of its questions."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from routing.curating_models import Gap, GapId, GapQuestion
from routing.gap_queries import COUNTED_FOR, is_gap
from routing.models import Question, QuestionId

#: A question counts half as much after so long.
HALF_LIFE = timedelta(days=90)
#: What weights are told as of: they all sink alike, so the order of gaps never changes by itself.
_AS_OF = datetime(2026, 1, 1, tzinfo=UTC)


def weight(asked: float, now: datetime) -> float:
    """What ``Gap.asked_much`` is worth now: a question of today 1, one of 90 days ago a half."""
    return float(asked * 0.5 ** ((now - _AS_OF) / HALF_LIFE))


async def recount_of(session: AsyncSession, ids: Collection[QuestionId], now: datetime) -> None:
    """Count the gaps of these questions anew."""
    if not ids:
        return
    concerned = select(GapQuestion.gap_id).where(GapQuestion.question_id.in_(ids)).distinct()
    await recount(session, set(await session.scalars(concerned)), now)


async def recount_expired(session: AsyncSession, now: datetime, *, limit: int) -> None:
    """Count gaps anew of which a question has become too old, those of which it did first."""
    expired = select(Gap.id).where(Gap.expires_at <= now).order_by(Gap.expires_at)
    await recount(session, set(await session.scalars(expired.limit(limit))), now)


async def recount(session: AsyncSession, gap_ids: Collection[GapId], now: datetime) -> None:
    if not gap_ids:
        return
    age = func.extract("epoch", literal(_AS_OF) - Question.asked_at) / HALF_LIFE.total_seconds()
    rows = await session.execute(
        select(
            GapQuestion.gap_id,
            func.count(),
            func.count(Question.asker_id.distinct()),
            func.max(Question.asked_at),
            func.sum(func.power(0.5, age)),
            func.min(Question.asked_at),
        )
        .join(Question, Question.id == GapQuestion.question_id)
        .where(GapQuestion.gap_id.in_(gap_ids), is_gap(now))
        .group_by(GapQuestion.gap_id)
    )
    counted = {gap_id: _values(gap_id, *found) for gap_id, *found in rows}
    for_all = [counted.get(gap_id) or _values(gap_id) for gap_id in sorted(gap_ids)]
    connection = await session.connection()
    await connection.execute(_KEEP, for_all)


def _values(
    gap_id: GapId,
    questions: int = 0,
    askers: int = 0,
    last_at: datetime | None = None,
    asked_much: float = 0.0,
    first_at: datetime | None = None,
) -> dict[str, object]:
    expires_at = first_at + COUNTED_FOR if first_at is not None else None
    return {
        "gap": gap_id,
        "questions": questions,
        "askers": askers,
        "last_at": last_at,
        "asked_much": float(asked_much),
        "expires_at": expires_at,
    }


_KEEP = (
    update(Gap)
    .where(Gap.id == bindparam("gap"))
    .values(
        {
            name: bindparam(name)
            for name in ("questions", "askers", "last_at", "asked_much", "expires_at")
        }
    )
)
