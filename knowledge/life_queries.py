"""Reading and locking proposals and test questions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.life_models import (
    OPEN,
    CaseTest,
    CaseTestId,
    CaseTestVector,
    Proposal,
    ProposalState,
)
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from knowledge.readiness import phrase_key
from people.models import Person


async def open_proposal(session: AsyncSession, case_id: CaseId) -> Proposal | None:
    """What is still to happen to a text of the case; the case must be locked to judge it."""
    waiting = select(Proposal).where(Proposal.case_id == case_id, Proposal.state.in_(OPEN))
    return (await session.scalars(waiting)).one_or_none()


async def due(session: AsyncSession, now: datetime, *, limit: int) -> list[CaseId]:
    """Cases with an approved text whose time has come, the longest due first."""
    scheduled = (
        select(Proposal.case_id)
        .where(Proposal.state == ProposalState.SCHEDULED, Proposal.publish_at <= now)
        .order_by(Proposal.publish_at, Proposal.id)
        .limit(limit)
    )
    return list(await session.scalars(scheduled))


async def proposals(session: AsyncSession, case_id: CaseId) -> list[tuple[Proposal, int, str, str]]:
    """Every proposal of a case, the newest first: with the number of its version, the name of
    who sent it and the name of who decided."""
    sender, judge = Person.__table__.alias("sender"), Person.__table__.alias("judge")
    rows = await session.execute(
        select(Proposal, CaseVersion.number, sender.c.name, judge.c.name)
        .join(CaseVersion, CaseVersion.id == Proposal.version_id)
        .join(sender, sender.c.id == Proposal.sent_by)
        .outerjoin(judge, judge.c.id == Proposal.decided_by)
        .where(Proposal.case_id == case_id)
        .order_by(Proposal.id.desc())
    )
    return [
        (proposal, number, sent or "", decided or "") for proposal, number, sent, decided in rows
    ]


async def count_waiting(session: AsyncSession) -> int:
    waiting = select(func.count()).where(Proposal.state == ProposalState.WAITING)
    return (await session.scalars(waiting)).one()


async def in_force(session: AsyncSession) -> list[tuple[CaseId, VersionId]]:
    """Every published case with its text in force, by the id of the case."""
    rows = await session.execute(
        select(Case.id, Case.current_id)
        .where(Case.state == CaseState.PUBLISHED, Case.current_id.is_not(None))
        .order_by(Case.id)
    )
    return [(case_id, version_id) for case_id, version_id in rows if version_id is not None]


async def phrases_of(
    session: AsyncSession, ids: Sequence[VersionId]
) -> dict[VersionId, tuple[str, ...]]:
    """Titles and typical questions of versions, by ``phrase_key``."""
    rows = await session.execute(
        select(CaseVersion.id, CaseVersion.title, CaseVersion.questions).where(
            CaseVersion.id.in_(ids)
        )
    )
    return {
        version_id: tuple(phrase_key(phrase) for phrase in (title, *questions))
        for version_id, title, questions in rows
    }


async def ids_beginning(session: AsyncSession, prefix: str) -> set[CaseId]:
    return set(await session.scalars(select(Case.id).where(Case.id.startswith(prefix))))


# Test questions


async def tests_of(session: AsyncSession, case_id: CaseId | None) -> list[CaseTest]:
    """Those of a case, or those that no case answers, in the order in which they were added."""
    return list(
        await session.scalars(
            select(CaseTest)
            .where(CaseTest.case_id.is_not_distinct_from(case_id))
            .order_by(CaseTest.id)
        )
    )


async def count_tests(session: AsyncSession) -> int:
    return (await session.scalars(select(func.count()).select_from(CaseTest))).one()


async def tested_cases(session: AsyncSession) -> set[CaseId | None]:
    """Cases that have test questions; ``None`` among them if some question has no case."""
    return set(await session.scalars(select(CaseTest.case_id).distinct()))


async def drop_tests(session: AsyncSession, ids: Sequence[CaseTestId]) -> None:
    await session.execute(delete(CaseTest).where(CaseTest.id.in_(ids)))


#: Whether a test question counts, whatever text is tried; its case must be joined.
_is_asked = CaseTest.case_id.is_(None) | (Case.state == CaseState.PUBLISHED)


async def tests_in_force(
    session: AsyncSession, *, together_with: CaseId | None
) -> list[tuple[CaseTestId, CaseId | None, str, str | None]]:
    """Test questions of published cases, of ``together_with``, and those without an answer.

    Each with its case, its text and the audience of the case.
    """
    rows = await session.execute(
        select(CaseTest.id, CaseTest.case_id, CaseTest.text, CaseVersion.audience)
        .outerjoin(Case, Case.id == CaseTest.case_id)
        .outerjoin(CaseVersion, CaseVersion.id == Case.current_id)
        .where(_is_asked | (CaseTest.case_id == together_with))
        .order_by(CaseTest.id)
    )
    return [(test_id, case_id, text, audience) for test_id, case_id, text, audience in rows]


async def tests_unseen(
    session: AsyncSession, fingerprints: Sequence[str], *, limit: int
) -> list[tuple[CaseTestId, str]]:
    """Test questions in force, with their texts, that one of these encoders has not seen."""
    seen = (
        select(func.count())
        .where(CaseTestVector.test_id == CaseTest.id, CaseTestVector.fingerprint.in_(fingerprints))
        .scalar_subquery()
    )
    rows = await session.execute(
        select(CaseTest.id, CaseTest.text)
        .outerjoin(Case, Case.id == CaseTest.case_id)
        .where(_is_asked, seen < len(fingerprints))
        .order_by(CaseTest.id)
        .limit(limit)
    )
    return [(test_id, text) for test_id, text in rows]


async def tests_seen(
    session: AsyncSession, ids: Collection[CaseTestId], fingerprint: str
) -> dict[CaseTestId, tuple[str, bytes]]:
    """How this encoder understood test questions, and their vectors; of those it has seen."""
    rows = await session.execute(
        select(CaseTestVector.test_id, CaseTestVector.understood, CaseTestVector.data).where(
            CaseTestVector.test_id.in_(ids), CaseTestVector.fingerprint == fingerprint
        )
    )
    return {test_id: (understood, data) for test_id, understood, data in rows}


async def keep_vectors(
    session: AsyncSession,
    fingerprint: str,
    vectors: Sequence[tuple[CaseTestId, str, bytes]],
) -> None:
    """Store vectors of test questions; those that another process was faster with stay."""
    rows = [
        {"test_id": test_id, "fingerprint": fingerprint, "understood": understood, "data": data}
        for test_id, understood, data in vectors
    ]
    if rows:
        await session.execute(insert(CaseTestVector).on_conflict_do_nothing(), rows)


# Files of cases
