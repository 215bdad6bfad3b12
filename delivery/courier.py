"""Carries messages out of the outbox."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from delivery import links, outbox
from delivery.backoff import MOST_ATTEMPTS, after_failure, after_outage
from delivery.crew import Clock, Crew, place_of
from delivery.errors import Refused, Throttled, TryLater, Unreachable
from delivery.messenger import Messenger, Sent
from delivery.models import Delivery
from delivery.notices import UNASKED, Urgency
from delivery.pace import Pace, closed_for
from kit.database import Transaction
from people import queries
from people.addresses import Address

logger = logging.getLogger(__name__)

#: Beyond the time allowed for sending: for recording the outcome.
_MARGIN = timedelta(minutes=1)
#: For so long the messenger may be away before a message is given up.
_OUTAGE_WITHIN = timedelta(hours=24)
#: What is news only is none any more after this.
_NEWS_WITHIN = timedelta(hours=2)


class Courier:
    """Sends what is due: people side by side, to one person one message after another.

    Any number of couriers, in any number of processes, share an outbox. No transaction is open
    while the messenger is being called.
    """

    def __init__(
        self,
        transaction: Transaction,
        messenger: Messenger,
        pace: Pace,
        *,
        lost: Callable[[Delivery], Awaitable[None]] | None = None,
        at_once: int = 16,
        send_within: timedelta = timedelta(minutes=2),
    ) -> None:
        """
        Args:
            lost: told of every message that cannot arrive, before it is recorded as lost; after
                a crash it may be told again.
            at_once: how many people side by side; 1 where there is one connection only.
            send_within: a call of the messenger that takes longer is ended and tried again.
        """
        self._transaction = transaction
        self._messenger = messenger
        self._pace = pace
        self._lost = lost
        self._send_within = send_within
        self._crew = Crew(
            claim=self._claim, do=self._deliver, next_due=self._next_due, at_once=at_once
        )

    async def deliver_due(self, now: datetime, *, limit: int = 1000) -> int:
        """Send what is due at ``now``, up to ``limit`` messages; returns how many have left."""
        return await self._crew.drain(now, limit=limit)

    async def run(self, clock: Clock, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Send what is posted until told to stop; ``wake`` is set at ``outbox.SIGNAL``."""
        await self._crew.run(clock, stop, wake)

    async def _claim(self, now: datetime, *, limit: int) -> list[Delivery]:
        lease = self._send_within + _MARGIN
        async with self._transaction() as session:
            return await outbox.claim_due(session, now, limit=limit, lease=lease)

    async def _next_due(self, now: datetime) -> datetime | None:
        async with self._transaction() as session:
            return await outbox.next_due(session, now)

    async def _deliver(self, delivery: Delivery, clock: Clock) -> int:
        if delivery.attempts > MOST_ATTEMPTS:
            return await self._give_up(delivery, "Vanished", clock())
        if _is_too_late(delivery, clock()):
            return await self._give_up(delivery, "TooLate", clock())
        try:
            sent = await self._send(delivery, clock)
        except Throttled as trouble:
            return await self._wait(delivery, trouble, clock())
        except TryLater as trouble:
            if trouble.after is None and outbox.may_arrive_once_only(delivery):
                return await self._consider_sent(delivery, clock())
            return await self._wait(delivery, trouble, clock())
        except Refused as trouble:
            return await self._give_up(delivery, trouble.reason, clock())
        except Exception as trouble:
            return await self._count_failure(delivery, trouble, clock())
        if sent is None:
            return await self._give_up(delivery, Unreachable.__name__, clock())
        await self._record(delivery, sent, clock())
        return 1

    async def _send(self, delivery: Delivery, clock: Clock) -> Sent | None:
        """Send to the first address that leads somewhere; ``None`` when none is left.

        Raises:
            TryLater: not now.
            Refused: never.
        """
        while addresses := await self._open_addresses_of(delivery, clock()):
            try:
                return await self._call(delivery, addresses)
            except Unreachable as gone:
                lost = gone.address if gone.address in addresses else addresses[0]
                await self._mark_unreachable(delivery, lost, clock())
            except Throttled as trouble:
                await self._pace.throttled(
                    trouble.address or addresses[0],
                    trouble.retry_after,
                    now=clock(),
                    everywhere=trouble.everywhere,
                )
                raise
        return None

    async def _call(self, delivery: Delivery, addresses: list[Address]) -> Sent:
        try:
            async with asyncio.timeout(self._send_within.total_seconds()) as limit:
                return await self._messenger.send(delivery.notice, addresses)
        except TimeoutError:
            if limit.expired():
                raise TryLater from None
            raise

    async def _open_addresses_of(self, delivery: Delivery, now: datetime) -> list[Address]:
        """
        Raises:
            TryLater: the messenger wants silence towards the best of them.
        """
        async with self._transaction() as session:
            accounts = await queries.accounts_of(session, delivery.recipient_id)
            addresses = [
                Address(account.channel, account.external_id)
                for account in accounts
                if account.unreachable_since is None
            ]
            silence = await closed_for(session, addresses[0], now) if addresses else timedelta()
        if silence:
            raise TryLater(silence)
        return addresses

    async def _mark_unreachable(self, delivery: Delivery, lost: Address, now: datetime) -> None:
        async with self._transaction() as session:
            for account in await queries.accounts_of(session, delivery.recipient_id):
                if Address(account.channel, account.external_id) == lost:
                    account.unreachable_since = account.unreachable_since or now
        logger.info("person %s unreachable by %s", delivery.recipient_id, lost.channel)

    async def _record(self, delivery: Delivery, sent: Sent, now: datetime) -> None:
        async with self._transaction() as session:
            await outbox.settle_sent(session, delivery, now=now)
            if delivery.question_id:
                await links.remember(
                    session, sent.channel, sent.chat, sent.messages, delivery.question_id
                )
        logger.info("delivery %s sent", delivery.id)

    async def _consider_sent(self, delivery: Delivery, now: datetime) -> int:
        async with self._transaction() as session:
            await outbox.settle_sent(session, delivery, now=now)
        logger.info("delivery %s may not have arrived", delivery.id)
        return 1

    async def _wait(self, delivery: Delivery, trouble: TryLater, now: datetime) -> int:
        wait = after_outage(
            delivery.tried_at or now,
            now,
            give_up_after=_NEWS_WITHIN if delivery.urgency >= Urgency.NEWS else _OUTAGE_WITHIN,
            jitter=random.random(),
        )
        if wait is None:
            return await self._give_up(delivery, type(trouble).__name__, now)
        until = now + (wait if trouble.after is None else trouble.after)
        return await self._put_back(delivery, until=until, attempts=delivery.attempts - 1)

    async def _count_failure(self, delivery: Delivery, trouble: Exception, now: datetime) -> int:
        kind = type(trouble).__name__
        logger.error(
            "delivery %s failed, attempt %s: %s\n%s",
            *(delivery.id, delivery.attempts, kind, place_of(trouble)),
        )
        wait = after_failure(delivery.attempts)
        if wait is None or outbox.may_arrive_once_only(delivery):
            return await self._give_up(delivery, kind, now)
        return await self._put_back(delivery, until=now + wait, attempts=delivery.attempts)

    async def _put_back(self, delivery: Delivery, *, until: datetime, attempts: int) -> int:
        async with self._transaction() as session:
            await outbox.settle_later(session, delivery, until=until, attempts=attempts)
        logger.info("delivery %s waits until %s", delivery.id, until)
        return 0

    async def _give_up(self, delivery: Delivery, reason: str, now: datetime) -> int:
        if self._lost is not None:
            try:
                await self._lost(delivery)
            except Exception as trouble:
                kind = type(trouble).__name__
                logger.error("nobody was told of lost delivery %s: %s", delivery.id, kind)
                wait = after_failure(delivery.attempts)
                if wait is not None:
                    return await self._put_back(
                        delivery, until=now + wait, attempts=delivery.attempts
                    )
        async with self._transaction() as session:
            await outbox.settle_lost(session, delivery, reason=reason, now=now)
        logger.warning("delivery %s lost: %s", delivery.id, reason)
        return 0


def _is_too_late(delivery: Delivery, now: datetime) -> bool:
    notice = delivery.notice
    return isinstance(notice, UNASKED) and now > notice.not_after
