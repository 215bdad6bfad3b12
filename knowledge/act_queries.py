"""Reading the acts that published cases rest on."""

from datetime import date

from sqlalchemy import Row, Select, exists, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId, VersionVectors
from knowledge.recalling import is_recalled


def _in_force() -> Select[CaseVersion]:
    return (
        select(CaseVersion)
        .join(Case, Case.current_id == CaseVersion.id)
        .where(Case.state == CaseState.PUBLISHED, ~is_recalled(CaseVersion.id))
    )


async def counts(session: AsyncSession, part: str) -> list[Row[str, int]]:
    """Acts with ``part`` in their names, in any case, and how many published cases each has."""
    named = (
        _in_force()
        .with_only_columns(CaseVersion.case_id, func.unnest(CaseVersion.basis).label("act"))
        .subquery()
    )
    cases = func.count(named.c.case_id.distinct())
    rows = (
        select(named.c.act, cases)
        .where(func.lower(named.c.act).contains(part.lower(), autoescape=True))
        .group_by(named.c.act)
        .order_by(cases.desc(), named.c.act)
    )
    return list(await session.execute(rows))


async def resting(
    session: AsyncSession, part: str
) -> list[Row[CaseId, int, str, str, date | None, list[str]]]:
    """Case, number of the version, title, subject, day of review and acts of the versions in force
    that rest on an act with ``part`` in its name, by the ids of the cases."""
    act = func.unnest(CaseVersion.basis).column_valued("act")
    named = (
        exists(select(literal(1)).where(func.lower(act).contains(part.lower(), autoescape=True)))
    ).correlate(CaseVersion)
    # Not the texts themselves: of half the base they are megabytes.
    told = _in_force().with_only_columns(
        CaseVersion.case_id,
        CaseVersion.number,
        CaseVersion.title,
        CaseVersion.subject,
        CaseVersion.review_by,
        CaseVersion.basis,
    )
    return list(await session.execute(told.where(named).order_by(CaseVersion.case_id)))


async def copy_vectors(session: AsyncSession, of: VersionId, to: VersionId) -> None:
    """Give a version the vectors of another one that says the same."""
    columns = [VersionVectors.fingerprint, VersionVectors.parts, VersionVectors.data]
    kept = select(literal(to), *columns).where(VersionVectors.version_id == of)
    names = ["version_id", *(column.key for column in columns)]
    await session.execute(insert(VersionVectors).from_select(names, kept))
