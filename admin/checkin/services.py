"""What the page works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from wellbeing.service import CheckIns
from wellbeing.support.helplines import Helpline

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Services:
    """Everything that the page may call."""

    checkins: CheckIns
    helplines: tuple[Helpline, ...]
    """Those that may be shown here."""
    url: str
    """Under which people reach the web side, without a slash at the end."""
    chat: Callable[[], Awaitable[str | None]]
    """The address of the chat with the bot; ``None`` while nobody knows it."""
    clock: Clock
