"""Reading the case book page by page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from people.levels import Level
from people.models import Person

_LATER = aliased(CaseVersion)
_IN_FORCE = aliased(CaseVersion)


@dataclass(frozen=True)
class CaseFilter:
    """Which cases are wanted; ``None`` and empty mean all. What a text says is its latest one."""

    words: str = ""
    """A part of the id or of the title, in any case."""
    subject: str = ""
    level: Level | None = None
    state: CaseState | None = None
    audience: str = ""
    review_before: date | None = None
    """In force, and to be reviewed before this day."""
    is_waiting: bool = False
    """A text waits to be published, or the case was never published; retired ones left out."""
    ids: tuple[CaseId, ...] | None = None


CaseRow = tuple[CaseId, CaseState, VersionId | None, CaseVersion]


async def page(
    session: AsyncSession, wanted: CaseFilter, *, limit: int, offset: int
) -> list[Row[CaseRow]]:
    """Id, state, id of the version in force, and the latest version; in the order of ids."""
    statement = (
        _with_latest(select(Case.id, Case.state, Case.current_id, CaseVersion), wanted)
        .order_by(Case.id)
        .limit(limit)
        .offset(offset)
    )
    return list(await session.execute(statement))


async def count(session: AsyncSession, wanted: CaseFilter) -> int:
    statement = _with_latest(select(func.count()).select_from(Case), wanted)
    return int((await session.execute(statement)).scalar_one())


async def versions(
    session: AsyncSession, case_id: CaseId
) -> list[Row[tuple[CaseVersion, str | None, VersionId | None]]]:
    """Versions of a case with the name of who made each, and the id of the one in force."""
    statement = (
        select(CaseVersion, Person.name, Case.current_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .outerjoin(Person, Person.id == CaseVersion.created_by)
        .where(CaseVersion.case_id == case_id)
        .order_by(CaseVersion.number.desc())
    )
    return list(await session.execute(statement))


async def version_numbered(
    session: AsyncSession, case_id: CaseId, number: int
) -> CaseVersion | None:
    numbered = select(CaseVersion).where(
        CaseVersion.case_id == case_id, CaseVersion.number == number
    )
    return (await session.scalars(numbered)).one_or_none()


def _with_latest(statement: Select[Any], wanted: CaseFilter) -> Select[Any]:
    newest = (
        select(func.max(_LATER.number))
        .where(_LATER.case_id == Case.id)
        .correlate(Case)
        .scalar_subquery()
    )
    return statement.join(
        CaseVersion, (CaseVersion.case_id == Case.id) & (CaseVersion.number == newest)
    ).where(*_conditions(wanted))


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        part = wanted.words.lower()
        found.append(
            or_(
                func.lower(CaseVersion.title).contains(part, autoescape=True),
                func.lower(Case.id).contains(part, autoescape=True),
            )
        )
    if wanted.subject:
        found.append(CaseVersion.subject == wanted.subject)
    if wanted.level is not None:
        found.append(CaseVersion.level == wanted.level)
    if wanted.state is not None:
        found.append(Case.state == wanted.state)
    if wanted.audience:
        found.append(CaseVersion.audience == wanted.audience)
    if wanted.review_before is not None:
        due = exists().where(
            _IN_FORCE.id == Case.current_id, _IN_FORCE.review_by < wanted.review_before
        )
        found += [Case.state == CaseState.PUBLISHED, due]
    if wanted.is_waiting:
        found += [
            Case.state != CaseState.RETIRED,
            Case.current_id.is_distinct_from(CaseVersion.id),
        ]
    if wanted.ids is not None:
        found.append(Case.id.in_(wanted.ids))
    return found
