"""What Telegram demands of a message, refused in Telegram's own words."""

from collections.abc import Sequence
from typing import Any, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardMarkup, MessageEntity

from bot.demo.markup import BrokenMarkup, parse_html, units
from bot.demo.messages import Button, Keyboard

_TEXT_LIMIT = 4096
_CAPTION_LIMIT = 1024
_DATA_LIMIT_BYTES = 64


def words_of(
    bot: Bot,
    method: TelegramMethod[Any],
    text: str | None,
    parse_mode: str | Default | None,
    entities: Sequence[MessageEntity] | None,
) -> tuple[str, tuple[MessageEntity, ...]]:
    text = (text or "").strip()
    if isinstance(parse_mode, Default):
        parse_mode = cast(str | None, bot.default[parse_mode.name])
    if entities or not parse_mode:
        return text, tuple(entities or ())
    if parse_mode.upper() != "HTML":
        raise NotImplementedError(f"the demo page does not know the parse mode {parse_mode}")
    try:
        return parse_html(text)
    except BrokenMarkup as error:
        raise refused(method, f"can't parse entities: {error}") from None


def check_text(method: TelegramMethod[Any], text: str) -> None:
    if not text.strip():
        raise refused(method, "message text is empty")
    if units(text) > _TEXT_LIMIT:
        raise refused(method, "message is too long")


def check_caption(method: TelegramMethod[Any], text: str) -> None:
    if units(text) > _CAPTION_LIMIT:
        raise refused(method, "message caption is too long")


def keyboard_of(method: TelegramMethod[Any], markup: object) -> Keyboard:
    if markup is None:
        return ()
    if not isinstance(markup, InlineKeyboardMarkup):
        raise NotImplementedError("the demo page knows buttons under a message only")
    return tuple(
        tuple(_button(method, button.text, button.callback_data, button.url) for button in row)
        for row in markup.inline_keyboard
        if row
    )


def _button(method: TelegramMethod[Any], text: str, data: str | None, url: str | None) -> Button:
    if not text.strip():
        raise refused(method, "BUTTON_TEXT_INVALID")
    if url is None and not 1 <= len((data or "").encode()) <= _DATA_LIMIT_BYTES:
        raise refused(method, "BUTTON_DATA_INVALID")
    return Button(text, data, url)


def refused(method: TelegramMethod[Any], reason: str) -> TelegramBadRequest:
    return TelegramBadRequest(method, f"Bad Request: {reason}")


def not_modified(method: TelegramMethod[Any]) -> TelegramBadRequest:
    return refused(
        method,
        "message is not modified: specified new message content and reply markup are exactly"
        " the same as a current content and reply markup of the message",
    )
