"""Words that are awaited, and are no question."""

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import BaseFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from delivery.threads import Threads
from handlers.asking import replied_to


class Dictated(BaseFilter):
    """Text alone, no longer than ``longest`` and in reply to no question; given as ``dictated``.

    Whatever else comes while words are awaited (a photo, a long story, an answer to a card) is
    meant for somebody else, and goes its usual way.
    """

    def __init__(self, *, longest: int, unlike: str = "") -> None:
        """
        Args:
            unlike: characters that the awaited words never contain.
        """
        self._longest = longest
        self._unlike = frozenset(unlike)

    async def __call__(
        self, message: Message, burst: list[Message], channel: str, threads: Threads
    ) -> bool | dict[str, str]:
        if not all(part.text for part in burst):
            return False
        dictated = "\n".join((part.text or "").strip() for part in burst)
        if len(dictated) > self._longest or self._unlike & frozenset(dictated):
            return False
        if await replied_to(message, channel, threads) is not None:
            return False
        return {"dictated": dictated}


async def stop_awaiting(message: Message, state: FSMContext) -> None:
    """Something else came than was awaited: it goes its usual way, and nothing is awaited now."""
    await state.clear()
    raise SkipHandler
