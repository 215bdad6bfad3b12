"""What Telegram keeps: users, messages, files, pressed buttons."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.support.telegram_server.refusals import ApiError, bad_request, forbidden

#: How long after a press Telegram still takes the answer to it.
CALLBACK_LIVES = timedelta(minutes=15)
#: A bot cannot delete what is older.
DELETABLE_FOR = timedelta(hours=48)

Json = dict[str, Any]
Rows = list[list[Json]]

#: How each kind of file is called in refusals.
FILE_TYPES = {
    "photo": "Photo",
    "document": "Document",
    "voice": "VoiceNote",
    "audio": "Audio",
    "video": "Video",
    "animation": "Animation",
    "video_note": "VideoNote",
    "sticker": "Sticker",
}


@dataclass(frozen=True)
class StoredFile:
    id: str
    kind: str
    name: str
    size: int
    content: bytes | None = None
    """``None`` means ``size`` zero bytes, so that a huge file costs nothing."""

    @property
    def unique_id(self) -> str:
        return f"u{self.id[-12:]}"

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.id[-8:]}_{self.name}"

    def as_json(self) -> Any:
        common: Json = {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }
        match self.kind:
            case "photo":
                small: Json = {**common, "file_id": f"{self.id}-small", "width": 90, "height": 67}
                return [small, {**common, "width": 1280, "height": 960}]
            case "voice":
                return {**common, "duration": 4, "mime_type": "audio/ogg"}
            case "audio":
                return {**common, "duration": 4, "file_name": self.name}
            case "video" | "animation":
                shape: Json = {"width": 640, "height": 480, "duration": 4}
                return {**common, **shape, "file_name": self.name}
            case "video_note":
                return {**common, "length": 240, "duration": 4}
            case "sticker":
                shape = {"width": 512, "height": 512, "type": "regular"}
                return {**common, **shape, "is_animated": False, "is_video": False, "emoji": "🙂"}
            case _:
                return {**common, "file_name": self.name, "mime_type": "application/octet-stream"}


class Files:
    """Files by their ids; a bot knows only what was sent to it or by it."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(
        self, kind: str, name: str, *, content: bytes | None = None, size: int | None = None
    ) -> StoredFile:
        file_id = f"AgACAgIAAxkBAAI{len(self._files) + 1:08d}"
        length = len(content) if content is not None else (size if size is not None else 1000)
        file = StoredFile(file_id, kind, name, length, content)
        self._files[file_id] = file
        return file

    def find(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id.removesuffix("-small"))

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path), None)

    def sendable(self, file_id: str, kind: str) -> StoredFile:
        file = self.find(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(
                f"can't use file of type {FILE_TYPES[file.kind]} as {FILE_TYPES[kind]}"
            )
        return file


@dataclass
class ChatMessage:
    """A message of a private chat, as both sides see it now."""

    id: int
    chat_id: int
    sender: Json
    date: datetime
    text: str = ""
    """The visible words: the text, or the caption of a file."""
    entities: list[Json] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    """Everything that is not words, as in the Bot API: a photo, a location …"""
    buttons: Rows = field(default_factory=list)
    reply_to: "ChatMessage | None" = None
    album: str | None = None
    edited_at: datetime | None = None
    is_deleted: bool = False

    @property
    def is_of_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def captions(self) -> list[str]:
        """Captions of the buttons, row by row."""
        return [button["text"] for row in self.buttons for button in row]

    @property
    def words(self) -> str:
        """The text, or what the message is when it has none."""
        return self.text or next((f"[{kind}]" for kind in self.content), "")

    def as_json(self, chat: Json) -> Json:
        body: Json = {
            "message_id": self.id,
            "from": self.sender,
            "chat": chat,
            "date": int(self.date.timestamp()),
            **self.content,
        }
        words, entities = ("caption", "caption_entities") if self.content else ("text", "entities")
        if self.text:
            body[words] = self.text
        if self.entities:
            body[entities] = self.entities
        if self.buttons:
            body["reply_markup"] = {"inline_keyboard": self.buttons}
        if self.album:
            body["media_group_id"] = self.album
        if self.edited_at:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.reply_to is not None:
            replied = self.reply_to.as_json(chat)
            body["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
        return body

    def __str__(self) -> str:
        buttons = f"  {self.captions}" if self.buttons else ""
        return f"{'бот' if self.is_of_bot else 'я'}: {self.words!r}{buttons}"


@dataclass
class Chat:
    """The private chat of one user with one bot."""

    id: int
    name: str
    username: str | None = None
    is_started: bool = False
    is_blocked: bool = False
    is_deactivated: bool = False
    messages: list[ChatMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Everything that the bot has said, oldest first; a changed text counts as said anew."""
    alerts: list[str] = field(default_factory=list)

    def as_json(self) -> Json:
        body: Json = {"id": self.id, "type": "private", "first_name": self.name}
        return {**body, "username": self.username} if self.username else body

    def user_json(self) -> Json:
        body: Json = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": "ru",
        }
        return {**body, "username": self.username} if self.username else body

    @property
    def visible(self) -> list[ChatMessage]:
        return [message for message in self.messages if not message.is_deleted]

    def check_reachable(self) -> None:
        if self.is_deactivated:
            raise forbidden("user is deactivated")
        if not self.is_started:
            raise forbidden("bot can't initiate conversation with a user")
        if self.is_blocked:
            raise forbidden("bot was blocked by the user")

    def find(self, message_id: int, purpose: str) -> ChatMessage:
        for message in self.visible:
            if message.id == message_id:
                return message
        raise bad_request(f"message to {purpose} not found")

    def add(self, message: ChatMessage) -> ChatMessage:
        self.messages.append(message)
        if message.is_of_bot:
            self.said.append(message.words)
        return message

    def next_id(self) -> int:
        return self.messages[-1].id + 1 if self.messages else 1


@dataclass
class Press:
    """A tap on a button, and what the bot made of it."""

    id: str
    at: datetime
    data: str
    chat: Chat
    is_answered: bool = False
    alert: str | None = None
    """The words of the bot's acknowledgement, where it had any."""

    def check_answerable(self, now: datetime) -> None:
        if self.is_answered or now - self.at > CALLBACK_LIVES:
            raise too_old()


def too_old() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
