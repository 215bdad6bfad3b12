"""Doing claimed jobs side by side: what the inbox worker and the courier have in common."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from kit.listening import until_any

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Job = TypeVar("Job")
Claimed = TypeVar("Claimed", covariant=True)

#: How often to look without having been woken, as a notification may be lost.
LOOK_EVERY = timedelta(seconds=10)
#: Between two looks that found nothing although something seemed to be due.
_BREATHER_SECONDS = 0.05


class Claim(Protocol[Claimed]):
    async def __call__(self, now: datetime, *, limit: int) -> Sequence[Claimed]: ...


class Crew(Generic[Job]):
    """Claims jobs and does up to ``at_once`` of them at the same time."""

    def __init__(
        self,
        *,
        claim: Claim[Job],
        do: Callable[[Job, Clock], Awaitable[int]],
        next_due: Callable[[datetime], Awaitable[datetime | None]],
        at_once: int,
    ) -> None:
        """
        Args:
            claim: takes jobs that nobody else will be given meanwhile.
            do: does one and says how much has come of it.
            next_due: when ``claim`` may find something next, if nothing new comes.
        """
        self._claim = claim
        self._do = do
        self._next_due = next_due
        self._at_once = at_once

    async def drain(self, now: datetime, *, limit: int | None = None) -> int:
        """Do all that is due at ``now``, or until ``limit`` has come of it; returns how much."""
        done = 0
        while limit is None or done < limit:
            room = self._at_once if limit is None else min(self._at_once, limit - done)
            jobs = await self._claim(now, limit=room)
            if not jobs:
                break
            done += await self._do_all(jobs, now)
        return done

    async def _do_all(self, jobs: Sequence[Job], now: datetime) -> int:
        work = (self._do(job, lambda: now) for job in jobs)
        done = 0
        # None is left running when another one fails.
        for outcome in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
            done += outcome
        return done

    async def run(self, clock: Clock, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Do what is due until told to stop, and then end what has been begun.

        Args:
            wake: set by others when there may be something new; cleared here.
        """
        busy: set[asyncio.Task[None]] = set()

        def leave(task: asyncio.Task[None]) -> None:
            busy.discard(task)
            wake.set()

        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                wake.clear()
                jobs, pause = await self._look(clock(), room=self._at_once - len(busy))
                for job in jobs:
                    task = group.create_task(self._do_safely(job, clock))
                    busy.add(task)
                    task.add_done_callback(leave)
                await until_any(stop, wake, seconds=pause.total_seconds())

    async def _look(self, now: datetime, *, room: int) -> tuple[Sequence[Job], timedelta]:
        """Claim what there is room for; and how long to wait before looking again."""
        if not room:
            return [], LOOK_EVERY
        try:
            jobs = await self._claim(now, limit=room)
            due_at = None if len(jobs) == room else await self._next_due(now)
        except Exception as why:
            # The database is away. It must not take the loop with it, and needs no hurry.
            logger.error("cannot look for work: %s", type(why).__name__)
            return [], timedelta(seconds=1)
        if due_at is None:
            return jobs, LOOK_EVERY
        pause = max(due_at - now, timedelta(seconds=_BREATHER_SECONDS))
        return jobs, min(pause, LOOK_EVERY)

    async def _do_safely(self, job: Job, clock: Clock) -> None:
        try:
            await self._do(job, clock)
        except Exception as why:
            # It could not be recorded: the lease of the job runs out, and it is done again.
            logger.error("work was not recorded: %s", type(why).__name__)


def place_of(trouble: Exception) -> str:
    """Where it happened, for the log, without the words of the error: they may be a person's."""
    return "".join(traceback.format_tb(trouble.__traceback__))
