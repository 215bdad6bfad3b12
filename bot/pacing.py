"""The bot speaks only when it is its turn."""

from typing import Any, Protocol

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from people.addresses import Address

_PACED = ("send", "edit", "copy", "forward")
#: «Печатает…» is no message: waiting for its turn would only delay the message itself.
_FREE = ("sendChatAction",)


class Turns(Protocol):
    """Keeps the messenger's limits (``delivery.pace``)."""

    async def wait_turn(self, to: Address, *, is_group: bool = False) -> None:
        """Return when a message may go to the chat.

        Raises:
            TryLater: that would take too long.
        """


class Pacing(BaseRequestMiddleware):
    """Waits before everything that Telegram counts as a message."""

    def __init__(self, turns: Turns, *, channel: str) -> None:
        self._turns = turns
        self._channel = channel

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat = _paced_chat(method)
        if chat is not None:
            # Telegram's ids of groups and channels are negative.
            await self._turns.wait_turn(Address(self._channel, chat), is_group=chat.startswith("-"))
        return await make_request(bot, method)


def _paced_chat(method: TelegramMethod[Any]) -> str | None:
    """The chat to which the call says something; ``None`` when it says nothing."""
    name = method.__api_method__
    if name in _FREE or not name.startswith(_PACED):
        return None
    chat_id = getattr(method, "chat_id", None)
    return None if chat_id is None else str(chat_id)
