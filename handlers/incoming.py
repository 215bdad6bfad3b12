"""What a message brings, in the domain's words."""

from collections.abc import Sequence

from aiogram.enums import ContentType
from aiogram.types import Message

from delivery.content import Attachment, AttachmentKind, Part, Words

#: Kinds of message that cannot be handed on, as the person would name them.
_REFUSED = {
    ContentType.STICKER: "Стикер",
    ContentType.LOCATION: "Геопозицию",
    ContentType.VENUE: "Место на карте",
    ContentType.CONTACT: "Контакт",
    ContentType.POLL: "Опрос",
    ContentType.DICE: "Кубик",
    ContentType.GAME: "Игру",
    ContentType.STORY: "Историю",
    ContentType.CHECKLIST: "Список дел",
    ContentType.PAID_MEDIA: "Платное вложение",
    ContentType.INVOICE: "Счёт",
}

#: An animation also looks like a document to old clients, so it goes first.
_FILES = (
    AttachmentKind.ANIMATION,
    AttachmentKind.DOCUMENT,
    AttachmentKind.VOICE,
    AttachmentKind.AUDIO,
    AttachmentKind.VIDEO,
    AttachmentKind.VIDEO_NOTE,
)


def ref_of(message: Message, channel: str) -> str:
    """The message's place in the world."""
    return f"{channel}:{message.chat.id}:{message.message_id}"


def part_of(message: Message, channel: str) -> Part:
    text = message.text or message.caption or ""
    attachment = _attachment(message)
    return Part(ref_of(message, channel), text, (attachment,) if attachment else ())


def words_of(burst: Sequence[Message], channel: str) -> Words:
    """What was said in one breath: a message, an album, a burst of short messages."""
    return Words(tuple(part_of(message, channel) for message in burst))


def refused_kind(message: Message) -> str | None:
    """What the message is, if it cannot be handed on; ``None`` if it can."""
    if message.text or _attachment(message) is not None:
        return None
    return _REFUSED.get(ContentType(message.content_type), "Такое сообщение")


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        largest = message.photo[-1]
        return Attachment(AttachmentKind.PHOTO, largest.file_id, None, largest.file_size)
    for kind in _FILES:
        file = getattr(message, kind.value)
        if file is not None:
            name = getattr(file, "file_name", None)
            return Attachment(kind, file.file_id, name, file.file_size)
    return None
