"""How much the inbox and the outbox carry: events handled and messages sent in a second.

Run by hand against any PostgreSQL server, in a database made for the purpose and dropped again:
``python -m benchmarks.delivery postgresql+asyncpg://…``. Handling and sending do nothing, so the
figures are what the hotline's own bookkeeping costs.
"""

import argparse
import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.migrating import migrate
from delivery import inbox, outbox
from delivery.courier import Courier
from delivery.inbox import Incoming
from delivery.messenger import Sent
from delivery.notices import AnswerReady, Notice
from delivery.pace import Pace
from delivery.receiver import Receiver
from kit.database import Database
from people.addresses import Address
from people.models import Account, Person, PersonId

NAME = "hotline_benchmark"
STORED_AT_ONCE = 100


def now() -> datetime:
    return datetime.now(UTC)


async def handle_nothing(_channel: str, _payloads: Sequence[dict[str, Any]]) -> None:
    """Handles an event by doing nothing."""


class Nowhere:
    """A messenger that does nothing."""

    async def send(self, notice: Notice, to: Sequence[Address]) -> Sent:
        return Sent(to[0].channel, to[0].external_id, [f"{id(notice)}-{time.perf_counter_ns()}"])


async def receive(url: str) -> int:
    database = Database.at(url)
    handled = await Receiver(database.transaction, handle_nothing).handle_due(now())
    await database.close()
    return handled


async def deliver(url: str) -> int:
    database = Database.at(url)
    pace = Pace(database.transaction, now)
    sent = await Courier(database.transaction, Nowhere(), pace).deliver_due(now(), limit=10**9)
    await database.close()
    return sent


def child(work: Callable[[str], Awaitable[int]], url: str, ready: Any, start: Any) -> None:
    ready.release()
    start.wait()
    asyncio.run(work(url))  # type: ignore[arg-type]


def timed(work: Callable[[str], Awaitable[int]], url: str, processes: int) -> float:
    """Seconds until that many processes, already started, have done all the work together."""
    context = multiprocessing.get_context("spawn")
    ready, start = context.Semaphore(0), context.Event()
    team = [context.Process(target=child, args=(work, url, ready, start)) for _ in range(processes)]
    for process in team:
        process.start()
    for _ in team:
        ready.acquire()
    started = time.perf_counter()
    start.set()
    for process in team:
        process.join()
    return time.perf_counter() - started


async def store_events(url: str, count: int, chats: int) -> float:
    database = Database.at(url)
    events = [
        Incoming(
            "telegram", f"{time.time_ns()}-{number}", str(number % chats), None, timedelta(), {}
        )
        for number in range(count)
    ]
    started = time.perf_counter()
    for at in range(0, count, STORED_AT_ONCE):
        async with database.transaction() as session:
            await inbox.store(session, events[at : at + STORED_AT_ONCE], now=now())
    took = time.perf_counter() - started
    await database.close()
    return took


async def add_people(url: str, count: int) -> list[PersonId]:
    database = Database.at(url)
    async with database.transaction() as session:
        people = [Person(name="", roles=[], met_at=now()) for _ in range(count)]
        session.add_all(people)
        await session.flush()
        for person in people:
            session.add(
                Account(channel="telegram", external_id=str(person.id), person_id=person.id)
            )
    await database.close()
    return [person.id for person in people]


async def post_messages(url: str, count: int, people: Sequence[PersonId]) -> None:
    database = Database.at(url)
    async with database.transaction() as session:
        for number in range(count):
            notice = AnswerReady(number, "По критериям, их два.", (), "Физика")
            await outbox.post(session, notice, to=people[number % len(people)], at=now())
    await database.close()


async def command(server: str, statement: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("server", help="postgresql+asyncpg://… of a server that may be used")
    arguments.add_argument("--events", type=int, default=2000)
    arguments.add_argument("--chats", type=int, default=100)
    given = arguments.parse_args()
    url = make_url(given.server).set(database=NAME).render_as_string(hide_password=False)
    asyncio.run(command(given.server, f"CREATE DATABASE {NAME}"))
    try:
        asyncio.run(migrate(url))
        people = asyncio.run(add_people(url, given.chats))
        for processes in (1, 2):
            stored = asyncio.run(store_events(url, given.events, given.chats))
            print(f"inbox: {given.events / stored:7.0f} events/s stored, by {STORED_AT_ONCE}")
            handled = timed(receive, url, processes)
            print(f"inbox: {given.events / handled:7.0f} events/s handled, {processes} process(es)")
            asyncio.run(post_messages(url, given.events, people))
            sent = timed(deliver, url, processes)
            print(f"outbox: {given.events / sent:6.0f} messages/s sent, {processes} process(es)")
    finally:
        asyncio.run(command(given.server, f"DROP DATABASE {NAME} WITH (FORCE)"))


if __name__ == "__main__":
    main()
