"""Limits that hold for all processes together."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from delivery import pace as pacing
from delivery.errors import TryLater
from delivery.models import Bucket
from delivery.pace import Pace
from kit.database import Database, Transaction
from people.addresses import Address
from tests.delivery.doubles import NOON, SECOND

ANNA, VERA = Address("telegram", "1"), Address("telegram", "2")
NOW = timedelta()


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOON
        self.slept = timedelta()

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.slept += timedelta(seconds=seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pace(transaction: Transaction, time: Time) -> Pace:
    return Pace(transaction, time, sleep=time.sleep)


async def claim(pace: Pace, now: datetime, key: str = "k") -> timedelta:
    return await pace.claim(key, capacity=2, per_second=0.5, now=now)


async def closed_for(transaction: Transaction, to: Address, now: datetime) -> timedelta:
    async with transaction() as session:
        return await pacing.closed_for(session, to, now)


async def test_a_bucket_gives_its_capacity_at_once_and_then_says_how_long_to_wait(
    pace: Pace,
) -> None:
    waits = [await claim(pace, NOON) for _ in range(4)]

    assert waits == [NOW, NOW, 2 * SECOND, 2 * SECOND]
    assert await claim(pace, NOON + 1.5 * SECOND) == 0.5 * SECOND
    assert await claim(pace, NOON + 2 * SECOND) == NOW
    assert await claim(pace, NOON, key="another") == NOW


async def test_a_bucket_never_holds_more_than_its_capacity(pace: Pace) -> None:
    await claim(pace, NOON)

    waits = [await claim(pace, NOON + timedelta(hours=1)) for _ in range(3)]

    assert waits == [NOW, NOW, 2 * SECOND]


async def test_a_clock_that_is_behind_gives_nothing_for_nothing(pace: Pace) -> None:
    await claim(pace, NOON)
    await claim(pace, NOON - 2 * SECOND)
    await claim(pace, NOON)

    assert await claim(pace, NOON) > NOW


async def test_of_many_that_claim_at_once_only_the_capacity_goes(database: Database) -> None:
    pace = Pace(database.transaction, lambda: NOON)

    waits = await asyncio.gather(*(claim(pace, NOON) for _ in range(20)))

    assert waits.count(NOW) == 2
    assert all(wait == 2 * SECOND for wait in waits if wait)


async def test_to_one_person_three_messages_go_at_once_and_then_one_a_second(
    pace: Pace, time: Time
) -> None:
    for _ in range(3):
        await pace.wait_turn(ANNA)
    assert time.slept == NOW

    for _ in range(4):
        await pace.wait_turn(ANNA)
    assert time.slept == 4 * SECOND


async def test_to_a_group_twenty_messages_go_a_minute(pace: Pace, time: Time) -> None:
    for _ in range(20):
        await pace.wait_turn(ANNA, is_group=True)
    assert time.slept == NOW

    await pace.wait_turn(ANNA, is_group=True)
    assert time.slept == 3 * SECOND


async def test_in_all_thirty_messages_go_a_second(pace: Pace, time: Time) -> None:
    for number in range(45):
        await pace.wait_turn(Address("telegram", str(number)))

    assert timedelta(seconds=0.49) < time.slept < timedelta(seconds=0.55)


async def test_a_turn_that_is_far_off_is_not_waited_for(pace: Pace, time: Time) -> None:
    await pace.throttled(ANNA, 40 * SECOND, now=NOON)

    with pytest.raises(TryLater) as refused:
        await pace.wait_turn(ANNA)

    assert refused.value.after == 40 * SECOND
    assert time.slept == NOW


async def test_a_throttled_chat_is_closed_for_exactly_the_time_asked(
    pace: Pace, transaction: Transaction
) -> None:
    await pace.claim("out:telegram:1", capacity=3, per_second=1, now=NOON)
    await pace.throttled(ANNA, 7 * SECOND, now=NOON)
    await pace.throttled(ANNA, 3 * SECOND, now=NOON)

    assert await closed_for(transaction, ANNA, NOON) == 7 * SECOND
    assert await closed_for(transaction, ANNA, NOON + 7 * SECOND) == NOW
    assert await closed_for(transaction, VERA, NOON) == NOW
    assert await pace.claim("out:telegram:1", capacity=3, per_second=1, now=NOON) == 7 * SECOND


async def test_a_second_chat_throttled_meanwhile_closes_the_channel(
    pace: Pace, transaction: Transaction
) -> None:
    boris, on_the_web = Address("telegram", "3"), Address("web", "3")
    await pace.throttled(ANNA, 7 * SECOND, now=NOON)
    await pace.throttled(VERA, 5 * SECOND, now=NOON + SECOND)

    assert await closed_for(transaction, boris, NOON + SECOND) == 5 * SECOND
    assert await closed_for(transaction, on_the_web, NOON + SECOND) == NOW
    assert await closed_for(transaction, boris, NOON + 6 * SECOND) == NOW


async def test_a_second_chat_throttled_afterwards_closes_nothing_else(
    pace: Pace, transaction: Transaction
) -> None:
    await pace.throttled(ANNA, 7 * SECOND, now=NOON)
    await pace.throttled(VERA, 5 * SECOND, now=NOON + 8 * SECOND)

    assert await closed_for(transaction, Address("telegram", "3"), NOON + 8 * SECOND) == NOW


async def test_buckets_unused_for_a_day_are_forgotten(pace: Pace, transaction: Transaction) -> None:
    await claim(pace, NOON, key="old")
    await claim(pace, NOON + timedelta(hours=1), key="young")

    assert await pace.forget_unused(NOON + timedelta(hours=24, minutes=1)) == 1
    async with transaction() as session:
        assert list(await session.scalars(select(Bucket.key))) == ["young"]
