"""What is said to a chat, and saying it."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import (
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
)

from delivery.content import Attachment, AttachmentKind
from delivery.errors import TryLater
from handlers.splitting import split_text
from handlers.texts import outgoing as texts

logger = logging.getLogger(__name__)

#: No message is longer, so that every channel can carry it.
LONGEST_TEXT = 3900

#: So many photos and videos fit into one album.
LARGEST_ALBUM = 10

#: How long and how often a message that has begun to leave waits for the rest of itself.
_LONGEST_WAIT_SECONDS = 10
_MOST_WAITS = 3


@dataclass(frozen=True)
class Outgoing:
    """What is said to one chat at once, in as many messages as it takes."""

    text: str
    """HTML of the kind Telegram knows, people's own words escaped; never empty."""
    keyboard: InlineKeyboardMarkup | None = None
    """Stands under the last words."""
    attachments: tuple[Attachment, ...] = ()
    """Follow the words; photos and videos as albums."""
    silently: bool = False
    """It arrives, but does not ring."""


async def say(bot: Bot, chat_id: int, outgoing: Outgoing, *, has_begun: bool = False) -> list[str]:
    """Say it and return the ids of the messages, in the order they were sent.

    Once the words are out, a file that Telegram does not take is replaced by a sentence about it.

    Args:
        has_begun: this goes on with what was said just now: it rather waits for its turn than
            leave the beginning alone.

    Raises:
        TelegramRetryAfter: too many messages. None of these was sent, unless the wait is so long
            that even the rest of what has begun cannot wait for it.
        TryLater: likewise, but known before asking the messenger.
        TelegramAPIError: the messenger refuses, or is not there.
    """
    sent: list[str] = []
    for words in _words(chat_id, outgoing):
        sent += await _send(bot, words, has_begun=has_begun or bool(sent))
    for files in _runs(outgoing.attachments):
        sent += await _send_files(bot, chat_id, files)
    return sent


def _words(chat_id: int, outgoing: Outgoing) -> Iterator[SendMessage]:
    pieces = split_text(outgoing.text, LONGEST_TEXT)
    if not pieces:
        raise ValueError("nothing to say")
    for number, piece in enumerate(pieces, start=1):
        keyboard = outgoing.keyboard if number == len(pieces) else None
        yield _message(chat_id, piece, keyboard, silently=outgoing.silently)


def _message(
    chat_id: int,
    text: str,
    keyboard: InlineKeyboardMarkup | None = None,
    *,
    silently: bool = False,
) -> SendMessage:
    return SendMessage(
        chat_id=chat_id,
        text=text,
        disable_notification=silently or None,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard,
    )


def _runs(attachments: Sequence[Attachment]) -> Iterator[Sequence[Attachment]]:
    """What is sent in one go, in the order given: an album of photos and videos, or one file."""
    for is_visual, group in groupby(attachments, key=_is_visual):
        files = list(group)
        size = LARGEST_ALBUM if is_visual else 1
        yield from (files[at : at + size] for at in range(0, len(files), size))


def _is_visual(attachment: Attachment) -> bool:
    return attachment.kind in (AttachmentKind.PHOTO, AttachmentKind.VIDEO)


async def _send_files(bot: Bot, chat_id: int, files: Sequence[Attachment]) -> list[str]:
    """Send an album or a file; what is refused is named instead, so that nothing is lost unseen."""
    try:
        return await _send(bot, _files(chat_id, files), has_begun=True)
    except TelegramBadRequest:
        logger.warning("%d file(s) refused in chat %s", len(files), chat_id)
    if len(files) == 1:
        sentence = texts.file_not_sent(files[0].name)
        return await _send(bot, _message(chat_id, sentence), has_begun=True)
    sent = [await _send_files(bot, chat_id, [file]) for file in files]
    return [message for messages in sent for message in messages]


def _files(chat_id: int, files: Sequence[Attachment]) -> TelegramMethod[Any]:
    if len(files) == 1:
        return _file(chat_id, files[0])
    return SendMediaGroup(chat_id=chat_id, media=[_album_part(file) for file in files])


def _album_part(file: Attachment) -> InputMediaPhoto | InputMediaVideo:
    if file.kind is AttachmentKind.PHOTO:
        return InputMediaPhoto(media=file.file)
    return InputMediaVideo(media=file.file)


def _file(chat_id: int, file: Attachment) -> TelegramMethod[Message]:
    match file.kind:
        case AttachmentKind.PHOTO:
            return SendPhoto(chat_id=chat_id, photo=file.file)
        case AttachmentKind.DOCUMENT:
            return SendDocument(chat_id=chat_id, document=file.file)
        case AttachmentKind.VOICE:
            return SendVoice(chat_id=chat_id, voice=file.file)
        case AttachmentKind.AUDIO:
            return SendAudio(chat_id=chat_id, audio=file.file)
        case AttachmentKind.VIDEO:
            return SendVideo(chat_id=chat_id, video=file.file)
        case AttachmentKind.VIDEO_NOTE:
            return SendVideoNote(chat_id=chat_id, video_note=file.file)
        case AttachmentKind.ANIMATION:
            return SendAnimation(chat_id=chat_id, animation=file.file)


async def _send(bot: Bot, method: TelegramMethod[Any], *, has_begun: bool) -> list[str]:
    """Carry it out; the rest of what has begun waits its turn rather than repeat the beginning."""
    waits = _MOST_WAITS if has_begun else 0
    while True:
        try:
            result: Message | list[Message] = await bot(method)
        except (TelegramRetryAfter, TryLater) as pause:
            seconds = _seconds(pause)
            if not waits or seconds is None or seconds > _LONGEST_WAIT_SECONDS:
                raise
            waits -= 1
            await asyncio.sleep(seconds)
        else:
            messages = result if isinstance(result, list) else [result]
            return [str(message.message_id) for message in messages]


def _seconds(pause: TelegramRetryAfter | TryLater) -> float | None:
    """How long the wait is; ``None`` when nobody knows."""
    if isinstance(pause, TelegramRetryAfter):
        return pause.retry_after
    return pause.after.total_seconds() if pause.after is not None else None
