"""Texts and keyboards of the bot, checked as Telegram checks them."""

from typing import Any

from tests.support.telegram_server.calls import Call
from tests.support.telegram_server.chats import Json, Rows
from tests.support.telegram_server.markup import CannotParse, parse_html
from tests.support.telegram_server.refusals import ApiError, bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_SOURCE_BYTES = 1 << 15
MOST_BUTTONS = 100
LARGEST_DATA_BYTES = 64

#: What every channel of the hotline can carry: the product promises to stay below.
STRICT_TEXT = 3900
STRICT_ROW = 7

_ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text")


def parsed(call: Call, name: str) -> tuple[str, list[Json]]:
    """The visible text of the parameter ``name`` and its entities, not yet measured."""
    return parsed_text(call.text(name), call.text("parse_mode"), call.json(f"{name}_entities"))


def parsed_text(source: str, mode: str, entities: Any = None) -> tuple[str, list[Json]]:
    if len(source.encode()) > LONGEST_SOURCE_BYTES:
        raise bad_request("text is too long")
    match mode.lower():
        case "" | "none":
            return source.strip(), entities or []
        case "html":
            try:
                return parse_html(source)
            except CannotParse as reason:
                raise bad_request(f"can't parse entities: {reason}") from None
        case _:
            raise bad_request("unsupported parse_mode")


def message_text(call: Call, *, is_strict: bool, is_edit: bool = False) -> tuple[str, list[Json]]:
    text, entities = parsed(call, "text")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG" if is_edit else "message is too long")
    if is_strict and len(text) > STRICT_TEXT:
        raise _strict(f"a text of {len(text)} characters, more than {STRICT_TEXT}")
    return text, entities


def caption(source: str, mode: str) -> tuple[str, list[Json]]:
    text, entities = parsed_text(source, mode)
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def keyboard(call: Call, *, is_strict: bool) -> Rows:
    """The inline buttons under a message; an empty list means none."""
    markup = call.json("reply_markup")
    if not markup:
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if is_strict:
            raise _strict("a reply keyboard")
        return []
    rows: Rows = [[_button(button) for button in row] for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    if is_strict and any(len(row) > STRICT_ROW for row in rows):
        raise _strict(f"more than {STRICT_ROW} buttons in a row")
    return rows


def _button(button: Json) -> Json:
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not any(button.get(action) is not None for action in _ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= LARGEST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad_request("BUTTON_URL_INVALID")
    return button


def _strict(what: str) -> ApiError:
    return bad_request(f"strict: Telegram would take it, the hotline promised not to send {what}")
