"""Saying something takes as many messages as it needs."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from delivery.content import Attachment, AttachmentKind
from handlers.outgoing import Outgoing, say
from tests.support.telegram_server import ChatMessage, Person, TelegramServer
from tests.support.telegram_server.client import bot_of

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Помогло", callback_data="ok")]]
)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with await TelegramServer.start() as server:
        yield server


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_of(telegram) as opened:
        yield opened


@pytest.fixture
async def anna(telegram: TelegramServer) -> Person:
    person = telegram.user("Анна")
    await person.starts()
    return person


async def attached(person: Person, *kinds: AttachmentKind) -> tuple[Attachment, ...]:
    files = []
    for kind in kinds:
        content = (await person.sends(kind.value)).content[kind.value]
        known = content[-1] if isinstance(content, list) else content
        files.append(Attachment(kind, known["file_id"]))
    return tuple(files)


def kind_of(message: ChatMessage) -> str:
    return next(iter(message.content), "text")


async def test_buttons_stand_under_the_last_words(bot: Bot, anna: Person) -> None:
    paragraph = "Совет учителю. " * 150
    text = f"{paragraph}\n\n{paragraph}"

    sent = await say(bot, anna.id, Outgoing(text, KEYBOARD))

    assert [str(message.id) for message in anna.messages] == sent
    assert [message.captions for message in anna.messages] == [[], ["Помогло"]]
    assert anna.heard == [paragraph.strip()] * 2


async def test_files_follow_the_words_and_pictures_make_albums(bot: Bot, anna: Person) -> None:
    photo, video, voice = AttachmentKind.PHOTO, AttachmentKind.VIDEO, AttachmentKind.VOICE
    files = await attached(anna, *[photo] * 11, voice, video, photo, AttachmentKind.DOCUMENT)

    sent = await say(bot, anna.id, Outgoing("Вот", KEYBOARD, files))

    assert len(sent) == 16
    assert [kind_of(message) for message in anna.messages] == [
        *("text", *["photo"] * 11, "voice", "video", "photo", "document")
    ]
    albums = [message.album for message in anna.messages]
    assert len(set(albums[1:11])) == 1
    assert albums[11] is None
    assert albums[13] == albums[14] != albums[1]


@pytest.mark.parametrize("kind", list(AttachmentKind))
async def test_every_kind_of_file_can_be_sent_again(
    bot: Bot, anna: Person, kind: AttachmentKind
) -> None:
    await say(bot, anna.id, Outgoing("Вот", attachments=await attached(anna, kind)))

    assert kind_of(anna.messages[-1]) == kind.value


async def test_a_file_that_is_refused_is_named_instead(bot: Bot, anna: Person) -> None:
    (good,) = await attached(anna, AttachmentKind.PHOTO)
    files = (good, Attachment(AttachmentKind.PHOTO, "gone", name="<доска>.jpg"))

    sent = await say(bot, anna.id, Outgoing("Вот", attachments=files))

    assert len(sent) == 3
    assert anna.heard[1] == "[photo]"
    assert "«<доска>.jpg»" in anna.heard[2]


async def test_what_has_begun_waits_for_its_turn(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    files = await attached(anna, AttachmentKind.VOICE)
    telegram.floods(retry_after=1, method="sendVoice")

    await say(bot, anna.id, Outgoing("Вот", attachments=files))

    assert anna.heard == ["Вот", "[voice]"]


async def test_what_has_not_begun_is_left_to_the_caller(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    telegram.floods(retry_after=1)

    with pytest.raises(TelegramRetryAfter):
        await say(bot, anna.id, Outgoing("Вот"))
    with pytest.raises(TelegramBadRequest):
        await say(bot, 5, Outgoing("Вот"))
    assert anna.heard == []


async def test_to_say_nothing_is_a_mistake(bot: Bot, anna: Person) -> None:
    with pytest.raises(ValueError, match="nothing"):
        await say(bot, anna.id, Outgoing(" "))
