"""What of the questions needs somebody's attention now, as numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.database import Transaction
from routing import attention_queries as queries

#: What «this week» means.
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Needs:
    """How many questions need what."""

    gaps: int
    """Asked within a week, and the base had no case to show."""
    not_helped: int
    """Asked within a week, a case was shown, and a person had to answer all the same."""
    unassigned: int
    """Nobody has them now."""
    overdue: int
    """Somebody has them, and the promise has passed."""


class Attention:
    """Counts what waits."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def needs(self, *, now: datetime) -> Needs:
        async with self._transaction() as session:
            gaps, not_helped = await queries.gaps_and_not_helped(session, since=now - WEEK)
            unassigned = await queries.count_queued(session)
            overdue = await queries.count_overdue(session, now)
        return Needs(gaps, not_helped, unassigned, overdue)
