"""Taking messages out of the chat."""

import logging

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from handlers.texts import checkin_rounds as texts
from handlers.typing import Screens

log = logging.getLogger(__name__)


async def remove(bot: Bot, chat_id: int, message_id: int, screens: Screens) -> None:
    """Delete the message; what is too old for that loses its words, where it is our own."""
    await screens.remember(bot, chat_id, message_id, {})
    try:
        await bot.delete_message(chat_id, message_id)
    except TelegramBadRequest as refusal:
        log.info("message stays: %s", refusal.message)
        await _blank(bot, chat_id, message_id)


async def _blank(bot: Bot, chat_id: int, message_id: int) -> None:
    try:
        await bot.edit_message_text(texts.taken(), chat_id=chat_id, message_id=message_id)
    except TelegramBadRequest as refusal:
        log.info("words stay: %s", refusal.message)
