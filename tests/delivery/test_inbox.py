"""Storing what a channel tells us."""

import asyncio
from datetime import timedelta

from delivery import inbox
from delivery.models import EventState
from delivery.receiver import Receiver
from kit.database import Database, Transaction
from kit.listening import Listener
from tests.delivery.doubles import NOON, Desk, events, incoming
from tests.delivery.running import running, within


async def test_the_same_event_is_stored_once(transaction: Transaction) -> None:
    async with transaction() as session:
        assert await inbox.store(session, [incoming(1), incoming(1)], now=NOON) == 1
    async with transaction() as session:
        assert await inbox.store(session, [incoming(1), incoming(2)], now=NOON) == 1

    assert [event.external_id for event in await events(transaction)] == ["1", "2"]


async def test_nothing_is_stored_of_an_empty_batch(transaction: Transaction) -> None:
    async with transaction() as session:
        assert await inbox.store(session, [], now=NOON) == 0


async def test_the_same_number_of_another_channel_is_another_event(
    transaction: Transaction,
) -> None:
    web = inbox.Incoming("web", "1", "anna", None, timedelta(), {})
    async with transaction() as session:
        assert await inbox.store(session, [incoming(1), web], now=NOON) == 2


async def test_a_character_the_database_refuses_does_not_stop_the_batch(
    transaction: Transaction,
) -> None:
    odd = inbox.Incoming(
        "telegram", "1", "anna", None, timedelta(), {"parts\0": ["a\0b", {"text": "c\ud83d"}]}
    )
    async with transaction() as session:
        assert await inbox.store(session, [odd, incoming(2)], now=NOON) == 2

    assert (await events(transaction))[0].payload == {"parts": ["ab", {"text": "c"}]}


async def test_what_is_stored_is_heard_of_when_it_is_committed(database: Database) -> None:
    listener = Listener(database.asyncpg_dsn)
    news = listener.event(inbox.SIGNAL)
    async with running(listener.run):
        await within(news.wait())
        news.clear()

        async with database.transaction() as session:
            await inbox.store(session, [incoming(1)], now=NOON)
            await session.flush()
            await asyncio.sleep(0.05)
            heard_before = news.is_set()

        await within(news.wait())
        assert not heard_before


async def test_events_become_visible_in_the_order_of_their_ids(database: Database) -> None:
    first = database.transaction()
    session = await first.__aenter__()
    await inbox.store(session, [incoming(1)], now=NOON)

    async def store_second() -> None:
        async with database.transaction() as session:
            await inbox.store(session, [incoming(2)], now=NOON)

    second = asyncio.create_task(store_second())
    await asyncio.sleep(0.1)
    visible_before = len(await events(database.transaction))
    await first.__aexit__(None, None, None)
    await within(second)

    assert visible_before == 0
    assert [event.external_id for event in await events(database.transaction)] == ["1", "2"]


async def test_what_was_received_is_done_or_parked_or_waiting(transaction: Transaction) -> None:
    desk = Desk()
    desk.fail(2, *[ValueError()] * 5)
    receiver = Receiver(transaction, desk.handle, at_once=1)
    async with transaction() as session:
        chats = [incoming(1, chat="a"), incoming(2, chat="b")]
        await inbox.store(session, chats, now=NOON)
    for minute in range(5):
        await receiver.handle_due(NOON + timedelta(minutes=minute))
    later = NOON + timedelta(minutes=9)
    async with transaction() as session:
        await inbox.store(session, [incoming(3, chat="c")], now=later)

    counts = await receiver.counts()

    assert counts == inbox.Counts(received=3, done=1, parked=1, waiting=1, oldest_waiting=later)
    assert counts.is_balanced


async def test_only_what_was_done_thirty_days_ago_is_forgotten(transaction: Transaction) -> None:
    desk = Desk()
    desk.fail(2, *[ValueError()] * 5)
    receiver = Receiver(transaction, desk.handle, at_once=1)
    async with transaction() as session:
        chats = [incoming(1, chat="a"), incoming(2, chat="b")]
        await inbox.store(session, chats, now=NOON)
    for minute in range(5):
        await receiver.handle_due(NOON + timedelta(minutes=minute))

    assert await receiver.forget_old(NOON + timedelta(days=30)) == 0
    assert await receiver.forget_old(NOON + timedelta(days=31)) == 1
    assert [event.state for event in await events(transaction)] == [EventState.PARKED]
