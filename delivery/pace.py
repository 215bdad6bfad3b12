"""How fast messages may leave, and come: token buckets that all processes share."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.crew import Clock
from delivery.errors import TryLater
from delivery.models import Bucket
from kit.database import Transaction
from people.addresses import Address


@dataclass(frozen=True)
class Limit:
    """``capacity`` at once, and ``per_second`` in the long run."""

    capacity: float
    per_second: float


# Telegram's rules: one message a second to a person with short bursts tolerated, twenty a minute
# to a group, about thirty a second in all (core.telegram.org/bots/faq, "My bot is hitting limits").
TO_PERSON = Limit(capacity=3, per_second=1)
TO_GROUP = Limit(capacity=20, per_second=20 / 60)
IN_ALL = Limit(capacity=30, per_second=30)

#: Whoever would have to wait longer for the turn comes back later instead.
_PATIENCE = timedelta(seconds=10)
_LEAST_WAIT = timedelta(milliseconds=1)
_UNUSED_AFTER = timedelta(days=1)
#: Clocks of several processes differ by less than this.
_SKEW = timedelta(milliseconds=200)

# A bucket whose moment lies ahead is closed until then: its one token is whole at that moment.
_CLAIM = text(
    """
    with bucket as (
        select cast(:key as text) as key, cast(:capacity as float8) as capacity,
               cast(:per_second as float8) as per_second, cast(:now as timestamptz) as now
    ), taken as (
        insert into buckets as b (key, tokens, at)
        select key, capacity - 1, now from bucket
        on conflict (key) do update set
            at = greatest(b.at, excluded.at),
            tokens = least(
                excluded.tokens,
                b.tokens + extract(epoch from excluded.at - b.at) * cast(:per_second as float8) - 1
            )
        where b.tokens + extract(epoch from excluded.at - b.at) * cast(:per_second as float8) >= 1
        returning 1
    ), missing as (
        select 1 - b.tokens - extract(epoch from bucket.now - b.at) * bucket.per_second as tokens
        from buckets as b join bucket using (key)
    )
    select case
        when exists (select from taken) then 0
        -- Not seen to be missing when this statement began: somebody else was quicker since.
        else coalesce((select tokens from missing where tokens > 0), 1) / per_second
    end
    from bucket
    """
)


class Pace:
    """Limits that hold for all processes together."""

    def __init__(
        self,
        transaction: Transaction,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._sleep = sleep

    async def claim(
        self, key: str, *, capacity: float, per_second: float, now: datetime
    ) -> timedelta:
        """Take one token out of the bucket; zero: taken, go on.

        Returns:
            How long to wait before there may be one; nothing was taken then.
        """
        values = {"key": key, "capacity": capacity, "per_second": per_second, "now": now}
        async with self._transaction() as session:
            seconds = float((await session.execute(_CLAIM, values)).scalar_one())
        # A wait must not be rounded away: zero means that the token was taken.
        return max(timedelta(seconds=seconds), _LEAST_WAIT) if seconds else timedelta()

    async def wait_turn(self, to: Address, *, is_group: bool = False) -> None:
        """Wait until one more message may leave for this chat; no transaction is open meanwhile.

        Raises:
            TryLater: the turn is further off than it is sensible to wait for; nothing was taken.
        """
        await self._wait(_chat(to), TO_GROUP if is_group else TO_PERSON)
        await self._wait(_channel(to), IN_ALL)

    async def _wait(self, key: str, limit: Limit) -> None:
        waited = timedelta()
        while wait := await self.claim(
            key, capacity=limit.capacity, per_second=limit.per_second, now=self._clock()
        ):
            if waited + wait > _PATIENCE:
                raise TryLater(wait)
            await self._sleep(wait.total_seconds())
            waited += wait

    async def throttled(
        self, to: Address, retry_after: timedelta, *, now: datetime, everywhere: bool = False
    ) -> None:
        """The messenger has refused for now: keep silent for exactly so long.

        Telegram does not say whether it means the chat or the whole bot. So the first refusal
        closes the chat; one more from another chat, while the first lasts, closes the channel.
        """
        until = now + retry_after
        async with self._transaction() as session:
            other = exists().where(
                func.starts_with(Bucket.key, _channel(to) + ":"),
                Bucket.key != _chat(to),
                Bucket.at > now + _SKEW,
            )
            closed = [_chat(to)]
            if everywhere or await session.scalar(select(other)):
                closed.append(_channel(to))
            held = insert(Bucket).values([{"key": k, "tokens": 1, "at": until} for k in closed])
            await session.execute(
                held.on_conflict_do_update(
                    index_elements=["key"],
                    set_={"tokens": held.excluded.tokens, "at": held.excluded.at},
                    where=Bucket.at < held.excluded.at,
                )
            )

    async def forget_unused(self, now: datetime) -> int:
        """For the schedule: delete what has been full for long; returns how many."""
        unused = delete(Bucket).where(Bucket.at < now - _UNUSED_AFTER).returning(Bucket.key)
        async with self._transaction() as session:
            return len((await session.execute(unused)).all())


async def closed_for(session: AsyncSession, to: Address, now: datetime) -> timedelta:
    """How long the messenger still wants silence towards this chat; zero: it does not."""
    closed = select(func.max(Bucket.at)).where(Bucket.key.in_([_chat(to), _channel(to)]))
    until = await session.scalar(closed)
    return until - now if until is not None and until > now + _SKEW else timedelta()


def _channel(to: Address) -> str:
    return f"out:{to.channel}"


def _chat(to: Address) -> str:
    return f"out:{to.channel}:{to.external_id}"
