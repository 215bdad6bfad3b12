"""Reading, locking and announcing cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Text, any_, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge.changes import Standing
from knowledge.drafts import CaseDraft
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from knowledge.recalling import is_recalled

#: The channel on which processes hear that their indexes are out of date.
CHANNEL = "cases"
#: Held by whoever adds cases: two imports that bring the same new id come one after the other.
_BOOK = 7_204_061_011


@dataclass
class Entry:
    """A case of the book with its latest version."""

    case: Case
    latest: CaseVersion

    @property
    def waiting(self) -> CaseVersion | None:
        """The version that is later than the one in force."""
        current = self.case.current
        return self.latest if current is None or self.latest.number > current.number else None

    def standing(self) -> Standing:
        current, waiting = self.case.current, self.waiting
        return Standing(
            self.case.state,
            CaseDraft.of(current) if current else None,
            CaseDraft.of(waiting) if waiting else None,
        )


async def lock_book(session: AsyncSession) -> None:
    """Wait for other imports to end, and let none begin before this transaction ends."""
    await session.execute(text(f"select pg_advisory_xact_lock({_BOOK})"))


async def entries(
    session: AsyncSession, ids: Sequence[CaseId] | None = None, *, lock: bool = False
) -> dict[CaseId, Entry]:
    """The cases with these ids, or all of them, in the order of their ids."""
    cases = select(Case).order_by(Case.id)
    latest = (
        select(CaseVersion)
        .ext(distinct_on(CaseVersion.case_id))
        .order_by(CaseVersion.case_id, CaseVersion.number.desc())
    )
    if ids is not None:
        # One array instead of a parameter for each id: PostgreSQL takes 32,767 of them.
        wanted = any_(literal(list(ids), ARRAY(Text())))
        cases = cases.where(Case.id == wanted)
        latest = latest.where(CaseVersion.case_id == wanted)
    if lock:
        cases = cases.with_for_update(of=Case)
    found = list(await session.scalars(cases))
    versions = {version.case_id: version for version in await session.scalars(latest)}
    return {case.id: Entry(case, versions[case.id]) for case in found}


async def version_with(session: AsyncSession, version_id: VersionId) -> CaseVersion | None:
    return await session.get(CaseVersion, version_id)


async def published_version(session: AsyncSession, case_id: CaseId) -> CaseVersion | None:
    """The version of the case that is in force now."""
    in_force = (
        select(CaseVersion)
        .join(Case, Case.current_id == CaseVersion.id)
        .where(Case.id == case_id, Case.state == CaseState.PUBLISHED, ~is_recalled(CaseVersion.id))
    )
    return (await session.scalars(in_force)).one_or_none()


async def published_ids(session: AsyncSession) -> set[CaseId]:
    return set(await session.scalars(select(Case.id).where(Case.state == CaseState.PUBLISHED)))


async def all_ids(session: AsyncSession) -> list[CaseId]:
    return list(await session.scalars(select(Case.id).order_by(Case.id)))


async def has_texts_out_of_force(session: AsyncSession) -> bool:
    """Whether a case is not published, or has a version later than the one in force."""
    in_force = aliased(CaseVersion)
    later = (
        exists()
        .where(CaseVersion.case_id == Case.id, CaseVersion.number > in_force.number)
        .correlate(Case, in_force)
    )
    found = (
        select(Case.id)
        .outerjoin(in_force, in_force.id == Case.current_id)
        .where((Case.state != CaseState.PUBLISHED) | in_force.id.is_(None) | later)
    )
    return bool(await session.scalar(select(found.exists())))


async def counts(session: AsyncSession) -> dict[CaseState, int]:
    rows = await session.execute(select(Case.state, func.count()).group_by(Case.state))
    return {state: number for state, number in rows}


async def ids_with_version(session: AsyncSession, *, planted: bool) -> set[CaseId]:
    """Cases with at least one version that came with the product, or that was written here."""
    return set(
        await session.scalars(
            select(CaseVersion.case_id).where(CaseVersion.planted.is_(planted)).distinct()
        )
    )


async def has_cases_besides(session: AsyncSession, kind: str, *, planted: bool) -> bool:
    """Whether any case of another kind came with the product, or was written here."""
    other = exists().where(CaseVersion.planted.is_(planted), func.lower(CaseVersion.kind) != kind)
    return bool(await session.scalar(select(other)))


async def announce(session: AsyncSession) -> None:
    """Tell every process, once this transaction has committed, that cases have changed."""
    await session.execute(select(func.pg_notify(CHANNEL, "")))
