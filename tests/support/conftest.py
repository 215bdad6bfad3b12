"""The test Telegram and its bot."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot

from tests.support.telegram_server import Person, TelegramServer
from tests.support.telegram_server.client import bot_of


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with await TelegramServer.start(patience=0.5) as server:
        yield server


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_of(telegram) as opened:
        yield opened


@pytest.fixture
async def anna(telegram: TelegramServer) -> Person:
    person = telegram.user("Анна")
    await person.starts()
    return person
