"""Updates that wait for a bot, and both ways to get them."""

import asyncio
from typing import Any

import aiohttp

from tests.support.telegram_server.refusals import bad_request, conflict

#: Sent unless the bot asks for a choice of its own.
_BY_DEFAULT = frozenset(
    {"message", "edited_message", "callback_query", "my_chat_member", "inline_query", "poll"}
)
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0

Update = dict[str, Any]


class Webhook:
    def __init__(self, url: str, secret: str | None) -> None:
        self.url = url
        self.secret = secret
        self.last_error: str | None = None
        self.failures = 0


class Updates:
    """The queue of one bot.

    An update leaves the queue only when the bot confirms it: by a higher offset, or by status 200
    from its webhook.
    """

    def __init__(self, first_id: int) -> None:
        self.pending: list[Update] = []
        self.webhook: Webhook | None = None
        self.local_addresses: dict[str, str] = {}
        self._next_id = first_id
        self._allowed = _BY_DEFAULT
        self._poll: asyncio.Future[None] | None = None
        self._came = asyncio.Event()
        self._delivering: asyncio.Task[None] | None = None

    @property
    def is_polled(self) -> bool:
        """Whether a bot is waiting in a long poll right now."""
        return self._poll is not None and not self._poll.done()

    def add(self, kind: str, body: dict[str, Any]) -> Update | None:
        """Queue an update; ``None`` when the bot has not asked for this kind."""
        if kind not in self._allowed:
            return None
        update = {"update_id": self._next_id, kind: body}
        self._next_id += 1
        self.pending.append(update)
        self._came.set()
        if self._poll is not None and self.is_polled:
            self._poll.set_result(None)
        return update

    async def get(
        self, offset: int, limit: int, wait: float, allowed: list[str] | None
    ) -> list[Update]:
        """Answer getUpdates: confirm what lies before ``offset``, wait for something to give."""
        if self.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._end_poll(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        self._allow(allowed)
        self._confirm(offset)
        if not self.pending and wait > 0:
            await self._wait(wait)
        return self.pending[: limit or 100]

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _end_poll(self, why: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(why))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [u for u in self.pending if u["update_id"] >= offset]

    def _allow(self, allowed: list[str] | None) -> None:
        """Remember the kinds asked for; without a choice the former one stays."""
        if allowed is not None:
            self._allowed = frozenset(allowed) or _BY_DEFAULT

    def set_webhook(
        self, url: str, *, secret: str | None, allowed: list[str] | None, drop_pending: bool
    ) -> None:
        if not url.startswith("https://") and not url.startswith("http://127.0.0.1"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self._end_poll("terminated by setWebhook request")
        self._allow(allowed)
        self.delete_webhook(drop_pending=drop_pending)
        self.webhook = Webhook(url, secret)
        self._delivering = asyncio.create_task(self._deliver(self.webhook))

    def delete_webhook(self, *, drop_pending: bool) -> None:
        self.webhook = None
        if self._delivering is not None:
            self._delivering.cancel()
            self._delivering = None
        if drop_pending:
            self.pending.clear()

    async def _deliver(self, webhook: Webhook) -> None:
        """Post one update after another, each again and again until it is taken."""
        async with aiohttp.ClientSession() as session:
            while True:
                if not self.pending:
                    self._came.clear()
                    await self._came.wait()
                update = self.pending[0]
                if await self._post(session, webhook, update):
                    self.pending.remove(update)
                    webhook.failures = 0
                else:
                    webhook.failures += 1
                    pause = _FIRST_PAUSE * 2 ** min(webhook.failures, 10)
                    await asyncio.sleep(min(pause, _LONGEST_PAUSE))

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(
                self._locally(webhook.url), json=update, headers=headers
            ) as response:
                if response.status == 200:
                    return True
                webhook.last_error = f"Wrong response from the webhook: {response.status}"
        except aiohttp.ClientError:
            webhook.last_error = "Connection refused"
        return False

    def _locally(self, url: str) -> str:
        for public, local in self.local_addresses.items():
            if url.startswith(public):
                return local + url.removeprefix(public)
        return url

    async def close(self) -> None:
        self.webhook = None
        if self._poll is not None and not self._poll.done():
            self._poll.cancel()
        if self._delivering is not None:
            self._delivering.cancel()
            await asyncio.gather(self._delivering, return_exceptions=True)
