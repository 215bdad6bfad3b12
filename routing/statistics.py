"""Figures of a span of time, and the very rows that they are counted from."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from kit.database import Transaction
from people.hours import WorkingHours
from people.models import PersonId
from routing import figures_queries as queries
from routing import register_queries
from routing.figures import Fate, Report, report

#: More rows are neither counted nor exported at once.
MOST_ROWS = 100_000


class Statistics:
    """Counts; changes nothing."""

    def __init__(self, transaction: Transaction, hours: WorkingHours) -> None:
        """
        Args:
            hours: the region's; spans are told in its working time, as promises are.
        """
        self._transaction = transaction
        self.hours = hours

    async def report(self, *, since: datetime, before: datetime, now: datetime) -> Report:
        """The figures of the questions that were asked in the span."""
        fates = await self.fates(since=since, before=before)
        count = partial(report, fates, self.hours, now=now, is_cut=len(fates) == MOST_ROWS)
        # Counting many takes a while, and others are waiting.
        return await asyncio.to_thread(count)

    async def fates(self, *, since: datetime, before: datetime) -> Sequence[Fate]:
        """One row a question, the newest first, ``MOST_ROWS`` at most."""
        async with self._transaction() as session:
            return await queries.fates(session, since=since, before=before, limit=MOST_ROWS)

    async def names(self, ids: Sequence[PersonId]) -> dict[PersonId, str]:
        """Names of methodists, for those who may see figures by methodist."""
        async with self._transaction() as session:
            return await register_queries.names(session, ids)
