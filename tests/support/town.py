"""The whole service with people in it, Telegram played by a server, and a clock that obeys."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import App, build_app
from bot.conversations import PostgresStorage
from bot.telegram.intake import CHANNEL, Intake
from bot.telegram.opening import open_bot
from bot.telegram.polling import GetRawUpdates
from delivery.models import Event, EventState
from delivery.pace import Pace
from kit.database import Database
from knowledge.encoder import Encoder
from knowledge.file_shelf import FileShelf
from people.addresses import Address
from people.hours import WorkingHours, parse_week
from people.models import Role
from routing.policy import HotlinePolicy
from tests.support.telegram_server import TOKEN, ChatMessage, Person, Press, TelegramServer
from wellbeing.calendars import Calendars
from wellbeing.policy import CheckInPolicy, Place
from wellbeing.support.helplines import directory
from wellbeing.vault import KEY_BYTES, Vault

#: A Monday of school, ten in the morning in Moscow.
MONDAY_MORNING = datetime(2026, 3, 2, 7, tzinfo=UTC)
#: Where the town's own page is.
PUBLIC_URL = "https://hotline.example"
#: Every process of a town has the same key.
VAULT = Vault(bytes(range(KEY_BYTES)))
#: Of a town whose cases have no files: nothing can be laid there.
NO_SHELF = FileShelf(Path("/nowhere"))
#: So many rounds of work follow from no deed; more of them mean that something goes in circles.
_MOST_ROUNDS = 20


def usual_policy(**changes: Any) -> HotlinePolicy:
    """Works from nine to six; an answer waits half a minute before it goes out."""
    usual: dict[str, Any] = {
        "hours": WorkingHours(ZoneInfo("Europe/Moscow"), parse_week("пн-пт 09:00-18:00")),
        "answer_within": timedelta(hours=8),
        "most_open": 7,
        "undo_within": timedelta(seconds=30),
    }
    return HotlinePolicy(**{**usual, **changes})


class Town:
    """The service, and everybody who writes to it."""

    def __init__(
        self,
        database: Database,
        telegram: TelegramServer,
        encoder: Encoder | None,
        policy: HotlinePolicy,
        *,
        burst: timedelta = timedelta(),
        shelf: FileShelf,
    ) -> None:
        self.now = MONDAY_MORNING
        self.telegram = telegram
        self.database = database
        self.app: App
        self.expects_trouble = False
        """Whether handling may fail without failing the test."""
        self.restarts = False
        """Whether the process ends after each deed, and another one takes over."""
        self.web_url = PUBLIC_URL
        self.check_in_policy = CheckInPolicy(Place.CHAT, policy.hours.zone, Calendars())
        self._encoder = encoder
        self._policy = policy
        self._burst = burst
        self._shelf = shelf
        self._admins: tuple[Address, ...] = ()
        self._bot = open_bot(TOKEN, api_url=telegram.url)
        self._offset: int | None = None

    async def open(self) -> None:
        """Start the service; called again, it is a new process on the same database."""
        pace = Pace(self.database.transaction, lambda: self.now, sleep=self._sleep)
        self.app = build_app(
            self.database,
            {CHANNEL: self._bot},
            self._encoder,
            self._policy,
            PostgresStorage(self.database.transaction),
            VAULT,
            self.check_in_policy,
            self._shelf,
            admins=self._admins,
            helplines=directory(),
            web_url=self.web_url,
            pace=pace,
            clock=lambda: self.now,
        )
        self._intake = Intake(self.database.transaction, burst=self._burst, clock=lambda: self.now)
        await self.app.cases.refresh()

    async def close(self) -> None:
        await self._bot.session.close()

    async def restart(self) -> None:
        """The process ends, wherever it is, and another one takes over.

        The connection to Telegram knows nothing of the hotline, and is kept.
        """
        self._offset = None
        await self.open()

    async def teacher(self, name: str = "Анна") -> "Resident":
        return Resident(self, self.telegram.user(name))

    async def methodist(self, name: str = "Борис", *, subjects: Sequence[str] = ()) -> "Resident":
        """A methodist of ``subjects``, or of all, who has come by an invitation."""
        code = await self.app.directory.invite(Role.METHODIST, subjects=subjects, now=self.now)
        resident = Resident(self, self.telegram.user(name))
        await resident.writes(f"/start {code}")
        return resident

    async def admin(self, name: str = "Вера") -> "Resident":
        """An admin whom the settings name."""
        resident = Resident(self, self.telegram.user(name))
        self._admins = (*self._admins, Address(CHANNEL, str(resident.person.id)))
        await self.restart()
        await resident.writes("/start")
        return resident

    async def pass_time(self, **span: float) -> None:
        """Let time pass, and let happen what is due by then."""
        self.now += timedelta(**span)
        for job in self.app.jobs.values():
            await job.run(self.now)
        await self.settle()

    async def settle(self) -> None:
        """Let everything happen that follows from what has been said, at this moment."""
        for _ in range(_MOST_ROUNDS):
            happened = await self.receive()
            happened += await self.app.receiver.handle_due(self.now)
            happened += await self.app.courier.deliver_due(self.now)
            if not happened:
                await self._check_nothing_failed()
                if self.restarts:
                    await self.restart()
                return
        raise AssertionError("the town does not come to rest")

    async def _check_nothing_failed(self) -> None:
        if self.expects_trouble:
            return
        async with self.database.transaction() as session:
            failed = await session.scalars(
                select(Event.id).where(
                    (Event.state == EventState.PARKED)
                    | ((Event.state == EventState.WAITING) & (Event.attempts > 0))
                )
            )
            assert not list(failed), "a handler has failed: see the log"

    async def receive(self) -> int:
        """Store what Telegram has, and confirm it; nothing is handled yet."""
        updates = await self._bot(GetRawUpdates(offset=self._offset, timeout=0))
        if updates:
            await self._intake.take(updates)
            self._offset = updates[-1]["update_id"] + 1
        return len(updates)

    async def _sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Resident:
    """Somebody of the town; after each of their deeds, everything that follows has happened."""

    def __init__(self, town: Town, person: Person) -> None:
        self._town = town
        self.person = person

    @property
    def heard(self) -> list[str]:
        """Everything the bot has said to them, oldest first."""
        return self.person.heard

    @property
    def alerts(self) -> list[str]:
        return self.person.alerts

    @property
    def last(self) -> ChatMessage:
        """The bot's newest message."""
        return self.person.messages[-1]

    @property
    def screen(self) -> ChatMessage:
        """The newest message with buttons."""
        screen = self.person.screen
        assert screen is not None, f"{self.person.name} не видит ни одной кнопки"
        return screen

    def message_with(self, words: str) -> ChatMessage:
        """The bot's newest message that contains ``words``."""
        for message in reversed(self.person.messages):
            if words in message.words:
                return message
        raise AssertionError(f"{self.person.name} не видит «{words}»: {self.heard[-5:]}")

    async def writes(self, text: str, *, reply_to: ChatMessage | None = None) -> ChatMessage:
        return await self._then(await self.person.writes(text, reply_to=reply_to))

    async def presses(self, caption: str) -> Press:
        press = await self.person.presses(caption)
        await self._town.settle()
        return press

    async def edits(self, message: ChatMessage, text: str) -> None:
        await self.person.edits(message, text)
        await self._town.settle()

    async def sends_photo(self, caption: str = "") -> ChatMessage:
        return await self._then(await self.person.sends_photo(caption=caption))

    async def sends_voice(self) -> ChatMessage:
        return await self._then(await self.person.sends_voice())

    async def sends_document(self, name: str, *, caption: str = "") -> ChatMessage:
        return await self._then(await self.person.sends_document(name, caption=caption))

    async def sends_album(self, kinds: Sequence[str], caption: str = "") -> None:
        await self.person.sends_album(kinds, caption)
        await self._town.settle()
        await self._town.pass_time(seconds=2)

    async def sends(self, kind: str) -> ChatMessage:
        return await self._then(await self.person.sends(kind))

    async def _then(self, message: ChatMessage) -> ChatMessage:
        await self._town.settle()
        return message


@asynccontextmanager
async def open_town(
    database: Database,
    encoder: Encoder | None,
    *,
    burst: timedelta = timedelta(),
    policy: HotlinePolicy | None = None,
    shelf: FileShelf | None = None,
) -> AsyncIterator[Town]:
    """A town on ``database``, which must be migrated and may hold cases."""
    async with await TelegramServer.start() as telegram:
        town = Town(
            database,
            telegram,
            encoder,
            policy or usual_policy(),
            burst=burst,
            shelf=shelf or NO_SHELF,
        )
        await town.open()
        try:
            yield town
        finally:
            await town.close()
