"""Reading versions to compare, and the pairs that were found."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, case, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge.curating_models import CasePair, CaseSuccessor, ComparedVersion, Likeness, PairId
from knowledge.life_models import CaseTest
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId, VersionVectors
from people.models import PersonId

#: Held by whoever compares cases.
_COMPARING = 7_204_061_022

_FIRST, _SECOND = aliased(CaseVersion), aliased(CaseVersion)
_FIRST_CASE, _SECOND_CASE = aliased(Case), aliased(Case)


class Comparable(NamedTuple):
    """A published text as it is compared with the others."""

    version_id: VersionId
    title: str
    questions: list[str]
    whole: bytes
    """Its vector as a whole."""
    is_new: bool
    """It has not been compared yet."""


async def lock_comparing(session: AsyncSession) -> None:
    await session.execute(text(f"select pg_advisory_xact_lock({_COMPARING})"))


async def has_new(session: AsyncSession, fingerprint: str) -> bool:
    waiting = _in_force_with_vectors(fingerprint) & ~_was_compared(fingerprint)
    found = select(CaseVersion.id).join(Case, Case.current_id == CaseVersion.id).where(waiting)
    return await session.scalar(found.limit(1)) is not None


async def comparable(session: AsyncSession, fingerprint: str, dimensions: int) -> list[Comparable]:
    """Every published text with vectors of this encoder, oldest first."""
    whole = func.substring(VersionVectors.data, 1, dimensions * 4)
    rows = await session.execute(
        select(
            CaseVersion.id,
            CaseVersion.title,
            CaseVersion.questions,
            whole,
            ~_was_compared(fingerprint),
        )
        .join(Case, Case.current_id == CaseVersion.id)
        .join(VersionVectors, VersionVectors.version_id == CaseVersion.id)
        .where(Case.state == CaseState.PUBLISHED, VersionVectors.fingerprint == fingerprint)
        .order_by(CaseVersion.id)
    )
    return [Comparable(*row) for row in rows]


def _in_force_with_vectors(fingerprint: str) -> ColumnElement[bool]:
    return (Case.state == CaseState.PUBLISHED) & exists().where(
        VersionVectors.version_id == CaseVersion.id, VersionVectors.fingerprint == fingerprint
    )


def _was_compared(fingerprint: str) -> ColumnElement[bool]:
    return exists().where(
        ComparedVersion.version_id == CaseVersion.id, ComparedVersion.fingerprint == fingerprint
    )


async def keep_pairs(
    session: AsyncSession,
    pairs: Collection[tuple[VersionId, VersionId, Likeness, float]],
    *,
    now: datetime,
) -> None:
    """Write pairs down that are not known yet, the lower version first in each."""
    for first, second, likeness, closeness in pairs:
        await session.execute(
            insert(CasePair)
            .values(
                first_version_id=first,
                second_version_id=second,
                likeness=likeness,
                closeness=closeness,
                found_at=now,
                note="",
            )
            .on_conflict_do_nothing()
        )


async def mark_compared(session: AsyncSession, ids: Sequence[VersionId], fingerprint: str) -> None:
    rows = [{"version_id": version_id, "fingerprint": fingerprint} for version_id in ids]
    await session.execute(insert(ComparedVersion).values(rows).on_conflict_do_nothing())


# What curators look at


def _is_open() -> ColumnElement[bool]:
    """Undecided, and both texts are in force."""
    return (
        CasePair.decision.is_(None)
        & (_FIRST_CASE.current_id == _FIRST.id)
        & (_SECOND_CASE.current_id == _SECOND.id)
        & (_FIRST_CASE.state == CaseState.PUBLISHED)
        & (_SECOND_CASE.state == CaseState.PUBLISHED)
    )


async def open_pairs(
    session: AsyncSession, *, limit: int, offset: int
) -> list[Row[CasePair, CaseVersion, CaseVersion]]:
    """Those that the bot cannot tell apart first, then the closest."""
    same_words_first = case((CasePair.likeness == Likeness.SAME_WORDS, 0), else_=1)
    statement = (
        select(CasePair, _FIRST, _SECOND)
        .join(_FIRST, _FIRST.id == CasePair.first_version_id)
        .join(_SECOND, _SECOND.id == CasePair.second_version_id)
        .join(_FIRST_CASE, _FIRST_CASE.id == _FIRST.case_id)
        .join(_SECOND_CASE, _SECOND_CASE.id == _SECOND.case_id)
        .where(_is_open())
        .order_by(same_words_first, CasePair.closeness.desc(), CasePair.id)
        .limit(limit)
        .offset(offset)
    )
    return list(await session.execute(statement))


async def count_open(session: AsyncSession) -> int:
    counted = (
        select(func.count())
        .select_from(CasePair)
        .join(_FIRST, _FIRST.id == CasePair.first_version_id)
        .join(_SECOND, _SECOND.id == CasePair.second_version_id)
        .join(_FIRST_CASE, _FIRST_CASE.id == _FIRST.case_id)
        .join(_SECOND_CASE, _SECOND_CASE.id == _SECOND.case_id)
        .where(_is_open())
    )
    return (await session.scalars(counted)).one()


async def pair_with(session: AsyncSession, pair_id: PairId, *, lock: bool) -> CasePair | None:
    return await session.get(CasePair, pair_id, with_for_update=lock, populate_existing=True)


async def successor_of(session: AsyncSession, case_id: CaseId) -> CaseId | None:
    found = select(CaseSuccessor.successor_id).where(CaseSuccessor.case_id == case_id)
    return (await session.scalars(found)).one_or_none()


async def point_to(
    session: AsyncSession, case_id: CaseId, successor_id: CaseId, *, by: PersonId, now: datetime
) -> None:
    """Let the case, and those that pointed to it, point to its successor; tests go along."""
    pointer = {"successor_id": successor_id, "merged_at": now, "merged_by": by}
    await session.execute(
        insert(CaseSuccessor)
        .values(case_id=case_id, **pointer)
        .on_conflict_do_update(index_elements=["case_id"], set_=pointer)
    )
    await session.execute(
        update(CaseSuccessor)
        .where(CaseSuccessor.successor_id == case_id)
        .values(successor_id=successor_id)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(CaseTest)
        .where(CaseTest.case_id == case_id)
        .values(case_id=successor_id)
        .execution_options(synchronize_session=False)
    )
