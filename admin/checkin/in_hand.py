"""What browsers are still to be shown: in memory alone, for minutes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from wellbeing.outcomes import Result

#: For a second tap, for going back and forth, for a telephone that was put aside.
RESULT_LASTS = timedelta(minutes=10)
_MOST = 1000


@dataclass
class _Held:
    until: datetime
    result: Result | None = None
    note: str = ""


class InHand:
    """Results that are kept nowhere else, and words for the next page, by the browser's secret.

    Without it a second tap on the last answer would take the place of the result, which is shown
    once only to people who keep no history.
    """

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, session: str) -> AsyncIterator[None]:
        """Requests of one browser one after another, in the order in which they came."""
        async with self._turns.setdefault(session, asyncio.Lock()):
            yield

    def hold(self, session: str, result: Result, *, now: datetime) -> None:
        self._of(session, now).result = result

    def result(self, session: str, *, now: datetime) -> Result | None:
        return self._of(session, now).result

    def say(self, session: str, note: str, *, now: datetime) -> None:
        """One sentence for the top of the next page."""
        self._of(session, now).note = note

    def take_note(self, session: str, *, now: datetime) -> str:
        held = self._of(session, now)
        note, held.note = held.note, ""
        return note

    def drop(self, session: str) -> None:
        self._held.pop(session, None)

    def _of(self, session: str, now: datetime) -> _Held:
        for key in [key for key, held in self._held.items() if held.until <= now]:
            del self._held[key]
        while len(self._held) >= _MOST and session not in self._held:
            del self._held[next(iter(self._held))]
        return self._held.setdefault(session, _Held(now + RESULT_LASTS))
