"""The bot as an object: how it is reached, and what it shows of itself."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BotCommand, BotCommandScopeChat

from bot.pacing import Pacing, Turns
from bot.telegram.intake import CHANNEL

_TIMEOUT_SECONDS = 30


class _Session(AiohttpSession):
    """aiogram's, for which the kinds of responses are made once.

    pydantic forgets a model such as ``Response[Message]`` as soon as nobody holds it, and makes it
    anew at the next call, which takes longer than the call itself.
    """

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        _held(method.__returning__)
        return super().check_response(bot, method, status_code, content)


@cache
def _held(returned: Any) -> object:
    return Response[returned]


def open_bot(token: str, *, api_url: str | None = None, turns: Turns | None = None) -> Bot:
    """A bot that speaks HTML and, given ``turns``, waits for its turn before it speaks.

    Args:
        api_url: address of the Bot API server; ``None`` means Telegram's own.
    """
    server = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    session = _Session(api=server, timeout=_TIMEOUT_SECONDS)
    if turns is not None:
        session.middleware(Pacing(turns, channel=CHANNEL))
    properties = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(token, session=session, default=properties)


async def show_menu(bot: Bot, commands: Mapping[str, str], *, chat_id: int | None = None) -> None:
    """Show ``commands``, each with a line on what it does, to everybody or in one chat."""
    scope = BotCommandScopeChat(chat_id=chat_id) if chat_id is not None else None
    await bot.set_my_commands(
        [BotCommand(command=name, description=words) for name, words in commands.items()],
        scope=scope,
    )
