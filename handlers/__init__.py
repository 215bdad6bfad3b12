"""Conversations: what people write and press, and what they hear."""

from handlers import quick_aiogram

__all__ = ["quick_aiogram"]
