"""Telegram on 127.0.0.1: the Bot API over HTTP, with people behind it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from kit.listening import until_any
from tests.support.telegram_server.bot_api import BotApi
from tests.support.telegram_server.calls import Call, read_call
from tests.support.telegram_server.chats import Chat
from tests.support.telegram_server.person import Person
from tests.support.telegram_server.refusals import ApiError
from tests.support.telegram_server.trouble import FloodLimits, Kind, Trouble, Troubles

TOKEN = "42:TEST-token-of-the-hotline"
_FIRST_USER = 700_000_001
_LOOK_EVERY_SECONDS = 0.05


class TelegramServer:
    """A whole Telegram for one test.

    Strict, it also refuses what the hotline promised never to send: texts over 3,900 characters,
    rows of more than seven buttons, reply keyboards.
    """

    def __init__(self, *, is_strict: bool = True, patience: float = 5.0) -> None:
        self.patience = patience
        """How many seconds people wait for what they expect of the bot."""
        self.calls: list[Call] = []
        """Every call that was carried out or refused, oldest first."""
        self.is_down = False
        self.bots: dict[str, BotApi] = {}
        self._is_strict = is_strict
        self._troubles = Troubles()
        self._passed = timedelta()
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.bot = self.add_bot(TOKEN)

    @classmethod
    async def start(cls, *, is_strict: bool = True, patience: float = 5.0) -> Self:
        server = cls(is_strict=is_strict, patience=patience)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/file/bot{token}/{path:.+}", server._download)
        app.router.add_route("*", "/bot{token}/{method}", server._answer)
        server._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await server._runner.setup()
        site = web.TCPSite(server._runner, "127.0.0.1", 0)
        await site.start()
        host, port = server._runner.addresses[0][:2]
        server.url = f"http://{host}:{port}"
        return server

    async def stop(self) -> None:
        for bot in self.bots.values():
            await bot.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # Who lives here

    @property
    def token(self) -> str:
        return self.bot.token

    def add_bot(self, token: str) -> BotApi:
        self.bots[token] = BotApi(token, self.now, is_strict=self._is_strict)
        return self.bots[token]

    def user(self, name: str, *, username: str | None = None, bot: BotApi | None = None) -> Person:
        """Somebody who has not written to the bot yet: it cannot write to them either."""
        bot = bot or self.bot
        chat = Chat(_FIRST_USER + len(bot.chats), name, username)
        bot.chats[chat.id] = chat
        return Person(self, bot, chat)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method.lower()]

    # Time

    def now(self) -> datetime:
        return datetime.now(UTC) + self._passed

    def pass_time(self, **span: float) -> None:
        """Let Telegram's clock jump: ``pass_time(hours=49)``."""
        self._passed += timedelta(**span)

    async def until(self, is_so: Callable[[], bool], *, within: float | None = None) -> bool:
        """Wait until a claim about this Telegram is true; false when the patience ran out."""
        try:
            async with asyncio.timeout(self.patience if within is None else within):
                while not is_so():
                    self._changed.clear()
                    # The claim may be about more than this server hears of: look now and then.
                    await until_any(self._changed, seconds=_LOOK_EVERY_SECONDS)
        except TimeoutError:
            return is_so()
        return True

    # Trouble

    def floods(
        self,
        times: int = 1,
        *,
        retry_after: int = 1,
        method: str | None = None,
        to: Person | None = None,
    ) -> None:
        """Refuse the next calls with 429, of one method or to one person only if named."""
        chat_id = to.id if to else None
        self._troubles.order(
            Trouble(Kind.FLOOD, times, method, retry_after=retry_after, chat_id=chat_id)
        )

    def fails(self, times: int = 1, *, code: int = 500, method: str | None = None) -> None:
        """Answer the next calls with a server error."""
        self._troubles.order(Trouble(Kind.ERROR, times, method, code=code))

    def shows_a_page(self, times: int = 1, *, method: str | None = None) -> None:
        """Answer the next calls with 502 and HTML, as a web server before Telegram does."""
        self._troubles.order(Trouble(Kind.HTML, times, method))

    def drops(self, times: int = 1, *, method: str | None = None) -> None:
        """Break the connection of the next calls before they are carried out."""
        self._troubles.order(Trouble(Kind.DROPPED, times, method))

    def loses_answers(self, times: int = 1, *, method: str | None = None) -> None:
        """Carry out the next calls and break the connection before the bot hears of it."""
        self._troubles.order(Trouble(Kind.UNHEARD, times, method))

    def goes_down(self) -> None:
        """Be out of reach until ``comes_back``."""
        self.is_down = True

    def comes_back(self) -> None:
        self.is_down = False

    def limits_flood(self) -> None:
        """From now on apply Telegram's own limits: 1 a second to a chat, 30 a second in all."""
        for bot in self.bots.values():
            bot.limits = FloodLimits()

    def reaches(self, public: str, local: str) -> None:
        """Deliver to ``local`` what webhooks at the address ``public`` should get."""
        for bot in self.bots.values():
            bot.updates.local_addresses[public] = local

    # HTTP

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        call = await read_call(request, request.match_info["method"])
        if self.is_down:
            return self._drop(request)
        trouble = self._troubles.next(call.method, call.integer("chat_id"))
        if trouble is not None and trouble.kind is Kind.DROPPED:
            return self._drop(request)
        if trouble is not None and trouble.kind is Kind.HTML:
            page = "<html><title>502 Bad Gateway</title></html>"
            return web.Response(status=502, text=page, content_type="text/html")
        try:
            if trouble is not None and trouble.kind in (Kind.FLOOD, Kind.ERROR):
                raise trouble.error
            response = web.json_response({"ok": True, "result": await self._result(request, call)})
        except ApiError as error:
            response = web.json_response(error.as_json(), status=error.code)
        finally:
            self.calls.append(call)
            self._changed.set()
        if trouble is not None and trouble.kind is Kind.UNHEARD:
            return self._drop(request)
        return response

    async def _result(self, request: web.Request, call: Call) -> Any:
        return await self._bot_of(request).carry_out(call)

    def _bot_of(self, request: web.Request) -> BotApi:
        bot = self.bots.get(request.match_info["token"])
        if bot is None:
            raise ApiError(401, "Unauthorized")
        return bot

    @staticmethod
    def _drop(request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _download(self, request: web.Request) -> web.Response:
        try:
            file = self._bot_of(request).files.at(request.match_info["path"])
        except ApiError as error:
            return web.json_response(error.as_json(), status=error.code)
        if file is None:
            return web.json_response(ApiError(404, "Not Found").as_json(), status=404)
        return web.Response(body=file.content if file.content is not None else bytes(file.size))
