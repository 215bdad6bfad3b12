"""The address of the chat with the bot, for pages that lead back to it."""

from collections.abc import Mapping

from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.telegram.intake import CHANNEL


async def chat_address(bots: Mapping[str, Bot]) -> str | None:
    """``None`` while Telegram does not say how the bot is called; it is asked once."""
    bot = bots.get(CHANNEL)
    if bot is None:
        return "/"  # in the demo the chats are a page of the same address
    try:
        return f"https://t.me/{(await bot.me()).username}"
    except AiogramError:
        return None
