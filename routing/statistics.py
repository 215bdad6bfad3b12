"""Figures of a span of time, and the very rows that they are counted from."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from kit.database import Transaction
from people.hours import WorkingHours
from people.models import PersonId
from routing import figures_queries as queries
from routing import register_queries, totals_queries
from routing.fates import Fate
from routing.figures import Report, report, sums_of
from routing.totals import by_slot

log = logging.getLogger(__name__)

#: More rows are not exported at once.
MOST_ROWS = 100_000
#: Questions that one report, or one run of the job, counts anew.
MOST_COUNTED = 10_000
#: Days that one of them counts anew, even when nothing was asked on them.
_MOST_DAYS = 60


class Statistics:
    """Counts; changes nothing but the totals that it keeps by the day of the region.

    Days that have changed are counted anew before anything is told of them: figures are as exact
    as the rows. Only when too many have (after an upgrade, or in another zone) are some left for
    later, and the report says so.
    """

    def __init__(self, transaction: Transaction, hours: WorkingHours) -> None:
        """
        Args:
            hours: the region's; spans are told in its working time, as promises are.
        """
        self._transaction = transaction
        self.hours = hours

    async def report(
        self,
        *,
        since: datetime | None,
        before: datetime | None,
        now: datetime,
        most_counted: int | None = MOST_COUNTED,
    ) -> Report:
        """The figures of the questions that were asked in the span; ``None``: it is open there.

        Args:
            since: when the span begins.
            before: when it has ended.
            now: the moment as of which silence is counted.
            most_counted: questions that may be counted anew for it; ``None``: all that have to be.
        """
        first, last = self._whole_days(since, before)
        is_behind = False
        if first <= last:
            is_behind = not (await self._count_changed(first, last, most=most_counted)).is_all
        async with self._transaction() as session:
            found = await totals_queries.sums(session, first=first, last=last)
            for start, end in self._edges(since, before, first, last):
                fates = await queries.fates(session, since=start, before=end, limit=None)
                found += sums_of(fates, self.hours)
        tell = partial(report, found, self.hours, now=now, is_behind=is_behind)
        # A year of a large hotline takes a while, and others are waiting.
        return await asyncio.to_thread(tell)

    async def count_days(self, now: datetime, *, limit: int = MOST_COUNTED) -> int:
        """Count days that have changed or were never counted; harmless when run twice.

        Args:
            now: not looked at: a day is counted as it is.
            limit: questions, after which the rest is left for the next time.

        Returns:
            How many days were counted.
        """
        del now
        return (await self._count_changed(date.min, date.max, most=limit)).days

    async def fates(self, *, since: datetime, before: datetime) -> Sequence[Fate]:
        """One row a question, the newest first, ``MOST_ROWS`` at most."""
        async with self._transaction() as session:
            return await queries.fates(session, since=since, before=before, limit=MOST_ROWS)

    async def names(self, ids: Sequence[PersonId]) -> dict[PersonId, str]:
        """Names of methodists, for those who may see figures by methodist."""
        async with self._transaction() as session:
            return await register_queries.names(session, ids)

    async def _count_changed(self, first: date, last: date, *, most: int | None) -> "_Done":
        async with self._transaction() as session:
            days = await totals_queries.days_to_count(
                session, self.hours.zone, first=first, last=last
            )
        questions = 0
        for number, day in enumerate(days):
            if most is not None and (questions >= most or number >= _MOST_DAYS):
                return _Done(number, is_all=False)
            questions += await self._count_day(day)
        if days:
            log.info("%s days counted, %s questions", len(days), questions)
        return _Done(len(days), is_all=True)

    async def _count_day(self, day: date) -> int:
        since, before = self._midnight(day), self._midnight(day + timedelta(days=1))
        async with self._transaction() as session:
            await totals_queries.lock_counting(session)
            await totals_queries.take_changes(session, since=since, before=before)
            fates = await queries.fates(session, since=since, before=before, limit=None)
            totals = await asyncio.to_thread(by_slot, fates, self.hours.zone)
            await totals_queries.keep_day(session, day, self.hours.zone, totals)
        return len(fates)

    def _whole_days(self, since: datetime | None, before: datetime | None) -> tuple[date, date]:
        """The first and the last day that lie in the span as a whole; there may be none."""
        first, last = date.min, date.max
        if since is not None:
            day = since.astimezone(self.hours.zone).date()
            first = day if self._midnight(day) == since else day + timedelta(days=1)
        if before is not None:
            last = before.astimezone(self.hours.zone).date() - timedelta(days=1)
        return first, last

    def _edges(
        self, since: datetime | None, before: datetime | None, first: date, last: date
    ) -> list[tuple[datetime, datetime]]:
        """What is left of the span before and after its whole days."""
        if since is not None and before is not None and first > last:
            return [(since, before)]
        edges = []
        if since is not None:
            edges.append((since, self._midnight(first)))
        if before is not None:
            edges.append((self._midnight(last + timedelta(days=1)), before))
        return [(start, end) for start, end in edges if start < end]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.hours.zone).astimezone(UTC)


@dataclass(frozen=True)
class _Done:
    days: int
    is_all: bool
    """Nothing is left to be counted."""
