"""Buttons that can be typed: the word of a button does what the button does."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.filters import BaseFilter
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    Response,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, Message

from handlers.conversation import Router

#: A screen further back than this is out of sight.
REMEMBERED_SCREENS = 8
#: Longer texts are nobody's button.
_LONGEST_CAPTION = 60
#: Presses that were typed are not Telegram's, and cannot be acknowledged to it.
_TYPED = "typed:"
_NOT_WORDS = re.compile(r"[^\w№.\- ]+")

Screen = dict[str, Any]
#: What is said anew, with or without buttons.
_Said = SendMessage | SendPhoto | SendDocument


class Screens:
    """The newest messages with buttons of each private chat."""

    def __init__(self, storage: BaseStorage) -> None:
        self._storage = storage

    async def remember(self, bot: Bot, chat_id: int, message_id: int, buttons: Screen) -> None:
        """Keep the screen as the newest; without buttons it is forgotten."""
        kept = [each for each in await self.of(bot, chat_id) if each["message"] != message_id]
        if buttons:
            kept.append({"message": message_id, "buttons": buttons})
        await self._storage.set_data(_key(bot, chat_id), {"screens": kept[-REMEMBERED_SCREENS:]})

    async def of(self, bot: Bot, chat_id: int) -> list[Screen]:
        """Oldest first."""
        data = await self._storage.get_data(_key(bot, chat_id))
        screens: list[Screen] = data.get("screens", [])
        return screens

    async def forget(self, bot: Bot, chat_id: int) -> None:
        await self._storage.set_data(_key(bot, chat_id), {})


class RememberScreens(BaseRequestMiddleware):
    """Sees every message with buttons on its way out, and every change of them."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        response = await make_request(bot, method)
        if isinstance(method, _Said | EditMessageText | EditMessageReplyMarkup):
            await self._note(bot, method, response)
        return response

    async def _note(
        self,
        bot: Bot,
        method: _Said | EditMessageText | EditMessageReplyMarkup,
        message: Any,
    ) -> None:
        if not isinstance(message, Message) or message.chat.type != "private":
            return
        buttons = _buttons(method.reply_markup)
        if buttons or not isinstance(method, _Said):
            await self._screens.remember(bot, message.chat.id, message.message_id, buttons)


class SpeakInsteadOfAcknowledging(BaseRequestMiddleware):
    """Says the words of an acknowledgement to whoever has typed the button."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Any:
        if isinstance(method, AnswerCallbackQuery) and method.callback_query_id.startswith(_TYPED):
            if method.text:
                await bot.send_message(method.callback_query_id.removeprefix(_TYPED), method.text)
            return True
        return await make_request(bot, method)


class IsButton(BaseFilter):
    """The text is the word of a button on one of the newest screens."""

    async def __call__(
        self, message: Message, burst: list[Message], bot: Bot, screens: Screens
    ) -> bool | dict[str, Any]:
        text = message.text or ""
        if len(burst) != 1 or not 0 < len(text) <= _LONGEST_CAPTION:
            return False
        seen = await screens.of(bot, message.chat.id)
        if message.reply_to_message is not None:
            seen = [each for each in seen if each["message"] == message.reply_to_message.message_id]
        for screen in reversed(seen):
            data = matching_button(text, screen["buttons"])
            if data is not None:
                return {"typed": data, "screen": screen["message"]}
        return False


async def press_typed(
    message: Message, typed: str, screen: int, bot: Bot, now: datetime, root: Router, **data: Any
) -> None:
    """Do what the button does, as if it had been pressed."""
    assert message.from_user is not None
    press = CallbackQuery(
        id=f"{_TYPED}{message.chat.id}",
        from_user=message.from_user,
        chat_instance=str(message.chat.id),
        data=typed,
        message=Message(
            message_id=screen, date=now, chat=Chat(id=message.chat.id, type="private")
        ).as_(bot),
    ).as_(bot)
    await root.propagate_event("callback_query", press, bot=bot, root=root, **data)


def was_typed(press: CallbackQuery) -> bool:
    """Whether the person has typed the button's word: the message with it is further up."""
    return press.id.startswith(_TYPED)


def matching_button(text: str, buttons: Sequence[Sequence[str]]) -> str | None:
    """The data of the only button that ``text`` names, by all of its caption or by its beginning.

    ``buttons`` are pairs of a caption and the data behind it.
    """
    wanted = _plain(text)
    if not wanted:
        return None
    captions = [(_plain(caption), data) for caption, data in buttons]
    for caption, data in captions:
        if caption == wanted:
            return data
    begun = [data for caption, data in captions if re.match(rf"{re.escape(wanted)}[. ]", caption)]
    return begun[0] if len(begun) == 1 else None


def _plain(words: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", words.lower().replace("ё", "е")).split()).rstrip(".")


def _buttons(markup: Any) -> Any:
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    return [
        [button.text, button.callback_data]
        for row in markup.inline_keyboard
        for button in row
        if button.callback_data
    ]


def _key(bot: Bot, chat_id: int) -> StorageKey:
    return StorageKey(bot_id=bot.id, chat_id=chat_id, user_id=chat_id, destiny="screens")


def router() -> Router:
    typing = Router(name="typing")
    typing.message.register(press_typed, IsButton())
    return typing
