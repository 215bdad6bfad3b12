"""Hearing at once of what other processes have done: LISTEN on a connection of its own."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import asyncpg  # type: ignore[import-untyped, unused-ignore]

logger = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0
#: A connection that has died without a word is noticed within this and the patience.
_CHECK_EVERY_SECONDS = 30.0
_PATIENCE_SECONDS = 10.0


async def until_any(*events: asyncio.Event, seconds: float) -> None:
    """Wait until one of the events is set, or for ``seconds``."""
    if any(event.is_set() for event in events):
        return
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


class Listener:
    """Passes on the notifications of a database, for as long as ``run`` runs.

    A notification only says that something may have happened. So everybody is woken as well
    whenever the connection has been made anew: what was said meanwhile is lost.
    """

    def __init__(self, dsn: str) -> None:
        """
        Args:
            dsn: as asyncpg takes it, see ``Database.asyncpg_dsn``.
        """
        self._dsn = dsn
        self._callbacks: dict[str, list[Callable[[], None]]] = {}
        self._is_running = False

    def event(self, signal: str) -> asyncio.Event:
        """An event of the caller's own, set by every notification; the caller clears it."""
        event = asyncio.Event()
        self.call(signal, event.set)
        return event

    def call(self, signal: str, callback: Callable[[], None]) -> None:
        """Call ``callback``, which must be quick, at every notification; only before ``run``."""
        assert not self._is_running, "what is to be listened to is said before running"
        self._callbacks.setdefault(signal, []).append(callback)

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until ``stop`` is set; a lost connection is made anew, soon, then more rarely."""
        self._is_running = True
        pause = _FIRST_PAUSE_SECONDS
        while not stop.is_set():
            try:
                connection = await asyncpg.connect(self._dsn, timeout=_PATIENCE_SECONDS)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as why:
                logger.warning("not listening to the database: %s", type(why).__name__)
                await until_any(stop, seconds=pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
                continue
            try:
                await self._listen(connection, stop)
            finally:
                connection.terminate()
            pause = _FIRST_PAUSE_SECONDS

    async def _listen(self, connection: Any, stop: asyncio.Event) -> None:
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            for signal in self._callbacks:
                await connection.add_listener(signal, self._hear)
            self._wake_everybody()
            while not (stop.is_set() or lost.is_set()):
                await until_any(stop, lost, seconds=_CHECK_EVERY_SECONDS)
                if not stop.is_set():
                    await connection.execute("select 1", timeout=_PATIENCE_SECONDS)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as why:
            logger.warning("connection for listening lost: %s", type(why).__name__)

    def _hear(self, _connection: Any, _pid: int, signal: str, _payload: object) -> None:
        self._wake(signal)

    def _wake_everybody(self) -> None:
        for signal in self._callbacks:
            self._wake(signal)

    def _wake(self, signal: str) -> None:
        for callback in self._callbacks[signal]:
            callback()
