"""Keeps what pages tell of all questions: totals by the day, uses of cases, sizes of gaps.

Whatever becomes of a question leaves a mark (``routing.history``); the day of a marked question is
counted anew, by a job or by whoever asks for numbers before the job has come by.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kit.database import Transaction
from routing import figures_queries, gap_counts, totals_queries, use_counts
from routing.fate_rows import FateRows, rows_of
from routing.fates import Fate
from routing.totals import Totals

log = logging.getLogger(__name__)

#: Questions that one page, or one run of the job, counts anew.
MOST_COUNTED = 10_000
#: Days that one of them counts anew, however little was asked on them.
_MOST_DAYS = 100
#: Gaps with a question of just a year ago that the job counts anew at once; and that a page does,
#: which leaves the rest of a backlog, as there is after an upgrade, to the job.
_MOST_EXPIRED, _FEW_EXPIRED = 200, 20


@dataclass(frozen=True)
class Done:
    days: int
    """How many were counted."""
    is_all: bool
    """Nothing is left to be counted."""


class Counting:
    """Counts by the day of the region; harmless when run twice or in two processes."""

    def __init__(self, transaction: Transaction, zone: ZoneInfo) -> None:
        self._transaction = transaction
        self.zone = zone

    async def count_days(self, now: datetime, *, limit: int = MOST_COUNTED) -> int:
        """Count the days that have changed or were never counted.

        Args:
            now: a question that is older than a year makes no gap any more.
            limit: questions, after which the rest is left for the next time.

        Returns:
            How many days were counted.
        """
        await self.forget_expired(now, limit=_MOST_EXPIRED)
        return (await self.count(now=now, most=limit)).days

    async def forget_expired(self, now: datetime, *, limit: int = _FEW_EXPIRED) -> None:
        """Count gaps anew of which a question has become too old, so many of them at most."""
        async with self._transaction() as session:
            await gap_counts.recount_expired(session, now, limit=limit)

    async def count(
        self,
        *,
        now: datetime,
        first: date = date.min,
        last: date = date.max,
        most: int | None = MOST_COUNTED,
    ) -> Done:
        """Count those of these days that have to be counted, the newest first.

        Args:
            now: as in ``count_days``.
            first: the first of the days.
            last: the last one, itself counted.
            most: questions, after which the rest is left; ``None``: however many there are.
        """
        async with self._transaction() as session:
            days = await totals_queries.days_to_count(session, self.zone, first=first, last=last)
        questions = 0
        for number, day in enumerate(days):
            if most is not None and (questions >= most or number >= _MOST_DAYS):
                return Done(number, is_all=False)
            questions += await self._count_day(day, now)
        if days:
            log.info("%s days counted, %s questions", len(days), questions)
        return Done(len(days), is_all=True)

    def midnight(self, day: date) -> datetime:
        """The first moment of the day in the region."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    async def _count_day(self, day: date, now: datetime) -> int:
        since, before = self.midnight(day), self.midnight(day + timedelta(days=1))
        async with self._transaction() as session:
            await totals_queries.lock_counting(session)
            # First: what changes while the day is counted leaves its mark for the next time.
            changed = await totals_queries.take_changes(session, since=since, before=before)
            fates = await figures_queries.fates(session, since=since, before=before, limit=None)
            # One adds up while the database counts.
            (rows, totals), _ = await asyncio.gather(
                asyncio.to_thread(self._added_up, fates),
                use_counts.keep_day(session, day, since=since, before=before),
            )
            await totals_queries.keep_day(session, day, self.zone, totals, rows)
            await gap_counts.recount_of(session, changed, now)
        return len(fates)

    def _added_up(self, fates: Sequence[Fate]) -> tuple[FateRows, Totals]:
        rows = rows_of(fates)
        return rows, Totals.of(fates, rows, self.zone)
