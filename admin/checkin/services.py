"""What the page works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from wellbeing.service import CheckIns
from wellbeing.support.helplines import Helpline, shown
from wellbeing.zones import places_named

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Services:
    """Everything that the page may call."""

    checkins: CheckIns
    helplines: tuple[Helpline, ...]
    """All that are known, whether or not they may be shown."""
    url: str
    """Under which people reach the web side, without a slash at the end."""
    chat: Callable[[], Awaitable[str | None]]
    """The address of the chat with the bot; ``None`` while nobody knows it."""
    clock: Clock

    def helplines_at(self, municipality: str | None) -> tuple[Helpline, ...]:
        """Those that may be shown; of a region only where the place leaves no doubt of it."""
        regions = {place.region for place in places_named(municipality or "")}
        return shown(self.helplines, region=regions.pop() if len(regions) == 1 else None)
