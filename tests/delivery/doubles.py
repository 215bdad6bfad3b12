"""What the tests of delivery have in common: a time, people, events, and edges that remember."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from delivery import outbox
from delivery.inbox import Incoming
from delivery.messenger import Sent
from delivery.models import Delivery, DeliveryId, Event
from delivery.notices import AnswerReady, Notice
from kit.database import Transaction
from people.addresses import Address
from people.models import Account, Person, PersonId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PAUSE = 3 * SECOND


def incoming(
    number: int, *, chat: str = "anna", burst: str | None = None, pause: timedelta = PAUSE
) -> Incoming:
    return Incoming("telegram", str(number), chat, burst, pause, {"number": number, "chat": chat})


def answer(question_id: int = 7, text: str = "По критериям.") -> AnswerReady:
    return AnswerReady(question_id, text, (), "Физика")


async def add_person(transaction: Transaction, *addresses: str) -> PersonId:
    """Somebody with a Telegram address for each of ``addresses``."""
    async with transaction() as session:
        person = Person(name="Anna", met_at=NOON, roles=[])
        session.add(person)
        await session.flush()
        for address in addresses:
            session.add(Account(channel="telegram", external_id=address, person_id=person.id))
            await session.flush()
        return person.id


async def post(
    transaction: Transaction, notice: Notice, to: PersonId, at: datetime = NOON
) -> DeliveryId:
    async with transaction() as session:
        return (await outbox.post(session, notice, to=to, at=at)).id


async def delivery(transaction: Transaction, delivery_id: DeliveryId) -> Delivery:
    async with transaction() as session:
        return await session.get_one(Delivery, delivery_id)


async def events(transaction: Transaction) -> Sequence[Event]:
    async with transaction() as session:
        return list(await session.scalars(select(Event).order_by(Event.id)))


class Desk:
    """Handles events by remembering them; can be told to fail, and to take its time."""

    def __init__(self, *, takes_seconds: float = 0) -> None:
        self.handled: list[list[int]] = []
        self.by_chat: defaultdict[str, list[int]] = defaultdict(list)
        self.started: list[int] = []
        self.failures: dict[int, list[Exception]] = {}
        self.most_at_once = 0
        self._takes_seconds = takes_seconds
        self._chats: list[str] = []

    def fail(self, number: int, *failures: Exception) -> None:
        """The event ``number`` fails in turn with each of ``failures``, then no more."""
        self.failures[number] = list(failures)

    async def handle(self, channel: str, payloads: Sequence[dict[str, Any]]) -> None:
        assert channel == "telegram"
        chat = payloads[0]["chat"]
        assert chat not in self._chats, "two events of one chat at the same time"
        self._chats.append(chat)
        self.most_at_once = max(self.most_at_once, len(self._chats))
        try:
            await self._remember(chat, [payload["number"] for payload in payloads])
        finally:
            self._chats.remove(chat)

    async def _remember(self, chat: str, numbers: list[int]) -> None:
        self.started += numbers
        await asyncio.sleep(self._takes_seconds)
        for number in numbers:
            if self.failures.get(number):
                raise self.failures[number].pop(0)
        self.handled.append(numbers)
        self.by_chat[chat] += numbers


class Post:
    """A messenger that remembers; can be told to fail, and to take its time."""

    def __init__(self, *failures: Exception, takes_seconds: float = 0) -> None:
        self.received: list[tuple[str, Notice]] = []
        self.calls = 0
        self.failures = list(failures)
        self.blocked: dict[str, Exception] = {}
        """Addresses that fail always."""
        self.most_at_once = 0
        self._takes_seconds = takes_seconds
        self._busy: list[str] = []

    async def send(self, notice: Notice, to: Sequence[Address]) -> Sent:
        chat = to[0].external_id
        assert chat not in self._busy, "two messages to one chat at the same time"
        self.calls += 1
        self._busy.append(chat)
        self.most_at_once = max(self.most_at_once, len(self._busy))
        try:
            await asyncio.sleep(self._takes_seconds)
        finally:
            self._busy.remove(chat)
        if chat in self.blocked:
            raise self.blocked[chat]
        if self.failures:
            raise self.failures.pop(0)
        self.received.append((chat, notice))
        return Sent("telegram", chat, [f"m{self.calls}"])
