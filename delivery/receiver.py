"""The inbox worker: hands on what was stored, in order within a chat, until it is dealt with."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from delivery import discretion, inbox
from delivery.backoff import MOST_ATTEMPTS, after_failure, after_outage
from delivery.crew import Clock, Crew, place_of
from delivery.discretion import Wish
from delivery.errors import TryLater
from delivery.models import Event
from kit.database import Transaction

logger = logging.getLogger(__name__)

#: What deals with one event or one burst: the channel, and the payloads in their order.
Handle = Callable[[str, Sequence[dict[str, Any]]], Awaitable[None]]

#: For so long the outside may be away before an event is parked.
OUTAGE_WITHIN = timedelta(hours=24)
#: Beyond the time allowed for handling: for recording the outcome.
_MARGIN = timedelta(seconds=15)
#: What hangs has cost much time already: it gets one more attempt, not four.
_PRICE_OF_HANGING = 3
_FORGET_AT_ONCE = 5_000


class TookTooLong(Exception):
    """Handling did not end within the time allowed."""


class Receiver:
    """Hands on what the inbox holds: chats side by side, within a chat one after another.

    Any number of receivers, in any number of processes, share an inbox. An event whose receiver
    has died is handed on again when its lease has run out, so handling must bear a repetition.
    No transaction is open while an event is being handled.
    """

    def __init__(
        self,
        transaction: Transaction,
        handle: Handle,
        *,
        parked: Handle | None = None,
        at_once: int = 16,
        handle_within: timedelta = timedelta(seconds=45),
    ) -> None:
        """
        Args:
            handle: raises ``TryLater`` when the outside is not there; anything else it raises
                counts as a failure of the event.
            parked: told of what has been given up, to tell the person; it may fail.
            at_once: how many chats side by side; 1 where there is one connection only.
            handle_within: what takes longer counts as hanging and is ended.
        """
        self._transaction = transaction
        self._handle = handle
        self._parked = parked
        self._handle_within = handle_within
        self._crew = Crew(
            claim=self._claim, do=self._deal_with, next_due=self._next_due, at_once=at_once
        )

    async def handle_due(self, now: datetime) -> int:
        """Deal with all that is due at ``now``; returns how many events were done or parked."""
        return await self._crew.drain(now)

    async def run(self, clock: Clock, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Deal with what comes until told to stop; ``wake`` is set at ``inbox.SIGNAL``."""
        await self._crew.run(clock, stop, wake)

    async def forget_old(self, now: datetime) -> int:
        """For the schedule: delete what was done more than thirty days ago."""
        async with self._transaction() as session:
            return await inbox.forget_old(session, now, limit=_FORGET_AT_ONCE)

    async def counts(self) -> inbox.Counts:
        async with self._transaction() as session:
            return await inbox.counts(session)

    async def _claim(self, now: datetime, *, limit: int) -> Sequence[Sequence[Event]]:
        lease = self._handle_within + _MARGIN
        async with self._transaction() as session:
            return await inbox.claim(session, now, limit=limit, lease=lease)

    async def _next_due(self, _now: datetime) -> datetime | None:
        async with self._transaction() as session:
            return await inbox.next_due(session)

    async def _deal_with(self, burst: Sequence[Event], clock: Clock) -> int:
        if burst[0].attempts > MOST_ATTEMPTS:
            return await self._park(burst, "Vanished", clock(), Wish())
        with discretion.listening() as wish:
            trouble = await self._try(burst)
        if trouble is None:
            async with self._transaction() as session:
                await inbox.finish(session, burst, now=clock(), keeps_nothing=wish.keeps_nothing)
            return len(burst)
        if isinstance(trouble, TryLater):
            return await self._wait_for_outside(burst, trouble, clock(), wish)
        return await self._count_failure(burst, trouble, clock(), wish)

    async def _try(self, burst: Sequence[Event]) -> Exception | None:
        """Handle the burst; returns what went wrong."""
        try:
            async with asyncio.timeout(self._handle_within.total_seconds()) as limit:
                await self._handle(burst[0].channel, [event.payload for event in burst])
        except Exception as trouble:
            return TookTooLong() if limit.expired() else trouble
        return None

    async def _wait_for_outside(
        self, burst: Sequence[Event], trouble: TryLater, now: datetime, wish: Wish
    ) -> int:
        first = burst[0]
        wait = after_outage(
            first.tried_at or now, now, give_up_after=OUTAGE_WITHIN, jitter=random.random()
        )
        if wait is None:
            return await self._park(burst, type(trouble).__name__, now, wish)
        until = now + (wait if trouble.after is None else trouble.after)
        logger.info("event %s waits for the outside until %s", first.id, until)
        await self._put_back(burst, until=until, attempts=first.attempts - 1)
        return 0

    async def _count_failure(
        self, burst: Sequence[Event], trouble: Exception, now: datetime, wish: Wish
    ) -> int:
        first = burst[0]
        kind = type(trouble).__name__
        place = place_of(trouble)
        logger.error("event %s failed, attempt %s: %s\n%s", first.id, first.attempts, kind, place)
        price = _PRICE_OF_HANGING if isinstance(trouble, TookTooLong) else 1
        attempts = first.attempts + price - 1
        wait = after_failure(attempts)
        if wait is None:
            return await self._park(burst, kind, now, wish)
        await self._put_back(burst, until=now + wait, attempts=attempts)
        return 0

    async def _put_back(self, burst: Sequence[Event], *, until: datetime, attempts: int) -> None:
        async with self._transaction() as session:
            await inbox.put_back(session, burst, until=until, attempts=attempts)

    async def _park(self, burst: Sequence[Event], reason: str, now: datetime, wish: Wish) -> int:
        async with self._transaction() as session:
            await inbox.park(
                session, burst, reason=reason, now=now, keeps_nothing=wish.keeps_nothing
            )
        logger.error("events %s parked: %s", [event.id for event in burst], reason)
        if self._parked is not None:
            try:
                async with asyncio.timeout(self._handle_within.total_seconds()):
                    await self._parked(burst[0].channel, [event.payload for event in burst])
            except Exception as trouble:
                logger.error("nobody was told of the parked events: %s", type(trouble).__name__)
        return len(burst)
