"""The inbox worker: in order, once, and never stuck."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from delivery import inbox
from delivery.errors import Throttled, TryLater
from delivery.inbox import Incoming
from delivery.models import EventState
from delivery.receiver import Receiver
from kit.database import Database, Transaction
from kit.listening import Listener
from tests.delivery.doubles import NOON, PAUSE, SECOND, Desk, events, incoming
from tests.delivery.running import running, until, wall_clock, within

ALONE = timedelta()


async def store(transaction: Transaction, *arrived: Incoming, now: datetime = NOON) -> None:
    async with transaction() as session:
        await inbox.store(session, arrived, now=now)


async def states(transaction: Transaction) -> list[EventState]:
    return [event.state for event in await events(transaction)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def receiver(transaction: Transaction, desk: Desk) -> Receiver:
    return Receiver(transaction, desk.handle, at_once=1)


# Order and bursts


async def test_the_events_of_a_chat_are_handled_in_their_order(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    await store(transaction, incoming(3), incoming(1), incoming(2))

    assert await receiver.handle_due(NOON) == 3
    assert desk.handled == [[3], [1], [2]]
    assert await receiver.handle_due(NOON + timedelta(days=1)) == 0


async def test_a_burst_is_handled_as_one_when_the_person_has_paused(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    await store(transaction, incoming(1, burst="words"))
    await store(transaction, incoming(2, burst="words"), now=NOON + 2 * SECOND)

    assert await receiver.handle_due(NOON + 3 * SECOND) == 0
    await store(transaction, incoming(3, burst="words"), now=NOON + 4 * SECOND)
    assert await receiver.handle_due(NOON + 5 * SECOND) == 0
    assert await receiver.handle_due(NOON + 7 * SECOND) == 3
    assert desk.handled == [[1, 2, 3]]


async def test_another_event_of_the_chat_ends_the_burst_at_once(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    await store(transaction, incoming(1, burst="words"), incoming(2, burst="words"), incoming(3))

    await receiver.handle_due(NOON)

    assert desk.handled == [[1, 2], [3]]


async def test_an_album_between_words_is_a_burst_of_its_own(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    await store(
        transaction,
        incoming(1, burst="words"),
        incoming(2, burst="album:5"),
        incoming(3, burst="album:5"),
        incoming(4, burst="words"),
    )

    await receiver.handle_due(NOON)
    assert desk.handled == [[1], [2, 3]]
    await receiver.handle_due(NOON + PAUSE)
    assert desk.handled == [[1], [2, 3], [4]]


async def test_the_burst_of_another_chat_is_another_burst(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    await store(
        transaction,
        incoming(1, chat="anna", burst="words"),
        incoming(2, chat="vera", burst="words"),
    )

    await receiver.handle_due(NOON + PAUSE)

    assert sorted(desk.handled) == [[1], [2]]


async def test_a_burst_that_cannot_be_longer_is_handled_while_the_person_writes_on(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    for number in range(21):
        await store(transaction, incoming(number, burst="words"), now=NOON + number * SECOND)

    await receiver.handle_due(NOON + 20 * SECOND)

    assert desk.handled == [list(range(20))]


async def test_what_joins_after_a_failure_is_handled_after_the_burst(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    desk.fail(1, TryLater())
    await store(transaction, incoming(1, burst="words"), incoming(2, burst="words"))
    await receiver.handle_due(NOON + PAUSE)

    await store(transaction, incoming(3, burst="words"), now=NOON + PAUSE)
    await receiver.handle_due(NOON + timedelta(minutes=1))

    assert desk.handled == [[1, 2], [3]]


async def test_a_waiting_burst_does_not_hold_up_another_chat(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    for second in range(2):
        await store(transaction, incoming(second, burst="words"), now=NOON + second * SECOND)
    await store(transaction, incoming(9, chat="vera"), now=NOON + PAUSE)

    await receiver.handle_due(NOON + PAUSE)

    assert desk.handled == [[9]]


# Failures


async def test_a_failure_is_tried_again_and_the_chat_waits_for_it(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    desk.fail(1, ValueError("a person's words"))
    await store(transaction, incoming(1), incoming(2), incoming(3, chat="vera"))

    await receiver.handle_due(NOON)
    assert desk.handled == [[3]]
    await receiver.handle_due(NOON + SECOND)
    assert desk.handled == [[3], [1], [2]]


async def test_a_poison_is_parked_with_its_kind_and_the_chat_goes_on_within_two_minutes(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    desk.fail(1, *[ValueError("a person's words")] * 99)
    await store(transaction, incoming(1), incoming(2))

    for second in range(0, 120, 5):
        await receiver.handle_due(NOON + second * SECOND)

    assert desk.started.count(1) == 5
    assert desk.handled == [[2]]
    poison = (await events(transaction))[0]
    assert (poison.state, poison.reason) == (EventState.PARKED, "ValueError")


async def test_what_hangs_is_ended_and_parked_after_one_more_attempt(
    transaction: Transaction,
) -> None:
    desk = Desk(takes_seconds=60)
    short = Receiver(transaction, desk.handle, at_once=1, handle_within=timedelta(milliseconds=30))
    await store(transaction, incoming(1))

    for second in range(0, 60, 5):
        await short.handle_due(NOON + second * SECOND)

    assert desk.started == [1, 1]
    assert (await events(transaction))[0].reason == "TookTooLong"


async def test_the_person_is_told_of_what_was_parked(transaction: Transaction, desk: Desk) -> None:
    told: list[tuple[str, list[dict[str, Any]]]] = []

    async def tell(channel: str, payloads: Sequence[dict[str, Any]]) -> None:
        told.append((channel, list(payloads)))
        raise TryLater

    receiver = Receiver(transaction, desk.handle, parked=tell, at_once=1)
    desk.fail(1, *[ValueError()] * 5)
    await store(transaction, incoming(1))

    for minute in range(10):
        await receiver.handle_due(NOON + timedelta(minutes=minute))

    assert told == [("telegram", [{"number": 1, "chat": "anna"}])]
    assert await states(transaction) == [EventState.PARKED]


async def test_an_outage_of_hours_does_not_count_as_attempts(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    desk.fail(1, *[TryLater()] * 200)
    await store(transaction, incoming(1))

    for minute in range(0, 12 * 60, 60):
        await receiver.handle_due(NOON + timedelta(minutes=minute))
    desk.failures.clear()
    await receiver.handle_due(NOON + timedelta(hours=13))

    assert desk.handled == [[1]]


async def test_an_outage_of_more_than_a_day_ends_in_parking(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    desk.fail(1, *[TryLater()] * 999)
    await store(transaction, incoming(1))

    await receiver.handle_due(NOON)
    await receiver.handle_due(NOON + timedelta(hours=23))
    assert await states(transaction) == [EventState.WAITING]
    await receiver.handle_due(NOON + timedelta(hours=25))

    parked = (await events(transaction))[0]
    assert (parked.state, parked.reason) == (EventState.PARKED, "TryLater")


async def test_what_waited_long_for_its_turn_has_a_day_of_its_own(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    desk.fail(1, TryLater())
    await store(transaction, incoming(1))

    await receiver.handle_due(NOON + timedelta(days=3))
    await receiver.handle_due(NOON + timedelta(days=3, minutes=1))

    assert desk.handled == [[1]]


async def test_a_pause_that_the_messenger_names_is_obeyed(
    transaction: Transaction, receiver: Receiver, desk: Desk
) -> None:
    desk.fail(1, Throttled(17 * SECOND))
    await store(transaction, incoming(1))

    await receiver.handle_due(NOON)
    await receiver.handle_due(NOON + 16.9 * SECOND)
    assert desk.handled == []
    await receiver.handle_due(NOON + 17 * SECOND)
    assert desk.handled == [[1]]


# Several at once, and death


async def test_chats_are_handled_side_by_side_within_the_bound(database: Database) -> None:
    desk = Desk(takes_seconds=0.02)
    receiver = Receiver(database.transaction, desk.handle, at_once=4)
    await store(
        database.transaction, *(incoming(number, chat=f"c{number}") for number in range(12))
    )

    assert await receiver.handle_due(NOON) == 12
    assert desk.most_at_once == 4


async def test_no_transaction_is_open_while_an_event_is_handled(database: Database) -> None:
    open_meanwhile: list[int] = []

    async def handle(_channel: str, _payloads: Sequence[dict[str, Any]]) -> None:
        open_meanwhile.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]

    await store(database.transaction, incoming(1))

    await Receiver(database.transaction, handle).handle_due(NOON)

    assert open_meanwhile == [0]


async def test_two_receivers_handle_a_thousand_events_of_fifty_chats_once_and_in_order(
    database: Database,
) -> None:
    desk = Desk()
    second_process = Database.at(database.url)
    expected: dict[str, list[int]] = {f"c{chat}": [] for chat in range(50)}
    dice = random.Random(7)
    arrived: list[Incoming] = []
    for number in range(1000):
        chat = dice.choice(list(expected))
        expected[chat].append(number)
        burst = dice.choice([None, *["words"] * 5])
        arrived.append(incoming(number, chat=chat, burst=burst, pause=ALONE))
    for at in range(0, 1000, 100):
        await store(database.transaction, *arrived[at : at + 100])

    done = await asyncio.gather(
        *(
            Receiver(database.transaction, desk.handle, at_once=8).handle_due(NOON + SECOND)
            for database in (database, second_process)
        )
    )
    await second_process.close()

    assert desk.by_chat == expected
    assert sum(done) == 1000
    assert min(done) > 0
    counts = await Receiver(database.transaction, desk.handle).counts()
    assert counts.done == 1000


async def test_what_a_killed_receiver_had_begun_is_handled_by_another(database: Database) -> None:
    slow, desk = Desk(takes_seconds=60), Desk()
    await store(
        database.transaction, incoming(1, burst="words"), incoming(2, burst="words"), incoming(3)
    )
    killed = asyncio.create_task(Receiver(database.transaction, slow.handle).handle_due(NOON))
    await until(lambda: slow.started == [1, 2])
    killed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killed
    other = Receiver(database.transaction, desk.handle)

    assert await other.handle_due(NOON + 30 * SECOND) == 0
    assert await other.handle_due(NOON + 61 * SECOND) == 3
    assert desk.handled == [[1, 2], [3]]


async def test_what_kills_every_receiver_is_parked_in_the_end(database: Database) -> None:
    slow = Desk(takes_seconds=60)
    await store(database.transaction, incoming(1), incoming(2, chat="anna"))
    for minute in range(5):
        killed = asyncio.create_task(
            Receiver(database.transaction, slow.handle).handle_due(NOON + timedelta(minutes=minute))
        )
        await until(lambda: len(slow.started) == minute + 1)  # noqa: B023
        killed.cancel()
        await asyncio.wait([killed])
    desk = Desk()

    await Receiver(database.transaction, desk.handle).handle_due(NOON + timedelta(minutes=6))

    assert desk.handled == [[2]]
    assert (await events(database.transaction))[0].reason == "Vanished"


async def test_a_receiver_that_was_frozen_does_not_disturb_the_one_that_took_over(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await inbox.store(session, [incoming(1)], now=NOON)
    async with database.transaction() as session:
        [frozen] = await inbox.claim(session, NOON, limit=1, lease=SECOND)
    async with database.transaction() as session:
        [taken_over] = await inbox.claim(session, NOON + SECOND, limit=1, lease=SECOND)

    async with database.transaction() as session:
        await inbox.put_back(session, frozen, until=NOON, attempts=0)
        await inbox.finish(session, frozen, now=NOON)
    assert await states(database.transaction) == [EventState.WAITING]
    async with database.transaction() as session:
        await inbox.finish(session, taken_over, now=NOON)
    assert await states(database.transaction) == [EventState.DONE]


# Running


async def test_what_arrives_is_handled_at_once(database: Database) -> None:
    desk = Desk()
    receiver = Receiver(database.transaction, desk.handle)
    listener = Listener(database.asyncpg_dsn)
    wake = listener.event(inbox.SIGNAL)
    loop = asyncio.get_running_loop()

    async with (
        running(listener.run),
        running(lambda stop: receiver.run(wall_clock, stop, wake)),
    ):
        await asyncio.sleep(0.3)
        started = loop.time()
        await store(database.transaction, incoming(1), now=wall_clock())
        await until(lambda: desk.handled == [[1]])
        took = loop.time() - started

    assert took < 1


async def test_a_burst_is_handled_when_it_is_due_without_being_woken(database: Database) -> None:
    desk = Desk()
    receiver = Receiver(database.transaction, desk.handle)
    await store(
        database.transaction,
        incoming(1, burst="words", pause=0.3 * SECOND),
        incoming(2, burst="words", pause=0.3 * SECOND),
        now=wall_clock(),
    )

    async with running(lambda stop: receiver.run(wall_clock, stop, asyncio.Event())):
        await until(lambda: desk.handled == [[1, 2]])


async def test_a_slow_chat_does_not_hold_up_the_others(database: Database) -> None:
    stuck = asyncio.Event()
    handled: list[int] = []

    async def handle(_channel: str, payloads: Sequence[dict[str, Any]]) -> None:
        if payloads[0]["chat"] == "slow":
            await stuck.wait()
        handled.append(payloads[0]["number"])

    receiver = Receiver(database.transaction, handle, at_once=2)
    await store(
        database.transaction,
        incoming(0, chat="slow"),
        *(incoming(number) for number in range(1, 6)),
        now=wall_clock(),
    )

    async with running(lambda stop: receiver.run(wall_clock, stop, asyncio.Event())):
        await until(lambda: handled == [1, 2, 3, 4, 5])
        stuck.set()

    assert handled == [1, 2, 3, 4, 5, 0]


async def test_a_receiver_that_is_stopped_ends_what_it_has_begun(database: Database) -> None:
    desk = Desk(takes_seconds=0.2)
    receiver = Receiver(database.transaction, desk.handle)
    await store(database.transaction, incoming(1), incoming(2), now=wall_clock())

    async with running(lambda stop: receiver.run(wall_clock, stop, asyncio.Event())):
        await until(lambda: desk.started == [1])

    assert desk.handled == [[1]]
    assert await states(database.transaction) == [EventState.DONE, EventState.WAITING]


async def test_a_database_that_goes_away_does_not_end_the_receiver(database: Database) -> None:
    desk = Desk()
    away = True

    def transaction() -> Any:
        if away:
            raise ConnectionRefusedError
        return database.transaction()

    receiver = Receiver(transaction, desk.handle)
    await store(database.transaction, incoming(1), now=wall_clock())

    wake = asyncio.Event()
    async with running(lambda stop: receiver.run(wall_clock, stop, wake)):
        await asyncio.sleep(0.05)
        away = False
        wake.set()
        await within(until(lambda: desk.handled == [[1]]))
