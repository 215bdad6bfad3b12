"""Carries out what was asked for on the panel: fits a calibration, and keeps it as a proposal."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import life_queries
from knowledge import recalculation_queries as queries
from knowledge.calibrating import USUAL_TARGET, Calibrator, TooFewExamples
from knowledge.encoder import Encoder
from knowledge.examples import GROUP, Verdict
from knowledge.labelled import LabelledQuestion
from knowledge.recalculation_models import RecalculationId
from knowledge.recalculation_results import Result, TooFew, to_document
from knowledge.verdict import Calibration

log = logging.getLogger(__name__)

#: Reads what askers have said of the cases that they were shown.
Verdicts = Callable[[AsyncSession], Awaitable[Sequence[Verdict]]]
Clock = Callable[[], datetime]

#: Whoever does it and gives no sign of life for so long has died.
LEASE = timedelta(minutes=2)
#: Begun more often than this, it is given up.
MOST_ATTEMPTS = 3
_SIGN_EVERY_SECONDS = 2.0


class _Progress:
    """How far one recalculation is."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.over = asyncio.Event()

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class Recalculating:
    """The job that does it, in whichever process has the encoder."""

    def __init__(
        self,
        transaction: Transaction,
        encoder: Encoder,
        verdicts: Verdicts,
        clock: Clock,
        *,
        shipped: Calibration | None = None,
    ) -> None:
        """``clock`` is for signs of life: it is done for minutes."""
        self._transaction = transaction
        self._fingerprint = encoder.fingerprint
        self._verdicts = verdicts
        self._clock = clock
        self._calibrator = Calibrator(transaction, encoder, shipped)

    async def carry_out(self, now: datetime) -> int:
        """Do the one that was asked for; 1, or 0 when none is or somebody else does it."""
        number = await self._begun(now)
        if number is None:
            return 0
        progress = _Progress()
        result, _ = await asyncio.gather(
            self._result(progress, now), self._give_signs(number, progress)
        )
        async with self._transaction() as session:
            row = await queries.locked(session, number)
            if row.ended_at is None:
                row.ended_at, row.result = self._clock(), to_document(result)
                await queries.forget_before(session, self._fingerprint, number)
        log.info("recalculation %s is done", number)
        return 1

    async def _begun(self, now: datetime) -> RecalculationId | None:
        async with self._transaction() as session:
            row = await queries.abandoned(session, self._fingerprint, alive_before=now - LEASE)
            if row is None:
                return None
            if row.attempts == MOST_ATTEMPTS:
                row.ended_at = now
                log.error("recalculation %s was given up", row.id)
                return None
            row.attempts += 1
            row.alive_at = now
            return row.id

    async def _result(self, progress: _Progress, now: datetime) -> Result:
        try:
            async with self._transaction() as session:
                labelled = await _test_questions(session)
                verdicts = await self._verdicts(session)
            try:
                return await self._calibrator.propose(
                    labelled, verdicts, most_wrong=USUAL_TARGET, now=now, progress=progress.tell
                )
            except TooFewExamples as few:
                return TooFew.of(few, await self._calibrator.estimate(progress=progress.tell))
        finally:
            progress.over.set()

    async def _give_signs(self, number: RecalculationId, progress: _Progress) -> None:
        while not progress.over.is_set():
            async with self._transaction() as session:
                row = await queries.locked(session, number)
                row.alive_at = self._clock()
                row.done, row.total = progress.done, progress.total
            with suppress(TimeoutError):
                await asyncio.wait_for(progress.over.wait(), _SIGN_EVERY_SECONDS)


async def _test_questions(session: AsyncSession) -> list[LabelledQuestion]:
    """What curators have written down: which case answers a question, and which none does."""
    rows = await life_queries.tests_in_force(session, together_with=None)
    return [
        LabelledQuestion(
            f"{case_id or 'none'}{GROUP if case_id else '-'}{test_id}",
            text,
            frozenset({case_id} if case_id else ()),
        )
        for test_id, case_id, text, audience in rows
        if audience in (None, "teacher")
    ]
