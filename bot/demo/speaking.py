"""What people do on the page, said in the chat and handed to the hotline as Telegram would."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from bot.demo import bot_api
from bot.demo.files import StoredFile
from bot.demo.messages import Chats, Message
from delivery.content import AttachmentKind

#: Hands updates, as Telegram would send them, to the inbox of the channel ``demo``.
Receive = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]

#: Of an album, only pictures go with pictures, documents with documents, sounds with sounds.
_ALBUMS = {
    AttachmentKind.PHOTO: "pictures",
    AttachmentKind.VIDEO: "pictures",
    AttachmentKind.DOCUMENT: "documents",
    AttachmentKind.AUDIO: "sounds",
}


class Speaker:
    """Lets people speak; what the hotline could not take in is unsaid again."""

    def __init__(self, chats: Chats, receive: Receive, *, bot_id: int) -> None:
        self._chats = chats
        self._receive = receive
        self._bot_id = bot_id

    async def write(
        self,
        chat: int,
        text: str,
        files: Sequence[StoredFile] = (),
        *,
        reply_to: int | None = None,
    ) -> None:
        with ExitStack() as undo:
            updates = []
            for message in self._messages(chat, text, files, reply_to):
                self._chats.add(message)
                undo.callback(self._chats.delete, chat, message.id)
                number = self._chats.next_number()
                update = bot_api.written(number, message, self._chats, bot_id=self._bot_id)
                updates.append(update)
            await self._receive(updates)
            undo.pop_all()

    async def edit(self, message: Message, text: str) -> None:
        if text == message.text:
            return
        fresh = replace(message, text=text, edited_at=self._chats.clock())
        with ExitStack() as undo:
            self._chats.change(fresh)
            undo.callback(self._chats.change, message)
            number = self._chats.next_number()
            await self._receive([bot_api.edited(number, fresh, self._chats, bot_id=self._bot_id)])
            undo.pop_all()

    async def press(self, message: Message, data: str, *, name: str) -> None:
        """Press a button; ``name`` is what the page calls this press."""
        press_id = self._chats.press(message.chat, name)
        update = bot_api.pressed(
            self._chats.next_number(), press_id, message, data, self._chats, bot_id=self._bot_id
        )
        await self._receive([update])

    def _messages(
        self, chat: int, text: str, files: Sequence[StoredFile], reply_to: int | None
    ) -> list[Message]:
        """One message a file: the words go with the first, kindred files make an album."""
        if reply_to is not None and self._chats.find(chat, reply_to) is None:
            reply_to = None
        first = Message(
            id=self._chats.next_number(),
            chat=chat,
            by_bot=False,
            at=self._chats.clock(),
            text=text,
            reply_to=reply_to,
        )
        albums = self._albums(files)
        parts = [
            replace(first, id=self._chats.next_number(), text="", file=file, album=album)
            for file, album in zip(files, albums, strict=True)
        ]
        return [replace(parts[0], text=text), *parts[1:]] if parts else [first]

    def _albums(self, files: Sequence[StoredFile]) -> list[str | None]:
        kinds = [_ALBUMS.get(file.kind) for file in files]
        shared = {
            kind: str(self._chats.next_number())
            for kind in dict.fromkeys(kinds)
            if kind and kinds.count(kind) > 1
        }
        return [shared.get(kind) if kind else None for kind in kinds]
