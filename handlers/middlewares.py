"""What every update passes through."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import CallbackQuery, Message, TelegramObject, User

from delivery.threads import Threads
from handlers.reply import Reply
from handlers.texts import refusals as texts
from kit.errors import Refusal
from people.addresses import Address
from people.service import Directory

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
Clock = Callable[[], datetime]


class Acquaint(BaseMiddleware):
    """Gives handlers ``person`` (who wrote or pressed), ``now`` and ``reply``."""

    def __init__(self, directory: Directory, threads: Threads, clock: Clock) -> None:
        self._directory = directory
        self._threads = threads
        self._clock = clock

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message | CallbackQuery)
        user: User | None = event.from_user
        if user is None:
            return None
        now = self._clock()
        address = Address(data["channel"], str(user.id))
        data["now"] = now
        data["person"] = await self._directory.meet(address, user.full_name, now=now)
        data["reply"] = self._reply(event, user, data["bot"], address.channel)
        return await handler(event, data)

    def _reply(self, event: Message | CallbackQuery, user: User, bot: Bot, channel: str) -> Reply:
        if isinstance(event, Message):
            return Reply(bot, channel, event.chat.id, self._threads)
        chat_id = event.message.chat.id if event.message is not None else user.id
        return Reply(bot, channel, chat_id, self._threads, press=event)


class ExplainRefusals(BaseMiddleware):
    """Tells the person why the domain has said no, and acknowledges every press."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        reply: Reply = data["reply"]
        try:
            outcome = await handler(event, data)
        except Refusal as refusal:
            log.info("refused: %s", type(refusal).__name__)
            await reply.toast(texts.refused(refusal), alert=True)
            return None
        await reply.acknowledge()
        return outcome
