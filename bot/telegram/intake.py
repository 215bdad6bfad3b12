"""Updates as they come, on their way into the inbox."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from delivery import inbox
from delivery.inbox import Incoming
from handlers.crisis_callbacks import AfterCard
from kit.database import Transaction
from wellbeing.danger import danger_in

CHANNEL = "telegram"

#: The kinds of updates that the hotline wants to be told.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

#: The parts of an album come one by one, within a moment.
ALBUM_PAUSE = timedelta(seconds=1)

_COMMAND = re.compile(r"/\w")
_CONTENT = (
    *("text", "photo", "document", "voice", "audio", "video", "animation"),
    "video_note",
)

#: Where a message stands.
_PLACE = ("message_id", "date", "chat")

Update = Mapping[str, Any]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Intake:
    """Puts the updates of one channel into the inbox, a batch by one statement."""

    def __init__(
        self,
        transaction: Transaction,
        *,
        burst: timedelta,
        channel: str = CHANNEL,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """
        Args:
            burst: the pause within which a person's messages are one question; zero means that
                each stands by itself.
        """
        self._transaction = transaction
        self._burst = burst
        self._channel = channel
        self._clock = clock

    async def take(self, updates: Sequence[Update]) -> None:
        """Store what is new; when this returns, the updates may be confirmed to the channel."""
        events = [incoming(update, channel=self._channel, burst=self._burst) for update in updates]
        async with self._transaction() as session:
            await inbox.store(session, events, now=self._clock())


def incoming(update: Update, *, channel: str, burst: timedelta) -> Incoming:
    """Tell what chat an update belongs to, and what it may be handled together with."""
    number = str(update["update_id"])
    key = _burst_key(update.get("message") or {}, burst)
    is_danger = _speaks_of_danger(update)
    if is_danger:
        key = None
    return Incoming(
        channel=channel,
        external_id=number,
        # Danger waits neither for a pause nor behind anything else of the chat.
        chat=f"danger:{number}" if is_danger else _chat_of(update),
        burst=key,
        pause=max(burst, ALBUM_PAUSE) if key and key.startswith("album:") else burst,
        payload=_without_screen(update),
    )


def _speaks_of_danger(update: Update) -> bool:
    message = update.get("message") or update.get("edited_message") or {}
    if message.get("chat", {}).get("type") != "private":
        return False
    return danger_in(message.get("text") or message.get("caption") or "") is not None


def _without_screen(update: Update) -> dict[str, Any]:
    """A press without what stands on the screen that it was made on, which is not for keeping.

    Only what the card for danger replies to is needed, and brought by nothing else.
    """
    press = update.get("callback_query")
    if not press or not press.get("message"):
        return dict(update)
    is_after_card = str(press.get("data", "")).startswith(f"{AfterCard.__prefix__}:")
    kept = (*_PLACE, "reply_to_message") if is_after_card else _PLACE
    screen = {name: value for name, value in press["message"].items() if name in kept}
    return {**update, "callback_query": {**press, "message": screen}}


def _chat_of(update: Update) -> str:
    """The chat whose events must stay in order; the sender where there is no chat."""
    event = next((body for body in update.values() if isinstance(body, dict)), {})
    place = event.get("chat") or event.get("message", {}).get("chat") or event.get("from") or {}
    return str(place.get("id", ""))


def _burst_key(message: Mapping[str, Any], burst: timedelta) -> str | None:
    """By what a message is known to belong to its neighbours; ``None`` when it stands alone."""
    if not burst:
        album = message.get("media_group_id")
        return f"album:{album}" if album else None
    if message.get("chat", {}).get("type") != "private":
        return None  # neighbours in a group may be of different people
    if _COMMAND.match(message.get("text", "")) or not any(kind in message for kind in _CONTENT):
        return None
    reply_to = message.get("reply_to_message")
    return f"reply:{reply_to['message_id']}" if reply_to else "plain"
