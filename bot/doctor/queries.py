"""What the doctor asks the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.models import Case, CaseState, CaseVersion
from knowledge.search import FOR_TEACHERS


@dataclass(frozen=True)
class Server:
    version: int
    """As ``server_version_num``: 150004 is 15.4."""
    locale: str
    size_bytes: int


async def server(session: AsyncSession) -> Server:
    row = await session.execute(
        text(
            "select current_setting('server_version_num')::int,"
            " (select coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale',"
            " d.datctype) from pg_database d where d.datname = current_database()),"
            " pg_database_size(current_database())"
        )
    )
    return Server(*row.one())


async def clock(session: AsyncSession) -> datetime:
    moment: datetime = (await session.scalars(select(func.clock_timestamp()))).one()
    return moment


async def revision(session: AsyncSession) -> str | None:
    """Where the migrations stand; ``None`` where none was ever carried out."""
    if await session.scalar(text("select to_regclass('alembic_version')")) is None:
        return None
    there: str | None = await session.scalar(text("select version_num from alembic_version"))
    return there


async def past_review(session: AsyncSession, today: date) -> int:
    """How many published cases should have been looked through before ``today``."""
    overdue = (
        select(func.count())
        .select_from(Case)
        .join(CaseVersion, Case.current_id == CaseVersion.id)
        .where(Case.state == CaseState.PUBLISHED, CaseVersion.review_by < today)
    )
    return await session.scalar(overdue) or 0


async def subjects_with_cases(session: AsyncSession) -> Collection[str]:
    """Subjects of which a teacher can find at least one case."""
    covered = (
        select(CaseVersion.subject)
        .join(Case, Case.current_id == CaseVersion.id)
        .where(Case.state == CaseState.PUBLISHED, CaseVersion.audience.in_(FOR_TEACHERS))
        .distinct()
    )
    return set(await session.scalars(covered))
