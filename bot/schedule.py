"""What happens by itself, and how often."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

#: More than any backlog has; a job that never comes to an end must not hold a sweep for ever.
_MOST_BATCHES = 1000


@dataclass(frozen=True)
class Job:
    """One kind of work: how often it is looked for, and what does it; harmless when run twice."""

    every: timedelta
    run: Callable[[datetime], Awaitable[object]]


def scheduled(jobs: Mapping[str, Job], clock: Clock) -> AsyncIOScheduler:
    """A scheduler that runs the jobs once it is started; a job never runs beside itself."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for name, job in jobs.items():
        scheduler.add_job(
            _safely,
            IntervalTrigger(seconds=job.every.total_seconds()),
            args=(name, job, clock),
            id=name,
            max_instances=1,
            coalesce=True,
        )
    return scheduler


@dataclass(frozen=True)
class Swept:
    """What a sweep made of one job."""

    name: str
    done: int | None
    """How many things were done, where the job counts them."""
    failed: bool = False


async def sweep(jobs: Mapping[str, Job], now: datetime) -> AsyncIterator[Swept]:
    """Do all that is due at ``now``, job after job; one that fails does not stop the rest."""
    for name, job in jobs.items():
        try:
            swept = Swept(name, await _all_of(job, now))
        except Exception as error:
            log.error("job failed: %s (%s)", name, type(error).__name__)
            log.debug("job failed: %s", name, exc_info=True)
            swept = Swept(name, None, failed=True)
        yield swept


async def _all_of(job: Job, now: datetime) -> int | None:
    """A job takes a limited batch: go on while it finds something to do."""
    total = 0
    for _ in range(_MOST_BATCHES):
        done = await job.run(now)
        if not isinstance(done, int):
            return None
        if done == 0:
            break
        total += done
    return total


async def _safely(name: str, job: Job, clock: Clock) -> None:
    try:
        await job.run(clock())
    except asyncio.CancelledError:
        # The service stops: what was not finished is found again after the next start.
        log.info("job stopped: %s", name)
    except Exception:
        log.exception("job failed: %s", name)
