"""Whether Telegram (and our own database) answers, and patience while it does not."""

import asyncio
import logging
from collections.abc import Coroutine
from json import JSONDecodeError
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped, unused-ignore]
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from sqlalchemy.exc import SQLAlchemyError

from kit.errors import WrongInstallation

logger = logging.getLogger(__name__)

#: How it shows that our own database is not there.
DATABASE_OUTAGES = (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

#: What a connection survives by trying again.
OUTAGES = (AiogramError, *DATABASE_OUTAGES)

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0

T = TypeVar("T")


def is_out_of_reach(error: BaseException) -> bool:
    """Whether Telegram was not there, rather than said no."""
    if isinstance(error, ClientDecodeError):
        # A server before Telegram's own answers with a page when Telegram is down.
        return isinstance(error.original, JSONDecodeError)
    return isinstance(error, TelegramNetworkError | TelegramServerError) and not isinstance(
        error, TelegramEntityTooLarge
    )


class Line:
    """A connection that may fail for a while; the log hears of each change once."""

    def __init__(
        self,
        *,
        first_pause: float = _FIRST_PAUSE_SECONDS,
        longest_pause: float = _LONGEST_PAUSE_SECONDS,
    ) -> None:
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._pause = first_pause
        self._trouble: str | None = None

    def works(self) -> None:
        if self._trouble is not None:
            logger.info("Telegram снова на связи.")
        self._trouble = None
        self._pause = self._first_pause

    def failed(self, error: Exception) -> float:
        """How many seconds to wait before trying again.

        Raises:
            WrongInstallation: trying again is useless, the token is refused.
        """
        trouble = _explain(error)
        if trouble != self._trouble:
            logger.warning("%s", trouble)
        self._trouble = trouble
        if isinstance(error, TelegramRetryAfter):
            return float(error.retry_after)
        pause, self._pause = self._pause, min(self._pause * 2, self._longest_pause)
        return pause


def _explain(error: Exception) -> str:
    match error:
        case TelegramUnauthorizedError() | TelegramNotFound():
            raise WrongInstallation(
                "Telegram не принимает токен бота: проверьте HOTLINE_BOT_TOKEN, "
                "его выдаёт @BotFather."
            ) from error
        case TelegramConflictError() if "webhook" in error.message:
            return (
                "У бота включён вебхук, поэтому опрос не идёт: оставьте одно из двух – "
                "HOTLINE_WEBHOOK у одного процесса или опрос у другого. Пробую снова…"
            )
        case TelegramConflictError():
            return (
                "Этого же бота опрашивает ещё один процесс с тем же HOTLINE_BOT_TOKEN: "
                "остановите лишний. Пробую снова…"
            )
        case TelegramRetryAfter():
            return "Telegram просит подождать, жду…"
        case AiogramError() if is_out_of_reach(error):
            return "Telegram не отвечает, пробую снова…"
        case AiogramError():
            return f"Telegram отказывает ({type(error).__name__}), пробую снова…"
        case _:
            return f"База данных не отвечает ({type(error).__name__}), пробую снова…"


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Do the work, but drop it and return ``None`` as soon as ``stop`` is set."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
