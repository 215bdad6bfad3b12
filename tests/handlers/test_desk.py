"""A methodist's desk, as a conversation: the queue, the buttons of a card, and stale ones."""

from collections.abc import AsyncIterator

import pytest

from kit.database import Database
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


async def asks(town: Town, text: str = QUESTION, name: str = "Анна") -> Resident:
    anna = await town.teacher(name)
    await anna.writes(text)
    return anna


async def test_the_queue_has_own_free_and_overdue_questions_in_this_order(
    town: Town, boris: Resident
) -> None:
    admin = await town.admin("Вера")
    await asks(town, "Физика: первый?")
    await asks(town, "Физика: второй?")
    await asks(town, "Химия: ничей?")
    await town.pass_time(hours=3)
    await asks(town, "Физика: поздний?")
    await boris.presses("Беру")
    await boris.presses("Уточнить")
    await boris.writes("Какой класс?")
    await town.pass_time(hours=20)
    await admin.writes("№3")
    await admin.presses("Беру")

    await boris.writes("/queue")
    await admin.writes("/queue")

    assert boris.last.captions == ["№1", "№2", "№4"]
    assert boris.heard[-1].count("просрочен") == 2
    assert "Свободные" not in boris.heard[-1]
    assert admin.last.captions == ["№3", "№1", "№2"]
    told = admin.heard[-1]
    assert told.index("Ваши") < told.index("Просрочены у коллег")


async def test_an_empty_queue_is_said(boris: Resident) -> None:
    await boris.writes("/queue")

    assert "Очередь пуста" in boris.heard[-1]


async def test_the_case_button_sends_a_case_of_the_base_once(planted: Database) -> None:
    async with open_town(planted, None) as town:
        boris = await town.methodist("Борис", subjects=["physics"])
        anna = await asks(town, "Не хватает приборов для лабораторной по физике")
        if "Спросить методиста" in anna.last.captions:
            await anna.presses("Спросить методиста")
        await boris.presses("Беру")
        await boris.presses("Кейс")
        screen = boris.last
        first = screen.buttons[0][0]
        assert first["text"].startswith("1. ")

        await boris.presses("1. ")
        boris.person.presses_again(screen, first["callback_data"])
        await town.pass_time(minutes=1)

        title = first["text"].removeprefix("1. ").rstrip("…")
        answers = [text for text in anna.heard if "Ответ на вопрос №1" in text]
        assert len(answers) == 1
        assert title in answers[0]


async def test_without_cases_the_case_button_says_so(town: Town, boris: Resident) -> None:
    await asks(town)
    await boris.presses("Беру")

    await boris.presses("Кейс")

    assert "похожих случаев в базе нет" in boris.heard[-1]


async def test_a_case_is_begun_from_an_answer_with_what_looks_personal_marked(
    town: Town, boris: Resident
) -> None:
    await asks(town)
    await boris.presses("Беру")
    await boris.writes(
        "Покажите опыт, как ученику Пете Сидорову.", reply_to=boris.message_with("Вопрос №1")
    )
    await boris.writes("№1")
    await boris.presses("Кейс")
    screen, data = boris.last, boris.last.buttons[0][0]["callback_data"]
    assert "Из вашего ответа можно сделать новый" in screen.words

    await boris.presses("Сделать кейс из ответа")
    begun = boris.last.words
    boris.person.presses_again(screen, data)
    await town.settle()

    assert "Черновик кейса physics-01 начат" in begun
    assert "Похоже на персональные данные: Пете Сидорову" in begun
    assert "уже начат" in boris.last.words
    [draft] = await town.app.casebook.export()
    assert draft.solution == "Покажите опыт, как ученику [имя]."


async def test_a_finished_question_comes_back_if_it_did_not_help(
    town: Town, boris: Resident
) -> None:
    anna = await asks(town)
    await boris.presses("Беру")
    await boris.presses("Завершить")
    assert "Ответа ещё нет" in boris.alerts[-1]
    await boris.writes("Покажите опыт.", reply_to=boris.message_with("Вопрос №1"))
    await town.pass_time(minutes=1)
    await boris.presses("Завершить")
    await town.pass_time(minutes=1)
    assert "считает вопрос №1 решённым" in anna.heard[-1]

    await anna.presses("Не помогло")

    assert "Вопрос №1 принят" in anna.heard[-1]
    assert "Не помогло: вопрос вернулся к вам" in boris.heard[-1]


async def test_an_admin_passes_on_what_nobody_has(town: Town) -> None:
    admin = await town.admin("Вера")
    anna = await asks(town)
    galina = await town.methodist("Галина", subjects=["chemistry"])

    await admin.presses("Передать")
    await admin.presses("Химия")

    assert "передан другому методисту" in admin.heard[-1]
    assert "реактивное" in galina.heard[-1]
    assert "ответит другой методист" in anna.heard[-1]


async def test_an_admin_passes_on_what_a_colleague_has_let_lie(town: Town, boris: Resident) -> None:
    admin = await town.admin("Вера")
    await asks(town)
    await boris.presses("Беру")
    await town.pass_time(days=2)
    galina = await town.methodist("Галина", subjects=["chemistry"])

    await admin.writes("/queue")
    await admin.presses("№1")
    assert admin.last.captions == ["Передать"]
    await admin.presses("Передать")
    await admin.presses("Химия")

    assert "реактивное" in galina.heard[-1]
    assert "№1 передан другому методисту" in boris.heard[-1]


async def test_stale_buttons_say_why_they_do_nothing(town: Town, boris: Resident) -> None:
    anna = await asks(town)
    card = boris.last
    take, decline = (button["callback_data"] for button in card.buttons[0])
    await boris.writes("Покажите опыт.", reply_to=card)
    await town.pass_time(minutes=1)

    async def press(data: str) -> str:
        before = len(boris.alerts)
        boris.person.presses_again(card, data)
        await town.settle()
        return boris.alerts[-1] if len(boris.alerts) > before else boris.heard[-1]

    assert "Вы уже ответили" in await press(decline)
    assert "№1 ваш" in await press(take)
    await anna.presses("Помогло")
    for data in (take, decline):
        assert "уже закрыт" in await press(data)
    for data in ("nonsense", "q:fly:1", "pt:1:alchemy:x"):
        assert "больше не действует" in await press(data)


async def test_a_button_that_was_passed_to_a_teacher_does_nothing(
    town: Town, boris: Resident
) -> None:
    anna = await asks(town)
    card = boris.last

    anna.person.presses_again(anna.last, card.buttons[0][0]["callback_data"])
    await town.settle()

    assert "больше не действует" in anna.alerts[-1]
    await boris.writes("/queue")
    assert boris.last.captions == ["№1"]


async def test_pressing_twice_is_pressing_once(town: Town, boris: Resident) -> None:
    anna = await asks(town)
    card = boris.last
    take = card.buttons[0][0]["callback_data"]
    for _ in range(2):
        boris.person.presses_again(card, take)
    await town.settle()
    assert boris.alerts == []
    await boris.writes("Покажите опыт.", reply_to=card)
    await town.pass_time(minutes=1)
    answer = anna.last
    helped = answer.buttons[0][0]["callback_data"]

    for _ in range(2):
        anna.person.presses_again(answer, helped)
    await town.settle()

    assert anna.alerts == []
    assert [text for text in boris.heard if "ваш ответ помог" in text] == [boris.heard[-1]]
