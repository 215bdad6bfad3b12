"""From Telegram into the inbox by polling, and what belongs together there."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot
from sqlalchemy import select

from bot.telegram.intake import ALBUM_PAUSE, Intake, incoming
from bot.telegram.line import Line
from bot.telegram.opening import open_bot, show_menu
from bot.telegram.polling import Polling
from delivery.models import Event
from kit.database import Database
from kit.errors import WrongInstallation
from tests.support.telegram_server import Person, TelegramServer
from tests.support.telegram_server.client import bot_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PUBLIC = "https://hotline.test"

Take = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with await TelegramServer.start() as server:
        yield server


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_of(telegram) as opened:
        yield opened


@pytest.fixture
def anna(telegram: TelegramServer) -> Person:
    return telegram.user("Анна")


@pytest.fixture
def intake(database: Database) -> Intake:
    return Intake(database.transaction, burst=timedelta(seconds=3), clock=lambda: NOON)


def quick_line() -> Line:
    return Line(first_pause=0.02, longest_pause=0.05)


@asynccontextmanager
async def polling(bot: Bot, take: Take) -> AsyncIterator[asyncio.Task[None]]:
    """A process that polls, killed when the block ends unless it has ended by itself."""
    poller = Polling(bot, take, line=quick_line(), poll_seconds=1)
    process = asyncio.create_task(poller.run(asyncio.Event()))
    try:
        yield process
    finally:
        process.cancel()
        await asyncio.gather(process, return_exceptions=True)


async def stored(database: Database) -> list[str]:
    """The texts in the inbox, in their order."""
    async with database.transaction() as session:
        events = await session.scalars(select(Event).order_by(Event.id))
        return [event.payload.get("message", {}).get("text", "?") for event in events]


def all_confirmed(telegram: TelegramServer) -> Callable[[], bool]:
    return lambda: not telegram.bot.updates.pending


# Stored before confirmed


async def test_an_update_is_stored_and_then_confirmed(
    telegram: TelegramServer, bot: Bot, anna: Person, intake: Intake, database: Database
) -> None:
    await anna.writes("Раз")
    async with polling(bot, intake.take):
        assert await telegram.until(all_confirmed(telegram))
        await anna.writes("Два")
        assert await telegram.until(all_confirmed(telegram))

    assert await stored(database) == ["Раз", "Два"]


async def test_who_dies_before_storing_loses_nothing(
    telegram: TelegramServer, bot: Bot, anna: Person, intake: Intake, database: Database
) -> None:
    reached = asyncio.Event()

    async def die(updates: Sequence[dict[str, Any]]) -> None:
        reached.set()
        await asyncio.Event().wait()

    await anna.writes("Раз")
    async with polling(bot, die):
        await asyncio.wait_for(reached.wait(), 5)

    async with polling(bot, intake.take):
        assert await telegram.until(all_confirmed(telegram))

    assert await stored(database) == ["Раз"]


async def test_who_dies_before_confirming_stores_nothing_twice(
    telegram: TelegramServer, bot: Bot, anna: Person, intake: Intake, database: Database
) -> None:
    reached = asyncio.Event()

    async def store_and_die(updates: Sequence[dict[str, Any]]) -> None:
        await intake.take(updates)
        reached.set()
        await asyncio.Event().wait()

    await anna.writes("Раз")
    async with polling(bot, store_and_die):
        await asyncio.wait_for(reached.wait(), 5)
    assert len(telegram.bot.updates.pending) == 1
    await anna.writes("Два")

    async with polling(bot, intake.take):
        assert await telegram.until(all_confirmed(telegram))

    assert await stored(database) == ["Раз", "Два"]


async def test_nothing_is_confirmed_while_the_database_is_away(
    telegram: TelegramServer,
    bot: Bot,
    anna: Person,
    intake: Intake,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = 2

    async def falter(updates: Sequence[dict[str, Any]]) -> None:
        nonlocal failures
        assert telegram.bot.updates.pending
        if failures:
            failures -= 1
            raise ConnectionRefusedError
        await intake.take(updates)

    await anna.writes("Раз")
    async with polling(bot, falter):
        assert await telegram.until(all_confirmed(telegram))

    assert await stored(database) == ["Раз"]
    assert [r.message for r in caplog.records if r.levelno == logging.WARNING] == [
        "База данных не отвечает (ConnectionRefusedError), пробую снова…"
    ]


async def test_an_update_that_nobody_can_read_hides_no_other(
    telegram: TelegramServer, bot: Bot, anna: Person, intake: Intake, database: Database
) -> None:
    telegram.bot.updates.add("message", {"message_id": "what?", "chat": {"id": 5}})
    await anna.writes("Раз")

    async with polling(bot, intake.take):
        assert await telegram.until(all_confirmed(telegram))

    assert await stored(database) == ["?", "Раз"]


# When polling fails


async def test_a_refused_token_ends_the_process_with_one_sentence(
    telegram: TelegramServer, intake: Intake
) -> None:
    async with bot_of(telegram, "7:wrong") as stranger, polling(stranger, intake.take) as process:
        with pytest.raises(WrongInstallation, match="HOTLINE_BOT_TOKEN"):
            await process


async def test_a_webhook_left_behind_is_removed_and_what_it_missed_is_kept(
    telegram: TelegramServer, bot: Bot, anna: Person, intake: Intake, database: Database
) -> None:
    await bot.set_webhook("https://127.0.0.1:1/gone")
    await anna.writes("Раз")

    async with polling(bot, intake.take):
        assert await telegram.until(all_confirmed(telegram))

    assert (await bot.get_webhook_info()).url == ""
    assert await stored(database) == ["Раз"]


async def test_a_second_process_is_named_and_polling_goes_on_when_it_ends(
    telegram: TelegramServer,
    bot: Bot,
    anna: Person,
    intake: Intake,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with polling(bot, intake.take):
        assert await telegram.until(lambda: telegram.bot.updates.is_polled)
        await bot.get_updates()
        await anna.writes("Раз")
        assert await telegram.until(all_confirmed(telegram))

    assert [r.message for r in caplog.records if r.levelno == logging.WARNING] == [
        "Этого же бота опрашивает ещё один процесс с тем же HOTLINE_BOT_TOKEN: "
        "остановите лишний. Пробую снова…"
    ]
    assert await stored(database) == ["Раз"]


async def test_a_webhook_set_while_we_poll_is_explained(
    telegram: TelegramServer, bot: Bot, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    async with polling(bot, intake.take):
        assert await telegram.until(lambda: telegram.bot.updates.is_polled)
        await bot.set_webhook("https://127.0.0.1:1/other")
        assert await telegram.until(lambda: len(telegram.calls_of("getUpdates")) > 2)

    assert "HOTLINE_WEBHOOK" in caplog.text


async def test_without_network_it_says_so_once_and_keeps_trying(
    telegram: TelegramServer,
    bot: Bot,
    anna: Person,
    intake: Intake,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="bot.telegram.line")
    await anna.writes("Раз")
    telegram.goes_down()
    async with polling(bot, intake.take):
        await asyncio.sleep(0.3)
        telegram.comes_back()
        telegram.shows_a_page()
        telegram.fails(code=502)
        assert await telegram.until(all_confirmed(telegram))
        assert await telegram.until(lambda: "снова на связи" in caplog.text)

    assert await stored(database) == ["Раз"]
    assert [r.message for r in caplog.records if r.name == "bot.telegram.line"] == [
        "Telegram не отвечает, пробую снова…",
        "Telegram снова на связи.",
    ]


def test_pauses_grow_to_a_minute_and_start_anew_after_success() -> None:
    line = Line()

    assert [line.failed(OSError()) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    line.works()
    assert line.failed(OSError()) == 1


async def test_polling_ends_at_once_when_told_to(
    telegram: TelegramServer, bot: Bot, intake: Intake
) -> None:
    stop = asyncio.Event()
    process = asyncio.create_task(Polling(bot, intake.take, poll_seconds=30).run(stop))
    assert await telegram.until(lambda: telegram.bot.updates.is_polled)

    stop.set()

    await asyncio.wait_for(process, 5)


# What belongs together


def message(**content: Any) -> dict[str, Any]:
    chat = {"id": 5, "type": "private"}
    return {"update_id": 1, "message": {"message_id": 9, "chat": chat, **content}}


@pytest.mark.parametrize(
    ("update", "key"),
    [
        (message(text="Как объяснить дроби?"), "plain"),
        (message(text="/my"), None),
        (message(text="/ это не команда"), "plain"),
        (message(photo=[]), "plain"),
        (message(photo=[], media_group_id="77"), "plain"),
        (message(voice={}), "plain"),
        (message(document={}, caption="/my"), "plain"),
        (message(video_note={}), "plain"),
        (message(text="Так", reply_to_message={"message_id": 4}), "reply:4"),
        (message(sticker={}), None),
        (message(pinned_message={}), None),
        ({"update_id": 1, "edited_message": message(text="а")["message"]}, None),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": 5}}}}, None),
        ({"update_id": 1, "message": {"chat": {"id": 5, "type": "group"}, "text": "а"}}, None),
    ],
)
def test_messages_of_content_belong_to_a_burst(update: dict[str, Any], key: str | None) -> None:
    event = incoming(update, channel="telegram", burst=timedelta(seconds=3))

    assert (event.burst, event.chat, event.external_id) == (key, "5", "1")
    assert event.pause == timedelta(seconds=3)


@pytest.mark.parametrize(
    ("update", "key"),
    [
        (message(text="Раз"), None),
        (message(photo=[]), None),
        (message(photo=[], media_group_id="77"), "album:77"),
    ],
)
def test_without_bursts_only_albums_belong_together(
    update: dict[str, Any], key: str | None
) -> None:
    event = incoming(update, channel="telegram", burst=timedelta())

    assert event.burst == key
    assert event.pause == (ALBUM_PAUSE if key else timedelta())


def test_an_update_without_a_chat_belongs_to_its_sender() -> None:
    update = {"update_id": 1, "inline_query": {"id": "1", "from": {"id": 8}}}

    assert incoming(update, channel="telegram", burst=timedelta()).chat == "8"


# The bot itself


async def test_the_bot_shows_the_commands_it_is_given(telegram: TelegramServer) -> None:
    bot = open_bot(telegram.token, api_url=telegram.url)

    await show_menu(bot, {"my": "мои вопросы", "help": "что я умею"})

    assert telegram.bot.commands == {"my": "мои вопросы", "help": "что я умею"}
    await bot.session.close()
