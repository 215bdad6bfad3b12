"""Hearing at once of what other processes have done."""

import asyncio

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.listening import Listener, until_any
from tests.delivery.running import running, within


async def notify(database: Database, signal: str) -> None:
    async with database.transaction() as session:
        await session.execute(text("select pg_notify(:signal, '')"), {"signal": signal})


async def cut_listening(database: Database) -> int:
    """End the connections that listen, as a restart of the server would."""
    async with database.transaction() as session:
        await session.execute(text("set local role none"))  # only the login itself may
        cut = await session.scalars(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and query like 'LISTEN%'"
            )
        )
        return len(cut.all())


async def test_a_notification_wakes_whoever_listens_to_its_signal(database: Database) -> None:
    listener = Listener(database.asyncpg_dsn)
    cases, also_cases, other = (listener.event(name) for name in ("cases", "cases", "other"))
    called: list[int] = []
    listener.call("cases", lambda: called.append(1))

    async with running(listener.run):
        for event in (cases, also_cases, other):
            await within(event.wait())
            event.clear()
        called.clear()
        await notify(database, "cases")
        await within(cases.wait())

    assert also_cases.is_set()
    assert called == [1]
    assert not other.is_set()


async def test_a_lost_connection_is_made_anew_and_everybody_is_woken(database: Database) -> None:
    listener = Listener(database.asyncpg_dsn)
    cases = listener.event("cases")

    async with running(listener.run):
        await within(cases.wait())
        cases.clear()

        assert await cut_listening(database) == 1
        await within(cases.wait())
        cases.clear()

        await notify(database, "cases")
        await within(cases.wait())


async def test_a_server_that_is_not_there_is_tried_again_and_stopping_does_not_wait(
    database: Database,
) -> None:
    listener = Listener("postgresql://nobody@127.0.0.1:1/nothing")
    cases = listener.event("cases")

    async with running(listener.run) as task:
        await asyncio.sleep(0.5)
        assert not task.done()

    assert not cases.is_set()


async def test_stopping_ends_the_connection(database: Database) -> None:
    listener = Listener(database.asyncpg_dsn)
    cases = listener.event("cases")
    async with running(listener.run):
        await within(cases.wait())

    await asyncio.sleep(0.1)
    assert await cut_listening(database) == 0


async def test_waiting_ends_with_the_first_event_or_the_time() -> None:
    first, second = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    loop.call_later(0.01, second.set)
    await within(until_any(first, second, seconds=60))
    assert second.is_set()

    second.clear()
    started = loop.time()
    await until_any(first, second, seconds=0.05)
    assert loop.time() - started == pytest.approx(0.05, abs=0.04)
