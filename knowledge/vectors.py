"""Vectors of case versions as the database keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Exists, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.encoder import Matrix
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId, VersionVectors
from knowledge.recalling import is_recalled
from knowledge.replying import is_reply


@dataclass(frozen=True)
class InForce:
    """A published case, by its current version."""

    case_id: CaseId
    version_id: VersionId
    has_vectors: bool
    has_gists: bool
    """Vectors of the second opinion."""


def pack(vectors: Matrix) -> bytes:
    return vectors.astype("<f4").tobytes()


def unpack(stored: VersionVectors) -> Matrix:
    """One row for each of ``stored.parts``."""
    return np.frombuffer(stored.data, dtype="<f4").reshape(len(stored.parts), -1)


async def in_force(
    session: AsyncSession, fingerprint: str | None, second: str | None = None
) -> list[InForce]:
    """Every published case, in the order of ids.

    Args:
        session: where to look.
        fingerprint: says which vectors count.
        second: the same of the second opinion.
    """
    rows = await session.execute(
        select(Case.id, Case.current_id, _has_vectors(fingerprint), _has_vectors(second))
        .where(
            Case.state == CaseState.PUBLISHED,
            Case.current_id.is_not(None),
            # Whichever way its text has come into force again, it is not found.
            ~is_recalled(Case.current_id),
        )
        .order_by(Case.id)
    )
    return [
        InForce(case_id, current, has, gists) for case_id, current, has, gists in rows if current
    ]


def _has_vectors(fingerprint: str | None) -> Exists:
    return exists().where(
        VersionVectors.version_id == Case.current_id, VersionVectors.fingerprint == fingerprint
    )


async def versions(session: AsyncSession, ids: Sequence[VersionId]) -> list[CaseVersion]:
    return list(await session.scalars(select(CaseVersion).where(CaseVersion.id.in_(ids))))


async def vectors_of(
    session: AsyncSession, ids: Sequence[VersionId], fingerprint: str
) -> dict[VersionId, VersionVectors]:
    found = await session.scalars(
        select(VersionVectors).where(
            VersionVectors.version_id.in_(ids), VersionVectors.fingerprint == fingerprint
        )
    )
    return {stored.version_id: stored for stored in found}


async def missing(session: AsyncSession, fingerprint: str) -> list[VersionId]:
    """Published current versions without vectors of this fingerprint, oldest first."""
    return sorted(
        row.version_id for row in await in_force(session, fingerprint) if not row.has_vectors
    )


async def missing_gists(session: AsyncSession, fingerprint: str) -> list[VersionId]:
    """The same for the second opinion, which has nothing to say of replies."""
    lacking = await missing(session, fingerprint)
    kinds = await session.execute(
        select(CaseVersion.id, CaseVersion.kind).where(CaseVersion.id.in_(lacking))
    )
    return sorted(version_id for version_id, kind in kinds if not is_reply(kind))


async def count(session: AsyncSession, fingerprint: str) -> int:
    """How many published cases have vectors of this fingerprint."""
    return sum(row.has_vectors for row in await in_force(session, fingerprint))


async def store(
    session: AsyncSession,
    version_id: VersionId,
    fingerprint: str,
    parts: Sequence[str],
    vectors: Matrix,
) -> bool:
    """Keep the vectors of a version; ``False`` when another process was faster."""
    row = {
        "version_id": version_id,
        "fingerprint": fingerprint,
        "parts": list(parts),
        "data": pack(vectors),
    }
    stored = await session.execute(
        insert(VersionVectors)
        .values(row)
        .on_conflict_do_nothing()
        .returning(VersionVectors.version_id)
    )
    return stored.first() is not None
