"""Counting and naming those who were shown versions of cases."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.models import VersionId
from people.models import Person
from routing.models import Question, QuestionId, ShownCase
from routing.rights import is_ordinary


async def counts(
    session: AsyncSession, ids: Collection[VersionId]
) -> list[tuple[VersionId, int, int]]:
    """Id of the version, how often it was shown, how often it was opened."""
    rows = await session.execute(
        select(ShownCase.version_id, func.count(), func.count(ShownCase.opened_at))
        .where(ShownCase.version_id.in_(ids))
        .group_by(ShownCase.version_id)
    )
    return [(version_id, shown, opened) for version_id, shown, opened in rows]


async def readers(
    session: AsyncSession, version_id: VersionId, *, limit: int
) -> list[tuple[QuestionId | None, str, datetime, datetime | None]]:
    """Question (unless private), name of the asker, when shown and opened; the latest first."""
    rows = await session.execute(
        select(
            case((is_ordinary(), Question.id)), Person.name, ShownCase.shown_at, ShownCase.opened_at
        )
        .join(Question, Question.id == ShownCase.question_id)
        .join(Person, Person.id == Question.asker_id)
        .where(ShownCase.version_id == version_id)
        .order_by(ShownCase.shown_at.desc(), Question.id.desc())
        .limit(limit)
    )
    return [(question_id, name, shown, opened) for question_id, name, shown, opened in rows]
