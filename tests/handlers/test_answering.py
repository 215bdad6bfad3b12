"""A methodist answers, as a conversation."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from handlers.outgoing import LONGEST_TEXT
from handlers.texts import answering as texts
from kit.database import Database
from tests.support.telegram_server import ChatMessage
from tests.support.town import Resident, Town, open_town

QUESTION = "Физика: как объяснить реактивное движение?"


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    """A town whose base holds no case: every question goes to a person."""
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def boris(town: Town) -> Resident:
    return await town.methodist("Борис", subjects=["physics"])


@pytest.fixture
async def anna(town: Town, boris: Resident) -> Resident:
    """A teacher whose question lies with Boris."""
    anna = await town.teacher("Анна")
    await anna.writes(QUESTION)
    return anna


async def press_again(town: Town, resident: Resident, message: ChatMessage, data: str) -> None:
    """Press a button of ``message`` as it was, though it may be gone by now."""
    resident.person.presses_again(message, data)
    await town.settle()


def data_of(message: ChatMessage, caption: str) -> str:
    return next(
        str(button["callback_data"])
        for row in message.buttons
        for button in row
        if caption in button["text"]
    )


async def test_markup_and_files_of_an_answer_arrive_as_they_are(
    town: Town, anna: Resident, boris: Resident
) -> None:
    card = boris.last
    await boris.writes("Пишите <b>ρ</b> & «F = ma» <script>", reply_to=card)
    await boris.person.sends_document("схема.pdf", caption="И <i>схема</i>", reply_to=card)
    await town.settle()

    await town.pass_time(seconds=31)

    assert any("Пишите <b>ρ</b> & «F = ma» <script>" in text for text in anna.heard)
    assert "И <i>схема</i>" in anna.message_with("схема").words
    assert anna.heard[-1] == "[document]"


async def test_a_very_long_answer_is_split_and_whole(database: Database) -> None:
    async with open_town(database, None, burst=timedelta(seconds=3)) as town:
        boris = await town.methodist("Борис", subjects=["physics"])
        await town.pass_time(seconds=4)
        anna = await town.teacher("Анна")
        await anna.writes(QUESTION)
        await town.pass_time(seconds=4)
        before = len(anna.person.messages)
        await boris.presses("Ответить" if "Ответить" in boris.last.captions else "Беру")
        long = "\n\n".join(f"Абзац {n}. " + "Так и делайте. " * 20 for n in range(30))

        await boris.writes(long, reply_to=boris.message_with("Вопрос №1"))
        await town.pass_time(seconds=4)
        await town.pass_time(seconds=31)

        pieces = anna.person.messages[before:]
        assert len(pieces) >= 3
        assert all(len(piece.words) <= LONGEST_TEXT for piece in pieces)
        whole = "\n".join(piece.words for piece in pieces)
        assert all(f"Абзац {n}." in whole for n in range(30))
        assert [bool(piece.buttons) for piece in pieces] == [False] * (len(pieces) - 1) + [True]


async def test_a_note_is_seen_by_colleagues_and_never_by_the_teacher(
    town: Town, anna: Resident, boris: Resident
) -> None:
    galina = await town.methodist("Галина", subjects=["chemistry"])
    await boris.presses("Беру")
    await boris.presses("Заметка")
    await boris.writes("Ей бы <на курсы>.")
    await boris.writes("Покажите опыт.", reply_to=boris.message_with("Вопрос №1"))
    await town.pass_time(minutes=1)

    await galina.writes("№1")
    await anna.writes("№1")

    assert "Ей бы <на курсы>." in galina.message_with("Заметка").words
    assert not any("на курсы" in text for text in anna.heard)
    assert "Покажите опыт." in anna.heard[-1]


async def test_plain_words_are_an_answer_if_the_methodist_says_so(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await boris.presses("Беру")
    await boris.writes("Возьмите шарик.")
    assert boris.last.captions == ["Ответ на №1", "Мой вопрос"]
    await boris.writes("И нитку.")
    await boris.presses("Ответ на №1")

    await town.pass_time(seconds=31)

    assert "Возьмите шарик.\nИ нитку." in anna.heard[-1]


async def test_plain_words_are_a_question_of_the_methodists_own_if_they_say_so(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await boris.writes("Физика: а у меня вот какой вопрос?")
    screen, answer = boris.last, data_of(boris.last, "Ответ на №1")

    await boris.presses("Мой вопрос")

    assert "Вопрос №2 принят" in boris.heard[-1]
    assert "координатора" in boris.heard[-1]
    await press_again(town, boris, screen, answer)
    await town.pass_time(minutes=1)
    assert boris.alerts != []
    assert not any("а у меня вот какой" in text for text in anna.heard)


async def test_a_methodist_is_never_given_the_own_question(town: Town, boris: Resident) -> None:
    admin = await town.admin("Вера")

    await boris.writes(QUESTION)
    await town.pass_time(minutes=5)

    assert "координатора" in boris.heard[-1]
    assert "Некому ответить" in admin.heard[-1]
    vera = await town.methodist("Галина", subjects=["physics"])
    await town.pass_time(minutes=1)
    assert "реактивное" in vera.heard[-1]
    assert not any("<b>" in text or "Почему:" in text for text in boris.heard)


async def test_what_was_begun_can_be_left(town: Town, anna: Resident, boris: Resident) -> None:
    await boris.presses("Беру")
    await boris.presses("Ответить")

    await boris.presses("Не писать")
    await boris.writes("Просто слова")

    assert boris.alerts[-1] == texts.nothing_written()
    assert "Это ответ или ваш собственный вопрос?" in boris.heard[-1]


async def test_whose_answer_is_refused_is_free_to_write_something_else(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await boris.presses("Беру")
    await boris.presses("Ответить")
    await anna.presses("Закрыть")
    await boris.writes("Поздний ответ.")
    assert "уже закрыт" in boris.heard[-1]

    await boris.writes("Физика: мой вопрос, никак не связанный?")

    assert "Вопрос №2 принят" in boris.heard[-1]
    assert not any("Поздний" in text for text in anna.heard)


async def test_an_answer_is_taken_back_once_and_not_after_it_has_left(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await boris.writes("Не то.", reply_to=boris.last)
    screen = boris.last
    take_back = data_of(screen, "Отменить")
    await boris.presses("Отменить")
    assert "отменён" in boris.heard[-1]
    await press_again(town, boris, screen, take_back)
    assert "уже ушёл" in boris.alerts[-1]

    await boris.presses("Ответить")
    await boris.writes("То.")
    await town.pass_time(seconds=31)
    await boris.presses("Отменить")

    assert "уже ушёл" in boris.alerts[-1]
    assert [text for text in anna.heard if "То." in text or "Не то." in text] == [anna.heard[-1]]


async def test_the_methodist_hears_that_the_teacher_has_blocked_the_bot(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.person.blocks()
    await boris.writes("Покажите опыт.", reply_to=boris.last)

    await town.pass_time(minutes=1)

    assert "учитель недоступен" in boris.heard[-1]
    assert "№1" in boris.heard[-1]


async def test_a_reply_to_a_colleagues_question_is_refused(
    town: Town, anna: Resident, boris: Resident
) -> None:
    galina = await town.methodist("Галина", subjects=["chemistry"])
    await galina.writes("№1")

    await galina.writes("Я знаю!", reply_to=galina.last)
    await town.pass_time(minutes=1)

    assert "у другого методиста" in galina.heard[-1]
    assert not any("Я знаю!" in text for text in anna.heard)


async def test_what_cannot_be_handed_on_is_said_and_the_answer_may_be_written_after_all(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await boris.presses("Беру")
    await boris.presses("Ответить")
    await boris.sends("sticker")
    assert "передать методисту не могу" in boris.heard[-1]

    await boris.writes("Покажите опыт.")
    await town.pass_time(seconds=31)

    assert "Покажите опыт." in anna.heard[-1]
