"""The demo's own end of aiogram: what the bot says is on the page, what Telegram refuses is not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.methods import GetUpdates
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)

from bot.demo.files import FILE_LIMIT_BYTES, Shelf
from bot.demo.messages import Chats, Deleted, PressAnswered, Said, Typing
from bot.demo.session import BrowserSession
from bot.demo.visitors import ADMIN, METHODIST, Visitors
from delivery.content import AttachmentKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Demo:
    def __init__(self, folder: Path) -> None:
        self.chats = Chats(lambda: NOON)
        self.shelf = Shelf(folder / "files")
        self.visitors = Visitors(folder / "visitors.json")
        browser = self.visitors.welcome()
        teacher = self.visitors.teacher(browser)
        assert teacher is not None
        self.teacher = teacher
        self.bot = Bot(
            "42:demo",
            session=BrowserSession(self.chats, self.shelf, self.visitors),
            default=DefaultBotProperties(parse_mode="HTML"),
        )


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


def buttons(data: str, text: str = "Помогло") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)]]
    )


async def test_what_the_bot_says_is_in_the_chat_with_its_buttons(demo: Demo) -> None:
    sent = await demo.bot.send_message(demo.teacher, "<b>№17</b> принят", reply_markup=buttons("x"))

    [message] = demo.chats.history(demo.teacher)
    assert message.id == sent.message_id
    assert message.text == "№17 принят"
    assert message.has_button("x")
    assert sent.html_text == "<b>№17</b> принят"


async def test_whoever_watches_is_told_of_a_message(demo: Demo) -> None:
    with demo.chats.watch() as events:
        await demo.bot.send_chat_action(METHODIST, "typing")
        sent = await demo.bot.send_message(METHODIST, "Вопрос")
        await demo.bot.delete_message(METHODIST, sent.message_id)

        assert events.get_nowait() == Typing(METHODIST)
        assert isinstance(events.get_nowait(), Said)
        assert events.get_nowait() == Deleted(METHODIST, sent.message_id)
    assert demo.chats.history(METHODIST) == []


async def test_a_reply_names_the_message_it_replies_to(demo: Demo) -> None:
    first = await demo.bot.send_message(ADMIN, "Раз")

    reply = ReplyParameters(message_id=first.message_id)
    second = await demo.bot.send_message(ADMIN, "Два", reply_parameters=reply)

    assert second.reply_to_message is not None
    assert second.reply_to_message.text == "Раз"


async def test_an_edit_changes_words_and_buttons(demo: Demo) -> None:
    sent = await demo.bot.send_message(ADMIN, "Было", reply_markup=buttons("x"))

    await demo.bot.edit_message_text("<i>Стало</i>", chat_id=ADMIN, message_id=sent.message_id)

    message = demo.chats.find(ADMIN, sent.message_id)
    assert message is not None
    assert (message.text, message.keyboard) == ("Стало", ())
    assert message.edited_at == NOON


async def test_buttons_can_be_changed_alone(demo: Demo) -> None:
    sent = await demo.bot.send_message(ADMIN, "Слова", reply_markup=buttons("x"))

    await demo.bot.edit_message_reply_markup(
        chat_id=ADMIN, message_id=sent.message_id, reply_markup=buttons("y")
    )

    message = demo.chats.find(ADMIN, sent.message_id)
    assert message is not None
    assert message.has_button("y")
    assert not message.has_button("x")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        ("<b> </b>", "message text is empty"),
        ("я" * 4097, "message is too long"),
        ("<b>нет конца", "can't parse entities"),
        ("<div>чужое</div>", "can't parse entities"),
        ("<b><i>накрест</b></i>", "can't parse entities"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused(demo: Demo, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await demo.bot.send_message(demo.teacher, text)

    assert demo.chats.history(demo.teacher) == []


async def test_tags_do_not_count_towards_the_length(demo: Demo) -> None:
    await demo.bot.send_message(demo.teacher, f"<b>{'я' * 4096}</b>")

    assert len(demo.chats.history(demo.teacher)) == 1


@pytest.mark.parametrize("data", ["я" * 33, "x" * 65, ""])
async def test_a_button_with_bad_data_is_refused(demo: Demo, data: str) -> None:
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await demo.bot.send_message(demo.teacher, "Слова", reply_markup=buttons(data))


async def test_an_edit_that_changes_nothing_is_refused(demo: Demo) -> None:
    sent = await demo.bot.send_message(ADMIN, "<b>То же</b>", reply_markup=buttons("x"))

    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await demo.bot.edit_message_text(
            "<b>То же</b>",
            chat_id=ADMIN,
            message_id=sent.message_id,
            reply_markup=buttons("x"),
        )


async def test_a_message_that_is_gone_cannot_be_edited_or_deleted(demo: Demo) -> None:
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await demo.bot.edit_message_text("Слова", chat_id=ADMIN, message_id=1)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await demo.bot.delete_message(ADMIN, 1)


async def test_nobody_can_be_written_to_who_never_came(demo: Demo) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await demo.bot.send_message(77, "Здравствуйте")


async def test_a_press_is_acknowledged_once(demo: Demo) -> None:
    press_id = demo.chats.press(demo.teacher, "on-the-page")

    with demo.chats.watch() as events:
        await demo.bot.answer_callback_query(press_id, "Записал", show_alert=True)

        assert events.get_nowait() == PressAnswered(
            demo.teacher, "on-the-page", "Записал", is_alert=True
        )
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await demo.bot.answer_callback_query(press_id)


async def test_a_file_that_was_sent_up_can_be_sent_on_by_its_id(demo: Demo) -> None:
    file = demo.shelf.keep("план.docx", b"words")

    sent = await demo.bot.send_document(METHODIST, file.id, caption="<b>План</b>")

    assert sent.document is not None
    assert sent.document.file_name == "план.docx"
    assert sent.caption == "План"
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await demo.bot.send_document(METHODIST, "0" * 32)


async def test_the_bot_can_send_a_file_of_its_own_and_read_it_back(demo: Demo) -> None:
    sent = await demo.bot.send_photo(ADMIN, BufferedInputFile(b"figures", "week.png"))

    assert sent.photo is not None
    read = await demo.bot.download(sent.photo[-1].file_id)
    assert read is not None
    assert read.read() == b"figures"


async def test_a_file_that_is_too_big_is_refused(demo: Demo) -> None:
    big = BufferedInputFile(b"0" * (FILE_LIMIT_BYTES + 1), "big.bin")

    with pytest.raises(TelegramEntityTooLarge):
        await demo.bot.send_document(ADMIN, big)


async def test_an_album_stays_together(demo: Demo) -> None:
    files = [demo.shelf.keep(f"{number}.png", b"picture") for number in range(2)]

    sent = await demo.bot.send_media_group(
        METHODIST, [InputMediaPhoto(media=file.id) for file in files]
    )

    assert len({message.media_group_id for message in sent}) == 1
    assert all(message.photo for message in sent)
    with pytest.raises(TelegramBadRequest, match="album"):
        await demo.bot.send_media_group(METHODIST, [InputMediaPhoto(media=files[0].id)])


async def test_a_copy_carries_the_words_and_not_the_buttons(demo: Demo) -> None:
    sent = await demo.bot.send_message(METHODIST, "<b>Слова</b>", reply_markup=buttons("x"))

    copied = await demo.bot.copy_message(ADMIN, METHODIST, sent.message_id)

    message = demo.chats.find(ADMIN, copied.message_id)
    assert message is not None
    assert (message.text, message.keyboard) == ("Слова", ())
    assert message.entities


async def test_commands_of_one_chat_stand_before_those_of_all(demo: Demo) -> None:
    await demo.bot.set_my_commands([BotCommand(command="help", description="помощь")])
    await demo.bot.set_my_commands(
        [BotCommand(command="queue", description="очередь")],
        scope=BotCommandScopeChat(chat_id=METHODIST),
    )

    assert [each.command for each in demo.chats.commands(METHODIST)] == ["queue"]
    assert [each.command for each in demo.chats.commands(demo.teacher)] == ["help"]


async def test_a_method_that_the_page_does_not_know_is_named(demo: Demo) -> None:
    with pytest.raises(NotImplementedError, match="GetUpdates"):
        await demo.bot(GetUpdates())


def test_numbers_grow_even_when_the_clock_stands_still(demo: Demo) -> None:
    numbers = [demo.chats.next_number() for _ in range(3)]

    assert numbers == sorted(set(numbers))
    assert numbers[0] == NOON.timestamp() * 1000


def test_a_browser_stays_the_same_teacher_after_a_restart(tmp_path: Path) -> None:
    browser = Visitors(tmp_path / "visitors.json").welcome()

    again = Visitors(tmp_path / "visitors.json")

    assert again.teacher(browser) == Visitors(tmp_path / "visitors.json").teacher(browser)
    assert again.teacher("stranger") is None


def test_a_browser_that_begins_anew_is_another_teacher(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path / "visitors.json")
    browser = visitors.welcome()
    before = visitors.teacher(browser)
    assert before is not None

    after = visitors.begin_anew(browser)

    assert after != before
    assert visitors.is_known(before)


def test_the_oldest_files_make_room(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_files=2)

    first, second, third = (shelf.keep(f"{name}.txt", b"words") for name in "abc")

    assert shelf.find(first.id) is None
    assert shelf.find(second.id) == second
    assert shelf.find(third.id) == third


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\план урока.docx", "план урока.docx"),
        ("a\x00b\n<c>.png", "abc.png"),
        ("...", "file"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "file"),
    ],
)
def test_a_name_means_nothing_to_the_file_system(tmp_path: Path, given: str, kept: str) -> None:
    assert Shelf(tmp_path).keep(given, b"words").name == kept


@pytest.mark.parametrize(
    ("name", "kind", "is_shown"),
    [
        ("a.JPG", AttachmentKind.PHOTO, True),
        ("a.ogg", AttachmentKind.VOICE, True),
        ("a.svg", AttachmentKind.DOCUMENT, False),
        ("a.html", AttachmentKind.DOCUMENT, False),
        ("a.pdf", AttachmentKind.DOCUMENT, False),
    ],
)
def test_only_harmless_kinds_are_shown_by_the_browser(
    tmp_path: Path, name: str, kind: AttachmentKind, is_shown: bool
) -> None:
    file = Shelf(tmp_path).keep(name, b"words")

    assert (file.kind, file.is_shown) == (kind, is_shown)


def test_a_file_id_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("words")
    shelf = Shelf(tmp_path / "files")

    assert shelf.find("../secret") is None
    assert shelf.find("") is None
