"""aiogram's own bot, spoken to by tests that need no hotline behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from tests.support.telegram_server.server import TelegramServer


@asynccontextmanager
async def bot_of(telegram: TelegramServer, token: str | None = None) -> AsyncIterator[Bot]:
    """The bot behind ``token``, by default the only one there is."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url), timeout=30)
    properties = DefaultBotProperties(parse_mode="HTML")
    yield Bot(token or telegram.token, session=session, default=properties)
    await close(session)


async def close(session: AiohttpSession) -> None:
    """Close at once; aiogram's own way waits a quarter of a second for TLS."""
    await (await session.create_session()).close()
