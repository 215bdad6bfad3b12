"""Reading the case book page by page."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge.life_models import Proposal, ProposalState
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId, VersionVectors
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
    kind: str = ""
    proposal: ProposalState | None = None
    """A text of the case is in this state on its way: waits for a second person, or for its day."""
    lacks_vectors_of: str = ""
    """In force, and without vectors of the encoder with this fingerprint."""
    ids: tuple[CaseId, ...] | None = None

    @property
    def is_about_texts(self) -> bool:
        """Whether it asks for anything that only the latest text can tell."""
        return any((self.words, self.subject, self.level, self.audience, self.kind))


async def page(
    session: AsyncSession, wanted: CaseFilter, *, limit: int, offset: int
) -> list[Row[CaseId, CaseState, VersionId | None, CaseVersion]]:
    """Id, state, id of the version in force, and the latest version; in the order of ids."""
    statement = (
        select(Case.id, Case.state, Case.current_id, CaseVersion)
        .join(CaseVersion, CaseVersion.case_id == Case.id)
        .where(_is_latest(), *_of_cases(wanted), *_of_texts(wanted))
        .order_by(Case.id)
        .limit(limit)
        .offset(offset)
    )
    return list(await session.execute(statement))


async def count(session: AsyncSession, wanted: CaseFilter) -> int:
    counted = select(func.count()).select_from(Case).where(*_of_cases(wanted))
    if wanted.is_about_texts:
        counted = counted.join(CaseVersion, CaseVersion.case_id == Case.id).where(
            _is_latest(), *_of_texts(wanted)
        )
    return (await session.scalars(counted)).one()


async def versions(
    session: AsyncSession, case_id: CaseId
) -> list[Row[CaseVersion, str | None, VersionId | None]]:
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


def _is_latest() -> ColumnElement[bool]:
    """Of a version: no version of its case has a higher number."""
    return ~exists().where(
        _LATER.case_id == CaseVersion.case_id, _LATER.number > CaseVersion.number
    )


def _of_texts(wanted: CaseFilter) -> list[ColumnElement[bool]]:
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
    if wanted.audience:
        found.append(CaseVersion.audience == wanted.audience)
    if wanted.kind:
        found.append(CaseVersion.kind == wanted.kind)
    return found


def _of_cases(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(Case.state == wanted.state)
    if wanted.review_before is not None:
        due = exists().where(
            _IN_FORCE.id == Case.current_id, _IN_FORCE.review_by < wanted.review_before
        )
        found += [Case.state == CaseState.PUBLISHED, due]
    if wanted.is_waiting:
        # Ids of a case's versions grow as their numbers do.
        later = exists().where(_LATER.case_id == Case.id, _LATER.id > Case.current_id)
        found += [Case.state != CaseState.RETIRED, Case.current_id.is_(None) | later]
    if wanted.proposal is not None:
        found.append(exists().where(Proposal.case_id == Case.id, Proposal.state == wanted.proposal))
    if wanted.lacks_vectors_of:
        seen = exists().where(
            VersionVectors.version_id == Case.current_id,
            VersionVectors.fingerprint == wanted.lacks_vectors_of,
        )
        found += [Case.state == CaseState.PUBLISHED, ~seen]
    if wanted.ids is not None:
        found.append(Case.id.in_(wanted.ids))
    return found
