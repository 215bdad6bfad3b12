"""Which cases help and which do not, as far as few words can tell."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from math import sqrt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kit.database import Transaction
from routing import usefulness_queries as queries
from routing.counting import Counting
from routing.usefulness_queries import Tally

#: Fewer words than this say nothing about a case.
LEAST_WORDS = 5
#: Standard deviations of a two-sided interval of 95 %.
_Z = 1.959964


class Bounds(NamedTuple):
    """Between which shares the true one lies, with 95 %."""

    low: float
    high: float


class Rated(NamedTuple):
    """A version with what askers said of it. What is presumed stands apart in ``tally``."""

    tally: Tally
    bounds: Bounds | None
    """Of the share of those it helped; ``None`` with fewer than ``LEAST_WORDS`` words."""

    @property
    def words(self) -> int:
        return self.tally.helped + self.tally.not_helped


@lru_cache(maxsize=10_000)
def wilson(hits: int, words: int) -> Bounds:
    """The Wilson score interval of a share (E. B. Wilson, 1927).

    Raises:
        ValueError: there are no words, or more hits than words.
    """
    if not 0 <= hits <= words or words == 0:
        raise ValueError(f"{hits} of {words}")
    share, square = hits / words, _Z**2
    middle = (share + square / (2 * words)) / (1 + square / words)
    spread = sqrt(share * (1 - share) / words + square / (4 * words**2)) / (1 + square / words)
    spread *= _Z
    return Bounds(max(0.0, middle - spread), min(1.0, middle + spread))


def rated(tallies: Sequence[Tally]) -> list[Rated]:
    """The surely worst first; those that too few have spoken of last, by how often opened."""
    found = [_rated(tally) for tally in tallies]
    return sorted(found, key=_badness)


def _rated(tally: Tally) -> Rated:
    words = tally.helped + tally.not_helped
    return Rated(tally, wilson(tally.helped, words) if words >= LEAST_WORDS else None)


def _badness(each: Rated) -> tuple[bool, float, int, int]:
    high = each.bounds.high if each.bounds else 1.0
    return each.bounds is None, high, -each.tally.opened, each.tally.version_id


class Usefulness:
    """Looks at what became of cases that were shown."""

    def __init__(self, transaction: Transaction, zone: ZoneInfo) -> None:
        self._transaction = transaction
        self._counting = Counting(transaction, zone)

    async def worst_first(self, *, days: int, now: datetime) -> list[Rated]:
        """Versions in force that were opened for questions of so many days; see ``rated``."""
        tallies = await self._tallies(days=days, now=now)
        return rated([tally for tally in tallies if tally.is_in_force and tally.opened])

    async def most_asked(self, *, days: int, now: datetime) -> list[Tally]:
        """What is asked often and has an answer: versions by how often they were opened."""
        tallies = [tally for tally in await self._tallies(days=days, now=now) if tally.opened]
        return sorted(tallies, key=lambda tally: (-tally.opened, tally.version_id))

    async def of_case(self, case_id: str, *, days: int, now: datetime) -> list[Tally]:
        """The versions of one case, the newest first."""
        own = [each for each in await self._tallies(days=days, now=now) if each.case_id == case_id]
        return sorted(own, key=lambda tally: -tally.number)

    async def _tallies(self, *, days: int, now: datetime) -> list[Tally]:
        today = now.astimezone(self._counting.zone).date()
        first = today - timedelta(days=days)
        await self._counting.count(now=now, first=first)
        async with self._transaction() as session:
            return await queries.tallies(session, first=first, today=today)
