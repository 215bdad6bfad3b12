"""Files of cases into chats: uploaded once to a channel, and known to it by its name after that."""

import logging
import re

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendDocument
from aiogram.types import FSInputFile, InputFile, Message

from delivery.notices import CaseFileReady
from knowledge.case_files import CaseFiles
from knowledge.file_errors import NoSuchFile

log = logging.getLogger(__name__)

#: Twenty megabytes over a slow line.
_LONGEST_UPLOAD_SECONDS = 300
_FILE_UNKNOWN = re.compile(r"\bfile\b|file_id|FILE_", re.IGNORECASE)


class CaseFileSender:
    def __init__(self, files: CaseFiles) -> None:
        self._files = files

    async def send(
        self, bot: Bot, channel: str, chat_id: int, notice: CaseFileReady
    ) -> list[str] | None:
        """Send the file; ``None`` when it is not here any more.

        Raises:
            TelegramAPIError: the messenger refuses, or is not there.
        """
        known = await self._files.known_as(notice.code, channel)
        if known is not None:
            try:
                return [_id_of(await _sent(bot, chat_id, known))]
            except TelegramBadRequest as refusal:
                if not _FILE_UNKNOWN.search(refusal.message):
                    raise
                # Another bot's name of it, most likely: the token was changed.
                log.info("file %s is not known to %s any more", notice.code, channel)
                await self._files.forget_copy(notice.code, channel)
        try:
            _, path = await self._files.find(notice.code)
        except NoSuchFile:
            log.warning("file %s is not on the shelf", notice.code)
            return None
        message = await _sent(bot, chat_id, FSInputFile(path, filename=notice.name))
        if message.document is not None:
            await self._files.remember(notice.code, channel, message.document.file_id)
        return [_id_of(message)]


async def _sent(bot: Bot, chat_id: int, document: str | InputFile) -> Message:
    method = SendDocument(chat_id=chat_id, document=document)
    return await bot(method, request_timeout=_LONGEST_UPLOAD_SECONDS)


def _id_of(message: Message) -> str:
    return str(message.message_id)
