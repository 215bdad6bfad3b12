"""The chats of the demo page, held in memory, and those who watch them."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiogram.types import BotCommand, MessageEntity

from bot.demo.files import StoredFile

#: What is kept of one chat; older messages are forgotten.
MOST_MESSAGES = 500
#: A page that lags further behind is cut off; it comes back and asks for the whole state.
_MOST_EVENTS = 1000
#: Presses that may wait to be acknowledged; the oldest are given up.
_MOST_PRESSES = 1000


@dataclass(frozen=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Message:
    id: int
    chat: int
    by_bot: bool
    at: datetime
    text: str
    entities: tuple[MessageEntity, ...] = ()
    file: StoredFile | None = None
    keyboard: Keyboard = ()
    reply_to: int | None = None
    album: str | None = None
    edited_at: datetime | None = None

    def has_button(self, data: str) -> bool:
        return any(button.data == data for row in self.keyboard for button in row)


@dataclass(frozen=True)
class Said:
    message: Message


@dataclass(frozen=True)
class Changed:
    message: Message


@dataclass(frozen=True)
class Deleted:
    chat: int
    message: int


@dataclass(frozen=True)
class Typing:
    chat: int


@dataclass(frozen=True)
class PressAnswered:
    """The handlers have acknowledged a press."""

    chat: int
    press: str
    """The name that the page gave to the press."""
    text: str | None
    is_alert: bool


@dataclass(frozen=True)
class BegunAnew:
    """This browser is another teacher now."""

    browser: str


@dataclass(frozen=True)
class Closed:
    """Nothing more will be told."""


Event = Said | Changed | Deleted | Typing | PressAnswered | BegunAnew | Closed


@dataclass
class _Press:
    chat: int
    name: str


@dataclass
class Chats:
    """Everything that was said in the demo since it was started.

    Numbers are taken from the clock, so that they are never given out twice, not even after a
    restart: the hotline knows messages and updates by them.
    """

    clock: Callable[[], datetime]
    _messages: dict[int, dict[int, Message]] = field(default_factory=dict)
    _presses: dict[str, _Press] = field(default_factory=dict)
    _commands: dict[int | None, tuple[BotCommand, ...]] = field(default_factory=dict)
    _watchers: set[asyncio.Queue[Event]] = field(default_factory=set)
    _last_number: int = 0
    _is_closed: bool = False

    def next_number(self) -> int:
        now = int(self.clock().timestamp() * 1000)
        self._last_number = max(self._last_number + 1, now)
        return self._last_number

    def add(self, message: Message) -> Message:
        chat = self._messages.setdefault(message.chat, {})
        chat[message.id] = message
        while len(chat) > MOST_MESSAGES:
            del chat[next(iter(chat))]
        self._tell(Said(message))
        return message

    def change(self, message: Message) -> Message:
        self._messages[message.chat][message.id] = message
        self._tell(Changed(message))
        return message

    def delete(self, chat: int, message: int) -> bool:
        """Forget a message; whether there was one."""
        if self._messages.get(chat, {}).pop(message, None) is None:
            return False
        self._tell(Deleted(chat, message))
        return True

    def find(self, chat: int, message: int) -> Message | None:
        return self._messages.get(chat, {}).get(message)

    def history(self, chat: int) -> list[Message]:
        return sorted(self._messages.get(chat, {}).values(), key=lambda message: message.id)

    def show_typing(self, chat: int) -> None:
        self._tell(Typing(chat))

    def press(self, chat: int, name: str) -> str:
        """Open a press; returns the id by which the handlers acknowledge it."""
        while len(self._presses) >= _MOST_PRESSES:
            del self._presses[next(iter(self._presses))]
        press_id = str(self.next_number())
        self._presses[press_id] = _Press(chat, name)
        return press_id

    def answer_press(self, press_id: str, text: str | None, *, is_alert: bool) -> bool:
        """Acknowledge a press, once; whether it was waiting for that."""
        press = self._presses.pop(press_id, None)
        if press is None:
            return False
        self._tell(PressAnswered(press.chat, press.name, text, is_alert))
        return True

    def set_commands(self, commands: tuple[BotCommand, ...], *, chat: int | None) -> None:
        """Offer commands in one chat, or in every chat that has none of its own."""
        self._commands[chat] = commands

    def commands(self, chat: int) -> tuple[BotCommand, ...]:
        return self._commands.get(chat, self._commands.get(None, ()))

    def begin_anew(self, browser: str) -> None:
        self._tell(BegunAnew(browser))

    def close(self) -> None:
        """Let every page go, so that the server can stop without waiting for them."""
        self._is_closed = True
        self._tell(Closed())

    @contextmanager
    def watch(self) -> Iterator[asyncio.Queue[Event]]:
        """Everything that happens from now on, in all chats."""
        events: asyncio.Queue[Event] = asyncio.Queue()
        if self._is_closed:
            events.put_nowait(Closed())
        self._watchers.add(events)
        try:
            yield events
        finally:
            self._watchers.discard(events)

    def _tell(self, event: Event) -> None:
        for events in list(self._watchers):
            if events.qsize() < _MOST_EVENTS:
                events.put_nowait(event)
            else:
                self._watchers.discard(events)
                events.put_nowait(Closed())
