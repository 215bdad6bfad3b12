"""aiogram's session whose other end is the demo page."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramEntityTooLarge
from aiogram.methods import (
    AnswerCallbackQuery,
    CopyMessage,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    SendAnimation,
    SendAudio,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVideoNote,
    SendVoice,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BotCommandScopeChat,
    File,
    InputFile,
    MessageEntity,
    MessageId,
    User,
)
from aiogram.types import Message as TelegramMessage

from bot.demo.bot_api import bot_user, message_json
from bot.demo.demands import (
    check_caption,
    check_text,
    keyboard_of,
    not_modified,
    refused,
    words_of,
)
from bot.demo.files import FileTooBig, Shelf, StoredFile
from bot.demo.messages import Chats, Message
from bot.demo.visitors import Visitors
from delivery.content import AttachmentKind

_ALERT_LIMIT = 200
_ALBUM_SIZES = range(2, 11)

_SendFile = (
    SendPhoto | SendDocument | SendVoice | SendAudio | SendVideo | SendAnimation | SendVideoNote
)


class BrowserSession(BaseSession):
    """Carries out what handlers ask of Telegram, and refuses what Telegram would refuse.

    A method that the hotline does not use raises ``NotImplementedError`` with its name.
    """

    def __init__(self, chats: Chats, shelf: Shelf, visitors: Visitors) -> None:
        super().__init__()
        self._chats = chats
        self._shelf = shelf
        self._visitors = visitors

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109
    ) -> TelegramType:
        return cast(TelegramType, await self._carry_out(bot, method))

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        file = self._shelf.find(url.rsplit("/", 1)[-1])
        if file is None:
            raise FileNotFoundError("this file of the demo has made room for newer ones")
        yield await asyncio.to_thread(self._shelf.path(file).read_bytes)

    async def close(self) -> None:
        """Nothing to close: there is no connection."""

    async def _carry_out(self, bot: Bot, method: TelegramMethod[Any]) -> object:
        match method:
            case SendMessage():
                return self._say(bot, method)
            case (
                SendPhoto()
                | SendDocument()
                | SendVoice()
                | SendAudio()
                | SendVideo()
                | SendAnimation()
                | SendVideoNote()
            ):
                return await self._send_file(bot, method)
            case SendMediaGroup():
                return await self._send_album(bot, method)
            case CopyMessage():
                return self._copy(method)
            case EditMessageText():
                return self._edit_text(bot, method)
            case EditMessageReplyMarkup():
                return self._edit_keyboard(bot, method)
            case DeleteMessage():
                if not self._chats.delete(int(method.chat_id), method.message_id):
                    raise refused(method, "message to delete not found")
                return True
            case AnswerCallbackQuery():
                return self._answer_press(method)
            case SendChatAction():
                self._chats.show_typing(self._chat(method, method.chat_id))
                return True
            case GetFile():
                return File(**self._file_facts(self._known_file(method, method.file_id)))
            case GetMe():
                return User.model_validate(bot_user(bot.id))
            case SetMyCommands():
                scope = method.scope
                chat = int(scope.chat_id) if isinstance(scope, BotCommandScopeChat) else None
                self._chats.set_commands(tuple(method.commands), chat=chat)
                return True
            case _:
                raise NotImplementedError(
                    f"the demo page does not know {type(method).__name__} of the Bot API"
                )

    def _say(self, bot: Bot, method: SendMessage) -> TelegramMessage:
        text, entities = words_of(bot, method, method.text, method.parse_mode, method.entities)
        check_text(method, text)
        return self._add(
            bot, method, method.chat_id, text=text, entities=entities, markup=method.reply_markup
        )

    async def _send_file(self, bot: Bot, method: _SendFile) -> TelegramMessage:
        kind, media = _media(method)
        caption = None if isinstance(method, SendVideoNote) else method.caption
        mode = None if isinstance(method, SendVideoNote) else method.parse_mode
        given = None if isinstance(method, SendVideoNote) else method.caption_entities
        text, entities = words_of(bot, method, caption, mode, given)
        check_caption(method, text)
        self._chat(method, method.chat_id)
        file = await self._take_file(bot, method, media, kind)
        return self._add(
            bot,
            method,
            method.chat_id,
            text=text,
            entities=entities,
            file=file,
            markup=method.reply_markup,
        )

    async def _send_album(self, bot: Bot, method: SendMediaGroup) -> list[TelegramMessage]:
        if len(method.media) not in _ALBUM_SIZES:
            raise refused(method, "wrong number of media in the album")
        self._chat(method, method.chat_id)
        album = str(self._chats.next_number())
        parts = []
        for item in method.media:
            mode, given = getattr(item, "parse_mode", None), getattr(item, "caption_entities", None)
            text, entities = words_of(
                bot, method, getattr(item, "caption", None) or "", mode, given
            )
            check_caption(method, text)
            file = await self._take_file(bot, method, item.media, AttachmentKind(item.type))
            parts.append((text, entities, file))
        return [
            self._add(
                bot, method, method.chat_id, text=text, entities=entities, file=file, album=album
            )
            for text, entities, file in parts
        ]

    def _copy(self, method: CopyMessage) -> MessageId:
        source = self._chats.find(int(method.from_chat_id), method.message_id)
        if source is None:
            raise refused(method, "message to copy not found")
        copy = replace(
            source,
            id=self._chats.next_number(),
            chat=self._chat(method, method.chat_id),
            by_bot=True,
            at=self._chats.clock(),
            keyboard=keyboard_of(method, method.reply_markup),
            reply_to=None,
            album=None,
            edited_at=None,
        )
        return MessageId(message_id=self._chats.add(copy).id)

    def _edit_text(self, bot: Bot, method: EditMessageText) -> TelegramMessage:
        message = self._own(method, method.chat_id, method.message_id)
        text, entities = words_of(bot, method, method.text, method.parse_mode, method.entities)
        check_text(method, text)
        keyboard = keyboard_of(method, method.reply_markup)
        if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
            raise not_modified(method)
        fresh = replace(
            message,
            text=text,
            entities=entities,
            keyboard=keyboard,
            edited_at=self._chats.clock(),
        )
        return self._telegram(bot, self._chats.change(fresh))

    def _edit_keyboard(self, bot: Bot, method: EditMessageReplyMarkup) -> TelegramMessage:
        message = self._own(method, method.chat_id, method.message_id)
        keyboard = keyboard_of(method, method.reply_markup)
        if keyboard == message.keyboard:
            raise not_modified(method)
        return self._telegram(bot, self._chats.change(replace(message, keyboard=keyboard)))

    def _answer_press(self, method: AnswerCallbackQuery) -> bool:
        if method.text and len(method.text) > _ALERT_LIMIT:
            raise refused(method, "MESSAGE_TOO_LONG")
        press_id, is_alert = method.callback_query_id, bool(method.show_alert)
        if not self._chats.answer_press(press_id, method.text, is_alert=is_alert):
            raise refused(
                method,
                "query is too old and response timeout expired or query ID is invalid",
            )
        return True

    def _add(
        self,
        bot: Bot,
        method: SendMessage | _SendFile | SendMediaGroup,
        chat_id: int | str,
        *,
        text: str,
        entities: tuple[MessageEntity, ...],
        file: StoredFile | None = None,
        markup: object = None,
        album: str | None = None,
    ) -> TelegramMessage:
        reply = method.reply_parameters
        message = Message(
            id=self._chats.next_number(),
            chat=self._chat(method, chat_id),
            by_bot=True,
            at=self._chats.clock(),
            text=text,
            entities=entities,
            file=file,
            keyboard=keyboard_of(method, markup),
            reply_to=reply.message_id if reply else method.reply_to_message_id,
            album=album,
        )
        return self._telegram(bot, self._chats.add(message))

    def _telegram(self, bot: Bot, message: Message) -> TelegramMessage:
        json = message_json(message, self._chats, bot_id=bot.id)
        return TelegramMessage.model_validate(json, context={"bot": bot})

    def _chat(self, method: TelegramMethod[Any], chat_id: int | str) -> int:
        if not str(chat_id).isdigit() or not self._visitors.is_known(int(chat_id)):
            raise refused(method, "chat not found")
        return int(chat_id)

    def _own(
        self, method: TelegramMethod[Any], chat_id: int | str | None, message_id: int | None
    ) -> Message:
        message = self._chats.find(int(chat_id or 0), message_id or 0)
        if message is None:
            raise refused(method, "message to edit not found")
        if not message.by_bot:
            raise refused(method, "message can't be edited")
        return message

    async def _take_file(
        self, bot: Bot, method: TelegramMethod[Any], media: str | InputFile, kind: AttachmentKind
    ) -> StoredFile:
        if isinstance(media, str):
            return replace(self._known_file(method, media), kind=kind)
        data = b"".join([chunk async for chunk in media.read(bot)])
        try:
            return await asyncio.to_thread(
                self._shelf.keep, media.filename or kind.value, data, kind
            )
        except FileTooBig:
            raise TelegramEntityTooLarge(method, "Request Entity Too Large") from None

    def _known_file(self, method: TelegramMethod[Any], file_id: str) -> StoredFile:
        file = self._shelf.find(file_id)
        if file is None:
            raise refused(method, "wrong file identifier/HTTP URL specified")
        return file

    @staticmethod
    def _file_facts(file: StoredFile) -> dict[str, Any]:
        return {
            "file_id": file.id,
            "file_unique_id": file.id[:16],
            "file_size": file.size_bytes,
            "file_path": file.id,
        }


def _media(method: _SendFile) -> tuple[AttachmentKind, str | InputFile]:
    match method:
        case SendPhoto():
            return AttachmentKind.PHOTO, method.photo
        case SendDocument():
            return AttachmentKind.DOCUMENT, method.document
        case SendVoice():
            return AttachmentKind.VOICE, method.voice
        case SendAudio():
            return AttachmentKind.AUDIO, method.audio
        case SendVideo():
            return AttachmentKind.VIDEO, method.video
        case SendAnimation():
            return AttachmentKind.ANIMATION, method.animation
        case SendVideoNote():
            return AttachmentKind.VIDEO_NOTE, method.video_note
