"""What a teacher writes, and what the bot makes of it."""

from datetime import timedelta

import pytest

from handlers.texts import asking as texts
from handlers.texts import start as start_texts
from kit.database import Database
from knowledge.encoder import Encoder
from tests.journeys.asking import NOBODY_HAS_ANSWERED, OFFERED_CASES, ask_a_person
from tests.support.town import Town, open_town


async def test_the_greeting_asks_nothing_and_the_first_message_is_a_question(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes("/start")
    assert anna.heard[-1].startswith("Здравствуйте!")
    assert anna.last.captions == [
        start_texts.TEACHER,
        start_texts.LEADER,
        start_texts.PARENT,
        start_texts.PUPIL,
    ]
    await anna.writes(NOBODY_HAS_ANSWERED)

    assert "№1" in anna.heard[-1]


async def test_an_unknown_command_is_answered_with_help(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes("/qwerty")

    assert "Что я умею" in anna.heard[-1]


async def test_a_command_of_another_role_is_declined_politely(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes("/queue")

    assert "с другой ролью" in anna.heard[-1]


@pytest.mark.parametrize("kind", ["sticker", "location", "contact", "poll", "dice", "venue"])
async def test_what_cannot_be_handed_on_is_refused_with_a_reason(town: Town, kind: str) -> None:
    anna = await town.teacher("Анна")

    await anna.sends(kind)

    assert "передать методисту не могу" in anna.heard[-1]


@pytest.mark.parametrize("kind", ["voice", "video", "audio", "animation", "video_note"])
async def test_what_only_a_recording_says_goes_to_a_person(town: Town, kind: str) -> None:
    boris = await town.methodist("Борис")
    anna = await town.teacher("Анна")

    await anna.sends(kind)

    assert "Вопрос №1 принят" in anna.heard[-1]
    assert f"[{kind}]" in boris.heard[-1]


async def test_thanks_are_no_question(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes("Большое спасибо!")

    assert anna.heard[-1].startswith("Спасибо за добрые слова")
    await anna.writes("/my")
    assert "пока нет вопросов" in anna.heard[-1]


async def test_where_the_base_has_no_reply_the_bot_has_one(
    database: Database, encoder: Encoder
) -> None:
    async with open_town(database, encoder) as town:
        anna = await town.teacher("Анна")

        await anna.writes("Большое спасибо!")

        assert anna.heard[-1] == texts.nothing_asked()


#: Two cases of singing are near it, and what parts them is not said.
SINGING = "какую отметку ставить тем кто не умеет петь"


async def test_the_base_asks_back_and_one_tap_changes_the_list_in_place(town: Town) -> None:
    anna = await town.teacher("Анна")
    await anna.writes(SINGING)
    assert "Одно нажатие" in anna.heard[-1]
    assert {"Пение", "Неважно"} <= {*anna.last.captions}
    before = len(anna.heard)

    await anna.presses("Пение")

    assert "Неважно" not in anna.last.captions
    assert len(anna.heard) <= before + 1


async def test_what_is_asked_back_can_be_typed(town: Town) -> None:
    anna = await town.teacher("Анна")
    await anna.writes(SINGING)

    await anna.writes("неважно")

    assert "Одно нажатие" not in anna.heard[-1]
    assert "№1" in anna.heard[-1]


async def test_a_burst_of_short_messages_is_one_question(
    planted: Database, encoder: Encoder
) -> None:
    async with open_town(planted, encoder, burst=timedelta(seconds=3)) as town:
        boris = await town.methodist("Борис", subjects=["physics"])
        await town.pass_time(seconds=4)
        anna = await town.teacher("Анна")
        for words in ("Здравствуйте", NOBODY_HAS_ANSWERED, "8 класс, если что"):
            await anna.writes(words)
            await town.pass_time(seconds=1)
        assert anna.heard == []

        await town.pass_time(seconds=3)

        assert len(anna.heard) == 1
        await ask_a_person(anna)
        assert "8 класс, если что" in boris.heard[-1]


async def test_the_word_of_a_button_does_what_the_button_does(town: Town) -> None:
    boris = await town.methodist("Борис")
    anna = await town.teacher("Анна")
    await anna.writes(OFFERED_CASES)

    await anna.writes("2")
    assert "Источник:" in anna.heard[-1]
    await anna.writes("спросить методиста")
    assert "Вопрос №1 принят" in anna.heard[-1]
    await boris.writes("беру")

    assert "№1 ваш" in boris.heard[-1]


async def test_a_number_opens_the_question(town: Town) -> None:
    boris = await town.methodist("Борис")
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)

    await anna.writes("№1")
    await boris.writes("№1")

    assert "Вопрос №1" in anna.heard[-1]
    assert "турбореактивного" in boris.heard[-1]


async def test_somebody_elses_question_is_not_to_be_had_by_its_number(town: Town) -> None:
    anna, vera = await town.teacher("Анна"), await town.teacher("Вера")
    await anna.writes(NOBODY_HAS_ANSWERED)

    await vera.writes("№1")

    assert "Такого вопроса у вас нет" in vera.heard[-1]


async def test_a_reply_to_the_questions_message_is_added_to_it(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)

    await anna.writes("Класс физико-математический", reply_to=anna.last)

    assert "Добавил к вопросу №1" in anna.heard[-1]
    assert "физико-математический" in boris.heard[-1]


async def test_a_new_message_can_be_moved_to_the_earlier_question(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await anna.writes("Забыла сказать, что класс физико-математический и дети сильные")

    await anna.presses("Это к №1")

    assert any("Перенёс в вопрос №1" in text for text in anna.heard)
    assert "дети сильные" in boris.message_with("Учитель дополнил вопрос").words


async def test_an_edited_question_reaches_the_methodist_with_its_new_words(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    message = await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)

    await anna.edits(message, NOBODY_HAS_ANSWERED + " Урок в четверг.")

    assert "передал методисту" in anna.heard[-1]
    assert "Урок в четверг." in boris.heard[-1]


async def test_an_edit_of_no_question_changes_nothing_and_is_said(town: Town) -> None:
    anna = await town.teacher("Анна")
    message = await anna.writes("/help")

    await anna.edits(message, "/help me")

    assert anna.heard[-1] == texts.edit_means_nothing()


async def test_a_question_can_be_closed_and_reopened(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)

    await anna.presses("Закрыть")
    assert "закрыт" in anna.heard[-1]
    assert "отвечать не нужно" in boris.heard[-1]
    await anna.writes("/my")
    await anna.presses("№1")
    await anna.presses("Вернуть")

    assert "Вопрос №1 принят" in anna.heard[-1]
    assert "турбореактивного" in boris.heard[-1]


async def test_markup_in_peoples_words_stays_words(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("<b>Анна</b>")

    await anna.writes(f"{NOBODY_HAS_ANSWERED} <script>alert(1)</script> & <b>жирно")
    await ask_a_person(anna)

    assert "<script>alert(1)</script> & <b>жирно" in boris.message_with("турбо").words
