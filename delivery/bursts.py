"""What of a chat is to be handled next, and whether the person may still be writing it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from delivery.models import Event

#: A burst is handled when it has so many messages, however fast the next one follows …
MOST_MESSAGES = 20
#: … or has gone on for so many pauses: who never stops writing is heard too.
MOST_PAUSES = 10


def next_of(waiting: Sequence[Event], now: datetime) -> Sequence[Event] | datetime:
    """Choose what of one chat is to be handled now.

    Args:
        waiting: the first unfinished events of the chat in their order, at least one and, where
            there are so many, more than ``MOST_MESSAGES``.

    Returns:
        One event or one whole burst; or the moment before which the burst may go on.
    """
    first = waiting[0]
    if first.burst is None:
        return [first]
    # What was handed out together is handed out again as it was: its first message may already
    # be known to the domain, and a part that joins now would be taken for a repetition.
    together = list(takewhile(lambda event: _belongs(event, first), waiting))[:MOST_MESSAGES]
    if first.tried_at is not None or len(together) < len(waiting):
        return together
    ends_at = _ends_at(together)
    return together if ends_at <= now else ends_at


def _belongs(event: Event, first: Event) -> bool:
    return event.burst == first.burst and event.tried_at == first.tried_at


def _ends_at(burst: Sequence[Event]) -> datetime:
    if len(burst) == MOST_MESSAGES:
        return burst[-1].received_at
    pause = burst[-1].due_at - burst[-1].received_at
    return min(burst[-1].due_at, burst[0].received_at + MOST_PAUSES * pause)
