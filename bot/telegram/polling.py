"""Long polling: what Telegram has for us is stored, and only then confirmed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiogram import Bot
from aiogram.methods import TelegramMethod

from bot.telegram.intake import ALLOWED_UPDATES
from bot.telegram.line import OUTAGES, Line, unless
from kit.listening import until_any

logger = logging.getLogger(__name__)

#: How long Telegram holds a request while there is nothing to tell.
_POLL_SECONDS = 50
#: Beyond that, how long its answer may take before the connection is taken for dead.
_GRACE_SECONDS = 15


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """``getUpdates`` whose answer stays as it came.

    aiogram's own reads the whole batch at once: one update that it cannot read would hide all the
    others, for ever.
    """

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Polling:
    """Asks Telegram for updates, again and again.

    An update is confirmed (by asking for the next ones) when it is stored. A process that dies
    in between gets it again, and the inbox knows it already: nothing is lost, nothing comes twice.
    """

    def __init__(
        self,
        bot: Bot,
        take: Callable[[Sequence[dict[str, Any]]], Awaitable[None]],
        *,
        line: Line | None = None,
        poll_seconds: int = _POLL_SECONDS,
    ) -> None:
        """
        Args:
            take: stores a batch; when it returns, the batch is safe.
        """
        self._bot = bot
        self._take = take
        self._line = line or Line()
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._is_ready = False

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until ``stop`` is set.

        Raises:
            WrongInstallation: Telegram refuses the token.
        """
        while not stop.is_set():
            try:
                await unless(stop, self._round())
            except OUTAGES as error:
                await until_any(stop, seconds=self._line.failed(error))
            else:
                self._line.works()

    async def _round(self) -> None:
        if not self._is_ready:
            await self._remove_webhook()
            self._is_ready = True
        updates = await self._bot(
            GetRawUpdates(
                offset=self._offset,
                timeout=self._poll_seconds,
                allowed_updates=list(ALLOWED_UPDATES),
            ),
            request_timeout=self._poll_seconds + _GRACE_SECONDS,
        )
        if updates:
            await self._take(updates)
            self._offset = max(update["update_id"] for update in updates) + 1

    async def _remove_webhook(self) -> None:
        """Telegram refuses polling while a webhook is set; what waits for it is kept."""
        if (await self._bot.get_webhook_info()).url:
            await self._bot.delete_webhook(drop_pending_updates=False)
            logger.info("Вебхук бота снят: этот процесс опрашивает Telegram сам.")
