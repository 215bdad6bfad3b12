"""Answering whoever has just written or pressed."""

import logging

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from delivery.threads import Threads
from handlers.outgoing import Outgoing, say

log = logging.getLogger(__name__)


class Reply:
    """The way back to the person who has just written or pressed."""

    def __init__(
        self,
        bot: Bot,
        channel: str,
        chat_id: int,
        threads: Threads,
        press: CallbackQuery | None = None,
    ) -> None:
        self._bot = bot
        self._channel = channel
        self._chat_id = chat_id
        self._threads = threads
        self._press = press
        self._acknowledged = press is None

    @property
    def chat_id(self) -> int:
        return self._chat_id

    async def say(
        self,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        about: int | None = None,
        outgoing: Outgoing | None = None,
    ) -> None:
        """Say ``text``; a reply to it will be about the question ``about``."""
        said = outgoing or Outgoing(text, keyboard)
        messages = await say(self._bot, self._chat_id, said)
        if about is not None:
            await self._threads.remember(self._channel, str(self._chat_id), messages, about)

    async def toast(self, text: str, *, alert: bool = False) -> None:
        """Acknowledge the press with a few words; where nothing was pressed, say them."""
        if self._press is None:
            await self.say(text)
            return
        self._acknowledged = True
        # 200 characters is what an acknowledgement can carry.
        await _despite_age(self._press, text[:200], alert=alert)

    async def acknowledge(self) -> None:
        """Stop the button's clock, unless words have done so already."""
        if self._press is not None and not self._acknowledged:
            self._acknowledged = True
            await _despite_age(self._press, None, alert=False)

    async def change_buttons(self, keyboard: InlineKeyboardMarkup | None) -> None:
        """Give the pressed message other buttons; an old or vanished message keeps its own."""
        message = self._press.message if self._press is not None else None
        if not isinstance(message, Message):
            return
        try:
            await message.edit_reply_markup(reply_markup=keyboard)
        except TelegramBadRequest as refusal:
            log.info("buttons stay as they are: %s", refusal.message)


async def _despite_age(press: CallbackQuery, text: str | None, *, alert: bool) -> None:
    """Telegram refuses to acknowledge old presses; the deed itself is done all the same."""
    try:
        await press.answer(text, show_alert=alert)
    except TelegramBadRequest as refusal:
        log.info("press not acknowledged: %s", refusal.message)
