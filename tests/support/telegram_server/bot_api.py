"""The methods of the Bot API, as one bot sees them."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from tests.support.telegram_server import words
from tests.support.telegram_server.calls import Call, Upload
from tests.support.telegram_server.chats import (
    DELETABLE_FOR,
    Chat,
    ChatMessage,
    Files,
    Json,
    Press,
    StoredFile,
    too_old,
)
from tests.support.telegram_server.refusals import ApiError, bad_request
from tests.support.telegram_server.trouble import FloodLimits
from tests.support.telegram_server.updates import Updates

LARGEST_DOWNLOAD_BYTES = 20 * 1024 * 1024
LARGEST_UPLOAD_BYTES = 50 * 1024 * 1024
LARGEST_ALBUM = 10
LONGEST_ALERT = 200

_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location"),
    *("record_video_note", "upload_video_note"),
}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class BotApi:
    """One bot: its chats, its files, its queue, and what it may call."""

    def __init__(self, token: str, now: Callable[[], datetime], *, is_strict: bool) -> None:
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = f"hotline_{self.id}_bot"
        self.is_strict = is_strict
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = Updates(first_id=100_000_001)
        self.presses: dict[str, Press] = {}
        self.commands: dict[str, str] = {}
        self.limits: FloodLimits | None = None
        self._now = now
        self._methods: dict[str, Callable[[Call], Any]] = {
            "getme": lambda call: self._me(),
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._webhook_info,
            "setmycommands": self._set_commands,
            "getmycommands": self._get_commands,
            "deletemycommands": self._delete_commands,
            "getfile": self._get_file,
            "sendmessage": self._send_message,
            "sendmediagroup": self._send_album,
            "sendchataction": self._send_action,
            "copymessage": self._copy_message,
            "editmessagetext": self._edit_text,
            "editmessagecaption": self._edit_caption,
            "editmessagereplymarkup": self._edit_keyboard,
            "deletemessage": self._delete_message,
            "answercallbackquery": self._answer_press,
        }
        for kind in ("photo", "document", "voice", "audio", "video", "animation", "video_note"):
            self._methods[f"send{kind.replace('_', '')}"] = partial(self._send_file, kind)

    async def carry_out(self, call: Call) -> Any:
        """The result of a call.

        Raises:
            ApiError: Telegram refuses it.
        """
        deed = self._methods.get(call.method)
        if deed is None:
            raise ApiError(404, "Not Found: method not found")
        result = deed(call)
        return await result if hasattr(result, "__await__") else result

    # Who am I, what can I do

    def _me(self) -> Json:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": "Методическая горячая линия",
            "username": self.username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _set_commands(self, call: Call) -> bool:
        commands = call.json("commands") or []
        for command in commands:
            if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command.get("command", "")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands = {each["command"]: each["description"] for each in commands}
        return True

    def _get_commands(self, call: Call) -> list[Json]:
        return [{"command": name, "description": words} for name, words in self.commands.items()]

    def _delete_commands(self, call: Call) -> bool:
        self.commands = {}
        return True

    # Updates

    def _get_updates(self, call: Call) -> Any:
        return self.updates.get(
            call.integer("offset"),
            call.integer("limit", 100),
            call.integer("timeout"),
            call.json("allowed_updates"),
        )

    def _set_webhook(self, call: Call) -> bool:
        if not call.text("url"):
            return self._delete_webhook(call)
        secret = call.text("secret_token") or None
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        self.updates.set_webhook(
            call.text("url"),
            secret=secret,
            allowed=call.json("allowed_updates"),
            drop_pending=call.flag("drop_pending_updates"),
        )
        return True

    def _delete_webhook(self, call: Call) -> bool:
        self.updates.delete_webhook(drop_pending=call.flag("drop_pending_updates"))
        return True

    def _webhook_info(self, call: Call) -> Json:
        webhook = self.updates.webhook
        info: Json = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if webhook and webhook.last_error:
            info["last_error_message"] = webhook.last_error
            info["last_error_date"] = int(self._now().timestamp())
        return info

    # Sending

    def _chat_of(self, call: Call) -> Chat:
        if not call.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(call.integer("chat_id"))
        if chat is None:
            raise bad_request("chat not found")
        chat.check_reachable()
        return chat

    def _count(self, chat: Chat) -> None:
        if self.limits is not None:
            self.limits.check(chat.id, self._now())

    def _send_message(self, call: Call) -> Json:
        text, entities = words.message_text(call, is_strict=self.is_strict)
        return self._post(call, text=text, entities=entities)

    def _send_file(self, kind: str, call: Call) -> Json:
        text, entities = words.caption(call.text("caption"), call.text("parse_mode"))
        file = self._file_of(call, call.text(kind), kind, call.uploads.get(kind))
        return self._post(call, text=text, entities=entities, content={kind: file.as_json()})

    def _post(self, call: Call, **message: Any) -> Json:
        buttons = words.keyboard(call, is_strict=self.is_strict)
        chat = self._chat_of(call)
        reply_to = self._replied(call, chat)
        self._count(chat)
        return self._add(chat, buttons=buttons, reply_to=reply_to, **message).as_json(
            chat.as_json()
        )

    def _add(self, chat: Chat, **message: Any) -> ChatMessage:
        return chat.add(
            ChatMessage(chat.next_id(), chat.id, self._sender(), self._now(), **message)
        )

    def _sender(self) -> Json:
        me = self._me()
        return {key: me[key] for key in ("id", "is_bot", "first_name", "username")}

    def _replied(self, call: Call, chat: Chat) -> ChatMessage | None:
        parameters = call.json("reply_parameters") or {}
        message_id = int(parameters.get("message_id") or call.integer("reply_to_message_id"))
        if not message_id:
            return None
        try:
            return chat.find(message_id, "be replied")
        except ApiError:
            if parameters.get("allow_sending_without_reply") or call.flag(
                "allow_sending_without_reply"
            ):
                return None
            raise

    def _file_of(self, call: Call, named: str, kind: str, upload: Upload | None) -> StoredFile:
        """The file that is sent: uploaded now, or known by its id."""
        if named.startswith("attach://"):
            upload = call.uploads.get(named.removeprefix("attach://"))
            if upload is None:
                raise bad_request(f"there is no {kind} in the request")
        if upload is None and not named:
            raise bad_request(f"there is no {kind} in the request")
        if upload is None:
            return self.files.sendable(named, kind)
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > LARGEST_UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        return self.files.add(kind, upload.name, content=upload.content)

    def _send_album(self, call: Call) -> list[Json]:
        items = call.json("media") or []
        if not items:
            raise bad_request("there are no messages to send")
        if len(items) > LARGEST_ALBUM:
            raise bad_request("too many messages to send as an album")
        if self.is_strict and len(items) < 2:
            raise bad_request("strict: an album has 2 to 10 items")
        _check_mixture([item.get("type", "") for item in items])
        parts = [self._album_part(call, item) for item in items]
        chat = self._chat_of(call)
        reply_to = self._replied(call, chat)
        self._count(chat)
        album = secrets.token_hex(8)
        sent = [self._add(chat, album=album, reply_to=reply_to, **part) for part in parts]
        return [message.as_json(chat.as_json()) for message in sent]

    def _album_part(self, call: Call, item: Json) -> Json:
        kind = item["type"]
        file = self._file_of(call, item.get("media", ""), kind, None)
        text, entities = words.caption(item.get("caption") or "", item.get("parse_mode") or "")
        return {"text": text, "entities": entities, "content": {kind: file.as_json()}}

    def _send_action(self, call: Call) -> bool:
        if call.text("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._chat_of(call)
        return True

    def _copy_message(self, call: Call) -> Json:
        origin = self.chats.get(call.integer("from_chat_id"))
        if origin is None:
            raise bad_request("chat not found")
        copied = origin.find(call.integer("message_id"), "copy")
        text, entities = copied.text, copied.entities
        if copied.content and "caption" in call.values:
            text, entities = words.caption(call.text("caption"), call.text("parse_mode"))
        posted = self._post(call, text=text, entities=entities, content=copied.content)
        return {"message_id": posted["message_id"]}

    # Changing

    def _own_message(self, call: Call) -> tuple[Chat, ChatMessage]:
        chat = self._chat_of(call)
        message = chat.find(call.integer("message_id"), "edit")
        if not message.is_of_bot:
            raise bad_request("message can't be edited")
        return chat, message

    def _edit_text(self, call: Call) -> Json:
        text, entities = words.message_text(call, is_strict=self.is_strict, is_edit=True)
        chat, message = self._own_message(call)
        if message.content:
            raise bad_request("there is no text in the message to edit")
        return self._change(call, chat, message, text, entities)

    def _edit_caption(self, call: Call) -> Json:
        text, entities = words.caption(call.text("caption"), call.text("parse_mode"))
        chat, message = self._own_message(call)
        if not message.content:
            raise bad_request("there is no caption in the message to edit")
        return self._change(call, chat, message, text, entities)

    def _edit_keyboard(self, call: Call) -> Json:
        chat, message = self._own_message(call)
        return self._change(call, chat, message, message.text, message.entities)

    def _change(
        self, call: Call, chat: Chat, message: ChatMessage, text: str, entities: list[Json]
    ) -> Json:
        buttons = words.keyboard(call, is_strict=self.is_strict)
        if (text, entities, buttons) == (message.text, message.entities, message.buttons):
            raise bad_request(_NOT_MODIFIED)
        self._count(chat)
        if text != message.text:
            chat.said.append(text)
        message.text, message.entities, message.buttons = text, entities, buttons
        message.edited_at = self._now()
        return message.as_json(chat.as_json())

    def _delete_message(self, call: Call) -> bool:
        chat = self._chat_of(call)
        message = chat.find(call.integer("message_id"), "delete")
        if self._now() - message.date > DELETABLE_FOR:
            raise bad_request("message can't be deleted for everyone")
        message.is_deleted = True
        return True

    def _answer_press(self, call: Call) -> bool:
        press = self.presses.get(call.text("callback_query_id"))
        if press is None:
            raise too_old()
        press.check_answerable(self._now())
        if len(call.text("text")) > LONGEST_ALERT:
            raise bad_request("MESSAGE_TOO_LONG")
        press.is_answered = True
        press.alert = call.text("text") or None
        if press.alert:
            press.chat.alerts.append(press.alert)
        return True

    # Files

    def _get_file(self, call: Call) -> Json:
        file = self.files.find(call.text("file_id"))
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if file.size > LARGEST_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            "file_id": call.text("file_id"),
            "file_unique_id": file.unique_id,
            "file_size": file.size,
            "file_path": file.path,
        }


def _check_mixture(kinds: list[str]) -> None:
    for kind in kinds:
        if kind not in ("photo", "video", "document", "audio"):
            raise bad_request(
                f"can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup"
            )
    for alone in ("document", "audio"):
        if alone in kinds and set(kinds) != {alone}:
            raise bad_request(f"{alone} can't be mixed with other media types")
