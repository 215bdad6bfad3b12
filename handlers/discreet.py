"""Conversations of which the inbox keeps no word."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import TelegramObject

from delivery import discretion


async def discreetly(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """An inner middleware: what it handles is settled without what was written or pressed."""
    discretion.keep_nothing()
    return await handler(event, data)
