"""Versions that were recalled: how one becomes such, and who must not show it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.curating_models import Recall, RecallId
from knowledge.errors import CaseRecalled
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from people.models import PersonId


@dataclass(frozen=True)
class RecalledVersion:
    """A recalled version, as a line of a list."""

    recall_id: RecallId
    case_id: CaseId
    version_id: VersionId
    number: int
    title: str
    subject: str
    reason: str
    recalled_at: datetime
    recalled_by: PersonId


def is_recalled(version_id: SQLColumnExpression[VersionId | None]) -> ColumnElement[bool]:
    """Whether the version of that column was recalled."""
    return exists().where(Recall.version_id == version_id)


async def require_not_recalled(session: AsyncSession, version_id: VersionId) -> None:
    """
    Raises:
        CaseRecalled: nobody may be shown the version any more.
    """
    if await recall_of(session, version_id) is not None:
        raise CaseRecalled(version_id)


async def recalled_among(session: AsyncSession, ids: Collection[VersionId]) -> set[VersionId]:
    """Which of the versions were recalled."""
    found = select(Recall.version_id).where(Recall.version_id.in_(ids))
    return set(await session.scalars(found))


async def recall_of(session: AsyncSession, version_id: VersionId) -> Recall | None:
    found = select(Recall).where(Recall.version_id == version_id)
    return (await session.scalars(found)).one_or_none()


async def lock_recall(session: AsyncSession, recall_id: RecallId) -> Recall | None:
    return await session.get(Recall, recall_id, with_for_update=True, populate_existing=True)


async def quarantine(
    session: AsyncSession,
    case: Case,
    version_id: VersionId,
    *,
    reason: str,
    by: PersonId,
    now: datetime,
) -> Recall:
    """Recall a version of the locked ``case``; one that is in force leaves with its case."""
    recall = Recall(version_id=version_id, reason=reason, recalled_at=now, recalled_by=by)
    session.add(recall)
    if case.current_id == version_id and case.state is CaseState.PUBLISHED:
        case.state = CaseState.RETIRED
    await session.flush()
    return recall


async def recalls(
    session: AsyncSession, recall_id: RecallId | None = None, *, limit: int = 200
) -> list[RecalledVersion]:
    """The newest first, or the one asked for."""
    found = (
        select(Recall, CaseVersion)
        .join(CaseVersion, CaseVersion.id == Recall.version_id)
        .order_by(Recall.id.desc())
        .limit(limit)
    )
    if recall_id is not None:
        found = found.where(Recall.id == recall_id)
    return [
        RecalledVersion(
            recall.id,
            version.case_id,
            version.id,
            version.number,
            version.title,
            version.subject,
            recall.reason,
            recall.recalled_at,
            recall.recalled_by,
        )
        for recall, version in await session.execute(found)
    ]


async def count_recalls(session: AsyncSession) -> int:
    return (await session.scalars(select(func.count()).select_from(Recall))).one()
