"""Figures of a span of time, and the very rows that they are counted from."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np

from kit.database import Transaction
from people.hours import WorkingHours
from people.models import PersonId
from routing import figures_queries as queries
from routing import register_queries, totals_queries
from routing.counting import MOST_COUNTED, Counting
from routing.fate_rows import rows_of
from routing.fates import Fate
from routing.figures import PlaceReport, Report, report, report_places
from routing.totals import Totals, totals_of

#: More rows are not exported at once.
MOST_ROWS = 100_000
#: Rows of one batch.
_AT_ONCE = 1_000


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
        self._counting = Counting(transaction, hours.zone)
        self.hours = hours

    async def report(
        self,
        *,
        since: datetime | None,
        before: datetime | None,
        now: datetime,
        methodists: Collection[PersonId] | None = None,
        most_counted: int | None = MOST_COUNTED,
    ) -> Report:
        """The figures of the questions that were asked in the span; ``None``: it is open there.

        Args:
            since: when the span begins.
            before: when it has ended.
            now: the moment as of which silence is counted.
            methodists: who is told of by themselves; ``None``: everybody.
            most_counted: questions that may be counted anew for it; ``None``: all that have to be.
        """
        first, last = self._whole_days(since, before)
        is_behind = False
        if first <= last:
            done = await self._counting.count(now=now, first=first, last=last, most=most_counted)
            is_behind = not done.is_all
        async with self._transaction() as session:
            found = await totals_queries.totals(session, first=first, last=last)
            for start, end in self._edges(since, before, first, last):
                fates = await queries.fates(session, since=start, before=end, limit=None)
                found.append(totals_of(fates, self.hours.zone))

        def tell() -> Report:
            return report(
                Totals.joined(found),
                self.hours,
                now=now,
                methodists=methodists,
                is_behind=is_behind,
            )

        # A year of a large hotline takes a while, and others are waiting.
        return await asyncio.to_thread(tell)

    async def places(self, *, since: datetime, before: datetime, now: datetime) -> PlaceReport:
        """The figures of the span by municipality, of its newest ``MOST_ROWS`` questions.

        They are told from fates each time: people move, and their questions with them.
        """
        first, last = self._whole_days(since, before)
        if first <= last:
            await self._counting.count(now=now, first=first, last=last)
        async with self._transaction() as session:
            kept = await totals_queries.day_fates(
                session, first=first, last=last, most=MOST_ROWS + 1
            )
            # What is before the first whole day comes last, as the oldest.
            for start, end in self._edges(since, before, first, last):
                edge = await queries.fates(session, since=start, before=end, limit=MOST_ROWS + 1)
                kept.insert(len(kept) if start == since else 0, rows_of(edge))
            rows = np.concatenate(kept) if kept else rows_of(())
            newest = rows[:MOST_ROWS]
            homes = await queries.homes(session)
        tell = partial(
            report_places, newest, homes, self.hours, now=now, is_cut=len(rows) > MOST_ROWS
        )
        return await asyncio.to_thread(tell)

    async def fates(self, *, since: datetime, before: datetime) -> Sequence[Fate]:
        """One row a question, the newest first, ``MOST_ROWS`` at most."""
        async with self._transaction() as session:
            return await queries.fates(session, since=since, before=before, limit=MOST_ROWS)

    async def batches(self, *, since: datetime, before: datetime) -> AsyncIterator[Sequence[Fate]]:
        """The same rows, ``_AT_ONCE`` at a time.

        No transaction is open while a batch is used: whoever takes it may be slow.
        """
        left, last = MOST_ROWS, None
        while left > 0:
            limit = min(left, _AT_ONCE)
            async with self._transaction() as session:
                batch = await queries.fates(
                    session, since=since, before=before, limit=limit, after=last
                )
            yield batch
            if len(batch) < limit:
                return
            left, last = left - limit, batch[-1]

    async def count_rows(self, *, since: datetime, before: datetime, now: datetime) -> int:
        """How many rows ``batches`` has, as of the last count of days."""
        first, last = self._whole_days(since, before)
        if first <= last:
            await self._counting.count(now=now, first=first, last=last)
        async with self._transaction() as session:
            found = await totals_queries.count_fates(session, first=first, last=last)
            for start, end in self._edges(since, before, first, last):
                found += len(await queries.fates(session, since=start, before=end, limit=None))
        return min(found, MOST_ROWS)

    async def names(self, ids: Sequence[PersonId]) -> dict[PersonId, str]:
        """Names of methodists, for those who may see figures by methodist."""
        async with self._transaction() as session:
            return await register_queries.names(session, ids)

    def last_days(self, days: int, *, now: datetime) -> tuple[datetime, datetime]:
        """When so many days of the region begin and end, today the last of them."""
        today = now.astimezone(self.hours.zone).date()
        first, after = today - timedelta(days=days - 1), today + timedelta(days=1)
        return self._counting.midnight(first), self._counting.midnight(after)

    def _whole_days(self, since: datetime | None, before: datetime | None) -> tuple[date, date]:
        """The first and the last day that lie in the span as a whole; there may be none."""
        first, last = date.min, date.max
        if since is not None:
            day = since.astimezone(self.hours.zone).date()
            first = day if self._counting.midnight(day) == since else day + timedelta(days=1)
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
            edges.append((since, self._counting.midnight(first)))
        if before is not None:
            edges.append((self._counting.midnight(last + timedelta(days=1)), before))
        return [(start, end) for start, end in edges if start < end]
