"""What a check finds, and how it is kept from doing harm."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from kit.errors import WrongInstallation

T = TypeVar("T")

#: No check may take longer.
PATIENCE_SECONDS = 10.0


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Outcome:
    status: Status
    message: str
    remedy: str = ""
    """One sentence on what to do; empty when nothing is to be done."""


def ok(message: str) -> Outcome:
    return Outcome(Status.OK, message)


def warning(message: str, remedy: str) -> Outcome:
    return Outcome(Status.WARNING, message, remedy)


def failure(message: str, remedy: str) -> Outcome:
    return Outcome(Status.FAILURE, message, remedy)


@dataclass(frozen=True)
class Examined:
    name: str
    """For programs."""
    title: str
    """For people."""
    outcome: Outcome


def worst(found: Iterable[Examined]) -> Status:
    statuses = {examined.outcome.status for examined in found}
    for status in (Status.FAILURE, Status.WARNING):
        if status in statuses:
            return status
    return Status.OK


async def outcome_of(
    check: Callable[[], Awaitable[Outcome]], *, patience: float = PATIENCE_SECONDS
) -> Outcome:
    """What the check finds; one that breaks or hangs is a failure of its own."""
    try:
        async with asyncio.timeout(patience):
            return await check()
    except TimeoutError:
        return failure(
            f"нет ответа за {patience:.0f} с",
            "Запустите hotline doctor ещё раз; если повторится, смотрите журнал службы.",
        )
    except WrongInstallation as wrong:
        return failure("так работать не сможет", str(wrong))
    # Whatever a broken machine comes up with: the other checks must still be heard.
    except Exception as error:
        return failure(
            f"проверка не удалась ({type(error).__name__})",
            "Исправьте остальные строки failure и запустите hotline doctor ещё раз.",
        )


async def aside(deed: Callable[[], T]) -> T:
    """Do something that blocks in a thread, which is left behind when nobody waits any more.

    The threads of asyncio's own pool would hold up the end of the process.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[Any], None], what: Any) -> None:
        if not done.done():
            settle(what)

    def work() -> None:
        try:
            result = deed()
        except Exception as error:
            _call(loop, tell, done.set_exception, error)
        else:
            _call(loop, tell, done.set_result, result)

    threading.Thread(target=work, daemon=True).start()
    return await done


def _call(loop: asyncio.AbstractEventLoop, deed: Callable[..., None], *arguments: Any) -> None:
    with suppress(RuntimeError):  # the loop has ended meanwhile
        loop.call_soon_threadsafe(deed, *arguments)
