"""A screen that changes in place, as its buttons are pressed."""

import logging

from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message

from handlers.reply import Reply
from handlers.typing import was_typed

log = logging.getLogger(__name__)


async def redraw(
    press: CallbackQuery, reply: Reply, text: str, keyboard: InlineKeyboardMarkup | None
) -> None:
    """Let the pressed message say ``text``; where that cannot be, or be seen, say it anew."""
    message = press.message
    if was_typed(press) or not isinstance(message, Message):
        await reply.say(text, keyboard)
        return
    try:
        await _edit(message, text, keyboard)
    except TelegramBadRequest as refusal:
        if "not modified" not in refusal.message:
            log.info("screen said anew: %s", refusal.message)
            await reply.say(text, keyboard)


async def redraw_only(
    press: CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None
) -> None:
    """Let the pressed message say ``text``; where it is gone, nothing is said."""
    message = press.message
    if not isinstance(message, Message):
        return
    try:
        await _edit(message, text, keyboard)
    except TelegramBadRequest as refusal:
        log.info("screen stays as it is: %s", refusal.message)


async def _edit(message: Message, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
    await message.edit_text(
        text,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
