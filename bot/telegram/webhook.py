"""The webhook: Telegram tells us, and hears 200 only when it is stored."""

import asyncio
import json
import logging
import os
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.telegram.intake import ALLOWED_UPDATES
from bot.telegram.line import DATABASE_OUTAGES, OUTAGES, Line, unless
from kit.errors import WrongInstallation
from kit.listening import until_any

logger = logging.getLogger(__name__)

PATH = "/telegram/webhook"

_SECRET_HEADER = "x-telegram-bot-api-secret-token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LARGEST_BODY_BYTES = 1024 * 1024


class Webhook:
    """Takes updates over HTTP, from whoever knows the secret."""

    def __init__(
        self,
        bot: Bot,
        take: Callable[[Sequence[dict[str, Any]]], Awaitable[None]],
        *,
        public_url: str,
        secret: str,
        line: Line | None = None,
    ) -> None:
        self._bot = bot
        self._take = take
        self._url = public_url.rstrip("/") + PATH
        self._secret = secret
        self._line = line or Line()

    @property
    def route(self) -> Route:
        return Route(PATH, self._receive, methods=["POST"])

    async def announce(self, stop: asyncio.Event) -> None:
        """Tell Telegram where to deliver; keep trying while it is out of reach.

        Raises:
            WrongInstallation: Telegram refuses the token or the address.
        """
        while not stop.is_set():
            try:
                await unless(stop, self._set_webhook())
            except TelegramBadRequest as error:
                raise WrongInstallation(
                    "Telegram не принимает адрес вебхука, проверьте HOTLINE_PUBLIC_URL: "
                    f"{error.message}"
                ) from error
            except OUTAGES as error:
                await until_any(stop, seconds=self._line.failed(error))
            else:
                self._line.works()
                return

    async def _set_webhook(self) -> None:
        await self._bot.set_webhook(
            self._url,
            secret_token=self._secret,
            allowed_updates=list(ALLOWED_UPDATES),
            drop_pending_updates=False,
        )

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not secrets.compare_digest(given.encode(), self._secret.encode()):
            return PlainTextResponse("forbidden", status_code=403)
        body = await _read(request)
        if body is None:
            return PlainTextResponse("too large", status_code=413)
        update = _parse(body)
        if update is None:
            return PlainTextResponse("not an update", status_code=400)
        try:
            await self._take([update])
        except DATABASE_OUTAGES as error:
            # Telegram keeps what was not answered with 200, and brings it again.
            logger.warning("update not stored: %s", type(error).__name__)
            return PlainTextResponse("try again", status_code=503)
        return PlainTextResponse("ok")


async def _read(request: Request) -> bytes | None:
    """The body; ``None`` when it is larger than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY_BYTES:
            return None
    return bytes(body)


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    return update


def webhook_secret(given: SecretStr | None, data_dir: Path) -> str:
    """The secret that Telegram repeats: the one given, or one made once and kept.

    Raises:
        WrongInstallation: the given one has characters that Telegram refuses, or the data folder
            cannot be used.
    """
    if given is not None:
        if not _SECRET.fullmatch(given.get_secret_value()):
            raise WrongInstallation(
                "HOTLINE_WEBHOOK_SECRET: годятся латинские буквы, цифры, «_» и «-», до 256 знаков."
            )
        return given.get_secret_value()
    try:
        return _kept_secret(data_dir / "webhook-secret")
    except OSError as error:
        raise WrongInstallation(
            f"Секрет вебхука не читается и не создаётся в папке {data_dir} "
            f"(HOTLINE_DATA_DIR): {error.strerror}."
        ) from error


def _kept_secret(kept: Path) -> str:
    """The secret in the file, which appears whole or not at all, and once for all processes."""
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        with suppress(FileExistsError):  # another process was faster: its secret holds
            os.link(made, kept)
        made.unlink()
    return kept.read_text().strip()
