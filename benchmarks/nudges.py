"""How long a round of nudges takes when everybody is due at once: from the sweep to the outbox.

Run by hand against any PostgreSQL server, in a database made for the purpose and dropped again:
``python -m benchmarks.nudges postgresql+asyncpg://…``. What the messenger then lets through, some
30 messages a second, is another matter, and so the courier is not part of it.
"""

import argparse
import asyncio
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, make_url, select

from benchmarks.delivery import command
from bot.migrating import migrate
from bot.roles import SERVICE
from delivery.models import Delivery
from kit.database import Database
from people.models import Person, PersonId
from wellbeing import consent
from wellbeing.calendars import Calendars
from wellbeing.contact import Occasion
from wellbeing.models import Alias, Consent, Member, Round, Switch
from wellbeing.nudging import Nudges
from wellbeing.policy import CheckInPolicy, Place
from wellbeing.rhythm import Every
from wellbeing.room import apart
from wellbeing.vault import Vault, new_key

NAME = "hotline_benchmark"
#: A Tuesday of lessons, 16:30 in Moscow: past everybody's jitter, far from the quiet hours.
NOW = datetime(2026, 1, 27, 13, 30, tzinfo=UTC)
AT_ONCE = 2000


def batches(count: int) -> Iterator[int]:
    while count > 0:
        yield min(count, AT_ONCE)
        count -= AT_ONCE


async def enrol(database: Database, vault: Vault, count: int) -> None:
    """``count`` people in one batch who agreed to be asked, all of them due now."""
    async with database.transaction() as session:
        rows = [{"name": "", "roles": [], "met_at": NOW} for _ in range(count)]
        people = list(await session.scalars(insert(Person).returning(Person.id), rows))
        async with apart(session):
            named = [(uuid4(), PersonId(person_id)) for person_id in people]
            await session.execute(
                insert(Alias),
                [
                    {
                        "pseudonym": pseudonym,
                        "lookup": vault.lookup_of(person_id),
                        "sealed_person": vault.seal({"person": person_id}, of=pseudonym),
                        "key_id": vault.key_id,
                        "active_on": NOW.date(),
                    }
                    for pseudonym, person_id in named
                ],
            )
            await session.execute(
                insert(Consent),
                [
                    {
                        "pseudonym": pseudonym,
                        "switch": Switch.CHECK_INS,
                        "version": consent.VERSION,
                        "given_at": NOW,
                    }
                    for pseudonym, _ in named
                ],
            )
            await session.execute(
                insert(Member),
                [
                    {
                        "pseudonym": pseudonym,
                        "weekday": 1,
                        "hour": 16,
                        "every": Every.FORTNIGHT,
                        "zone": "Europe/Moscow",
                        "next_due_at": NOW,
                        "next_occasion": Occasion.PULSE,
                    }
                    for pseudonym, _ in named
                ],
            )


async def measure(url: str, count: int) -> None:
    database = Database.at(url, role=SERVICE)
    vault = Vault(new_key())
    policy = CheckInPolicy(Place.CHAT, ZoneInfo("Europe/Moscow"), Calendars())
    for batch in batches(count):
        await enrol(database, vault, batch)
    before = peak_megabytes()
    nudges = Nudges(database.transaction, vault, policy)
    started = time.perf_counter()
    while await nudges.nudge_due(NOW):
        pass
    took = time.perf_counter() - started
    print(f"{count} enrolled: {took / 60:.1f} minutes, {count / took:.0f} nudges/s")
    print(f"memory: {peak_megabytes():.0f} MB at most, {before:.0f} MB before")
    async with database.transaction() as session:
        posted = await session.scalar(select(func.count()).select_from(Delivery))
        async with apart(session):
            rounds = await session.scalar(select(func.count()).select_from(Round))
    await database.close()
    print(f"in the outbox: {posted}, rounds: {rounds}")


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("server", help="postgresql+asyncpg://… of a server that may be used")
    arguments.add_argument("--people", type=int, default=100_000)
    given = arguments.parse_args()
    url = make_url(given.server).set(database=NAME).render_as_string(hide_password=False)
    asyncio.run(command(given.server, f"CREATE DATABASE {NAME}"))
    try:
        asyncio.run(migrate(url))
        asyncio.run(measure(url, given.people))
    finally:
        asyncio.run(command(given.server, f"DROP DATABASE {NAME} WITH (FORCE)"))


if __name__ == "__main__":
    main()
