"""What the page is told, as JSON."""

from typing import Any

from aiogram.utils.text_decorations import html_decoration

from bot.demo.bot_api import BOT_USERNAME
from bot.demo.files import FILE_LIMIT_BYTES
from bot.demo.messages import Changed, Chats, Deleted, Event, Message, PressAnswered, Said, Typing
from bot.demo.visitors import NAMES, Seat

Json = dict[str, Any]

#: Three that the seed cases answer, in other words than theirs, and one that none of them answers.
SUGGESTIONS = (
    "На английском молчат все, кроме двоих",
    "Родители ругаются в чате класса по ночам",
    "Ребёнок с ЗПР не успевает за классом",
    "Какую пьесу взять для школьного театра на английском?",
)


def state_json(chats: Chats, seats: dict[int, Seat]) -> Json:
    """Everything that one browser may see."""
    return {
        "bot": BOT_USERNAME,
        "suggestions": SUGGESTIONS,
        "file_limit": FILE_LIMIT_BYTES,
        "chats": [
            {
                "seat": seat,
                "name": NAMES[seat],
                "messages": [message_view(message, seat) for message in chats.history(chat)],
                "commands": [
                    {"command": command.command, "description": command.description}
                    for command in chats.commands(chat)
                ],
            }
            for chat, seat in seats.items()
        ],
    }


def event_json(event: Event, seats: dict[int, Seat]) -> tuple[str, Json] | None:
    """The name of the event and what it says; ``None`` when it is not for this browser."""
    match event:
        case Said() | Changed():
            seat = seats.get(event.message.chat)
            return ("message", message_view(event.message, seat)) if seat else None
        case Deleted():
            seat = seats.get(event.chat)
            return ("deleted", {"seat": seat, "id": event.message}) if seat else None
        case Typing():
            seat = seats.get(event.chat)
            return ("typing", {"seat": seat}) if seat else None
        case PressAnswered():
            seat = seats.get(event.chat)
            answer = {"press": event.press, "text": event.text, "alert": event.is_alert}
            return ("pressed", {"seat": seat, **answer}) if seat else None
        case _:
            return None


def message_view(message: Message, seat: Seat) -> Json:
    """One message; what the bot says is HTML, what a person says is plain text."""
    file = message.file
    return {
        "seat": seat,
        "id": message.id,
        "bot": message.by_bot,
        "at": int(message.at.timestamp()),
        "edited": message.edited_at is not None,
        "text": message.text,
        "html": html_decoration.unparse(message.text, list(message.entities))
        if message.by_bot
        else None,
        "reply_to": message.reply_to,
        "album": message.album,
        "file": file
        and {
            "id": file.id,
            "kind": file.kind,
            "name": file.name,
            "size": file.size_bytes,
            "shown": file.is_shown,
        },
        "buttons": [
            [{"text": button.text, "data": button.data, "url": button.url} for button in row]
            for row in message.keyboard
        ],
    }
