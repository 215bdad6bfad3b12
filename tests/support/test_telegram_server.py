"""The test Telegram refuses what the real one refuses, in its codes and words."""

from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MediaUnion,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from tests.support.telegram_server import Person, TelegramServer
from tests.support.telegram_server.client import bot_of


def _buttons(*rows: list[str], data: str = "x") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=caption, callback_data=data) for caption in row]
            for row in rows
        ]
    )


async def _refused(call: Any, kind: type[TelegramAPIError] = TelegramBadRequest) -> str:
    with pytest.raises(kind) as refusal:
        await call
    return refusal.value.message


async def test_texts_are_measured_after_the_markup(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "<b>" + "я" * 3900 + "</b>")

    assert anna.heard == ["я" * 3900]
    assert await _refused(bot.send_message(anna.id, "<b> </b>")) == (
        "Bad Request: message text is empty"
    )
    assert "message text is empty" in await _refused(bot.send_message(anna.id, ""))
    assert "can't parse entities: Unsupported" in await _refused(bot.send_message(anna.id, "<x>"))
    photo = (await anna.sends_photo()).content["photo"][-1]["file_id"]
    caption = "я" * 1025
    assert await _refused(bot.send_photo(anna.id, photo, caption=caption)) == (
        "Bad Request: message caption is too long"
    )


async def test_the_strict_server_holds_the_product_to_its_promises(bot: Bot, anna: Person) -> None:
    reply_keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Да")]])

    assert "3901 characters" in await _refused(bot.send_message(anna.id, "я" * 3901))
    assert "in a row" in await _refused(
        bot.send_message(anna.id, "a", reply_markup=_buttons(["a"] * 8))
    )
    assert "reply keyboard" in await _refused(
        bot.send_message(anna.id, "a", reply_markup=reply_keyboard)
    )


async def test_the_lenient_server_takes_what_telegram_takes() -> None:
    async with await TelegramServer.start(is_strict=False) as telegram:
        anna = telegram.user("Анна")
        await anna.starts()
        async with bot_of(telegram) as bot:
            await bot.send_message(anna.id, "я" * 4096, reply_markup=_buttons(["a"] * 8))

            assert await _refused(bot.send_message(anna.id, "я" * 4097)) == (
                "Bad Request: message is too long"
            )


@pytest.mark.parametrize(
    ("keyboard", "reason"),
    [
        (_buttons(["Да"], data="я" * 33), "BUTTON_DATA_INVALID"),
        (_buttons([" "]), "text must be non-empty"),
        (_buttons(*[["a"]] * 101), "reply markup is too long"),
        (
            InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a")]]),
            "Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_wrong_buttons_are_refused(
    bot: Bot, anna: Person, keyboard: InlineKeyboardMarkup, reason: str
) -> None:
    assert reason in await _refused(bot.send_message(anna.id, "a", reply_markup=keyboard))
    assert anna.screen is None


async def test_messages_can_be_changed_and_deleted_only_while_they_are_there(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    sent = await bot.send_message(anna.id, "Раз", reply_markup=_buttons(["Да"]))

    assert "message is not modified" in await _refused(
        bot.edit_message_text(
            "Раз", chat_id=anna.id, message_id=sent.message_id, reply_markup=_buttons(["Да"])
        )
    )
    await sent.edit_text("Два")
    assert anna.heard == ["Раз", "Два"]
    assert anna.screen is None, "an edit without buttons takes the buttons away"
    assert "not modified" in await _refused(sent.edit_reply_markup())
    await sent.edit_reply_markup(reply_markup=_buttons(["Нет"]))
    assert anna.screen is not None
    assert anna.screen.captions == ["Нет"]
    assert await _refused(bot.edit_message_text("x", chat_id=anna.id, message_id=99)) == (
        "Bad Request: message to edit not found"
    )
    own = await anna.writes("Моё")
    assert "message can't be edited" in await _refused(
        bot.edit_message_text("x", chat_id=anna.id, message_id=own.id)
    )

    await sent.delete()

    assert anna.messages == []
    assert "message to delete not found" in await _refused(sent.delete())
    old = await bot.send_message(anna.id, "Старое")
    telegram.pass_time(hours=49)
    assert "can't be deleted" in await _refused(old.delete())


async def test_a_reply_needs_its_message_unless_told_otherwise(bot: Bot, anna: Person) -> None:
    asked = await anna.writes("Как?")

    reply = await bot.send_message(
        anna.id, "Так", reply_parameters=ReplyParameters(message_id=asked.id)
    )

    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "Как?"
    assert "message to be replied not found" in await _refused(
        bot.send_message(anna.id, "Так", reply_parameters=ReplyParameters(message_id=77))
    )
    await bot.send_message(
        anna.id,
        "Так",
        reply_parameters=ReplyParameters(message_id=77, allow_sending_without_reply=True),
    )


# Presses


async def test_a_press_is_answered_once_and_in_time(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    await bot.send_message(anna.id, "Помогло?", reply_markup=_buttons(["👍 Помогло"], ["Нет"]))

    press = await anna.presses("помогло")

    assert (await bot.get_updates())[-1].callback_query.data == "x"  # type: ignore[union-attr]
    assert "MESSAGE_TOO_LONG" in await _refused(bot.answer_callback_query(press.id, "я" * 201))
    await bot.answer_callback_query(press.id, "Спасибо!")
    assert await anna.acknowledged(press) == "Спасибо!"
    assert anna.alerts == ["Спасибо!"]
    too_old = "query is too old and response timeout expired or query ID is invalid"
    assert too_old in await _refused(bot.answer_callback_query(press.id))
    assert too_old in await _refused(bot.answer_callback_query("1"))
    late = await anna.presses("Нет")
    telegram.pass_time(minutes=16)
    assert too_old in await _refused(bot.answer_callback_query(late.id))


async def test_a_missing_button_is_reported_with_those_that_are_there(
    bot: Bot, anna: Person
) -> None:
    await bot.send_message(anna.id, "Помогло?", reply_markup=_buttons(["Да", "Нет"]))

    with pytest.raises(AssertionError, match=r"не видит кнопки «Беру»(.|\n)*'Да', 'Нет'"):
        await anna.presses("Беру")
    with pytest.raises(AssertionError, match=r"не слышит «Ура»(.|\n)*Помогло\?"):
        await anna.hears("Ура")


# Who can be reached


async def test_people_can_be_out_of_reach(telegram: TelegramServer, bot: Bot, anna: Person) -> None:
    stranger = telegram.user("Борис")
    hello = "Здравствуйте"

    assert "bot can't initiate conversation with a user" in await _refused(
        bot.send_message(stranger.id, hello), TelegramForbiddenError
    )
    assert "chat not found" in await _refused(bot.send_message(5, hello))
    await anna.blocks()
    assert await _refused(bot.send_message(anna.id, hello), TelegramForbiddenError) == (
        "Forbidden: bot was blocked by the user"
    )
    await anna.unblocks()
    await bot.send_message(anna.id, hello)
    anna.leaves_telegram()
    assert "user is deactivated" in await _refused(
        bot.send_message(anna.id, hello), TelegramForbiddenError
    )


async def test_a_wrong_token_is_unauthorized(telegram: TelegramServer) -> None:
    async with bot_of(telegram, "1:wrong") as stranger:
        await _refused(stranger.get_me(), TelegramUnauthorizedError)


async def test_an_unknown_method_is_not_found(telegram: TelegramServer) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{telegram.url}/bot{telegram.token}/banChat") as response:
            assert response.status == 404
        async with http.get(f"{telegram.url}/bot{telegram.token}/getMe") as response:
            assert (await response.json())["result"]["is_bot"] is True
        async with http.post(
            f"{telegram.url}/bot{telegram.token}/sendMessage", json={"chat_id": 5, "text": "a"}
        ) as response:
            assert (await response.json())["description"] == "Bad Request: chat not found"


# Files


async def test_files_come_back_as_they_were_sent(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    document = (await anna.sends_document("план.pdf", content=b"%PDF")).content["document"]

    downloaded = await bot.download(document["file_id"])

    assert downloaded is not None
    assert downloaded.read() == b"%PDF"
    sent = await bot.send_document(anna.id, document["file_id"], caption="Вот")
    assert sent.document is not None
    assert sent.document.file_name == "план.pdf"
    uploaded = await bot.send_photo(anna.id, BufferedInputFile(b"\xff\xd8", "schema.jpg"))
    assert uploaded.photo is not None
    assert uploaded.photo[-1].file_size == 2
    assert anna.heard == ["Вот", "[photo]"]


async def test_wrong_files_are_refused(bot: Bot, anna: Person) -> None:
    big = (await anna.sends_document("видео.zip", 20 * 1024 * 1024 + 1)).content["document"]

    assert "file is too big" in await _refused(bot.get_file(big["file_id"]))
    assert "wrong file_id" in await _refused(bot.get_file("AgAC"))
    assert await _refused(bot.send_photo(anna.id, "AgAC")) == (
        "Bad Request: wrong file identifier/HTTP URL specified"
    )
    assert "can't use file of type Document as Photo" in await _refused(
        bot.send_photo(anna.id, big["file_id"])
    )
    assert "file must be non-empty" in await _refused(
        bot.send_document(anna.id, BufferedInputFile(b"", "a.txt"))
    )


async def test_an_album_has_two_to_ten_files_of_kinds_that_go_together(
    bot: Bot, anna: Person
) -> None:
    photo = (await anna.sends_photo()).content["photo"][-1]["file_id"]
    document = (await anna.sends_document()).content["document"]["file_id"]
    photos: list[MediaUnion] = [InputMediaPhoto(media=photo)] * 2

    sent = await bot.send_media_group(anna.id, photos)

    assert len({message.media_group_id for message in sent}) == 1
    assert "too many messages to send as an album" in await _refused(
        bot.send_media_group(anna.id, photos * 6)
    )
    assert "2 to 10" in await _refused(bot.send_media_group(anna.id, photos[:1]))
    assert "document can't be mixed with other media types" in await _refused(
        bot.send_media_group(anna.id, [*photos, InputMediaDocument(media=document)])
    )


async def test_everything_a_person_can_send_reaches_the_bot(bot: Bot, anna: Person) -> None:
    kinds = [
        "sticker",
        "location",
        "venue",
        "contact",
        "poll",
        "dice",
        "video",
        "audio",
        "animation",
        "video_note",
    ]
    for kind in kinds:
        await anna.sends(kind)
    asked = await anna.writes("Вопрос", reply_to=await anna.sends_voice())
    album = await anna.sends_album(["photo", "video"], "Оба")
    await anna.edits(asked, "Другой вопрос")

    updates = await bot.get_updates()

    messages = [update.message for update in updates if update.message]
    assert [str(m.content_type) for m in messages[1 : len(kinds) + 1]] == [
        f"ContentType.{kind.upper()}" for kind in kinds
    ]
    assert messages[-3].reply_to_message is not None
    assert messages[-3].reply_to_message.voice is not None
    assert [message.caption for message in messages[-2:]] == ["Оба", None]
    assert messages[-2].media_group_id == messages[-1].media_group_id == album[0].album
    assert updates[-1].edited_message is not None
    assert updates[-1].edited_message.text == "Другой вопрос"


async def test_messages_are_copied(bot: Bot, anna: Person, telegram: TelegramServer) -> None:
    boris = telegram.user("Борис")
    await boris.starts()
    photo = await anna.sends_photo(caption="Доска")

    await bot.copy_message(boris.id, anna.id, photo.id)

    assert boris.heard == ["Доска"]
    assert "photo" in boris.messages[0].content
    assert "message to copy not found" in await _refused(bot.copy_message(boris.id, anna.id, 99))
