"""Running what runs until it is told to stop, and waiting for it without hanging for ever."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 10.0


def wall_clock() -> datetime:
    return datetime.now(UTC)


async def within(what: Awaitable[T], seconds: float = PATIENCE_SECONDS) -> T:
    async with asyncio.timeout(seconds):
        return await what


async def until(condition: Callable[[], bool]) -> None:
    """Look until it is so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(
    run: Callable[[asyncio.Event], Awaitable[None]],
) -> AsyncIterator[asyncio.Task[None]]:
    """Let it run during the block, then stop it and see that it ends."""
    stop = asyncio.Event()

    async def until_stopped() -> None:
        await run(stop)

    task = asyncio.create_task(until_stopped())
    try:
        yield task
    finally:
        stop.set()
        await within(task)
