"""What happens by itself, and how often."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


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


async def _safely(name: str, job: Job, clock: Clock) -> None:
    try:
        await job.run(clock())
    except Exception:
        log.exception("job failed: %s", name)
