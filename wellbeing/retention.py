"""What is stored of check-ins goes by itself when its time is over."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.notices import UNASKED
from kit.database import Transaction
from wellbeing import queries
from wellbeing.models import Alias, CountedRecord, Key, Round, RoundState, Visit
from wellbeing.room import apart
from wellbeing.vault import Vault

log = logging.getLogger(__name__)

#: After the end of the round; then the scores alone stay.
ANSWERS_KEPT = timedelta(days=90)
#: 24 months.
SCORES_KEPT = timedelta(days=730)
#: That a round is over, where nothing of it is kept.
ENDS_KEPT = timedelta(days=30)
#: Whoever has not done anything here for so long is forgotten.
UNUSED_KEPT = timedelta(days=365)
#: That somebody was nudged; when, ``delivery.solicitude`` knows as long as it matters.
NUDGES_KEPT = timedelta(days=30)
#: What a key has sealed that no process has had for so long is taken for unreadable.
KEY_MISSED = timedelta(days=7)


class Retention:
    """The job that lets things go; harmless when run twice."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def retain(self, now: datetime, *, limit: int = 5000) -> int:
        """Let go what is too old, a batch of each kind; how much it was."""
        async with self._transaction() as session:
            before = now - NUDGES_KEPT
            nudges = await outbox.forget_settled(session, UNASKED, before=before, limit=limit)
            gone = nudges + await self._let_go(session, now, limit)
        if gone:
            log.info("check-ins: %s things too old were let go", gone)
        return gone

    async def _let_go(self, session: AsyncSession, now: datetime, limit: int) -> int:
        async with apart(session):
            await queries.note_key(session, self._vault.key_id, now)
            await queries.mix_records(session)
            return sum(
                [
                    await _let_answers_go(session, now, limit),
                    await _let_rounds_go(session, now, limit),
                    await _let_unused_go(session, now, limit),
                    await _let_unreadable_go(session, now),
                    await _let_visits_go(session, now),
                ]
            )


async def _let_answers_go(session: AsyncSession, now: datetime, limit: int) -> int:
    old = (
        select(Round.number)
        .where(
            Round.state != RoundState.OPEN,
            Round.sealed_answers.is_not(None),
            Round.finished_at <= now - ANSWERS_KEPT,
        )
        .limit(limit)
    )
    blanked = update(Round).where(Round.number.in_(old)).values(sealed_answers=None)
    return len((await session.scalars(blanked.returning(Round.number))).all())


async def _let_rounds_go(session: AsyncSession, now: datetime, limit: int) -> int:
    is_old = Round.finished_at <= now - SCORES_KEPT
    is_bare = Round.sealed_scores.is_(None) & (Round.finished_at <= now - ENDS_KEPT)
    old = select(Round.number).where(or_(is_old, is_bare)).limit(limit)
    gone = delete(Round).where(Round.number.in_(old)).returning(Round.number)
    return len((await session.scalars(gone)).all())


async def _let_unused_go(session: AsyncSession, now: datetime, limit: int) -> int:
    unused = Alias.active_on < (now - UNUSED_KEPT).date()
    old = select(Alias.pseudonym).where(unused).limit(limit)
    gone = delete(Alias).where(Alias.pseudonym.in_(old)).returning(Alias.pseudonym)
    return len((await session.scalars(gone)).all())


async def _let_unreadable_go(session: AsyncSession, now: datetime) -> int:
    """What was sealed with keys that are lost: nobody will ever read it."""
    is_alive = exists().where(Key.id == Alias.key_id, Key.seen_at > now - KEY_MISSED)
    lost = delete(Alias).where(~is_alive).returning(Alias.pseudonym)
    count = len((await session.scalars(lost)).all())
    is_read = exists().where(Key.id == CountedRecord.key_id, Key.seen_at > now - KEY_MISSED)
    records = delete(CountedRecord).where(~is_read).returning(CountedRecord.id)
    count += len((await session.scalars(records)).all())
    await session.execute(delete(Key).where(Key.seen_at <= now - KEY_MISSED))
    return count


async def _let_visits_go(session: AsyncSession, now: datetime) -> int:
    over = delete(Visit).where(Visit.expires_at <= now).returning(Visit.token_hash)
    return len((await session.scalars(over)).all())
