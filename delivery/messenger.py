"""What the courier needs of a messenger, in words of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from delivery.notices import Notice
from people.addresses import Address


@dataclass(frozen=True)
class Sent:
    """Where a notice has arrived, and as which messages."""

    channel: str
    chat: str
    messages: Sequence[str]


class Messenger(Protocol):
    """A way to reach people. Telegram is one; tests use a list."""

    async def send(self, notice: Notice, to: Sequence[Address]) -> Sent:
        """Deliver the notice once, to the first of the person's addresses that is served here.

        Args:
            to: the person's addresses, the best first; never empty.

        Raises:
            Unreachable: that address leads nowhere any more.
            Throttled: too many messages; nothing was sent.
            TryLater: the messenger is not there, and nobody knows whether anything was sent.
            Refused: this messenger will never take this notice.
        """
