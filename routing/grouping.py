"""Groups questions that lack a case by their meaning, a limited batch at a time."""

import logging
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge.encoder import Encoder, Matrix, Vector
from knowledge.likeness import (
    ONE_GAP,
    ONE_GAP_RAW,
    centre_of,
    middle_of,
    nearest,
    seen_from,
)
from knowledge.vectors import pack
from routing import gap_queries as queries
from routing.curating_models import Gap, GapId, GapQuestion
from routing.gap_counts import recount_of
from routing.models import QuestionId

log = logging.getLogger(__name__)

#: Of which questions it is asked again and again whether they lack a case.
LATELY = timedelta(days=30)


class Grouping:
    """Keeps the gaps of the base up to date."""

    def __init__(self, transaction: Transaction, encoder: Encoder) -> None:
        self._transaction = transaction
        self._encoder = encoder
        self._has_looked_back = False

    async def group(self, now: datetime, *, limit: int = 100) -> int:
        """Look at new questions without a case; harmless when run twice or in two processes.

        Returns:
            How many were understood, put into a gap or told anew; 0 when all is done.
        """
        done = await self._understand(now, limit=limit)
        fingerprint = self._encoder.fingerprint
        async with self._transaction() as session:
            await queries.lock_grouping(session)
            await queries.mark_changed(session, fingerprint)
            grouped = await self._group(session, now, limit=limit)
            told = await _tell_anew(session, fingerprint, limit=limit)
        if done or grouped or told:
            log.info("gaps: %s understood, %s grouped, %s told anew", done, grouped, told)
        return done + grouped + told

    async def _understand(self, now: datetime, *, limit: int) -> int:
        # Encoding takes a while: no transaction is open meanwhile.
        fingerprint = self._encoder.fingerprint
        async with self._transaction() as session:
            waiting = await queries.without_vectors(
                session,
                fingerprint,
                now,
                since=now - (LATELY if self._has_looked_back else queries.COUNTED_FOR),
                limit=limit,
            )
        # The whole year is looked through until nothing is left of it, and then no more: a question
        # that comes to lack a case so late is found after the next start.
        self._has_looked_back = self._has_looked_back or not waiting
        vectors = [(id, await self._encoder.question(words)) for id, words in waiting]
        async with self._transaction() as session:
            # In one order everywhere: two processes must not wait for each other.
            stored = [
                await queries.store_vector(session, id, fingerprint, pack(vector))
                for id, vector in sorted(vectors, key=lambda pair: pair[0])
            ]
        return sum(stored)

    async def _group(self, session: AsyncSession, now: datetime, *, limit: int) -> int:
        fingerprint = self._encoder.fingerprint
        waiting = await queries.ungrouped(session, fingerprint, limit=limit)
        if not waiting:
            return 0
        base = await queries.base_rows(session, fingerprint, self._encoder.dimensions)
        known = await queries.centres(session, fingerprint, {subject for _, subject, _ in waiting})
        board = _Board(middle_of(base), fingerprint)
        for gap_id, subject, centre in known:
            board.add(gap_id, subject, np.frombuffer(centre, dtype="<f4"))
        for question_id, subject, data in waiting:
            await board.place(session, question_id, subject, np.frombuffer(data, dtype="<f4"))
        await recount_of(session, [question_id for question_id, _, _ in waiting], now)
        return len(waiting)


class _Board:
    """The gaps as one batch sees them."""

    def __init__(self, middle: Vector | None, fingerprint: str) -> None:
        self._middle = middle
        self._fingerprint = fingerprint
        self._least = ONE_GAP if middle is not None else ONE_GAP_RAW
        self._ids: list[GapId] = []
        self._subjects: list[str | None] = []
        self._rows: list[Vector] = []

    def add(self, gap_id: GapId, subject: str | None, centre: Vector) -> None:
        self._ids.append(gap_id)
        self._subjects.append(subject)
        self._rows.append(seen_from(self._middle, centre[None])[0])

    async def place(
        self, session: AsyncSession, question_id: QuestionId, subject: str | None, vector: Vector
    ) -> None:
        seen: Matrix = seen_from(self._middle, vector[None])
        allowed = [own == subject for own in self._subjects]
        centres = np.array(self._rows, dtype=np.float32)
        at = nearest(seen[0], centres, allowed, least=self._least)
        if at is None:
            gap = Gap(subject=subject, fingerprint=self._fingerprint, typical_id=question_id)
            session.add(gap)
            await session.flush()
            gap_id = gap.id
            self.add(gap_id, subject, vector)
        else:
            gap_id = self._ids[at]
            (await session.get_one(Gap, gap_id)).is_stale = True
        session.add(GapQuestion(question_id=question_id, gap_id=gap_id))
        await session.flush()


async def _tell_anew(session: AsyncSession, fingerprint: str, *, limit: int) -> int:
    """Find the centre and the typical question of gaps that have changed."""
    changed = await queries.stale(session, limit=limit)
    for gap in changed:
        ids, rows = await queries.members(session, gap.id, fingerprint)
        gap.is_stale = False
        gap.centre, gap.typical_id = None, None
        if ids:
            centre, typical = centre_of(rows)
            gap.centre, gap.typical_id = pack(centre), ids[typical]
            gap.fingerprint = fingerprint
    await session.flush()
    return len(changed)
