"""From Telegram into the inbox by webhook."""

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from aiogram import Bot
from pydantic import SecretStr
from sqlalchemy import select
from starlette.applications import Starlette

from bot.telegram.intake import Intake
from bot.telegram.line import Line
from bot.telegram.webhook import PATH, Webhook, webhook_secret
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


async def stored(database: Database) -> list[str]:
    """The texts in the inbox, in their order."""
    async with database.transaction() as session:
        events = await session.scalars(select(Event).order_by(Event.id))
        return [event.payload.get("message", {}).get("text", "?") for event in events]


def all_confirmed(telegram: TelegramServer) -> Callable[[], bool]:
    return lambda: not telegram.bot.updates.pending


@asynccontextmanager
async def serving(webhook: Webhook) -> AsyncIterator[str]:
    config = uvicorn.Config(
        Starlette(routes=[webhook.route]), host="127.0.0.1", port=0, log_config=None, lifespan="off"
    )
    server = uvicorn.Server(config)
    process = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await process


def webhook_of(bot: Bot, take: Take) -> Webhook:
    return Webhook(bot, take, public_url=PUBLIC, secret="s3cret", line=quick_line())


async def test_the_webhook_stores_what_telegram_delivers(
    telegram: TelegramServer, bot: Bot, anna: Person, intake: Intake, database: Database
) -> None:
    webhook = webhook_of(bot, intake.take)
    async with serving(webhook) as address:
        telegram.reaches(PUBLIC, address)
        telegram.drops(2)
        await webhook.announce(asyncio.Event())
        await anna.writes("Раз")
        await anna.blocks()
        assert await telegram.until(all_confirmed(telegram))

    assert (await bot.get_webhook_info()).url == PUBLIC + PATH
    assert await stored(database) == ["Раз", "?"]


async def test_the_webhook_takes_nothing_from_strangers(
    bot: Bot, intake: Intake, database: Database
) -> None:
    update = {"update_id": 1, "message": {"chat": {"id": 5, "type": "private"}, "text": "Раз"}}

    async with serving(webhook_of(bot, intake.take)) as address, aiohttp.ClientSession() as http:

        async def status(body: object = update, *, secret: str | None = "s3cret") -> int:
            headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            async with http.post(address + PATH, data=BytesIO(data), headers=headers) as response:
                return response.status

        assert await status(secret=None) == 403
        assert await status(secret="guess") == 403
        assert await status(secret="s3crét") == 403
        assert await status(b"x" * (1024 * 1024 + 1)) == 413
        assert await status(b"{") == 400
        assert await status(["update_id"]) == 400
        assert await stored(database) == []
        assert await status() == 200
        assert await status() == 200

    assert await stored(database) == ["Раз"]


async def test_the_webhook_does_not_confirm_what_is_not_stored(
    telegram: TelegramServer, bot: Bot, anna: Person, intake: Intake, database: Database
) -> None:
    failures = 2

    async def falter(updates: Sequence[dict[str, Any]]) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise ConnectionRefusedError
        await intake.take(updates)

    webhook = webhook_of(bot, falter)
    async with serving(webhook) as address:
        telegram.reaches(PUBLIC, address)
        await webhook.announce(asyncio.Event())
        await anna.writes("Раз")
        assert await telegram.until(all_confirmed(telegram))

    assert (failures, await stored(database)) == (0, ["Раз"])


async def test_an_address_that_telegram_refuses_is_named(bot: Bot, intake: Intake) -> None:
    webhook = Webhook(bot, intake.take, public_url="http://hotline.test", secret="s3cret")

    with pytest.raises(WrongInstallation, match="HOTLINE_PUBLIC_URL"):
        await webhook.announce(asyncio.Event())


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    made = webhook_secret(None, tmp_path / "data")

    assert webhook_secret(None, tmp_path / "data") == made
    assert webhook_secret(SecretStr("own"), tmp_path / "data") == "own"
    (kept,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_secret_that_telegram_would_refuse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInstallation, match="HOTLINE_WEBHOOK_SECRET"):
        webhook_secret(SecretStr("секрет"), tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(WrongInstallation, match="HOTLINE_DATA_DIR"):
        webhook_secret(None, tmp_path / "file")
