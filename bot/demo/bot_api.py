"""What happens on the page, in the words of Telegram's Bot API."""

from datetime import datetime
from typing import Any

from bot.demo.files import StoredFile
from bot.demo.messages import Chats, Keyboard, Message
from bot.demo.visitors import NAMES, seat_of
from delivery.content import AttachmentKind

Json = dict[str, Any]

BOT_USERNAME = "hotline_demo_bot"
BOT_NAME = "Методическая горячая линия"


def bot_user(bot_id: int) -> Json:
    return {"id": bot_id, "is_bot": True, "first_name": BOT_NAME, "username": BOT_USERNAME}


def person(chat: int) -> Json:
    return {
        "id": chat,
        "is_bot": False,
        "first_name": NAMES[seat_of(chat)],
        "language_code": "ru",
    }


def message_json(message: Message, chats: Chats, *, bot_id: int) -> Json:
    """The message as Telegram would hand it to a bot."""
    json = _bare(message, bot_id)
    answered = message.reply_to and chats.find(message.chat, message.reply_to)
    if answered:
        json["reply_to_message"] = _bare(answered, bot_id)
    return json


def written(update_id: int, message: Message, chats: Chats, *, bot_id: int) -> Json:
    return {"update_id": update_id, "message": message_json(message, chats, bot_id=bot_id)}


def edited(update_id: int, message: Message, chats: Chats, *, bot_id: int) -> Json:
    return {"update_id": update_id, "edited_message": message_json(message, chats, bot_id=bot_id)}


def pressed(
    update_id: int, press_id: str, message: Message, data: str, chats: Chats, *, bot_id: int
) -> Json:
    query = {
        "id": press_id,
        "from": person(message.chat),
        "chat_instance": str(message.chat),
        "message": message_json(message, chats, bot_id=bot_id),
        "data": data,
    }
    return {"update_id": update_id, "callback_query": query}


def _bare(message: Message, bot_id: int) -> Json:
    json: Json = {
        "message_id": message.id,
        "date": _seconds(message.at),
        "chat": {
            "id": message.chat,
            "type": "private",
            "first_name": NAMES[seat_of(message.chat)],
        },
        "from": bot_user(bot_id) if message.by_bot else person(message.chat),
    }
    if message.edited_at:
        json["edit_date"] = _seconds(message.edited_at)
    if message.album:
        json["media_group_id"] = message.album
    if message.keyboard:
        json["reply_markup"] = {"inline_keyboard": keyboard_json(message.keyboard)}
    json.update(_content(message))
    return json


def _content(message: Message) -> Json:
    entities = [entity.model_dump(mode="json", exclude_none=True) for entity in message.entities]
    if message.file is None:
        json: Json = {"text": message.text, "entities": entities}
        if message.text.startswith("/"):
            command = message.text.split(maxsplit=1)[0]
            json["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
    else:
        json = {"caption": message.text, "caption_entities": entities, **file_json(message.file)}
    return {name: value for name, value in json.items() if value}


def file_json(file: StoredFile) -> Json:
    """The file under the name of its kind, with what Telegram requires of that kind."""
    json: Json = {
        "file_id": file.id,
        "file_unique_id": file.id[:16],
        "file_size": file.size_bytes,
    }
    sized = {"width": 640, "height": 640}
    named = {"file_name": file.name, "mime_type": file.media_type}
    match file.kind:
        case AttachmentKind.PHOTO:
            return {"photo": [json | sized]}
        case AttachmentKind.DOCUMENT:
            return {"document": json | named}
        case AttachmentKind.VOICE:
            return {"voice": json | {"duration": 1, "mime_type": file.media_type}}
        case AttachmentKind.AUDIO:
            return {"audio": json | named | {"duration": 1}}
        case AttachmentKind.VIDEO:
            return {"video": json | named | sized | {"duration": 1}}
        case AttachmentKind.VIDEO_NOTE:
            return {"video_note": json | {"length": 240, "duration": 1}}
        case AttachmentKind.ANIMATION:
            # Telegram repeats an animation as a document, for bots older than animations.
            animation = json | named | sized | {"duration": 1}
            return {"animation": animation, "document": json | named}


def keyboard_json(keyboard: Keyboard) -> list[list[Json]]:
    return [
        [
            {"text": button.text, "url": button.url}
            if button.url
            else {"text": button.text, "callback_data": button.data}
            for button in row
        ]
        for row in keyboard
    ]


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
