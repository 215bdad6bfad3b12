"""From the inbox to the conversations."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramForbiddenError, TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.types import Message, Update

from bot.telegram.line import is_out_of_reach
from delivery.errors import TryLater
from handlers.crisis import CrisisCard

logger = logging.getLogger(__name__)


class Handling:
    """Feeds stored updates to the dispatcher, each to the bot of its channel.

    Handlers find in their data, besides aiogram's own: ``channel``, and ``burst``, a list of the
    messages that belong together, in their order: one for most messages, none for a press.
    """

    def __init__(
        self, dispatcher: Dispatcher, bots: Mapping[str, Bot], card: CrisisCard | None = None
    ) -> None:
        """
        Args:
            card: sees every message before anything else does.
        """
        self._dispatcher = dispatcher
        self._bots = bots
        self._card = card

    async def handle(self, channel: str, payloads: Sequence[dict[str, Any]]) -> None:
        """Handle one update, or one whole burst as one.

        Raises:
            TryLater: the messenger is out of reach; the same may succeed later.
        """
        bot = self._bots[channel]
        updates = [Update.model_validate(payload, context={"bot": bot}) for payload in payloads]
        first, burst = updates[0], _messages(updates)
        is_edit = first.edited_message is not None
        try:
            if burst and self._card and await self._card.answers(bot, burst, is_edit=is_edit):
                return
            reply = await self._dispatcher.feed_update(bot, first, burst=burst, channel=channel)
            if isinstance(reply, TelegramMethod):
                await bot(reply)
        except TelegramForbiddenError:
            # Done all the same: only the reply has nobody left to hear it.
            logger.info("update %s: the sender cannot be reached", first.update_id)
        except TelegramRetryAfter as error:
            raise TryLater(timedelta(seconds=error.retry_after)) from error
        except AiogramError as error:
            if is_out_of_reach(error):
                raise TryLater from error
            raise


def _messages(updates: Sequence[Update]) -> list[Message]:
    messages = (update.message or update.edited_message for update in updates)
    return [message for message in messages if message is not None]
