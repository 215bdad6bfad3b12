"""People who write to the bot, and what they see."""

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from tests.support.telegram_server.bot_api import BotApi
from tests.support.telegram_server.chats import Chat, ChatMessage, Json, Press, StoredFile
from tests.support.telegram_server.words import LONGEST_TEXT

_PLACE: Json = {"latitude": 55.75, "longitude": 37.62}
_WITHOUT_FILES: dict[str, Json] = {
    "location": {"location": _PLACE},
    "venue": {
        "location": _PLACE,
        "venue": {"location": _PLACE, "title": "Школа", "address": "Садовая, 1"},
    },
    "contact": {"contact": {"phone_number": "+70000000000", "first_name": "Пётр"}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "Когда собираемся?",
            "options": [
                {"persistent_id": "0", "text": "Сегодня", "voter_count": 0},
                {"persistent_id": "1", "text": "Завтра", "voter_count": 0},
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
}
_ENDINGS = {
    "photo": "jpg",
    "voice": "ogg",
    "audio": "mp3",
    "video": "mp4",
    "animation": "mp4",
    "video_note": "mp4",
    "sticker": "webp",
    "document": "pdf",
}


class World(Protocol):
    """What a person needs of the Telegram they live in."""

    patience: float

    def now(self) -> datetime: ...

    async def until(self, is_so: Callable[[], bool], *, within: float | None = None) -> bool: ...


class Person:
    """A user of Telegram in the private chat with the bot."""

    def __init__(self, world: World, bot: BotApi, chat: Chat) -> None:
        self._world = world
        self._bot = bot
        self._chat = chat
        self._heard_before = 0

    # What the person sees

    @property
    def id(self) -> int:
        return self._chat.id

    @property
    def name(self) -> str:
        return self._chat.name

    @property
    def heard(self) -> list[str]:
        """Everything the bot has said, oldest first; a changed text counts as said anew.

        A photo or a file without words is named in brackets: ``[photo]``.
        """
        return list(self._chat.said)

    @property
    def messages(self) -> list[ChatMessage]:
        """The bot's messages that can be seen now, oldest first."""
        return [message for message in self._chat.visible if message.is_of_bot]

    @property
    def screen(self) -> ChatMessage | None:
        """The newest message that has buttons."""
        return next((message for message in reversed(self.messages) if message.buttons), None)

    @property
    def alerts(self) -> list[str]:
        """Words with which the bot acknowledged presses, oldest first."""
        return list(self._chat.alerts)

    async def hears(self, words: str, *, within: float | None = None) -> str:
        """Wait until the bot says something with ``words`` since the person's last deed.

        Raises:
            AssertionError: it did not in ``within`` seconds; what it said instead is listed.
        """
        if await self._world.until(lambda: self._found(words) is not None, within=within):
            return self._found(words) or ""
        said = "\n".join(f"  – {text}" for text in self._said_lately()) or "  – ничего"
        raise AssertionError(f"{self.name} не слышит «{words}». Бот сказал:\n{said}")

    async def hears_no_more(self, *, within: float = 0.3) -> None:
        """Fail when the bot says anything more within the time given."""
        before = len(self._chat.said)
        if await self._world.until(lambda: len(self._chat.said) > before, within=within):
            raise AssertionError(f"{self.name} слышит лишнее: {self._chat.said[before:]}")

    def _said_lately(self) -> list[str]:
        return self._chat.said[self._heard_before :]

    def _found(self, words: str) -> str | None:
        return next((text for text in reversed(self._said_lately()) if words in text), None)

    # What the person does

    async def writes(self, text: str, *, reply_to: ChatMessage | None = None) -> ChatMessage:
        """Send a text; a very long one leaves in several messages, the first is returned."""
        pieces = [text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT)]
        sent = [self._sends(text=piece.strip(), reply_to=reply_to) for piece in pieces]
        return sent[0]

    async def starts(self, payload: str = "") -> ChatMessage:
        """Press Telegram's own «Start», perhaps by a link with a payload."""
        return await self.writes(f"/start {payload}".strip())

    async def sends_photo(
        self, *, caption: str = "", reply_to: ChatMessage | None = None
    ) -> ChatMessage:
        return self._sends_file("photo", caption=caption, reply_to=reply_to)

    async def sends_document(
        self,
        name: str = "задание.pdf",
        size: int = 1000,
        *,
        content: bytes | None = None,
        caption: str = "",
        reply_to: ChatMessage | None = None,
    ) -> ChatMessage:
        file = self._bot.files.add("document", name, size=size, content=content)
        return self._sends_file("document", file=file, caption=caption, reply_to=reply_to)

    async def sends_voice(self, *, reply_to: ChatMessage | None = None) -> ChatMessage:
        return self._sends_file("voice", reply_to=reply_to)

    async def sends_album(self, kinds: Sequence[str], caption: str = "") -> list[ChatMessage]:
        """Send several files as one album: ``["photo", "video"]``; the first has the caption."""
        album = str(secrets.randbits(50))
        return [
            self._sends_file(kind, caption="" if number else caption, album=album)
            for number, kind in enumerate(kinds)
        ]

    async def sends(self, kind: str, *, reply_to: ChatMessage | None = None) -> ChatMessage:
        """Send one thing of any kind: a sticker, a location, a contact, a poll, a video …"""
        if kind in _WITHOUT_FILES:
            return self._sends(content=_WITHOUT_FILES[kind], reply_to=reply_to)
        return self._sends_file(kind, reply_to=reply_to)

    async def edits(self, message: ChatMessage, text: str) -> ChatMessage:
        """Change the text or caption of an own message."""
        assert not message.is_of_bot, "чужое сообщение нельзя изменить"
        self._acts()
        message.text = text
        message.edited_at = self._world.now()
        self._bot.updates.add("edited_message", message.as_json(self._chat.as_json()))
        return message

    async def presses(self, caption: str) -> Press:
        """Press the button whose caption contains ``caption``, on the newest message that has it.

        Raises:
            AssertionError: no such button appeared; the buttons that are there are listed.
        """
        message, button = await self._button(caption)
        assert "callback_data" in button, f"«{button['text']}» – ссылка: {button}"
        return self.presses_again(message, button["callback_data"])

    def presses_again(self, message: ChatMessage, data: str) -> Press:
        """Send ``data`` from a button of ``message``, though the button may be gone by now."""
        self._acts()
        press = Press(str(secrets.randbits(60)), self._world.now(), data, self._chat)
        self._bot.presses[press.id] = press
        query = {
            "id": press.id,
            "from": self._chat.user_json(),
            "message": message.as_json(self._chat.as_json()),
            "chat_instance": str(self.id),
            "data": data,
        }
        self._bot.updates.add("callback_query", query)
        return press

    async def acknowledged(self, press: Press, *, within: float | None = None) -> str | None:
        """Wait until the bot has acknowledged the press; its words, when it had any."""
        if not await self._world.until(lambda: press.is_answered, within=within):
            raise AssertionError(f"нажатие «{press.data}» осталось без ответа")
        return press.alert

    async def link(self, caption: str) -> str:
        """The address behind a button that is a link."""
        _, button = await self._button(caption)
        return str(button["url"])

    async def _button(self, caption: str) -> tuple[ChatMessage, Json]:
        if await self._world.until(lambda: self._find_button(caption) is not None):
            found = self._find_button(caption)
            assert found is not None
            return found
        seen = "\n".join(f"  – {m.words[:60]!r}: {m.captions}" for m in self.messages if m.buttons)
        raise AssertionError(
            f"{self.name} не видит кнопки «{caption}». Видны:\n{seen or '  – никаких'}"
        )

    def _find_button(self, caption: str) -> tuple[ChatMessage, Json] | None:
        for message in reversed(self.messages):
            for row in message.buttons:
                for button in row:
                    if caption.casefold() in button["text"].casefold():
                        return message, button
        return None

    async def blocks(self) -> None:
        self._chat.is_blocked = True
        self._tells_membership("member", "kicked")

    async def unblocks(self) -> None:
        self._chat.is_blocked = False
        self._tells_membership("kicked", "member")

    def leaves_telegram(self) -> None:
        """Delete the account: nobody can be reached here any more."""
        self._chat.is_deactivated = True

    def _tells_membership(self, old: str, new: str) -> None:
        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            me = {"id": self._bot.id, "is_bot": True, "first_name": "Бот"}
            return {"user": me, "status": status, **until}

        self._bot.updates.add(
            "my_chat_member",
            {
                "chat": self._chat.as_json(),
                "from": self._chat.user_json(),
                "date": int(self._world.now().timestamp()),
                "old_chat_member": member(old),
                "new_chat_member": member(new),
            },
        )

    def _sends_file(
        self,
        kind: str,
        *,
        file: StoredFile | None = None,
        caption: str = "",
        album: str | None = None,
        reply_to: ChatMessage | None = None,
    ) -> ChatMessage:
        file = file or self._bot.files.add(kind, f"{kind}.{_ENDINGS[kind]}")
        content: Json = {kind: file.as_json()}
        if kind == "animation":  # Telegram names it as a document too
            content["document"] = file.as_json()
        return self._sends(text=caption, content=content, album=album, reply_to=reply_to)

    def _sends(self, **message: Any) -> ChatMessage:
        assert not self._chat.is_blocked, f"{self.name} заблокировала бота и писать не может"
        self._acts()
        self._chat.is_started = True
        chat = self._chat
        sent = ChatMessage(chat.next_id(), chat.id, chat.user_json(), self._world.now(), **message)
        if command := re.match(r"/\w+", sent.text):
            entity = {"type": "bot_command", "offset": 0, "length": len(command.group())}
            sent.entities = [entity]
        chat.add(sent)
        self._bot.updates.add("message", sent.as_json(chat.as_json()))
        return sent

    def _acts(self) -> None:
        self._heard_before = len(self._chat.said)
